/*
 * syncd/report: a plan and its outcome as JSON, for fieldctl and scripts.
 * Layer: syncd (store, jansson).  Users: syncd/run.
 */
#ifndef SYNCD_REPORT_H
#define SYNCD_REPORT_H

#include <jansson.h>

#include "store/plan.h"

/* {"source","run_id","full","hash","guard","totals","lines","outcome",
 * "error"}; PLAN NULL before there is one.  NULL when out of memory. */
json_t *report_new(const char *source_name, const char *run_id, bool full);
int report_add_plan(json_t *report, const struct plan *plan);
/* OUTCOME: 'previewed', 'applied', 'unchanged', 'guarded', 'failed'. */
int report_set_outcome(json_t *report, const char *outcome);
/* error: {"code","message","hint"}; the outcome becomes 'failed'. */
int report_set_error(json_t *report, const struct refusal *why);

#endif
