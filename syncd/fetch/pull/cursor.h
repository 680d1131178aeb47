/*
 * syncd/fetch/pull/cursor: where the next incremental pull starts.
 * Layer: fetch.  Users: quickbooks, xero.
 *
 * For each entity, the provider's own time at the start of its last complete
 * listing, in UTC seconds: never the local clock or zone.  The text is JSON,
 * and opaque outside this file.
 */
#ifndef SYNCD_FETCH_PULL_CURSOR_H
#define SYNCD_FETCH_PULL_CURSOR_H

#include <stdint.h>

#include "syncd/pipe/message.h"

struct cursor {
	int64_t at_s[PIPE_ENTITY_COUNT]; /* 0: list everything */
};

/* TEXT may be NULL, damaged, of another version or of another TENANT: then
 * everything is listed. */
void cursor_parse(
    const char *text, const char *tenant, struct cursor *ret_cursor);

/* A malloc()ed text; NULL when out of memory. */
char *cursor_format(const struct cursor *cursor, const char *tenant);

#endif
