/* The table of requests about what is stored as a whole (X1). */
#include <stdint.h>

#include "control/data/data.h"

static const struct control_param audit_params[] = {
	{ "person", PARAM_TEXT, false, 0, "by or about this person" },
	{ "since", PARAM_TIME, false, 0, "not before" },
	{ "until", PARAM_TIME, false, 0, "before" },
	{ "action", PARAM_TEXT, false, 0, "such as user.block" },
	{ "module", PARAM_TEXT, false, 0, "such as users" },
	{ "text", PARAM_TEXT, false, 0, "text within the details" },
	{ "limit", PARAM_NUMBER, false, INT32_MAX,
	    "at most this many, the newest; 0 for all" },
	{ NULL },
};

const struct control_request data_requests[] = {
	{ "audit.list", "The log, newest first.", VERB_AUDIT_VIEW, audit_params,
	    CONTROL_PAGES, audit_list_request },
	{ "audit.verify", "Whether no row of the log was changed or removed.",
	    VERB_AUDIT_VIEW, NULL, 0, audit_verify_request },
	{ NULL },
};
