/*
 * fieldctl/sync/plan_report: a plan made here, in the form of syncd's reports.
 * Layer: fieldctl.  Users: sync_import.
 */
#ifndef FIELDCTL_SYNC_PLAN_REPORT_H
#define FIELDCTL_SYNC_PLAN_REPORT_H

#include <jansson.h>

#include "store/import/plan.h"

/* {"source","run_id","full","hash","guard","totals","lines","outcome",
 * "error"}; NULL when out of memory. */
json_t *plan_report(const struct plan *plan, const char *source_name,
    const char *run_id, const char *outcome);

#endif
