/*
 * fieldctl/sync/sync: shared by the verbs about imports from accounting
 * (A1-A11).
 * Layer: fieldctl.  Users: the verbs of this folder.
 *
 * Communication with accounting is done by syncd, a separate program that only
 * root runs; these verbs start it and show its output.  Everything else is done
 * by requests (control/source), for all callers with the right.
 */
#ifndef FIELDCTL_SYNC_SYNC_H
#define FIELDCTL_SYNC_SYNC_H

#include <jansson.h>

#include "fieldctl/frame/column.h"
#include "fieldctl/frame/command.h"

/* report.c, status.c */
extern const struct listing_column sync_line_columns[];
extern const struct listing_column sync_status_columns[];
extern const struct listing_column sync_log_columns[];

/* connect.c, consent.c */
int sync_connect_verb(struct ctl *ctl);
int sync_disconnect_verb(struct ctl *ctl);
/* By consent in a browser. */
int sync_connect_consent(struct ctl *ctl);

/* run.c */
int sync_preview_verb(struct ctl *ctl);
int sync_run_verb(struct ctl *ctl);

/* import.c: CSV (A11) */
int sync_import_verb(struct ctl *ctl);
int sync_export_verb(struct ctl *ctl);

/* report.c: EX_OK, or EX_USAGE if --columns names a column that a report does
 * not have: checked before anything is done. */
int sync_report_check(struct ctl *ctl);
/* Print a report of syncd; AGAIN is the command that applies such a plan.
 * EX_OK or a code. */
int sync_report_show(struct ctl *ctl, const json_t *report, const char *again);

/* status.c */
int sync_status_verb(struct ctl *ctl);
int sync_log_verb(struct ctl *ctl);

/* rule.c */
extern const struct command sync_rule_commands[];

/* resolve.c */
int sync_resolve_verb(struct ctl *ctl);

/* Whether the first argument is a source of fieldauth.conf: EX_OK, or a code
 * after reporting that it is not. */
int sync_check_source(struct ctl *ctl);

#endif
