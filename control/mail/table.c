/* The table of requests about mail. */
#include "control/mail/mail.h"
#include "control/person/org.h"

static const struct control_param list_params[] = {
	{ "state", PARAM_TEXT, false, 0,
	    "only those in this state: waiting, sending, sent, given-up or "
	    "dropped" },
	{ "limit", PARAM_NUMBER, false, INT32_MAX,
	    "at most this many, the newest; 0 for all" },
	{ NULL },
};

static const struct control_param one_params[] = {
	{ "id", PARAM_TEXT, true, 0,
	    "the id, or its first characters, at least four" },
	{ NULL },
};

static const struct control_param several_params[] = {
	{ "ids", PARAM_TEXTS, true, 1000, "ids, as for mail.show" },
	{ NULL },
};

static const struct control_param test_params[] = {
	{ "address", PARAM_TEXT, true, 0, "where to send it" },
	ORG_PARAM,
	{ NULL },
};

static const struct control_param preview_params[] = {
	{ "template", PARAM_TEXT, true, 0, "the name of a template" },
	{ "person", PARAM_TEXT, true, 0,
	    "the recipient: login name, uid, e-mail address or id" },
	{ "by_text", PARAM_FLAG, false, 0, "the short form for text messages" },
	{ NULL },
};

const struct control_request mail_requests[] = {
	{ "mail.list",
	    "Mail of the last month, the newest first; never what it says.",
	    VERB_MAIL_VIEW, list_params, CONTROL_PAGES | CONTROL_GOOD_CONFIG,
	    mail_list_request },
	{ "mail.show", "One mail, with the server's words; never what it says.",
	    VERB_MAIL_VIEW, one_params, CONTROL_GOOD_CONFIG,
	    mail_show_request },
	{ "mail.retry", "Send mail now that waits or was given up.", VERB_MAIL,
	    several_params, CONTROL_CHANGES | CONTROL_GOOD_CONFIG,
	    mail_retry_request },
	{ "mail.drop", "Do not send mail that waits.", VERB_MAIL,
	    several_params, CONTROL_CHANGES | CONTROL_GOOD_CONFIG,
	    mail_drop_request },
	{ "mail.test", "Send a test mail; mail.show has its result.", VERB_MAIL,
	    test_params, CONTROL_CHANGES | CONTROL_GOOD_CONFIG,
	    mail_test_request },
	{ "mail.preview",
	    "A mail as a person would receive it, with placeholders for what "
	    "its cause gives.",
	    VERB_MAIL_VIEW, preview_params, CONTROL_GOOD_CONFIG,
	    mail_preview_request },
	{ NULL },
};
