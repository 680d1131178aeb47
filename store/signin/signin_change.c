/* store/signin/signin: choosing a new password at a terminal. */
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "base/err.h"
#include "base/str.h"
#include "store/secret/reuse.h"
#include "store/secret/code.h"
#include "store/signin/notice.h"
#include "store/signin/proof.h"
#include "store/signin/recent.h"
#include "store/signin/signin.h"

#define ACTION_CHANGE "user.password"

static void
set_reason(struct signin_verdict *verdict, enum reason reason)
{
	verdict->reason = reason;
	(void)refuse(&verdict->refusal, reason, NULL, NULL);
}

static void
set_person(struct signin_verdict *verdict, const struct standing *standing)
{
	(void)str_copy(
	    verdict->person_id, sizeof(verdict->person_id), standing->user.id);
	(void)str_copy(
	    verdict->login, sizeof(verdict->login), standing->user.login);
}

/* People who may sign in may change their password.  Root, and people who
 * signed in with a one-time code, may also set the first one, or replace an
 * expired one. */
static enum reason
may_change(const struct standing *standing, bool by_old)
{
	struct rules_sign_in in = standing->in;

	if (!standing->found)
		return REASON_NOT_OURS;
	if (!by_old) {
		in.has_secret = true;
	} else if (standing_secret_is_expired(standing)) {
		return REASON_SECRET_EXPIRED;
	}
	return rules_may_sign_in(&in);
}

static bool
lets_in(enum reason reason)
{
	return reason == REASON_NONE || reason == REASON_MUST_CHANGE;
}

/* Set the verdict for an incorrect secret, or a code that permits no change. */
static void
refuse_wrong(struct store *store, const struct signin_request *request,
    const struct proof *proof, struct signin_verdict *verdict)
{
	if (request->code_id != NULL) {
		set_reason(verdict, REASON_CODE_SPENT);
		verdict->say_why = true;
		return;
	}
	set_reason(verdict, REASON_WRONG_SECRET);
	verdict->say_why = false;
	verdict->uncounted = !proof->counted ||
	    proof_record_failure(store, request, proof, ACTION_CHANGE) < 0;
}

/* Inside the write transaction: whether the proof is still valid.  The secret
 * may have been replaced. */
static int
forget_if_unchanged(struct store *store, const struct signin_request *request,
    const struct proof *proof)
{
	struct standing now;
	struct lock_attempt attempt;
	int rc = standing_load(store, request, &now);

	if (rc == FIELD_OK &&
	    (!now.found || !standing_has_secret_of(&now, &proof->standing)))
		rc = FIELD_ECONFLICT;
	if (rc == FIELD_OK) {
		attempt = proof_attempt(request, &now);
		rc = lock_succeeded(store, &attempt, &proof->lock);
	}
	standing_release(&now);
	return rc;
}

static int
forget_attempts(struct store *store, const struct signin_request *request,
    const struct proof *proof)
{
	int rc = db_begin(store);

	if (rc < 0)
		return rc;
	rc = forget_if_unchanged(store, request, proof);
	if (rc == FIELD_OK)
		rc = db_commit(store);
	if (rc < 0)
		db_rollback(store);
	return rc;
}

/* Whether the code permits a change. */
static int
look_at_code(struct store *store, const struct signin_request *request,
    struct proof *proof)
{
	enum code_kind kind;
	int64_t until;
	int rc = code_is_free(store,
	    proof->standing.found ? proof->standing.user.id : "",
	    request->code_id, &kind, &until);

	proof->right = rc == FIELD_OK;
	return rc == FIELD_ENOTFOUND ? FIELD_OK : rc;
}

/* Verify OLD, or with OLD NULL only check the state.  A correct secret is not a
 * failed attempt, whatever follows; if this cannot be recorded, a new password
 * cannot be stored either. */
static int
prove(struct store *store, const struct signin_request *request,
    const struct secret *old, struct proof *proof)
{
	int rc;

	if (old == NULL) {
		proof->right = true;
		proof->counted = true;
		rc = proof_load(store, request, &proof->standing);
		if (rc == FIELD_OK && request->code_id != NULL)
			rc = look_at_code(store, request, proof);
		return rc;
	}
	rc = proof_make(store, request, old, proof);
	if (rc == FIELD_OK && proof->right)
		rc = proof->counted ? forget_attempts(store, request, proof) :
				      FIELD_EBUSY;
	if (rc == FIELD_ECONFLICT) { /* like a wrong one */
		proof->right = false;
		rc = FIELD_OK;
	}
	return rc;
}

int
signin_check_change(struct store *store, const struct signin_request *request,
    const struct secret *old, bool only_expired,
    struct signin_verdict *ret_verdict, bool *ret_needs_change)
{
	struct signin_verdict verdict = { 0 };
	struct proof proof;
	int rc = prove(store, request, old, &proof);

	if (rc < 0)
		goto out;
	if (proof.standing.found)
		set_person(&verdict, &proof.standing);
	if (!proof.right) {
		refuse_wrong(store, request, &proof, &verdict);
	} else {
		set_reason(&verdict, may_change(&proof.standing, old != NULL));
		verdict.say_why = true;
	}
	*ret_needs_change = !only_expired || proof.standing.in.must_change;
	*ret_verdict = verdict;
out:
	standing_release(&proof.standing);
	return rc;
}

/* --- the change itself ------------------------------------------------------- */

/* A new password, and the data by which it was checked before hashing. */
struct changing {
	const struct signin_request *request;
	const struct proof *proof;
	const struct secret *old; /* NULL: by a code, or set by root */
	const struct secret *new_password;
	char new_hash[SECRET_HASH_SIZE];
	bool is_kept; /* root gives the current one again */
};

