/* Organisations. */
#include <stdlib.h>
#include <sysexits.h>

#include "base/err.h"
#include "control/org/org.h"
#include "control/value.h"
#include "store/view/role.h"

/* People see their own organisation, root sees all. */
int
org_list_request(struct control_call *call)
{
	struct org *orgs = NULL;
	size_t count = 0;
	int rc = view_org_list(&call->viewer, &orgs, &count);

	if (rc != FIELD_OK)
		return control_failed(call, rc, NULL);
	for (size_t i = 0; i < count; i++)
		control_row(call,
		    json_pack("{s:s, s:o}", "name", orgs[i].name, "title",
			value_text(orgs[i].title)));
	free(orgs);
	return EX_OK;
}
