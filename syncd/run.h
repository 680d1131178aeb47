/*
 * syncd/run: one import of one source, from its lock to its report (A3-A9).
 * Layer: syncd.  Users: syncd/once, syncd/connect.
 *
 * One run at a time for each source, by a lock under the run folder.  The
 * provider's records become a plan; the plan is shown, applied whole, or
 * nothing changes.  A rotated refresh token is durable before the worker is
 * told that it may use the access token that came with it.
 */
#ifndef SYNCD_RUN_H
#define SYNCD_RUN_H

#include "store/import/plan.h"
#include "store/source/source.h"

struct run_options {
	const char *source_name;
	const char *worker;      /* the program fieldauth-fetch */
	const char *trigger;     /* 'schedule', 'hand' */
	bool plan_only;          /* preview: change nothing */
	bool full;               /* list everything, whatever the cursor */
	bool show_progress;      /* on standard error, which is a terminal */
	const char *accept_hash; /* --accept-plan, or NULL */
	const struct invoker *invoker; /* who is behind a run by hand */
};

/* How it ended. */
struct run_result {
	char run_id[ID_SIZE]; /* "" when it never began */
	bool full;            /* it listed everybody */
	struct plan *plan;    /* NULL before there is one */
	/* 'previewed', 'applied', 'unchanged', 'guarded', 'failed' */
	const char *outcome;
	/* Of 'guarded' and 'failed'; of 'applied': what could not follow. */
	struct refusal why;
};

/*
 * Run; *ret_result is filled in any case, and to be released.  FIELD_OK also
 * for a preview that the guard would stop; FIELD_EDENIED when it stopped a
 * run; FIELD_ENOTFOUND: no such source, or not connected; FIELD_EBUSY:
 * another run is under way, or a limit of the platform; FIELD_ENET,
 * FIELD_EAUTH and others.
 */
int run_source(struct store *store, const struct run_options *options,
    struct run_result *ret_result);
void run_result_release(struct run_result *result);

#endif
