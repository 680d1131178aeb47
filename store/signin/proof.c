#include <string.h>

#include "base/err.h"
#include "base/str.h"
#include "store/core/audit.h"
#include "store/core/events.h"
#include "store/signin/lock_tell.h"
#include "store/signin/proof.h"

bool
proof_is_unwritable(int rc)
{
	return rc == FIELD_EBUSY || rc == FIELD_EFULL;
}

int
proof_load(struct store *store, const struct signin_request *request,
    struct standing *ret_standing)
{
	int rc = db_begin_read(store);

	if (rc < 0)
		return rc;
	rc = standing_load(store, request, ret_standing);
	db_rollback(store);
	return rc;
}

struct lock_attempt
proof_attempt(
    const struct signin_request *request, const struct standing *standing)
{
	return (struct lock_attempt){
		.person_id = standing->found ? standing->user.id : "",
		.origin = signin_origin(request),
		.policies = &standing->policies,
	};
}

static int64_t
this_hour(struct store *store)
{
	return store_now_s(store) / 3600 * 3600;
}

static int
run_unknown(struct store *store, const char *service, int64_t count)
{
	struct query *query = db_query(store, SQL_UNKNOWN_COUNT);

	db_bind_int(query, 1, this_hour(store));
	db_bind_text(query, 2, service);
	db_bind_int(query, 3, count);
	return db_run(query);
}

int
proof_count_unknown(struct store *store, const char *service, int64_t count)
{
	int rc = db_begin_fast(store);

	if (rc < 0)
		return rc;
	rc = run_unknown(store, service, count);
	if (rc == FIELD_OK)
		rc = db_commit(store);
	if (rc < 0)
		db_rollback(store);
	return rc;
}

/* For an unknown name as many statements as for a known one: two counters for
 * an attempt over the network. */
static int
run_count(struct store *store, const struct signin_request *request,
    struct proof *proof)
{
	const struct lock_attempt attempt = proof_attempt(
	    request, &proof->standing);
	int rc = lock_count(store, &attempt, 1, &proof->lock);

	if (rc < 0 || proof->standing.found)
		return rc;
	rc = run_unknown(store, request->service, 1);
	if (rc == FIELD_OK && attempt.origin.kind == ORIGIN_ADDRESS)
		rc = run_unknown(store, request->service, 0);
	return rc;
}

/* In a separate transaction, before the hash: fifty simultaneous attempts count
 * as fifty. */
static int
count(struct store *store, const struct signin_request *request,
    struct proof *proof)
{
	int rc = db_begin_fast(store);

	if (rc < 0)
		return rc;
	rc = run_count(store, request, proof);
	if (rc == FIELD_OK)
		rc = db_commit(store);
	if (rc < 0)
		db_rollback(store);
	return rc;
}

/* The database cannot be written: the locks that it has apply. */
static int
look_at_locks(struct store *store, const struct signin_request *request,
    struct proof *proof)
{
	const struct lock_attempt attempt = proof_attempt(
	    request, &proof->standing);
	int rc = db_begin_read(store);

	proof->lock = (struct lock_outcome){ .applies = false };
	if (rc < 0)
		return rc;
	rc = lock_look(store, &attempt, &proof->lock.applies);
	db_rollback(store);
	return rc;
}

static int
take_back_known(struct store *store, const struct signin_request *request,
    const struct proof *proof)
{
	const struct lock_attempt attempt = proof_attempt(
	    request, &proof->standing);
	int rc = db_begin_fast(store);

	if (rc < 0)
		return rc;
	rc = lock_take_back(store, &attempt, &proof->lock);
	if (rc == FIELD_OK)
		rc = db_commit(store);
	if (rc < 0)
		db_rollback(store);
	return rc;
}

void
proof_take_back(struct store *store, const struct signin_request *request,
    struct proof *proof)
{
	if (!proof->counted)
		return;
	proof->counted = false;
	if (proof->standing.found)
		(void)take_back_known(store, request, proof);
	else
		(void)proof_count_unknown(store, request->service, -1);
}

/* One hash in progress: whether the person's own is among what was computed. */
struct hashing {
	const struct standing *standing;
	const struct secret *secret;
	bool is_done, matches;
};

static int
verify_own(struct hashing *hashing)
{
	int rc = secret_verify(hashing->standing->hash, hashing->secret);

	if (rc < 0 && rc != FIELD_EDENIED)
		return rc;
	hashing->is_done = true;
	hashing->matches = rc == FIELD_OK;
	return FIELD_OK;
}

/*
 * All parameters in use, once each, in the same order for all names; with its
 * own parameters, the person's hash.  Once the secret is known to be wrong, a
 * failure of the remaining work must not make the attempt free.
 */
