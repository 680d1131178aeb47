#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "syncd/report.h"

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
names_json(const char *const *names, size_t count)
{
	json_t *array = json_array();

	for (size_t i = 0; i < count; i++)
		(void)json_array_append_new(array, json_string(names[i]));
	return array;
}

/* Null, or the login name that one person gets back. */
static json_t *
returned_json(const struct plan_line *line)
{
	if (line->returned == NULL)
		return json_null();
	return json_pack(
	    "{s:s, s:s}", "email", line->returned, "login", line->heir);
}

static json_t *
line_json(const struct plan_line *line)
{
	char sentence[600] = "";

	if (line->why.reason != REASON_NONE)
		(void)refusal_sentence(&line->why, sentence, sizeof(sentence));
	return json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, "
			 "s:s, s:s, s:s, s:s, s:o, s:o, s:o, s:o, s:b, s:s, "
			 "s:I}",
	    "action", plan_action_name(line->action), "entity", line->entity,
	    "external_id", line->external_id, "person_id", line->person_id,
	    "login", line->login, "name", line->name, "email", line->email,
	    "kind", line->kind, "roles", line->roles, "sites", line->sites,
	    "crew", line->crew, "state", line->state, "reason",
	    reason_code(line->why.reason), "sentence", sentence, "fields",
	    fields_json(line), "candidates",
	    names_json(line->candidates, line->candidate_count),
	    "email_shared_with", names_json(line->sharers, line->sharer_count),
	    "email_returned", returned_json(line), "email_pending",
	    (int)line->email_pending, "mail_address", line->mail_address,
	    "line", (json_int_t)line->line);
}

static json_t *
totals_json(const struct plan *plan)
{
	json_t *totals = json_object();

	for (int action = 0; plan != NULL && action < PLAN_ACTION_COUNT;
	     action++)
		(void)json_object_set_new(totals,
		    plan_action_name((enum plan_action)action),
		    json_integer((json_int_t)plan_count(
			plan, (enum plan_action)action)));
	return totals;
}

static json_t *
guard_json(const struct plan *plan)
{
	const char *why;

	if (plan == NULL || !plan_is_guarded(plan, &why))
		return json_null();
	return json_pack("{s:s}", "why", why);
}

static json_t *
error_json(const struct refusal *why)
{
	char sentence[REFUSAL_SENTENCE_SIZE], hint[REFUSAL_HINT_SIZE];

	if (why->reason == REASON_NONE || why->reason == REASON_GUARDED)
		return json_null();
	return json_pack("{s:s, s:s, s:s}", "code", reason_code(why->reason),
	    "message", refusal_sentence(why, sentence, sizeof(sentence)),
	    "hint", refusal_hint(why, hint, sizeof(hint)));
}

/* All but the lines, with its closing brace. */
static char *
head_text(const char *source_name, const struct run_result *result)
{
	const char *hash = result->plan != NULL ? plan_hash(result->plan) :
						  NULL;
	json_t *head = json_pack("{s:s, s:s, s:b, s:s, s:o, s:o, s:s, s:o}",
	    "source", source_name, "run_id", result->run_id, "full",
	    (int)result->full, "hash", hash != NULL ? hash : "", "guard",
	    guard_json(result->plan), "totals", totals_json(result->plan),
	    "outcome", result->outcome, "error", error_json(&result->why));
	char *text = head != NULL ? json_dumps(head, JSON_COMPACT) : NULL;

	json_decref(head);
	return text;
}

static int
write_line(FILE *out, const struct plan_line *line, bool first)
{
	json_t *object = line_json(line);
	int rc = FIELD_OK;

	if (object == NULL)
		return FIELD_ENOMEM;
	if ((!first && fputc(',', out) == EOF) ||
	    json_dumpf(object, out, JSON_COMPACT) < 0)
		rc = FIELD_EIO;
	json_decref(object);
	return rc;
}

int
report_write(
    FILE *out, const char *source_name, const struct run_result *result)
{
	size_t count = result->plan != NULL ? plan_line_count(result->plan) : 0;
	char *head = head_text(source_name, result);
	int rc = FIELD_OK;

	if (head == NULL)
		return FIELD_ENOMEM;
	head[strlen(head) - 1] = '\0'; /* continued with the lines */
	if (fprintf(out, "%s,\"lines\":[", head) < 0)
		rc = FIELD_EIO;
	free(head);
	for (size_t i = 0; rc == FIELD_OK && i < count; i++)
		rc = write_line(out, plan_line_at(result->plan, i), i == 0);
	if (rc == FIELD_OK && (fputs("]}\n", out) == EOF || fflush(out) == EOF))
		rc = FIELD_EIO;
	return rc;
}
