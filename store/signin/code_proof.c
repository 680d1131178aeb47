/* Signing in with a one-time code.  MUST: of several sign-ins with one code at
 * once, one is admitted; tested by test_signin_code and tests/system/codes.bats. */
#include <string.h>

#include "base/email.h"
#include "base/err.h"
#include "base/str.h"
#include "store/core/audit.h"
#include "store/core/detail.h"
#include "store/secret/code.h"
#include "store/signin/code_proof.h"
#include "store/signin/code_service.h"
#include "store/signin/proof.h"
#include "store/signin/recent.h"

#define ACTION_VERIFY "user.verify-email"

static const char *
method_of(enum code_kind kind)
{
	return kind == CODE_SIGN_IN ? "code" : code_kind_name(kind);
}

static int
find(struct store *store, const struct signin_request *request,
    const struct standing *standing, const char *typed, struct code *ret_code)
{
	const char *source = origin_kind_name(signin_origin(request).kind);
	bool permits = true;
	int rc = code_find(store, standing->found ? standing->user.id : "",
	    typed, source, ret_code);

	if (rc == FIELD_OK && ret_code->kind == CODE_SIGN_IN)
		rc = code_service_permits(store, request, &standing->user,
		    &standing->policies, &permits);
	return rc == FIELD_OK && !permits ? FIELD_ENOTFOUND : rc;
}

/* A code that was mailed to the person's address has been read there. */
static bool
verifies_address(const struct user *user, const struct code *code)
{
	char folded[EMAIL_SIZE];

	return code->mailed && user->email_verified_at == 0 &&
	    email_fold(user->mail_address, folded, sizeof(folded)) ==
	    FIELD_OK &&
	    strcmp(folded, code->email_folded) == 0;
}

static int
verify_address(struct change *change, const struct user *user)
{
	struct store *store = change_store(change);
	struct query *query = db_query(store, SQL_PERSON_VERIFIED);
	struct detail detail = DETAIL_INIT;
	struct audit_entry entry = { .action = ACTION_VERIFY,
		.subject = user->id,
		.org_id = user->org_id,
		.detail = &detail };
	int rc;

	db_bind_text(query, 1, user->id);
	db_bind_int(query, 2, store_now_s(store));
	rc = db_run(query);
	detail_text(&detail, "verified", user->mail_address);
	if (rc == FIELD_OK)
		return audit_append(change, &entry);
	detail_release(&detail);
	return rc;
}

/* The state without what the code itself settles. */
static enum reason
state_says(const struct signin_request *request, struct standing *standing,
    const struct code *code, bool *ret_verifies, bool *ret_waits)
{
	enum reason reason;

	*ret_verifies = verifies_address(&standing->user, code);
	if (*ret_verifies)
		standing->user.email_verified_at = standing->in.now_s;
	reason = rules_may_sign_in(&standing->in);
	/* an unprivileged caller, such as a locker, changes nothing */
	*ret_waits = reason == REASON_NO_SECRET ||
	    (reason == REASON_MUST_CHANGE &&
		(code->kind == CODE_INVITATION || request->caller == NULL));
	return reason == REASON_NO_SECRET || reason == REASON_MUST_CHANGE ?
	    REASON_NONE :
	    reason;
}

static int
admit(struct change *change, const struct standing *now,
    const struct code *code, bool waits, struct signin_verdict *verdict)
{
	bool used = true;
	int rc = FIELD_OK;

	if (!waits)
		rc = code_use(change, code, &used);
	if (rc == FIELD_OK && !used)
		return FIELD_ENOTFOUND;
	verdict->code_waits = waits;
	if (rc == FIELD_OK)
		rc = verdict_mark(change_store(change), verdict);
	verdict->offers_change = !waits && !now->in.must_change;
	verdict->has_password = now->in.has_secret;
	return rc;
}

