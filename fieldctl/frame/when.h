/*
 * fieldctl/frame/when: days and times as options, in the caller's zone.
 * Layer: fieldctl.  Users: user list, user edit, audit.
 *
 * A day is "2026-11-24", and lasts from local midnight to local midnight; a
 * time is one that local_parse() takes (base/local.h).
 */
#ifndef FIELDCTL_FRAME_WHEN_H
#define FIELDCTL_FRAME_WHEN_H

#include <stdint.h>

#include "fieldctl/frame/ctl.h"

/*
 * What the option NAME stands for, in seconds since 1970: when the day begins,
 * the time, or, for a duration such as "7d", so long ago.  0 when it was not
 * given.  EX_OK, or EX_USAGE after saying what is accepted.
 */
int when_option(struct ctl *ctl, const char *name, int64_t *ret_t_s);

/* The same, but the day is over: for "until". */
int when_end_option(struct ctl *ctl, const char *name, int64_t *ret_t_s);

/* TEXT, given as the option NAME: when the day is over, or the time; not a
 * duration.  EX_OK or EX_USAGE, as above. */
int when_expiry(
    struct ctl *ctl, const char *name, const char *text, int64_t *ret_t_s);

#endif