static int
compute_all(struct hashing *hashing, const struct secret_cost *own)
{
	const struct secret_costs *costs = &hashing->standing->costs;
	int rc = FIELD_OK;

	for (size_t i = 0; rc == FIELD_OK && i < costs->count; i++) {
		bool was_done = hashing->is_done;

		if (!was_done && own != NULL &&
		    secret_cost_is_same(&costs->at[i], own))
			rc = verify_own(hashing);
		else
			rc = secret_spend(hashing->secret, &costs->at[i]);
		if (was_done)
			rc = FIELD_OK;
	}
	/* not among the parameters that all share: there are too many */
	if (rc == FIELD_OK && own != NULL && !hashing->is_done)
		rc = verify_own(hashing);
	return rc;
}

/* The hash: *ret_right stays false on every path but one.  During a lock a
 * correct secret gets the same answer as a wrong one, after the same time. */
static int
verify(const struct standing *standing, const struct secret *secret,
    bool locked, bool *ret_right)
{
	struct hashing hashing = { .standing = standing, .secret = secret };
	struct secret_cost own;
	bool has_hash = standing->found && standing->hash[0] != '\0';
	int rc = has_hash ? secret_cost_of_hash(standing->hash, &own) :
			    FIELD_OK;

	*ret_right = false;
	if (rc == FIELD_OK)
		rc = compute_all(&hashing, has_hash ? &own : NULL);
	if (rc == FIELD_OK && hashing.matches)
		*ret_right = secret->len > 0 && !locked;
	return rc;
}

int
proof_make(struct store *store, const struct signin_request *request,
    const struct secret *secret, struct proof *ret_proof)
{
	struct standing *standing = &ret_proof->standing;
	int rc;

	ret_proof->right = false;
	ret_proof->counted = false;
	ret_proof->lock = (struct lock_outcome){ .applies = false };
	rc = proof_load(store, request, standing);
	if (rc == FIELD_OK && request->make_room != NULL)
		rc = request->make_room(
		    secret_costs_memory(&standing->costs), request->context);
	if (rc < 0)
		return rc;
	rc = count(store, request, ret_proof);
	ret_proof->counted = rc == FIELD_OK;
	if (proof_is_unwritable(rc))
		rc = look_at_locks(store, request, ret_proof);
	if (rc < 0)
		return rc;
	rc = verify(
	    standing, secret, ret_proof->lock.applies, &ret_proof->right);
	if (rc < 0) /* nothing was determined: this is not an attempt */
		proof_take_back(store, request, ret_proof);
	return rc;
}

struct actor
proof_actor(const struct signin_request *request, const struct user *user)
{
	struct actor actor = actor_person(user->id, request->service);

	if (request->tty != NULL)
		(void)str_copy(actor.tty, sizeof(actor.tty), request->tty);
	if (request->address != NULL)
		(void)str_copy(
		    actor.address, sizeof(actor.address), request->address);
	if (request->caller != NULL)
		(void)str_copy(
		    actor.caller, sizeof(actor.caller), request->caller);
	return actor;
}

/*
 * The cost of an audit row for a known person: one page of each B-tree that it
 * is inserted into.  The pages of the table `decoy` get random bytes instead,
 * so that SQLite, which omits writes that change nothing, writes them all.
 */
static int
record_unknown(struct store *store)
{
	struct query *query;
	int rc = db_begin(store);

	if (rc < 0)
		return rc;
	query = db_query(store, SQL_DECOY_WRITE);
	rc = db_run(query);
	if (rc == FIELD_OK)
		rc = db_commit(store);
	if (rc < 0)
		db_rollback(store);
	else /* as after an audit row */
		events_touch(store_paths(store));
	return rc;
}

int
proof_record_failure(struct store *store, const struct signin_request *request,
    const struct proof *proof, const char *action)
{
	const struct user *user = &proof->standing.user;
	struct audit_entry entry = {
		.action = action,
		.subject = user->id,
		.org_id = user->org_id,
		.outcome = AUDIT_FAILED,
		.reason = REASON_WRONG_SECRET,
	};
	const struct origin origin = signin_origin(request);
	struct change *change = NULL;
	struct actor actor;
	int rc;

	if (!proof->standing.found)
		return record_unknown(store);
	actor = proof_actor(request, user);
	rc = change_begin(store, &actor, &change);
	if (rc < 0)
		return rc;
	rc = audit_append(change, &entry);
	if (rc == FIELD_OK)
		rc = lock_tell(change,
		    &(const struct lock_news){
			.user = user,
			.origin = &origin,
			.service = request->service,
			.outcome = &proof->lock,
		    });
	return change_end(change, rc);
}
