/* The snapshot. */
#include <sysexits.h>

#include "base/err.h"
#include "control/change.h"
#include "control/data/data.h"
#include "control/value.h"
#include "store/publish/publish.h"

static void
put_gap(const struct publish_gap *gap, void *context)
{
	static const char *const kinds[] = {
		[GAP_ENTRY] = "entry",
		[GAP_GRANT] = "grant",
		[GAP_MEMBERS] = "members",
	};

	control_row(context,
	    json_pack("{s:s, s:o, s:o, s:I, s:I}", "kind", kinds[gap->kind],
		"name", value_text(gap->name), "why",
		gap->why != NULL ? value_text(gap->why) : json_null(), "listed",
		(json_int_t)gap->listed, "members", (json_int_t)gap->members));
}

int
snapshot_publish_request(struct control_call *call)
{
	int rc = call->dry_run ? FIELD_OK : publish(call->store, true);

	if (rc != FIELD_OK && publish_is_due(call->store))
		return control_unpublished(call, rc);
	if (rc == FIELD_OK)
		rc = publish_gaps(call->store, put_gap, call);
	return rc == FIELD_OK ? EX_OK : control_failed(call, rc, NULL);
}
