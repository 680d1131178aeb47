/*
 * store/core/audit: the append-only, hash-chained log of changes and sign-ins
 * (X1).
 * Layer: store.  Users: every verb; fieldctl audit.
 */
#ifndef STORE_CORE_AUDIT_H
#define STORE_CORE_AUDIT_H

#include "store/core/audit_point.h"
#include "store/core/change.h"

struct detail; /* store/core/detail */

enum audit_outcome { AUDIT_DONE, AUDIT_REFUSED, AUDIT_FAILED };

struct audit_entry {
	const char *action;         /* 'user.block'; determines the module */
	const char *subject;        /* id or "" */
	const char *org_id;         /* or "" */
	enum audit_outcome outcome; /* AUDIT_DONE by default */
	enum reason reason;         /* with AUDIT_REFUSED and AUDIT_FAILED */
	/* Names, old and new values, or NULL.  Never a secret. */
	struct detail *detail;
};

/* Append a row within a change, whose actor and terminal are added.  The detail
 * is finished and released in every case. */
int audit_append(struct change *change, const struct audit_entry *entry);

/* Append a refusal in a transaction of its own, after the refused change was
 * aborted. */
int audit_refused(struct store *store, const struct actor *actor,
    const char *action, const char *subject, const struct refusal *why);

/*
 * A person can be refused any number of times, and a row is never deleted.  So
 * only this many refusals are recorded in a minute, then one with
 * REASON_REFUSED_OFTEN, then none.
 */
#define AUDIT_REFUSALS_MAX 20

/* The number of refusals of ACTOR recorded within the last minute, at most
 * AUDIT_REFUSALS_MAX + 1; 0 unless the actor is a person. */
int audit_refused_lately(
    struct store *store, const struct actor *actor, int64_t *ret_count);

/* The prefix of a local user where a person's id is expected. */
#define AUDIT_LOCAL "local:"

struct audit_filter {
	const char *person_id; /* as actor or subject, or behind the actor */
	int64_t since, until;  /* 0: unlimited */
	const char *action, *module, *text;
	int64_t limit;  /* newest first; 0: all */
	int64_t before; /* only rows with a lower number; 0: all */
	/* Rows of this organisation and of its people; rows without an
	 * organisation only if there is no other one. */
	const char *org_id;
	/* Only rows by and about this person.  Rows by others show no location
	 * and no invoker, except for sign-ins. */
	const char *own_id;
	/* Oldest first, and only rows with a higher number than AFTER. */
	bool oldest_first;
	int64_t after;
};

struct audit_row {
	int64_t seq, at;
	const char *actor, *actor_login; /* login is "" for root and sync */
	const char *action, *module;
	const char *subject, *subject_login;
	const char *terminal, *service, *outcome, *reason, *detail;
	/* The person or user behind the actor, and the account used in between:
	 * an id, 'local:NAME' or ""; and the login name of each. */
	const char *behind, *behind_login, *via, *via_login;
};

/* VISIT's row is valid during the call; VISIT returns false to stop. */
int audit_list(struct store *store, const struct audit_filter *filter,
    bool (*visit)(const struct audit_row *row, void *context), void *context);

/* The number of the last row, or 0. */
int audit_last(struct store *store, int64_t *ret_seq);

/* Verify the chain of the rows after the archived ones.  FIELD_ECORRUPT with
 * the first bad seq. */
int audit_verify(struct store *store, int64_t *ret_bad_seq);

/* The same for the rows after *POINT, which becomes the last one. */
int audit_verify_after(
    struct store *store, struct audit_point *point, int64_t *ret_bad_seq);

#endif
