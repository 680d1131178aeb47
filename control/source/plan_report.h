/*
 * control/source/plan_report: a plan created here, in the format of syncd's
 * reports.
 * Layer: control.  Users: import.
 */
#ifndef CONTROL_SOURCE_PLAN_REPORT_H
#define CONTROL_SOURCE_PLAN_REPORT_H

#include <jansson.h>

#include "store/import/csv.h"

/* One line; NULL when out of memory. */
json_t *plan_line_json(const struct plan_line *line);

/* {"source","run_id","full","hash","guard","totals","outcome","error",
 * "format"}, to which the lines belong; NULL when out of memory. */
json_t *plan_report(const struct plan *plan, const char *source_name,
    const char *run_id, const char *outcome, const struct csv_found *found);

#endif
