/*
 * store/lock/lock: failed attempts, counted by origin, and the locks that
 * follow (Q3).
 * Layer: store.  Users: signin, secret, verb.
 *
 * An attempt from the console counts there; one of a caller there; one from an
 * address both for the address and for the network as a whole, which permits
 * LOCK_NETWORK_TIMES as many.  Failures count together as long as no more than
 * lockout_within passes from one to the next.  The failure that makes them
 * lockout_after starts a lock: lockout_for; for an address twice as long with
 * each lock in a row, up to LOCK_MAX_S.  A lock ends automatically.  Failures
 * during a lock neither extend it nor count after it, and those that the lock of
 * an address refuses do not count for the network: one address cannot lock it.
 *
 * A lock refuses passwords and temporary passwords, from the same origin only.
 * The lock of the network does not apply to addresses from which the person
 * lately signed in.  Nothing else is refused: not one-time codes, whose 60 bits
 * need no lock, and nothing that asks for no secret: ssh keys, cron, su by
 * root.
 *
 * All functions work within the caller's transaction.
 */
#ifndef STORE_LOCK_LOCK_H
#define STORE_LOCK_LOCK_H

#include "store/core/change.h"
#include "store/core/policy.h"
#include "store/lock/counter.h"
#include "store/lock/origin.h"

#define LOCK_NETWORK_TIMES 5
/* How long an address from which a person signed in is known. */
#define LOCK_KNOWN_S (30 * 24 * 3600)

/* --- an attempt ------------------------------------------------------------------ */

/* The counters that an attempt touches. */
enum lock_place { LOCK_OWN, LOCK_NETWORK, LOCK_PLACES };

struct lock_attempt {
	const char *person_id; /* "": an unknown name */
	struct origin origin;
	const struct policies *policies;
};

struct lock_outcome {
	/* Passwords are refused: the attempt was made during a lock. */
	bool applies;
	bool counted[LOCK_PLACES];
	/* The attempt starts a lock, until then; 0: it does not. */
	int64_t starts[LOCK_PLACES];
};

/*
 * Count FAILURES of ATTEMPT, before the secret is verified: of fifty
 * simultaneous attempts, fifty count, and those beyond the limit see the lock.
 * An unknown name costs the same reads, and writes nothing.
 */
int lock_count(struct store *store, const struct lock_attempt *attempt,
    int64_t failures, struct lock_outcome *ret_outcome);

/* Whether a lock applies to ATTEMPT, for a database that cannot be written. */
int lock_look(
    struct store *store, const struct lock_attempt *attempt, bool *ret_applies);

/* The counted attempt was none: nothing could be determined, or the secret was
 * right and the person was refused for another reason. */
int lock_take_back(struct store *store, const struct lock_attempt *attempt,
    const struct lock_outcome *outcome);

/* The counted attempt succeeded: it is taken back, and its origin's failures
 * are forgotten, but not a lock that others have started meanwhile. */
int lock_succeeded(struct store *store, const struct lock_attempt *attempt,
    const struct lock_outcome *outcome);

/* The person has signed in from ORIGIN, by whatever means. */
int lock_know_address(
    struct store *store, const char *person_id, const struct origin *origin);

/* --- the person -------------------------------------------------------------- */

/* End all locks and forget all failures: a new password, unlock, reset. */
int lock_forget(struct change *change, const char *person_id);

/* When the last of the person's locks ends; 0: none is in force. */
int lock_until(struct store *store, const char *person_id, int64_t *ret_until);

/* A lock in force. */
struct lock {
	char source_kind[16]; /* as attempt.source_kind */
	char address[ORIGIN_ADDRESS_SIZE];
	int64_t failures, first_at, last_at, until;
};

/* "the console", or the address itself: where a lock refuses passwords, for
 * people. */
const char *lock_source_name(const char *source_kind, const char *address);

/* The locks in force of a person, the longest first; free *ret_locks. */
int lock_list(struct store *store, const char *person_id,
    struct lock **ret_locks, size_t *ret_count);

/* All locks in force, by login name; VISIT returns false to stop. */
int lock_each(struct store *store,
    bool (*visit)(const char *login, const struct lock *lock, void *context),
    void *context);

#endif
