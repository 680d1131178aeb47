/*
 * syncd/run: one import of one source, from its lock to its report (A3-A9).
 * Layer: syncd.  Users: syncd/main.
 *
 * One run at a time for each source, by a lock under the run folder.  The
 * provider's records become a plan; the plan is shown, applied whole, or
 * nothing changes.  A rotated refresh token is durable before the worker is
 * told that it may use the access token that came with it.
 */
#ifndef SYNCD_RUN_H
#define SYNCD_RUN_H

#include <jansson.h>

#include "store/plan.h"
#include "store/source.h"

struct run_options {
	const char *source_name;
	const char *worker;      /* the program fieldauth-fetch */
	const char *trigger;     /* 'schedule', 'hand' */
	bool plan_only;          /* preview: change nothing */
	bool full;               /* list everything, whatever the cursor */
	bool show_progress;      /* on standard error, which is a terminal */
	const char *accept_hash; /* --accept-plan, or NULL */
};

/*
 * Run.  *ret_report is always a JSON object in the end (FIELD_ENOMEM
 * excepted), as `syncd --once' prints it: source, run_id, full, hash, guard,
 * totals, lines, outcome, error.  Returns what main makes an exit code of:
 * FIELD_OK also for 'guarded' in a preview; FIELD_EDENIED when the guard
 * stopped a run; FIELD_ENOTFOUND: no such source, or not connected;
 * FIELD_EBUSY: another run is under way; FIELD_ENET, FIELD_EAUTH and others.
 */
int run_source(struct store *store, const struct run_options *options,
    json_t **ret_report);

#endif
