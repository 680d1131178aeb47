#include <sodium.h>
#include <string.h>

#include "base/err.h"
#include "base/str.h"
#include "store/core/audit.h"
#include "store/people/terminal.h"
#include "store/people/user.h"
#include "store/signin/lock_tell.h"
#include "store/signin/code_proof.h"
#include "store/signin/profile.h"
#include "store/signin/proof.h"
#include "store/signin/signin.h"

/* The refusal due to the state, for a person whose secret is correct. */
static enum reason
state_says(const struct standing *standing)
{
	enum reason reason;

	if (!standing->found)
		return REASON_NOT_OURS;
	if (standing_secret_is_expired(standing))
		return REASON_SECRET_EXPIRED;
	reason = rules_may_sign_in(&standing->in);
	/* The account phase decides whether the secret must be changed. */
	return reason == REASON_MUST_CHANGE ? REASON_NONE : reason;
}

/* --- authenticate, with a correct secret ---------------------------------- */

static int
replace_hash(
    struct store *store, const struct standing *standing, const char *new_hash)
{
	struct query *query;

	if (new_hash[0] == '\0')
		return FIELD_OK;
	query = db_query(store, SQL_PASSWORD_REHASH);
	db_bind_text(query, 1, standing->user.id);
	db_bind_text(query, 2, standing->hash);
	db_bind_text(query, 3, new_hash);
	return db_run(query);
}

/* Decide again, from the data inside the write transaction, and record it. */
static int
conclude(struct change *change, const struct signin_request *request,
    const struct proof *proof, const char *new_hash, struct standing *now,
    struct signin_verdict *verdict)
{
	struct store *store = change_store(change);
	struct lock_attempt attempt;
	int rc = standing_load(store, request, now);

	if (rc < 0)
		return rc;
	attempt = proof_attempt(request, now);
	if (!now->found || !standing_has_secret_of(now, &proof->standing))
		return FIELD_ECONFLICT;
	verdict_set_reason(
	    verdict, state_says(now), request->required_permission);
	if (verdict->reason == REASON_NONE) {
		rc = lock_succeeded(store, &attempt, &proof->lock);
		if (rc == FIELD_OK)
			rc = verdict_mark(store, verdict);
		if (rc == FIELD_OK)
			rc = replace_hash(store, now, new_hash);
	} else {
		rc = lock_take_back(store, &attempt, &proof->lock);
	}
	if (rc == FIELD_OK)
		rc = verdict_audit(change, verdict, &now->user);
	return rc;
}

/* With a new hash of the secret if the parameters have changed. */
static void
make_new_hash(const struct proof *proof, const struct secret *secret,
    char hash[SECRET_HASH_SIZE])
{
	hash[0] = '\0';
	if (secret_needs_rehash(
		proof->standing.hash, &proof->standing.policies) &&
	    secret_hash(secret, &proof->standing.policies, hash) < 0)
		hash[0] = '\0';
}

/* The database cannot be written: the verdict stands anyway. */
static int
conclude_unwritten(struct store *store, const struct signin_request *request,
    const struct proof *proof, struct signin_verdict *verdict)
{
	struct standing now;
	int rc = proof_load(store, request, &now);

	if (rc == FIELD_OK &&
	    (!now.found || !standing_has_secret_of(&now, &proof->standing)))
		rc = FIELD_ECONFLICT;
	if (rc == FIELD_OK)
		verdict_set_reason(
		    verdict, state_says(&now), request->required_permission);
	verdict->uncounted = true;
	standing_release(&now);
	return rc;
}

static int
conclude_written(struct store *store, const struct signin_request *request,
    const struct proof *proof, const char *new_hash,
    struct signin_verdict *verdict)
{
	struct actor actor = proof_actor(request, &proof->standing.user);
	struct change *change;
	struct standing now = { 0 };
	int rc = change_begin(store, &actor, &change);

	if (rc == FIELD_OK)
		rc = change_end(change,
		    conclude(change, request, proof, new_hash, &now, verdict));
	standing_release(&now);
	return rc;
}

static int
secret_was_right(struct store *store, const struct signin_request *request,
    const struct proof *proof, const struct secret *secret,
    struct signin_verdict *verdict)
{
	char new_hash[SECRET_HASH_SIZE] = "";
	int rc = FIELD_EBUSY;

	verdict_set_person(verdict, &proof->standing);
	if (proof->counted) {
		make_new_hash(proof, secret, new_hash);
		rc = conclude_written(store, request, proof, new_hash, verdict);
		sodium_memzero(new_hash, sizeof(new_hash));
	}
	if (proof_is_unwritable(rc))
		rc = conclude_unwritten(store, request, proof, verdict);
	if (rc == FIELD_OK)
		verdict->say_why = true;
	return rc;
}

static void
secret_was_wrong(struct store *store, const struct signin_request *request,
    const struct proof *proof, struct signin_verdict *verdict)
{
	*verdict = verdict_refused();
	if (proof->standing.found)
		verdict_set_person(verdict, &proof->standing);
	verdict->uncounted = !proof->counted ||
	    proof_record_failure(store, request, proof, verdict_action) < 0;
}

static int
by_password(struct store *store, const struct signin_request *request,
    const struct secret *secret, struct signin_verdict *ret_verdict)
{
	struct signin_verdict verdict = verdict_refused();
	struct proof proof;
	int rc = proof_make(store, request, secret, &proof);

	if (rc < 0)
		goto out;
	if (proof.right)
		rc = secret_was_right(store, request, &proof, secret, &verdict);
	/* Wrong, locked, or replaced in the meantime: all give the same
	 * answer. */
	if (!proof.right || rc == FIELD_ECONFLICT) {
		secret_was_wrong(store, request, &proof, &verdict);
		rc = FIELD_OK;
	}
	if (rc == FIELD_OK)
		*ret_verdict = verdict;
	else /* the secret was correct, but there is no verdict */
		proof_take_back(store, request, &proof);
out:
	standing_release(&proof.standing);
	return rc;
}

