/* The counters of a person, read, changed and written.  An attempt with an
 * unknown name must cost what one with a known name costs: a step added
 * here for known names is added to store/signin/proof for unknown ones. */
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/err.h"
#include "base/i18n.h"
#include "base/str.h"
#include "store/lock/lock.h"

struct counters {
	struct lock_counter at[LOCK_PLACES];
	bool has_network; /* the attempt concerns it */
	bool spared;      /* by the lock of the network: the address is known */
};

static const char network_kind[] = "network";

static const char *
kind_of(const struct lock_attempt *attempt, enum lock_place place)
{
	return place == LOCK_NETWORK ? network_kind :
				       origin_kind_name(attempt->origin.kind);
}

static struct lock_terms
terms_of(const struct lock_attempt *attempt, enum lock_place place)
{
	const struct policies *policies = attempt->policies;
	struct lock_terms terms = {
		.after = policy_number(policies, POLICY_LOCKOUT_AFTER),
		.within_s = policy_number(policies, POLICY_LOCKOUT_WITHIN),
		.for_s = policy_number(policies, POLICY_LOCKOUT_FOR),
		.doubles = place == LOCK_OWN &&
		    attempt->origin.kind == ORIGIN_ADDRESS,
	};

	if (place == LOCK_NETWORK)
		terms.after *= LOCK_NETWORK_TIMES;
	return terms;
}

/* --- reading and writing ------------------------------------------------------ */

static void
take_row(struct query *query, struct counters *counters)
{
	enum lock_place place = strcmp(db_text(query, ATTEMPT_SOURCE_KIND),
				    network_kind) == 0 ?
	    LOCK_NETWORK :
	    LOCK_OWN;

	counters->at[place] = (struct lock_counter){
		.failures = db_int(query, ATTEMPT_FAILURE_COUNT),
		.first_at = db_int(query, ATTEMPT_FIRST_AT),
		.last_at = db_int(query, ATTEMPT_LAST_AT),
		.locked_until = db_int(query, ATTEMPT_LOCKED_UNTIL),
		.locks = db_int(query, ATTEMPT_LOCK_COUNT),
	};
}

static int
load_known(struct store *store, const struct lock_attempt *attempt,
    struct counters *counters)
{
	struct query *query = db_query(store, SQL_ADDRESS_IS_KNOWN);
	int rc;

	db_bind_text(query, 1, attempt->person_id);
	db_bind_text(query, 2, attempt->origin.address);
	db_bind_int(query, 3, store_now_s(store) - LOCK_KNOWN_S);
	rc = db_step(query);
	counters->spared = rc == 1;
	db_done(query);
	return rc < 0 ? rc : FIELD_OK;
}

static int
load(struct store *store, const struct lock_attempt *attempt,
    struct counters *ret_counters)
{
	struct counters counters = {
		.has_network = attempt->origin.kind == ORIGIN_ADDRESS,
	};
	struct query *query = db_query(store, SQL_ATTEMPT_LOAD);
	int rc;

	db_bind_text(query, 1, attempt->person_id);
	db_bind_text(query, 2, kind_of(attempt, LOCK_OWN));
	db_bind_text(query, 3, attempt->origin.address);
	for (;;) {
		rc = db_step(query);
		if (rc <= 0)
			break;
		take_row(query, &counters);
	}
	db_done(query);
	if (rc == FIELD_OK)
		rc = load_known(store, attempt, &counters);
	if (rc == FIELD_OK)
		*ret_counters = counters;
	return rc;
}

static int
save(struct store *store, const struct lock_attempt *attempt,
    enum lock_place place, const struct lock_counter *counter)
{
	struct query *query = db_query(store, SQL_ATTEMPT_SAVE);

	db_bind_text(query, 1, attempt->person_id);
	db_bind_text(query, 2, kind_of(attempt, place));
	db_bind_text(
	    query, 3, place == LOCK_OWN ? attempt->origin.address : "");
	db_bind_int(query, 4, counter->failures);
	db_bind_int(query, 5, counter->first_at);
	db_bind_int(query, 6, counter->last_at);
	db_bind_int(query, 7, counter->locked_until);
	db_bind_int(query, 8, counter->locks);
	return db_run(query);
}

/* --- an attempt --------------------------------------------------------------- */

