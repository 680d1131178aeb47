/*
 * syncd/report: a plan and its outcome as JSON, for fieldctl and scripts.
 * Layer: syncd (store, jansson).  Users: syncd/once.
 *
 * One object on a line: source, run_id, full, hash, guard (null, or {"why"}),
 * totals, outcome, error (null, or {"code","message","hint"}), lines.  A line
 * has action, entity, external_id, person_id, login, name, reason, sentence,
 * fields (name, old, new, pinned), candidates and line.
 */
#ifndef SYNCD_REPORT_H
#define SYNCD_REPORT_H

#include <stdio.h>

#include "syncd/run.h"

/* Written line by line: a plan of 100,000 people is never in memory twice.
 * FIELD_ENOMEM, FIELD_EIO. */
int report_write(
    FILE *out, const char *source_name, const struct run_result *result);

#endif
