/* The table of requests about people (U1-U7, S1-S7, L7). */
#include "control/person/choice.h"
#include "control/user/user.h"

static const struct control_param choose_params[] = {
	CHOICE_PARAMS,
	{ "spare", PARAM_FLAG, false, 0,
	    "leave out the last super admin of a filter's people" },
	{ NULL },
};

static const struct control_param people_params[] = {
	CHOICE_PARAMS,
	{ NULL },
};

/* A request that changes the state of people: rows are the people as they are
 * then. */
#define STATE(name, help, rule, handle, more)                              \
	{                                                                  \
		name, help, rule, people_params, CONTROL_CHANGES | (more), \
		    handle                                                 \
	}

const struct control_request user_requests[] = {
	{ "user.choose",
	    "Whom a filter chooses, or names mean: what to ask a person before "
	    "a change of many.",
	    VERB_USER_VIEW, choose_params, 0, user_choose_request },
	{ "user.ties",
	    "What hangs on people: open sessions, crews, delegations and "
	    "approval groups.",
	    VERB_USER_VIEW, people_params, 0, user_ties_request },
	STATE("user.activate", "Make people active.", VERB_USER_ACTIVATE,
	    user_activate_request, 0),
	STATE("user.deactivate", "Make people inactive; their history stays.",
	    VERB_USER_DEACTIVATE, user_deactivate_request,
	    CONTROL_TAKES_RESERVE),
	STATE("user.block", "Keep people from signing in.", VERB_USER_BLOCK,
	    user_block_request, CONTROL_TAKES_RESERVE),
	STATE("user.unblock", "Lift a block.", VERB_USER_UNBLOCK,
	    user_unblock_request, 0),
	STATE("user.hold", "Hold people until they are released.",
	    VERB_USER_HOLD, user_hold_request, CONTROL_TAKES_RESERVE),
	STATE("user.release", "Release held people.", VERB_USER_RELEASE,
	    user_release_request, 0),
	STATE("user.confirm-email",
	    "Confirm people's new e-mail address: mail goes there.",
	    VERB_USER_CONFIRM_EMAIL, user_confirm_email_request, 0),
	STATE("user.delete", "Delete people.", VERB_USER_DELETE,
	    user_delete_request, CONTROL_TAKES_RESERVE),
	STATE("user.restore", "Restore deleted people.", VERB_USER_RESTORE,
	    user_restore_request, 0),
	{ NULL },
};
