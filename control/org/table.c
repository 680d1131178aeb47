/* The table of requests about organisations (R7-R9, X4). */
#include "control/org/org.h"

const struct control_request org_requests[] = {
	{ "site.list", "All sites, by name.", VERB_USER_VIEW, NULL, 0,
	    site_list_request },
	{ NULL },
};
