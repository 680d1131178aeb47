/*
 * store/core/audit: the log of changes and sign-ins, append-only, hash-chained
 * (X1).
 * Layer: store.  Users: every verb; fieldctl audit.
 */
#ifndef STORE_CORE_AUDIT_H
#define STORE_CORE_AUDIT_H

#include "store/core/change.h"

struct detail; /* store/core/detail */

enum audit_outcome { AUDIT_DONE, AUDIT_REFUSED, AUDIT_FAILED };

struct audit_entry {
	const char *action;  /* 'user.block': the module follows from it */
	const char *subject; /* id or "" */
	const char *org_id;  /* or "" */
	enum audit_outcome outcome; /* AUDIT_DONE unless it is said */
	enum reason reason;         /* with AUDIT_REFUSED and AUDIT_FAILED */
	/* Names, old and new values; NULL: none.  Never a secret. */
	struct detail *detail;
};

/* Within a change: its actor and terminal are added.  The detail is finished
 * and released, whatever comes of it. */
int audit_append(struct change *change, const struct audit_entry *entry);

/* A refusal by itself, in a transaction of its own, after the change that
 * was refused has been aborted. */
int audit_refused(struct store *store, const struct actor *actor,
    const char *action, const char *subject, const struct refusal *why);

/*
 * A person is refused as often as they like, and each refusal is a row that is
 * never deleted: so many of them are recorded in a minute, then one with
 * REASON_REFUSED_OFTEN, then none.
 */
#define AUDIT_REFUSALS_MAX 20

/* How many refusals of ACTOR have been recorded within the last minute, counted
 * up to AUDIT_REFUSALS_MAX + 1; 0 for all but people. */
int audit_refused_lately(
    struct store *store, const struct actor *actor, int64_t *ret_count);

/* How a user of the machine is written where a person's id would stand. */
#define AUDIT_LOCAL "local:"

struct audit_filter {
	const char *person_id; /* as actor or subject, or behind the actor */
	int64_t since, until;  /* 0: open */
	const char *action, *module, *text;
	int64_t limit;  /* newest first; 0: all */
	int64_t before; /* rows with a lower number alone; 0: all */
	/* Rows of this organisation, and what its people did; those of none
	 * where there is no other. */
	const char *org_id;
	/* Rows by and about this person alone; those of others, but for
	 * sign-ins, without where they were and who was behind them. */
	const char *own_id;
	/* Oldest first, and only rows with a higher number than AFTER. */
	bool oldest_first;
	int64_t after;
};

struct audit_row {
	int64_t seq, at;
	const char *actor, *actor_login; /* login "" for root and sync */
	const char *action, *module;
	const char *subject, *subject_login;
	const char *terminal, *service, *outcome, *reason, *detail;
	/* Who is behind the actor, and whose account was used on the way: an
	 * id or 'local:NAME', or ""; and the login name in either case. */
	const char *behind, *behind_login, *via, *via_login;
};

/* VISIT's row lives during the call; it returns false to stop. */
int audit_list(struct store *store, const struct audit_filter *filter,
    bool (*visit)(const struct audit_row *row, void *context), void *context);

/* The number of the last row; 0: there is none. */
int audit_last(struct store *store, int64_t *ret_seq);

/* Walk the chain.  FIELD_ECORRUPT with the first bad seq. */
int audit_verify(struct store *store, int64_t *ret_bad_seq);

#endif
