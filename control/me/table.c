/* The table of requests about the caller (U5). */
#include <stdint.h>

#include "control/data/data.h"
#include "control/me/me.h"
#include "control/user/user.h"

static const struct control_param edit_params[] = {
	OWN_PROFILE_PARAMS,
	{ NULL },
};

static const struct control_param audit_params[] = {
	AUDIT_PARAMS,
	{ NULL },
};

static const struct control_param sessions_params[] = {
	{ "limit", PARAM_NUMBER, false, 1000,
	    "at most this many of those that have ended, the newest; 20 when "
	    "not given" },
	{ NULL },
};

static const struct control_param verify_params[] = {
	{ "code", PARAM_SECRET, false, 0,
	    "the code that was mailed; without it, one is mailed" },
	{ NULL },
};

static const struct control_param sender_params[] = {
	{ "address", PARAM_TEXT, false, 0,
	    "the address to send from; a code is mailed to it; \"\": none" },
	{ "code", PARAM_SECRET, false, 0, "the code that was mailed" },
	{ NULL },
};

const struct control_request me_requests[] = {
	{ "me.show", "The caller, with groups and the last sign-ins.",
	    RULES_VERB_COUNT, NULL, 0, me_show_request },
	{ "me.edit", "Change the caller's profile.", VERB_USER_EDIT_SELF,
	    edit_params, CONTROL_CHANGES | CONTROL_GOOD_CONFIG,
	    me_edit_request },
	{ "me.audit", "The log of actions by and on the caller, newest first.",
	    RULES_VERB_COUNT, audit_params, CONTROL_PAGES, me_audit_request },
	{ "me.sessions",
	    "The caller's sessions: those that are open, and the last ones.",
	    RULES_VERB_COUNT, sessions_params, 0, me_sessions_request },
	{ "me.verify-email",
	    "Mail a code to the caller's address, or confirm the address with one.",
	    VERB_USER_EDIT_SELF, verify_params,
	    CONTROL_CHANGES | CONTROL_GOOD_CONFIG, me_verify_email_request },
	{ "me.sender",
	    "Set the address that mail caused by the caller comes from, or verify it with a code.",
	    VERB_USER_EDIT_SELF, sender_params,
	    CONTROL_CHANGES | CONTROL_GOOD_CONFIG, me_sender_request },
	{ NULL },
};
