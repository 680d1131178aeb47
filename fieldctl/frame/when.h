/*
 * fieldctl/frame/when: points in time as options: ISO 8601, or a duration ago.
 * Layer: fieldctl.  Users: user list, user edit, audit.
 */
#ifndef FIELDCTL_FRAME_WHEN_H
#define FIELDCTL_FRAME_WHEN_H

#include <stdint.h>

#include "fieldctl/frame/ctl.h"

/*
 * The option NAME as seconds since 1970: "2026-11-24", an ISO 8601 time, or
 * "7d" for seven days ago.  0 when it was not given.  EX_OK, or EX_USAGE
 * after saying what is wrong.
 */
int when_option(struct ctl *ctl, const char *name, int64_t *ret_t_s);

#endif
