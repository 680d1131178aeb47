/* Lists the last runs, with the lines that need attention. */
#include <stdlib.h>
#include <sysexits.h>

#include "base/err.h"
#include "control/source/named.h"
#include "control/source/source.h"
#include "control/value.h"
#include "store/view/source.h"

static bool
add_line(const struct sync_run_line *line, void *context)
{
	(void)json_array_append_new(context,
	    json_pack("{s:s, s:s, s:o, s:o, s:s}", "action", line->action,
		"entity", line->entity, "external_id",
		value_text(line->external_id), "name", value_text(line->name),
		"reason", line->reason));
	return true;
}

static json_t *
run_json(const struct control_call *call, const struct sync_run *run)
{
	json_t *lines = json_array();

	if (sync_run_lines(call->store, run->id, add_line, lines) != FIELD_OK) {
		json_decref(lines);
		return NULL;
	}
	const struct value_member members[] = {
		{ "id", json_string(run->id) },
		{ "source", json_string(run->source_name) },
		{ "started_at", value_time(run->started_at) },
		{ "finished_at", value_time(run->finished_at) },
		{ "trigger", json_string(run->trigger) },
		{ "outcome", json_string(run->outcome) },
		{ "hash", json_string(run->plan_hash) },
		{ "full", json_boolean(run->full_listing) },
		{ "seen", json_integer(run->seen) },
		{ "added", json_integer(run->added) },
		{ "changed", json_integer(run->changed) },
		{ "linked", json_integer(run->linked) },
		{ "deactivated", json_integer(run->deactivated) },
		{ "reactivated", json_integer(run->reactivated) },
		{ "refused", json_integer(run->refused) },
		{ "undecided", json_integer(run->undecided) },
		{ "message", value_text(run->message) },
		{ "correlation_id", value_text(run->correlation_id) },
		{ "lines", lines },
		{ NULL, NULL },
	};

	return value_object(members);
}

/* One by one: no statement is open, and only the lines of one run are in
 * memory. */
static int
put_runs(struct control_call *call, const struct sync_run *runs, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		control_row(call, run_json(call, &runs[i]));
		if (!control_flush(call))
			break;
	}
	return EX_OK;
}

int
source_runs_request(struct control_call *call)
{
	const bool is_one = control_has(call, "source");
	struct refusal why = { .reason = REASON_NONE };
	struct sync_run *runs = NULL;
	struct source source;
	size_t count = 0;
	int rc, status = is_one ? source_named(call, &source) : EX_OK;

	if (status != EX_OK)
		return status;
	rc = view_source_runs(&call->viewer, is_one ? source.id : NULL,
	    control_number(call, "limit"), &runs, &count, &why);
	if (rc != FIELD_OK)
		return control_failed(call, rc, &why);
	status = put_runs(call, runs, count);
	free(runs);
	return status;
}
