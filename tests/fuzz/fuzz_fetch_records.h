/*
 * Common to the targets of the providers: an accepted record results in a
 * message that the pipe accepts.
 */
#ifndef TESTS_FUZZ_FUZZ_FETCH_RECORDS_H
#define TESTS_FUZZ_FUZZ_FETCH_RECORDS_H

#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "syncd/fetch/quickbooks/person.h"
#include "syncd/work/text/walk.h"
#include "syncd/fetch/xero/person.h"

static struct person_draft fuzz_draft;

static inline void
fuzz_check(enum person_result result)
{
	struct pipe_message message = { .type = PIPE_PERSON }, again;
	char *line = NULL;
	size_t len = 0;

	if (result == PERSON_SKIP && fuzz_draft.why == NULL)
		abort();
	if (result == PERSON_OTHER && fuzz_draft.person.external_id == NULL)
		abort();
	if (result != PERSON_GOOD)
		return;
	message.u.person = fuzz_draft.person;
	if (pipe_message_encode(&message, &line, &len) != FIELD_OK ||
	    pipe_message_decode(line, len - 1, &again) != FIELD_OK)
		abort();
	pipe_message_release(&again);
	free(line);
}

/* An unreadable record is identified in a form that the pipe accepts. */
static inline int
fuzz_unreadable(void *arg, const char *key, const char *id, const char *why)
{
	struct pipe_message message = { .type = PIPE_SKIP };
	char *line = NULL;
	size_t len = 0;

	(void)arg;
	if (key == NULL)
		abort();
	message.u.skip.external_id = id;
	message.u.skip.reason = why;
	if (pipe_message_encode(&message, &line, &len) != FIELD_OK)
		abort();
	free(line);
	return FIELD_OK;
}

#endif
