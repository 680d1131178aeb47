/* The table of verbs about mail. */
#include "base/i18n.h"
#include "fieldctl/frame/column.h"
#include "fieldctl/mail/mail.h"
#include "fieldctl/mail/verbs.h"

const struct option_spec mail_list_options[] = {
	{ "state", "STATE",
	    N_("only mail that is waiting, sending, sent, given-up or "
	       "dropped"),
	    false },
	{ "limit", "N", N_("at most this many, the newest (default 100)"),
	    false },
	LISTING_OPTIONS(mail_list_columns),
	OPTION_END,
};
static const struct option_spec change_options[] = {
	{ "dry-run", NULL, N_("only report what would happen"), false },
	OPTION_END,
};
static const struct option_spec test_options[] = {
	{ "org", "ORG", N_("organisation"), false },
	OPTION_END,
};
static const struct option_spec preview_options[] = {
	{ "text", NULL, N_("the short form for text messages"), false },
	OPTION_END,
};

const struct command mail_commands[] = {
	{ "list", "", N_("List the mail of the last month"), mail_list_options,
	    mail_list_verb, 0, 0, NEEDS_REQUESTS, NULL },
	{ "show", "ID", N_("Show a mail and the server's answer"), NULL,
	    mail_show_verb, 1, 1, NEEDS_REQUESTS, NULL },
	{ "retry", "ID...", N_("Try again now"), change_options,
	    mail_retry_verb, 1, -1, NEEDS_REQUESTS, NULL },
	{ "drop", "ID...", N_("Do not send mail that waits"), change_options,
	    mail_drop_verb, 1, -1, NEEDS_REQUESTS, NULL },
	{ "test", "ADDRESS", N_("Send a test mail, and show the answer"),
	    test_options, mail_test_verb, 1, 1, NEEDS_REQUESTS, NULL },
	{ "connect", "",
	    N_("Sign in at the mail server's provider (auth = xoauth2)"), NULL,
	    mail_connect_verb, 0, 0, NEEDS_CONFIG | NEEDS_ROOT, NULL },
	{ "preview", "TEMPLATE PERSON",
	    N_("Show a mail as a person would receive it"), preview_options,
	    mail_preview_verb, 2, 2, NEEDS_REQUESTS, NULL },
	{ NULL, NULL, NULL, NULL, NULL, 0, 0, NEEDS_NOTHING, NULL },
};