/* Decide inside the write transaction, and record it. */
static int
conclude(struct change *change, const struct signin_request *request,
    const char *typed, struct standing *now, struct signin_verdict *verdict)
{
	struct store *store = change_store(change);
	struct code code;
	bool verifies, waits;
	int rc = standing_load(store, request, now);

	if (rc == FIELD_OK)
		rc = find(store, request, now, typed, &code);
	if (rc < 0)
		return rc;
	verdict_set_person(verdict, now);
	(void)str_copy(
	    verdict->method, sizeof(verdict->method), method_of(code.kind));
	(void)str_copy(verdict->code_id, sizeof(verdict->code_id), code.id);
	verdict_set_reason(verdict,
	    state_says(request, now, &code, &verifies, &waits),
	    request->required_permission);
	if (verdict->reason == REASON_NONE)
		rc = admit(change, now, &code, waits, verdict);
	if (rc == FIELD_OK && verdict->reason == REASON_NONE && verifies)
		rc = verify_address(change, &now->user);
	return rc == FIELD_OK ? verdict_audit(change, verdict, &now->user) : rc;
}

static int
conclude_written(struct store *store, const struct signin_request *request,
    const struct user *user, const char *typed, struct signin_verdict *verdict)
{
	struct actor actor = proof_actor(request, user);
	struct standing now = { 0 };
	struct change *change;
	int rc = change_begin(store, &actor, &change);

	if (rc == FIELD_OK)
		rc = change_end(
		    change, conclude(change, request, typed, &now, verdict));
	standing_release(&now);
	return rc;
}

int
code_proof(struct store *store, const struct signin_request *request,
    const struct secret *typed, struct signin_verdict *ret_verdict)
{
	const char *text = typed->bytes != NULL ? typed->bytes : "";
	struct signin_verdict verdict = { .say_why = true };
	struct standing standing;
	struct code code;
	int rc = proof_load(store, request, &standing);

	if (rc == FIELD_OK)
		rc = find(store, request, &standing, text, &code);
	if (rc == FIELD_OK && !request->is_copy)
		rc = conclude_written(
		    store, request, &standing.user, text, &verdict);
	/* A code that cannot be used up durably would be valid again. */
	if (rc == FIELD_OK ? request->is_copy : proof_is_unwritable(rc)) {
		verdict_set_person(&verdict, &standing);
		verdict_set_reason(&verdict, REASON_FULL, NULL);
		rc = FIELD_OK;
	}
	if (rc == FIELD_OK)
		*ret_verdict = verdict;
	standing_release(&standing);
	return rc;
}

/* --- without the change that was to follow ---------------------------------------- */

int
code_settle(struct change *change, const struct signin_request *request,
    const char *person_id, bool *ret_spent)
{
	const char *sign_in = request->sign_in != NULL ? request->sign_in : "";
	struct store *store = change_store(change);
	struct code code = { .id = "" };
	struct recent recent;
	bool used = false;
	int rc = recent_find(store, person_id, sign_in, &recent);

	*ret_spent = false;
	if (rc != FIELD_OK || !recent.waits)
		return rc == FIELD_ENOTFOUND ? FIELD_OK : rc;
	(void)str_copy(code.id, sizeof(code.id), recent.code_id);
	if (!request->is_copy)
		rc = code_use(change, &code, &used);
	if (rc == FIELD_OK && used)
		rc = recent_settle(store, sign_in);
	*ret_spent = !used;
	return rc;
}

int
code_settle_now(struct store *store, const struct signin_request *request,
    const struct user *user, bool *ret_spent)
{
	const char *sign_in = request->sign_in != NULL ? request->sign_in : "";
	struct recent recent;
	struct actor actor;
	struct change *change;
	int rc = recent_find(store, user->id, sign_in, &recent);

	*ret_spent = false;
	if (rc != FIELD_OK || !recent.waits)
		return rc == FIELD_ENOTFOUND ? FIELD_OK : rc;
	actor = proof_actor(request, user);
	rc = change_begin(store, &actor, &change);
	return rc == FIELD_OK ?
	    change_end(
		change, code_settle(change, request, user->id, ret_spent)) :
	    rc;
}
