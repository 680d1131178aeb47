/* Determines the organisation of a request.  The verbs decide who may act on
 * it. */
#include <stdlib.h>
#include <sysexits.h>

#include "base/err.h"
#include "base/i18n.h"
#include "control/person/org.h"
#include "store/people/terminal.h"
#include "store/view/role.h"

static int
find_named(struct control_call *call, const char *name, struct org *ret_org)
{
	int rc = view_org_by_name(&call->viewer, name, ret_org);

	if (rc == FIELD_ENOTFOUND)
		return control_reason(call, REASON_NO_SUCH_ORG, name, NULL);
	return rc == FIELD_OK ? EX_OK : control_failed(call, rc, NULL);
}

/* The organisations admitted by this terminal, moved to the front. */
static int
keep_admitted(struct control_call *call, struct org *orgs, size_t *count)
{
	size_t kept = 0;
	int rc = FIELD_OK;

	for (size_t i = 0; rc == FIELD_OK && i < *count; i++) {
		bool admits = false;

		rc = terminal_admits(call->store, orgs[i].id, &admits);
		if (rc == FIELD_OK && admits)
			orgs[kept++] = orgs[i];
	}
	/* If there is none, the caller must name the organisation. */
	if (rc == FIELD_OK && kept > 0)
		*count = kept;
	return rc;
}

static int
find_only(struct control_call *call, struct org *ret_org)
{
	struct org *orgs = NULL;
	size_t count = 0;
	int rc = view_org_list(&call->viewer, &orgs, &count), status = EX_OK;

	if (rc == FIELD_OK && count > 1)
		rc = keep_admitted(call, orgs, &count);
	if (rc != FIELD_OK)
		status = control_failed(call, rc, NULL);
	else if (count != 1)
		status = control_answer_error(call->answer, EX_USAGE, "usage",
		    _("There are several organisations here: choose one with --org NAME."),
		    "");
	else
		*ret_org = orgs[0];
	free(orgs);
	return status;
}

int
org_of_call(struct control_call *call, struct org *ret_org)
{
	const char *name = control_text(call, "org");

	/* people only see their own organisation */
	return name != NULL ? find_named(call, name, ret_org) :
			      find_only(call, ret_org);
}
