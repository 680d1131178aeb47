/*
 * syncd/run: one import of one source, from its lock to its report (A3-A9).
 * Layer: syncd.  Users: syncd/once, syncd/connect.
 *
 * One run at a time per source, by a lock in the run folder.  The provider's
 * records become a plan; the plan is either shown, or applied as a whole;
 * otherwise nothing changes.  A rotated refresh token is durable before the
 * worker is told that it may use the access token that came with it.
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
	bool full;               /* list everything, ignoring the cursor */
	bool show_progress;      /* on standard error, which is a terminal */
	const char *accept_hash; /* --accept-plan, or NULL */
	const struct invoker *invoker; /* the person who started it by hand */
};

/* The outcome. */
struct run_result {
	char run_id[ID_SIZE]; /* "" if it never started */
	bool full;            /* it listed everybody */
	struct plan *plan;    /* NULL before there is one */
	/* 'previewed', 'applied', 'unchanged', 'guarded', 'failed' */
	const char *outcome;
	/* For 'guarded' and 'failed'; for 'applied': the follow-up that
	 * failed. */
	struct refusal why;
};

/*
 * Run; *ret_result is always set, and must be released.  FIELD_OK also for a
 * preview that the guard would stop; FIELD_EDENIED when it stopped a run;
 * FIELD_ENOTFOUND: no such source, or not connected; FIELD_EBUSY: another run
 * is in progress, or a limit of the platform; FIELD_ENET, FIELD_EAUTH and
 * others.
 */
int run_source(struct store *store, const struct run_options *options,
    struct run_result *ret_result);
void run_result_release(struct run_result *result);

#endif
