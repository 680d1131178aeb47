/* The table of requests that explain. */
#include "control/explain/explain.h"

static const struct control_param explain_params[] = {
	{ "person", PARAM_TEXT, true, 0,
	    "a login name, an e-mail address or an id" },
	{ "service", PARAM_TEXT, true, 100, "the PAM service, such as sshd" },
	{ "gates", PARAM_TEXTS, false, 1000,
	    "requirements of the service's PAM stack, in order: a permission, or '-' if it admits no one; prefixed with 'password:' if a new password is being chosen" },
	{ "no_address", PARAM_FLAG, false, 0,
	    "the service does not accept e-mail addresses as login names" },
	{ NULL },
};

const struct control_request explain_requests[] = {
	{ "user.explain",
	    "Whether a person would be admitted here now; if not, why.",
	    VERB_USER_VIEW, explain_params, 0, user_explain_request },
	{ NULL },
};