static bool
network_applies(const struct counters *counters, int64_t now_s)
{
	return counters->has_network && !counters->spared &&
	    lock_counter_is_locked(&counters->at[LOCK_NETWORK], now_s);
}

static bool
own_applies(const struct counters *counters, int64_t now_s)
{
	return lock_counter_is_locked(&counters->at[LOCK_OWN], now_s);
}

static bool
applies(const struct counters *counters, int64_t now_s)
{
	return own_applies(counters, now_s) || network_applies(counters, now_s);
}

/* Counters of addresses that no longer mean anything: a person who is attacked
 * from ever new addresses has no more of them than the network's lock permits
 * in a day. */
static int
forget_old(struct store *store, const char *person_id)
{
	struct query *query = db_query(store, SQL_ATTEMPT_FORGET_OLD);

	db_bind_text(query, 1, person_id);
	db_bind_int(query, 2, store_now_s(store) - LOCK_MAX_S);
	return db_run(query);
}

int
lock_count(struct store *store, const struct lock_attempt *attempt,
    int64_t failures, struct lock_outcome *ret_outcome)
{
	const int64_t now_s = store_now_s(store);
	struct lock_outcome outcome = { .applies = false };
	struct counters counters;
	bool own;
	int rc = load(store, attempt, &counters);

	if (rc < 0 || attempt->person_id[0] == '\0')
		goto out;
	outcome.applies = applies(&counters, now_s);
	/* refused by the address's lock: however often one address tries, it
	 * locks no other; refused by the network's lock alone: that says
	 * nothing about the address */
	own = own_applies(&counters, now_s);
	outcome.counted[LOCK_OWN] = own || !network_applies(&counters, now_s);
	outcome.counted[LOCK_NETWORK] = counters.has_network && !own;
	for (int i = 0; rc == FIELD_OK && i < LOCK_PLACES; i++) {
		const struct lock_terms terms = terms_of(attempt, i);

		if (!outcome.counted[i])
			continue;
		if (lock_counter_add(&counters.at[i], &terms, failures, now_s))
			outcome.starts[i] = counters.at[i].locked_until;
		rc = save(store, attempt, i, &counters.at[i]);
	}
	if (rc == FIELD_OK && outcome.starts[LOCK_NETWORK] != 0)
		rc = forget_old(store, attempt->person_id);
out:
	if (rc == FIELD_OK)
		*ret_outcome = outcome;
	return rc;
}

int
lock_look(
    struct store *store, const struct lock_attempt *attempt, bool *ret_applies)
{
	struct counters counters;
	int rc = load(store, attempt, &counters);

	if (rc == FIELD_OK)
		*ret_applies = applies(&counters, store_now_s(store));
	return rc;
}

/* Load the counters, and take it back from those that have counted it. */
static int
take_back(struct store *store, const struct lock_attempt *attempt,
    const struct lock_outcome *outcome, struct counters *ret_counters)
{
	int rc = load(store, attempt, ret_counters);

	for (int i = 0; rc == FIELD_OK && i < LOCK_PLACES; i++) {
		const struct lock_terms terms = terms_of(attempt, i);

		/* forgotten meanwhile */
		if (!outcome->counted[i] || ret_counters->at[i].failures == 0)
			continue;
		lock_counter_take_back(&ret_counters->at[i], &terms);
		rc = save(store, attempt, i, &ret_counters->at[i]);
	}
	return rc;
}

int
lock_take_back(struct store *store, const struct lock_attempt *attempt,
    const struct lock_outcome *outcome)
{
	struct counters counters;

	return take_back(store, attempt, outcome, &counters);
}

int
lock_succeeded(struct store *store, const struct lock_attempt *attempt,
    const struct lock_outcome *outcome)
{
	struct counters counters;
	struct query *query;
	int rc = take_back(store, attempt, outcome, &counters);

	if (rc == FIELD_OK &&
	    !lock_counter_is_locked(
		&counters.at[LOCK_OWN], store_now_s(store))) {
		query = db_query(store, SQL_ATTEMPT_FORGET_ORIGIN);
		db_bind_text(query, 1, attempt->person_id);
		db_bind_text(query, 2, kind_of(attempt, LOCK_OWN));
		db_bind_text(query, 3, attempt->origin.address);
		rc = db_run(query);
	}
	return rc == FIELD_OK ? forget_old(store, attempt->person_id) : rc;
}

