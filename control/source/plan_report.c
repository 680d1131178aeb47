#include "control/source/plan_report.h"
#include "control/value.h"

static json_t *
field_json(const struct plan_field *field)
{
	return json_pack("{s:s, s:o, s:o, s:b}", "name", field->name, "old",
	    value_text(field->old_value), "new", value_text(field->new_value),
	    "pinned", field->pinned);
}

/* Null, or the login name that one person gets back. */
static json_t *
returned_json(const struct plan_line *line)
{
	if (line->returned == NULL)
		return json_null();
	return json_pack("{s:o, s:s}", "email", value_text(line->returned),
	    "login", line->heir);
}

json_t *
plan_line_json(const struct plan_line *line)
{
	json_t *fields = json_array(), *candidates = json_array();
	json_t *sharers = json_array();
	char sentence[600] = "";

	if (line->why.reason != REASON_NONE)
		(void)refusal_sentence(&line->why, sentence, sizeof(sentence));
	for (size_t i = 0; i < line->field_count; i++)
		(void)json_array_append_new(
		    fields, field_json(&line->fields[i]));
	for (size_t i = 0; i < line->candidate_count; i++)
		(void)json_array_append_new(
		    candidates, value_text(line->candidates[i]));
	for (size_t i = 0; i < line->sharer_count; i++)
		(void)json_array_append_new(
		    sharers, value_text(line->sharers[i]));
	const struct value_member members[] = {
		{ "action", json_string(plan_action_name(line->action)) },
		{ "entity", json_string(line->entity) },
		{ "external_id", value_text(line->external_id) },
		{ "person_id", json_string(line->person_id) },
		{ "login", json_string(line->login) },
		{ "name", value_text(line->name) },
		{ "email", value_text(line->email) },
		{ "kind", json_string(line->kind) },
		{ "roles", json_string(line->roles) },
		{ "sites", json_string(line->sites) },
		{ "crew", json_string(line->crew) },
		{ "state", json_string(line->state) },
		{ "reason", json_string(reason_code(line->why.reason)) },
		{ "sentence", value_text(sentence) },
		{ "fields", fields },
		{ "candidates", candidates },
		{ "email_shared_with", sharers },
		{ "email_returned", returned_json(line) },
		{ "email_pending", json_boolean(line->email_pending) },
		{ "mail_address", value_text(line->mail_address) },
		{ "line", json_integer(line->line) },
		{ NULL, NULL },
	};

	return value_object(members);
}

static json_t *
totals_json(const struct plan *plan)
{
	json_t *totals = json_object();

	for (int i = 0; i < PLAN_ACTION_COUNT; i++)
		(void)json_object_set_new(totals,
		    plan_action_name((enum plan_action)i),
		    json_integer(
			(json_int_t)plan_count(plan, (enum plan_action)i)));
	return totals;
}

static json_t *
list_json(const struct name_list *list)
{
	return value_texts((const char *const *)list->names, list->count);
}

/* As which file it was read, and which of its columns were used. */
static json_t *
found_json(const struct csv_found *found)
{
	json_t *lines = json_array();

	for (size_t i = 0; i < found->passed_over_count; i++)
		(void)json_array_append_new(
		    lines, json_integer(found->passed_over[i]));
	return json_pack("{s:s, s:b, s:o, s:o, s:o, s:o}", "name",
	    found->format, "windows_1252", found->is_ansi, "used",
	    list_json(&found->used), "meanings", list_json(&found->meanings),
	    "ignored", list_json(&found->ignored), "passed_over", lines);
}

json_t *
plan_report(const struct plan *plan, const char *source_name,
    const char *run_id, const char *outcome, const struct csv_found *found)
{
	const char *why = NULL;
	bool guarded = plan_is_guarded(plan, &why);

	return json_pack("{s:s, s:s, s:b, s:s, s:o, s:o, s:s, s:n, s:o}",
	    "source", source_name, "run_id", run_id, "full", 0, "hash",
	    plan_hash(plan), "guard",
	    guarded ? json_pack("{s:o}", "why", value_text(why)) : json_null(),
	    "totals", totals_json(plan), "outcome", outcome, "error", "format",
	    found_json(found));
}
