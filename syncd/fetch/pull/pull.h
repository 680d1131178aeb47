/*
 * syncd/fetch/pull/pull: shared by the pulls of all providers: listings, their
 * counts, and their completeness.
 * Layer: fetch.  Users: quickbooks, xero, main.
 */
#ifndef SYNCD_FETCH_PULL_PULL_H
#define SYNCD_FETCH_PULL_PULL_H

#include "syncd/fetch/oauth/api.h"
#include "syncd/fetch/pull/cursor.h"
#include "syncd/fetch/pull/person.h"
#include "syncd/fetch/pull/seen.h"

struct pull {
	const struct pipe_request *request; /* borrowed */
	struct api *api;                    /* borrowed */
	struct fault *fault;                /* borrowed */
	struct person_draft *draft;
	struct seen seen;
	struct cursor cursor, next;
	/* the current listing */
	struct pipe_listing listing;
	int64_t page;
	int64_t rows;    /* distinct rows of all kinds */
	bool unnamed;    /* a row had no id */
	int64_t records; /* rows of the whole run */
	struct pipe_done done;
};

int pull_init(struct pull *ret_pull, const struct pipe_request *request,
    struct api *api, struct fault *fault);
void pull_release(struct pull *pull);

/* The time from which to list changes of ENTITY; 0: everything. */
int64_t pull_since_s(const struct pull *pull, enum pipe_entity entity);

void pull_begin(struct pull *pull, enum pipe_entity entity, bool full);

/*
 * Handle one row, described by pull->draft.  Sends the person, or that it was
 * skipped, or (incremental only) that it is no longer listed; a row whose id
 * was already listed is dropped.
 */
int pull_row(struct pull *pull, enum person_result result);

/* Handle a row whose text cannot be read; ID may be NULL.  It counts as
 * received, so that it is neither missing nor requested again. */
int pull_unreadable(struct pull *pull, const char *id, const char *why);

/* Handle a row that could not be read at all; ID may be NULL. */
int pull_skip(struct pull *pull, const char *id, const char *why);
int pull_gone(struct pull *pull, const char *id);

/* A page of ROWS rows is complete: send progress and flush the buffer. */
int pull_page(struct pull *pull);

/* The listing has ended; COMPLETE: all pages were read.  BEGAN_S is the
 * provider's time when it started (0: unknown, the cursor stays). */
void pull_end(struct pull *pull, bool complete, int64_t began_s);

/* Send the last message of a successful run. */
int pull_finish(struct pull *pull);

/* Get the fault of a message that could not be sent. */
int pull_fault(struct pull *pull, int rc);

#endif
