/* Makes verdicts, and records what they say. */
#include "base/err.h"
#include "base/str.h"
#include "store/core/audit.h"
#include "store/core/detail.h"
#include "store/signin/recent.h"
#include "store/signin/verdict.h"

const char verdict_action[] = "sign-in.secret";

void
verdict_set_person(
    struct signin_verdict *verdict, const struct standing *standing)
{
	(void)str_copy(
	    verdict->person_id, sizeof(verdict->person_id), standing->user.id);
	(void)str_copy(
	    verdict->login, sizeof(verdict->login), standing->user.login);
	(void)str_copy(verdict->method, sizeof(verdict->method),
	    standing->temporary ? "temporary" : "password");
}

void
verdict_set_reason(
    struct signin_verdict *verdict, enum reason reason, const char *text)
{
	verdict->reason = reason;
	(void)refuse(&verdict->refusal, reason, text, NULL);
}

struct signin_verdict
verdict_refused(void)
{
	struct signin_verdict verdict = { 0 };

	verdict_set_reason(&verdict, REASON_WRONG_SECRET, NULL);
	return verdict;
}

int
verdict_mark(struct store *store, struct signin_verdict *verdict)
{
	struct query *query = db_query(store, SQL_PERSON_SIGNED_IN);
	struct recent recent;
	int rc;

	db_bind_text(query, 1, verdict->person_id);
	db_bind_int(query, 2, store_now_s(store));
	db_bind_text(query, 3, verdict->method);
	rc = db_run(query);
	recent.waits = verdict->code_waits;
	(void)str_copy(recent.method, sizeof(recent.method), verdict->method);
	(void)str_copy(
	    recent.code_id, sizeof(recent.code_id), verdict->code_id);
	return rc == FIELD_OK ?
	    recent_add(store, verdict->person_id, &recent, verdict->sign_in) :
	    rc;
}

int
verdict_audit(struct change *change, const struct signin_verdict *verdict,
    const struct user *user)
{
	struct detail detail = DETAIL_INIT;
	struct audit_entry entry = {
		.action = verdict_action,
		.subject = user->id,
		.org_id = user->org_id,
		.outcome = verdict->reason == REASON_NONE ? AUDIT_DONE :
							    AUDIT_REFUSED,
		.reason = verdict->reason,
		.detail = &detail,
	};

	detail_text(&detail, "method", verdict->method);
	return audit_append(change, &entry);
}
