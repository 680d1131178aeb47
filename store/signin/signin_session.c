/*
 * store/signin/signin: the session phase.
 *
 * A person may be blocked between the account phase and this one.  The decision
 * and the record are therefore one transaction: a block is either committed
 * before it, and the decision sees it, or after it, and finds the record.
 */
#include <string.h>

#include "base/err.h"
#include "base/str.h"
#include "store/core/audit.h"
#include "store/session/session.h"
#include "store/session/session_spool.h"
#include "store/signin/code_proof.h"
#include "store/signin/proof.h"
#include "store/signin/recent.h"
#include "store/signin/signin.h"

#define ACTION_SESSION "sign-in.session"

bool
signin_may_have_session(const struct signin_verdict *verdict)
{
	return verdict->reason == REASON_NONE ||
	    verdict->reason == REASON_MUST_CHANGE ||
	    verdict->reason == REASON_NO_SECRET;
}

bool
signin_is_unwritable(int rc)
{
	return proof_is_unwritable(rc);
}

static void
judge(const struct standing *standing, const struct signin_request *request,
    struct signin_verdict *ret_verdict)
{
	struct signin_verdict verdict = { .say_why = true };

	verdict.reason = standing->found ? rules_may_sign_in(&standing->in) :
					   REASON_NOT_OURS;
	(void)refuse(&verdict.refusal, verdict.reason,
	    request->required_permission, NULL);
	if (standing->found) {
		(void)str_copy(verdict.person_id, sizeof(verdict.person_id),
		    standing->user.id);
		(void)str_copy(
		    verdict.login, sizeof(verdict.login), standing->user.login);
	}
	*ret_verdict = verdict;
}

/* SESSION holds pointers into VERDICT. */
static void
fill_session(struct session_new *session, const struct standing *standing,
    const struct signin_verdict *verdict)
{
	session->person_id = verdict->person_id;
	session->uid = standing->user.uid;
	session->epoch = standing->user.session_epoch;
}

static int
audit_refusal(struct change *change, const struct standing *standing,
    const struct signin_verdict *verdict)
{
	struct audit_entry entry = {
		.action = ACTION_SESSION,
		.subject = standing->user.id,
		.org_id = standing->user.org_id,
		.outcome = AUDIT_REFUSED,
		.reason = verdict->reason,
	};

	return standing->found ? audit_append(change, &entry) : FIELD_OK;
}

/* With what is known of the sign-in that led here. */
static int
record(struct change *change, const struct signin_request *request,
    const struct session_new *session, char *ret_id)
{
	const char *sign_in = request->sign_in != NULL ? request->sign_in : "";
	const struct origin origin = signin_origin(request);
	struct store *store = change_store(change);
	struct session_new known = *session;
	struct recent recent;
	int rc = recent_find(store, session->person_id, sign_in, &recent);

	if (rc == FIELD_OK) {
		known.method = recent.method;
		known.change_code_id = recent.code_id;
	}
	if (rc == FIELD_OK || rc == FIELD_ENOTFOUND)
		rc = session_open(change, &known, ret_id);
	if (rc == FIELD_OK)
		rc = recent_forget(store, sign_in);
	if (rc == FIELD_OK)
		rc = lock_know_address(store, session->person_id, &origin);
	return rc;
}

static int
judge_and_record(struct change *change, const struct signin_request *request,
    struct session_new *session, struct signin_verdict *ret_verdict,
    char *ret_id)
{
	struct standing standing;
	bool spent = false;
	int rc = standing_load(change_store(change), request, &standing);

	if (rc == FIELD_OK)
		judge(&standing, request, ret_verdict);
	if (rc == FIELD_OK && ret_verdict->reason == REASON_NONE)
		rc = code_settle(change, request, standing.user.id, &spent);
	if (rc == FIELD_OK && spent)
		verdict_set_reason(ret_verdict, REASON_CODE_SPENT, NULL);
	if (rc == FIELD_OK && signin_may_have_session(ret_verdict)) {
		fill_session(session, &standing, ret_verdict);
		rc = record(change, request, session, ret_id);
	} else if (rc == FIELD_OK) {
		rc = audit_refusal(change, &standing, ret_verdict);
	}
	standing_release(&standing);
	return rc;
}

int
signin_open_session(struct store *store, const struct signin_request *request,
    struct session_new *session, struct signin_verdict *ret_verdict,
    char *ret_id)
{
	struct change *change;
	struct actor actor;
	/* a uid never changes its person, so it can be read in advance */
	struct user user = { .uid = 0 };
	int rc = user_by_uid(store, request->uid, &user);

	if (rc < 0 && rc != FIELD_ENOTFOUND)
		return rc;
	actor = proof_actor(request, &user);
	rc = change_begin_fast(store, &actor, &change);
	if (rc < 0)
		return rc;
	return change_end(change,
	    judge_and_record(change, request, session, ret_verdict, ret_id));
}

/* --- without the database ------------------------------------------------- */

static int
judge_fresh(struct store *store, const struct signin_request *request,
    struct session_new *session, struct signin_verdict *ret_verdict)
{
	struct standing standing;
	int rc = proof_load(store, request, &standing);

	if (rc == FIELD_OK) {
		judge(&standing, request, ret_verdict);
		fill_session(session, &standing, ret_verdict);
	}
	standing_release(&standing);
	return rc;
}

/* The record can now be found: check whether the verdict is still the same. */
static int
confirm(struct store *store, const struct signin_request *request,
    struct session_new *session, int64_t epoch,
    struct signin_verdict *ret_verdict)
{
	int rc = judge_fresh(store, request, session, ret_verdict);

	if (rc == FIELD_OK && signin_may_have_session(ret_verdict) &&
	    session->epoch != epoch)
		rc = FIELD_ECONFLICT;
	return rc;
}

int
signin_spool_session(struct store *store, const struct signin_request *request,
    struct session_new *session,
    int (*look_again)(void *context, struct store **ret_store), void *context,
    struct signin_verdict *ret_verdict, char *ret_id)
{
	struct session_record record;
	/* a copy, since looking again may replace the store */
	const char *run_dir = store_paths(store)->run_dir;
	char folder[PATHS_MAX];
	int rc = judge_fresh(store, request, session, ret_verdict);

	if (rc < 0 || !signin_may_have_session(ret_verdict))
		return rc;
	if (!str_copy(folder, sizeof(folder), run_dir))
		return FIELD_EINVAL;
	session_describe(session, store_now_s(store), &record);
	rc = session_spool_put(folder, &record);
	if (rc < 0)
		return rc;
	if (look_again != NULL)
		rc = look_again(context, &store);
	if (rc == FIELD_OK)
		rc = confirm(
		    store, request, session, record.epoch, ret_verdict);
	if (rc < 0 || !signin_may_have_session(ret_verdict))
		(void)session_spool_remove(folder, record.id);
	else
		memcpy(ret_id, record.id, ID_SIZE);
	return rc;
}
