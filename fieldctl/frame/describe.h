/*
 * fieldctl/frame/describe: JSON values in words.
 * Layer: fieldctl.  Users: listing.
 */
#ifndef FIELDCTL_FRAME_DESCRIBE_H
#define FIELDCTL_FRAME_DESCRIBE_H

#include <jansson.h>
#include <stdint.h>

#include "base/str.h"

/*
 * Append the members of OBJECT, the details of an event, to BUF: "email: a@x ->
 * b@x; expires: never -> end of 2026-12-31 CET; must change".  Members without
 * a value are omitted, and so is "address" (the network address of an event,
 * which has a column).  Times are formatted as in base/local.
 */
void describe_object(struct strbuf *buf, const json_t *object);

/* Append T_S, the end of an account or the like: midnight is shown as the end
 * of the previous day; 0 is never. */
void describe_end(struct strbuf *buf, int64_t t_s);

#endif
