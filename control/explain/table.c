/* The table of requests that explain. */
#include "control/explain/explain.h"

static const struct control_param explain_params[] = {
	{ "person", PARAM_TEXT, true, 0,
	    "a login name, an e-mail address or an id" },
	{ "service", PARAM_TEXT, true, 100, "the PAM service, such as sshd" },
	{ "gates", PARAM_TEXTS, false, 1000,
	    "what the service's PAM stack asks, in order: a permission, or "
	    "'-' where it lets nobody in; with 'password:' before it, where a "
	    "new password is chosen" },
	{ "no_address", PARAM_FLAG, false, 0,
	    "the service takes no e-mail address for a login name" },
	{ NULL },
};

const struct control_request explain_requests[] = {
	{ "user.explain",
	    "Whether a person would be let in here now, and why not.",
	    VERB_USER_VIEW, explain_params, 0, user_explain_request },
	{ NULL },
};
