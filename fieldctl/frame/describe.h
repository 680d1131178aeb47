/*
 * fieldctl/frame/describe: what a JSON value says, in words.
 * Layer: fieldctl.  Users: listing.
 */
#ifndef FIELDCTL_FRAME_DESCRIBE_H
#define FIELDCTL_FRAME_DESCRIBE_H

#include <jansson.h>
#include <stdint.h>

#include "base/str.h"

/*
 * The members of OBJECT, the details of an event, at the end of BUF:
 * "email: a@x -> b@x; expires: never -> end of 2026-12-31 CET; must change".
 * Members without a value are left out, and "address" (the network address of
 * an event, which has a column).  Instants are as in base/local.
 */
void describe_object(struct strbuf *buf, const json_t *object);

/* An end, such as that of an account, T_S: midnight as the end of the day
 * before; 0 is never. */
void describe_end(struct strbuf *buf, int64_t t_s);

#endif
