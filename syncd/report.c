#include "base/err.h"
#include "syncd/report.h"

static int
set_new(json_t *object, const char *key, json_t *value)
{
	return json_object_set_new(object, key, value) < 0 ? FIELD_ENOMEM
	                                                   : FIELD_OK;
}

json_t *
report_new(const char *source_name, const char *run_id, bool full)
{
	return json_pack("{s:s, s:s, s:b, s:s, s:n, s:{}, s:[], s:s, s:n}",
	    "source", source_name, "run_id", run_id, "full", (int)full, "hash",
	    "", "guard", "totals", "lines", "outcome", "failed", "error");
}

static json_t *
fields_json(const struct plan_line *line)
{
	json_t *fields = json_array();

	for (size_t i = 0; i < line->field_count; i++) {
		const struct plan_field *field = &line->fields[i];

		(void)json_array_append_new(fields,
		    json_pack("{s:s, s:s, s:s, s:b}", "name", field->name,
		        "old", field->old_value, "new", field->new_value,
		        "pinned", (int)field->pinned));
	}
	return fields;
}

static json_t *
candidates_json(const struct plan_line *line)
{
	json_t *candidates = json_array();

	for (size_t i = 0; i < line->candidate_count; i++)
		(void)json_array_append_new(candidates,
		    json_string(line->candidates[i]));
	return candidates;
}

static json_t *
line_json(const struct plan_line *line)
{
	char sentence[600] = "";

	if (line->why.reason != REASON_NONE)
		(void)refusal_sentence(&line->why, sentence, sizeof(sentence));
	return json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:o, s:o, "
	                 "s:I}",
	    "action", plan_action_name(line->action), "entity", line->entity,
	    "external_id", line->external_id, "person_id", line->person_id,
	    "login", line->login, "name", line->name, "reason",
	    reason_code(line->why.reason), "sentence", sentence, "fields",
	    fields_json(line), "candidates", candidates_json(line), "line",
	    (json_int_t)line->line);
}

int
report_add_plan(json_t *report, const struct plan *plan)
{
	json_t *lines = json_object_get(report, "lines");
	json_t *totals = json_object_get(report, "totals");
	const char *why;

	for (size_t i = 0; i < plan_line_count(plan); i++)
		if (json_array_append_new(lines,
		        line_json(plan_line_at(plan, i))) < 0)
			return FIELD_ENOMEM;
	for (int action = 0; action < PLAN_ACTION_COUNT; action++)
		if (set_new(totals,
		        plan_action_name((enum plan_action)action),
		        json_integer((json_int_t)plan_count(plan,
		            (enum plan_action)action))) < 0)
			return FIELD_ENOMEM;
	if (plan_is_guarded(plan, &why) &&
	    set_new(report, "guard", json_pack("{s:s}", "why", why)) < 0)
		return FIELD_ENOMEM;
	return set_new(report, "hash", json_string(plan_hash(plan)));
}

int
report_set_outcome(json_t *report, const char *outcome)
{
	return set_new(report, "outcome", json_string(outcome));
}

int
report_set_error(json_t *report, const struct refusal *why)
{
	char sentence[600], hint[300];

	(void)report_set_outcome(report, "failed");
	return set_new(report, "error",
	    json_pack("{s:s, s:s, s:s}", "code", reason_code(why->reason),
	        "message", refusal_sentence(why, sentence, sizeof(sentence)),
	        "hint", refusal_hint(why, hint, sizeof(hint))));
}