int
lock_know_address(
    struct store *store, const char *person_id, const struct origin *origin)
{
	const int64_t now_s = store_now_s(store);
	struct query *query;
	int rc;

	if (origin->kind != ORIGIN_ADDRESS)
		return FIELD_OK;
	query = db_query(store, SQL_ADDRESS_KNOW);
	db_bind_text(query, 1, person_id);
	db_bind_text(query, 2, origin->address);
	db_bind_int(query, 3, now_s);
	rc = db_run(query);
	if (rc < 0)
		return rc;
	query = db_query(store, SQL_ADDRESS_FORGET_OLD);
	db_bind_text(query, 1, person_id);
	db_bind_int(query, 2, now_s - LOCK_KNOWN_S);
	return db_run(query);
}

/* --- the person ----------------------------------------------------------------- */

int
lock_forget(struct change *change, const char *person_id)
{
	struct query *query = db_query(
	    change_store(change), SQL_ATTEMPT_FORGET);

	db_bind_text(query, 1, person_id);
	return db_run(query);
}

int
lock_until(struct store *store, const char *person_id, int64_t *ret_until)
{
	struct query *query = db_query(store, SQL_LOCK_UNTIL);
	int rc;

	db_bind_text(query, 1, person_id);
	db_bind_int(query, 2, store_now_s(store));
	rc = db_step(query);
	*ret_until = rc == 1 ? db_int(query, ONLY_COLUMN) : 0;
	db_done(query);
	return rc < 0 ? rc : FIELD_OK;
}

const char *
lock_source_name(const char *source_kind, const char *address)
{
	if (strcmp(source_kind, network_kind) == 0)
		return _("the network");
	if (strcmp(source_kind, origin_kind_name(ORIGIN_CONSOLE)) == 0)
		return _("the console");
	if (strcmp(source_kind, origin_kind_name(ORIGIN_CALLER)) == 0)
		return _(
		    "programs on the terminal, such as su or a screen lock");
	return address;
}

static void
read_lock(struct query *query, struct lock *ret_lock)
{
	memset(ret_lock, 0, sizeof(*ret_lock));
	db_copy(query, LOCK_LIST_SOURCE_KIND, ret_lock->source_kind,
	    sizeof(ret_lock->source_kind));
	db_copy(query, LOCK_LIST_SOURCE, ret_lock->address,
	    sizeof(ret_lock->address));
	ret_lock->failures = db_int(query, LOCK_LIST_FAILURE_COUNT);
	ret_lock->first_at = db_int(query, LOCK_LIST_FIRST_AT);
	ret_lock->last_at = db_int(query, LOCK_LIST_LAST_AT);
	ret_lock->until = db_int(query, LOCK_LIST_LOCKED_UNTIL);
}

int
lock_list(struct store *store, const char *person_id, struct lock **ret_locks,
    size_t *ret_count)
{
	struct query *query = db_query(store, SQL_LOCK_LIST);
	struct lock *locks = NULL;
	size_t count = 0;
	int rc;

	db_bind_text(query, 1, person_id);
	db_bind_int(query, 2, store_now_s(store));
	for (;;) {
		struct lock *lock;

		rc = db_step(query);
		if (rc <= 0)
			break;
		lock = array_add(&locks, &count, sizeof(*lock));
		if (lock == NULL) {
			rc = FIELD_ENOMEM;
			break;
		}
		read_lock(query, lock);
	}
	db_done(query);
	if (rc < 0) {
		free(locks);
		return rc;
	}
	*ret_locks = locks;
	*ret_count = count;
	return FIELD_OK;
}

int
lock_each(struct store *store,
    bool (*visit)(const char *login, const struct lock *lock, void *context),
    void *context)
{
	struct query *query = db_query(store, SQL_LOCK_EACH);
	int rc;

	db_bind_int(query, 1, store_now_s(store));
	for (;;) {
		struct lock lock;

		rc = db_step(query);
		if (rc <= 0)
			break;
		read_lock(query, &lock);
		if (!visit(db_text(query, LOCK_LIST_LOGIN), &lock, context))
			break;
	}
	db_done(query);
	return rc < 0 ? rc : FIELD_OK;
}
