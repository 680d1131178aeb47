#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "syncd/fetch/pull/person.h"

#define NO_DAY_S INT64_C(-62135596800) /* 0001-01-01 */

void
person_begin(struct person_draft *draft, enum pipe_entity entity)
{
	draft->person = (struct pipe_person){ .entity = entity,
		.active = true };
	draft->why = NULL;
	draft->pool.len = 0;
}

/* NULL, null and blank text count as missing. */
static bool
is_said(const json_t *value)
{
	const char *text = json_string_value(value);

	if (text == NULL)
		return value != NULL && !json_is_null(value);
	for (size_t i = 0; i < json_string_length(value); i++)
		if (text[i] != ' ' && text[i] != '\t')
			return true;
	return false;
}

void
person_leave_out(
    struct person_draft *draft, const char *name, const json_t *value)
{
	struct pipe_person *person = &draft->person;

	if (!is_said(value) || person->left_out_count == PIPE_LEFT_OUT_MAX)
		return;
	for (size_t i = 0; i < person->left_out_count; i++)
		if (strcmp(person->left_out[i], name) == 0)
			return;
	person->left_out[person->left_out_count++] = name;
}

const char *
person_text(struct person_draft *draft, const char *name, const json_t *obj,
    const char *key)
{
	const char *text = text_member(&draft->pool, obj, key);

	if (text == NULL)
		person_leave_out(draft, name, json_object_get(obj, key));
	return text;
}

const char *
person_nested(struct person_draft *draft, const char *name, const json_t *obj,
    const char *key, const char *inner)
{
	const json_t *outer = json_object_get(obj, key);

	if (json_is_object(outer))
		return person_text(draft, name, outer, inner);
	person_leave_out(draft, name, outer);
	return NULL;
}

const char *
person_email(struct person_draft *draft, const json_t *obj, const char *key)
{
	const json_t *value = json_object_get(obj, key);
	const char *email = text_email(&draft->pool, text_value(value));

	if (email == NULL)
		person_leave_out(draft, "email", value);
	return email;
}

const char *
person_date(struct person_draft *draft, const char *name, const json_t *obj,
    const char *key)
{
	const json_t *value = json_object_get(obj, key);
	const char *text = text_value(value), *date;
	int64_t t_s;
	bool ms = person_parse_ms_date(text, &t_s);

	if ((ms && t_s == NO_DAY_S) ||
	    (text != NULL && strncmp(text, "0001-01-01", 10) == 0))
		return NULL;
	date = ms ? text_date(&draft->pool, t_s) :
		    text_iso_date(&draft->pool, text);
	if (date == NULL)
		person_leave_out(draft, name, value);
	return date;
}

enum person_result
person_skip(struct person_draft *draft, const char *why)
{
	draft->why = why;
	return PERSON_SKIP;
}

enum person_result
person_finish(struct person_draft *draft)
{
	const struct pipe_person *person = &draft->person;

	if (person->external_id == NULL)
		return person_skip(draft, "the record has no usable id");
	if (person->first_name == NULL && person->last_name == NULL &&
	    person->display_name == NULL && person->email == NULL)
		return person_skip(draft,
		    "the record has neither a name nor an e-mail address");
	if (person->active)
		draft->person.inactive_reason = NULL;
	return PERSON_GOOD;
}

/* Seconds are rounded down, so that a time before 1970 does not become
 * later. */
bool
person_parse_ms_date(const char *text, int64_t *ret_t_s)
{
	static const char prefix[] = "/Date(";
	long long ms;
	char *end;

	if (text == NULL || strncmp(text, prefix, sizeof(prefix) - 1) != 0)
		return false;
	text += sizeof(prefix) - 1;
	if (*text != '-' && (*text < '0' || *text > '9'))
		return false;
	errno = 0;
	ms = strtoll(text, &end, 10);
	if (errno != 0 || end == text)
		return false;
	/* the offset is only for display; the count is UTC */
	if ((*end == '+' || *end == '-') && strspn(end + 1, "0123456789") == 4)
		end += 5;
	if (strcmp(end, ")/") != 0)
		return false;
	*ret_t_s = ms / 1000 - (ms % 1000 < 0 ? 1 : 0);
	return true;
}
