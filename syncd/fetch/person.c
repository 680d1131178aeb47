#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "syncd/fetch/person.h"

void
person_begin(struct person_draft *draft, enum pipe_entity entity)
{
	draft->person = (struct pipe_person){ .entity = entity,
		.active = true };
	draft->why = NULL;
	draft->pool.len = 0;
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

/* Seconds are rounded down, so that a time before 1970 is not made later. */
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
	/* the offset only says how it would be shown; the count is UTC */
	if ((*end == '+' || *end == '-') && strspn(end + 1, "0123456789") == 4)
		end += 5;
	if (strcmp(end, ")/") != 0)
		return false;
	*ret_t_s = ms / 1000 - (ms % 1000 < 0 ? 1 : 0);
	return true;
}
