#include "base/err.h"
#include "store/after.h"
#include "store/signin/budget.h"
#include "store/signin/proof.h"
#include "store/signin/verify_here.h"
#include "store/verb/user_verify.h"

static int
begin(struct store *store, const struct signin_request *request,
    const struct signin_verdict *verdict, struct change **ret_change)
{
	struct user user;
	struct actor actor;
	int rc = user_by_id(store, verdict->person_id, &user);

	if (rc < 0)
		return rc;
	actor = proof_actor(request, &user);
	return change_begin(store, &actor, ret_change);
}

int
verify_here_mail(struct store *store, const struct signin_request *request,
    const struct signin_verdict *verdict, struct refusal *why)
{
	struct after_report after;
	struct change *change;
	bool within = false;
	int rc = budget_take(store, request, &within);

	if (rc == FIELD_OK && !within)
		return refuse(why, REASON_ASKED_OFTEN, NULL, NULL);
	if (rc == FIELD_OK)
		rc = begin(store, request, verdict, &change);
	if (rc < 0)
		return rc;
	return after_end(
	    change, user_mail_code(change, verdict->person_id, why), &after);
}

int
verify_here(struct store *store, const struct signin_request *request,
    const struct signin_verdict *verdict, const char *text, struct refusal *why)
{
	const char *method = verdict->code_id[0] == '\0' ? "password" : "code";
	struct after_report after;
	struct change *change;
	bool right = false;
	int rc = begin(store, request, verdict, &change);

	if (rc < 0)
		return rc;
	rc = after_end(change,
	    user_verify_email(
		change, verdict->person_id, text, method, &right, why),
	    &after);
	return rc == FIELD_OK && !right ?
	    refuse(why, REASON_WRONG_CODE, NULL, NULL) :
	    rc;
}