int
signin_authenticate(struct store *store, const struct signin_request *request,
    const struct secret *secret, struct signin_verdict *ret_verdict)
{
	int rc = code_proof(store, request, secret, ret_verdict);

	return rc == FIELD_ENOTFOUND ?
	    by_password(store, request, secret, ret_verdict) :
	    rc;
}

/* As after a wrong password, without what is done against guessing. */
int
signin_by_code(struct store *store, const struct signin_request *request,
    const struct secret *code, struct signin_verdict *ret_verdict)
{
	struct signin_verdict verdict = verdict_refused();
	struct proof proof = { .right = false };
	int rc = code_proof(store, request, code, ret_verdict);

	if (rc != FIELD_ENOTFOUND)
		return rc;
	rc = proof_load(store, request, &proof.standing);
	if (rc == FIELD_OK) {
		if (proof.standing.found)
			verdict_set_person(&verdict, &proof.standing);
		(void)proof_record_failure(
		    store, request, &proof, verdict_action);
		*ret_verdict = verdict;
	}
	standing_release(&proof.standing);
	return rc;
}

/* --- account --------------------------------------------------------------- */

/* A refusal is logged; if that fails, the verdict stays the same. */
static void
audit_account(struct store *store, const struct signin_request *request,
    const struct standing *standing, const struct signin_verdict *verdict)
{
	struct actor actor = proof_actor(request, &standing->user);

	(void)audit_refused(store, &actor, "sign-in.account", standing->user.id,
	    &verdict->refusal);
}

/* A person without a password who is admitted by a code chooses one now. */
static bool
is_refusal(const struct signin_request *request, enum reason reason)
{
	return reason != REASON_NONE && reason != REASON_MUST_CHANGE &&
	    (reason != REASON_NO_SECRET || request->code_id == NULL);
}

int
signin_account(struct store *store, const struct signin_request *request,
    struct signin_verdict *ret_verdict)
{
	struct signin_verdict verdict = verdict_refused();
	struct standing standing;
	bool spent = false;
	int rc = proof_load(store, request, &standing);

	if (rc == FIELD_OK)
		rc = standing_look_at_home(store, &standing);
	if (rc < 0)
		goto out;
	verdict_set_reason(&verdict,
	    standing.found ? rules_may_sign_in(&standing.in) : REASON_NOT_OURS,
	    request->required_permission);
	if (standing.found)
		verdict_set_person(&verdict, &standing);
	if (standing.found && verdict.reason == REASON_NONE)
		rc = code_settle_now(store, request, &standing.user, &spent);
	if (rc == FIELD_OK && spent)
		verdict_set_reason(&verdict, REASON_CODE_SPENT, NULL);
	verdict.say_why = true;
	if (rc == FIELD_OK && standing.found && !request->is_copy)
		rc = profile_is_due(store, &standing.user, &standing.policies,
		    &verdict.wants_profile);
	if (standing.found && is_refusal(request, verdict.reason))
		audit_account(store, request, &standing, &verdict);
	*ret_verdict = verdict;
out:
	standing_release(&standing);
	return rc;
}

int
signin_place(
    struct store *store, const char *person_id, struct signin_place *ret_place)
{
	struct query *query;
	struct terminal_site site;
	struct user user;
	int rc = user_by_id(store, person_id, &user);

	if (rc == FIELD_OK)
		rc = terminal_site(store, user.org_id, &site);
	if (rc < 0)
		return rc;
	query = db_query(store, SQL_SESSION_PLACE);
	db_bind_text(query, 1, person_id);
	rc = db_step(query);
	if (rc == 0)
		rc = FIELD_ENOTFOUND;
	if (rc == 1) {
		memset(ret_place, 0, sizeof(*ret_place));
		db_copy(query, SESSION_PLACE_ROLE, ret_place->role,
		    sizeof(ret_place->role));
		if (strcmp(site.id, SITE_UNKNOWN) != 0)
			(void)str_copy(ret_place->site, sizeof(ret_place->site),
			    site.name);
		db_copy(query, SESSION_PLACE_LANDING, ret_place->landing,
		    sizeof(ret_place->landing));
		rc = FIELD_OK;
	}
	db_done(query);
	return rc;
}

/* What a change of one person's counters needs. */
static int
add_failures(struct change *change, const struct user *user,
    const char *service, const struct origin *origin, int64_t count)
{
	struct store *store = change_store(change);
	struct lock_outcome outcome = { .applies = false };
	struct policies policies;
	const struct lock_attempt attempt = {
		.person_id = user->id,
		.origin = *origin,
		.policies = &policies,
	};
	int rc = policies_load(store, user->org_id, &policies);

	if (rc == FIELD_OK)
		rc = lock_count(store, &attempt, count, &outcome);
	if (rc == FIELD_OK)
		rc = lock_tell(change,
		    &(const struct lock_news){
			.user = user,
			.origin = origin,
			.service = service,
			.outcome = &outcome,
		    });
	return rc;
}

int
signin_add_failures(struct store *store, uint32_t uid, const char *service,
    const struct origin *origin, int64_t count)
{
	struct change *change;
	struct actor actor;
	struct user user;
	int rc;

	if (uid == 0)
		return proof_count_unknown(store, service, count);
	rc = user_by_uid(store, uid, &user);
	if (rc < 0)
		return rc;
	actor = actor_person(user.id, service);
	rc = change_begin(store, &actor, &change);
	return rc == FIELD_OK ?
	    change_end(
		change, add_failures(change, &user, service, origin, count)) :
	    rc;
}