/* Of several changes by one code, one gets it. */
static int
use_code(struct change *change, const struct changing *changing,
    struct signin_verdict *verdict)
{
	bool used = true;
	int rc = FIELD_OK;

	if (changing->request->code_id != NULL)
		rc = code_use_for_change(change,
		    changing->proof->standing.user.id,
		    changing->request->code_id, &used);
	if (rc == FIELD_OK && used && changing->request->sign_in != NULL)
		rc = recent_settle(
		    change_store(change), changing->request->sign_in);
	if (rc == FIELD_OK && !used) {
		set_reason(verdict, REASON_CODE_SPENT);
		rc = FIELD_EDENIED;
	}
	return rc;
}

/* Inside the write transaction: whether the state is still as it was verified,
 * and the password still meets the requirements. */
static int
store_if_unchanged(struct change *change, const struct changing *changing,
    struct signin_verdict *verdict)
{
	const struct proof *proof = changing->proof;
	const bool proved = changing->old != NULL;
	struct standing now;
	enum reason reason;
	int rc = standing_load(change_store(change), changing->request, &now);

	if (rc == FIELD_OK && proved &&
	    !standing_has_secret_of(&now, &proof->standing))
		rc = FIELD_ECONFLICT;
	if (rc < 0)
		goto out;
	reason = may_change(&now, proved);
	if (!lets_in(reason)) {
		set_reason(verdict, reason);
		rc = FIELD_EDENIED;
		goto out;
	}
	rc = use_code(change, changing, verdict);
	if (rc < 0)
		goto out;
	rc = secret_check_new(change_store(change), changing->new_password,
	    changing->old, &now.user, &now.policies, &verdict->refusal);
	if (rc == FIELD_OK)
		rc = secret_store_hash(change, now.user.id,
		    &(const struct secret_new){ .hash = changing->new_hash,
			.is_kept = changing->is_kept },
		    &verdict->refusal);
	if (rc == FIELD_OK && changing->request->code_id != NULL)
		rc = notice_password_changed(change, changing->request, &now);
	if (rc == FIELD_EDENIED)
		verdict->reason = verdict->refusal.reason;
out:
	standing_release(&now);
	return rc;
}

static int
commit_new(struct store *store, const struct changing *changing,
    struct signin_verdict *verdict)
{
	const struct signin_request *request = changing->request;
	const bool by_root = changing->old == NULL && request->code_id == NULL;
	struct actor actor = by_root ?
	    actor_root(request->service) :
	    proof_actor(request, &changing->proof->standing.user);
	struct change *change;
	int rc;

	if (by_root && request->invoker != NULL)
		actor.invoker = *request->invoker;
	rc = change_begin(store, &actor, &change);
	if (rc < 0)
		return rc;
	rc = after_end(change, store_if_unchanged(change, changing, verdict),
	    &verdict->after);
	if (rc == FIELD_OK)
		set_reason(verdict, REASON_NONE);
	return rc;
}

/* With no transaction open, as the hash itself. */
static int
look_at_history(
    struct store *store, struct changing *changing, struct refusal *why)
{
	const struct reuse_question question = {
		.user = &changing->proof->standing.user,
		.policies = &changing->proof->standing.policies,
		.password = changing->new_password,
		.not_current = changing->old != NULL, /* both were compared */
		.may_keep = changing->old == NULL &&
		    !changing->proof->standing.in.must_change,
		.make_room = changing->request->make_room,
		.context = changing->request->context,
	};

	return reuse_check(store, &question, &changing->is_kept, why);
}

int
signin_change(struct store *store, const struct signin_request *request,
    const struct secret *old, const struct secret *new_password,
    struct signin_verdict *ret_verdict)
{
	struct signin_verdict verdict = { 0 };
	struct proof proof;
	struct changing changing = { .request = request,
		.proof = &proof,
		.old = old,
		.new_password = new_password };
	int rc;

	set_reason(&verdict, REASON_WRONG_SECRET);
	rc = prove(store, request, old, &proof);
	if (rc < 0)
		goto out;
	if (proof.standing.found)
		set_person(&verdict, &proof.standing);
	if (!proof.right) {
		refuse_wrong(store, request, &proof, &verdict);
		goto done;
	}
	verdict.say_why = true;
	if (!proof.standing.found) {
		set_reason(&verdict, REASON_NOT_OURS);
		goto done;
	}
	rc = secret_check_new(store, new_password, old, &proof.standing.user,
	    &proof.standing.policies, &verdict.refusal);
	if (rc == FIELD_OK)
		rc = look_at_history(store, &changing, &verdict.refusal);
	if (rc == FIELD_EDENIED)
		verdict.reason = verdict.refusal.reason;
	if (rc == FIELD_OK && request->make_room != NULL)
		rc = request->make_room(
		    secret_cost_of_policies(&proof.standing.policies)
			.memory_bytes,
		    request->context);
	if (rc == FIELD_OK)
		rc = secret_hash(
		    new_password, &proof.standing.policies, changing.new_hash);
	if (rc == FIELD_OK)
		rc = commit_new(store, &changing, &verdict);
done:
	if (rc == FIELD_EDENIED)
		rc = FIELD_OK;
	if (rc == FIELD_OK)
		*ret_verdict = verdict;
out:
	sodium_memzero(changing.new_hash, sizeof(changing.new_hash));
	standing_release(&proof.standing);
	return rc;
}
