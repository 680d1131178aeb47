/* The table of requests about sessions (X2, X6). */
#include "control/session/session.h"
#include "store/verb/user_logout.h"

static const struct control_param list_params[] = {
	{ "role", PARAM_TEXT, false, 0, "those of people with this role" },
	{ "status", PARAM_TEXT, false, 0,
	    "of active, inactive, deleted, blocked or held people" },
	{ "kind", PARAM_TEXT, false, 0,
	    "of internal or external people, fieldworkers or subworkers" },
	{ "site", PARAM_TEXT, false, 0, "of people of this site" },
	{ NULL },
};

#define WHOM_PARAMS                                             \
	{ "people", PARAM_TEXTS, false, 0,                      \
		"login names, uids, e-mail addresses or ids" }, \
	{                                                       \
		"all", PARAM_FLAG, false, 0,                    \
		    "without people: everyone who has a "       \
		    "session or process here, and whom the "    \
		    "caller may log out, but the caller"        \
	}

static const struct control_param choose_params[] = {
	WHOM_PARAMS,
	{ NULL },
};

static const struct control_param end_params[] = {
	WHOM_PARAMS,
	{ "reason", PARAM_TEXT, false, LOGOUT_REASON_MAX, "for the log" },
	{ NULL },
};

const struct control_request session_requests[] = {
	{ "session.list", "The open sessions of this terminal, oldest first.",
	    VERB_SESSION_VIEW, list_params, CONTROL_TIDIES,
	    session_list_request },
	{ "session.choose", "The people whom session.end would log out.",
	    VERB_SESSION_VIEW, choose_params, 0, session_choose_request },
	{ "session.end",
	    "End everything that people have running on this terminal; they may sign in again.",
	    VERB_SESSION_END, end_params,
	    CONTROL_CHANGES | CONTROL_TAKES_RESERVE, session_end_request },
	{ NULL },
};
