#include <security/_pam_types.h>

#include "base/err.h"
#include "base/log.h"
#include "pam_fieldauth/signin/ending.h"
#include "pam_fieldauth/signin/progress.h"
#include "pam_fieldauth/signin/prompt.h"
#include "pam_fieldauth/signin/verbs.h"
#include "store/publish/behind.h"
#include "store/publish/publish.h"
#include "store/signin/signin.h"

void
verb_failed(const struct work *work, int rc, struct protocol_answer *answer)
{
	const char *detail = work->judge.store != NULL ?
	    store_last_error(work->judge.store) :
	    "";

	answer->code = (uint32_t)verdict_of_error(work->request->verb, rc);
	log_line(LOG_ERR, "%s: cannot judge: %s%s%s", work->caller.service,
	    field_strerror(rc), detail[0] != '\0' ? ": " : "", detail);
}

/* --- account -------------------------------------------------------------------- */

/* The snapshot could not be published: whether the old one grants this person
 * something that the database no longer grants. */
static bool
gives_no_more(struct work *work)
{
	bool more = true;
	int rc = behind_gives_more(
	    work->judge.store, work->request->uid, &more);

	if (rc < 0)
		log_line(LOG_ERR, "the snapshot cannot be compared: %s",
		    field_strerror(rc));
	return rc == FIELD_OK && !more;
}

/*
 * su and login read groups from NSS before they open the session, so the
 * snapshot must be current now.  A process that an unprivileged user can stop
 * never gets here (it uses a socket of the service manager).
 */
bool
verb_is_in_force(struct work *work, struct signin_verdict *verdict)
{
	int rc = FIELD_EFULL;

	if (!publish_is_due(work->judge.store))
		return true;
	if (!work->judge.is_copy)
		rc = publish(work->judge.store, false);
	if (publish_left_caches())
		log_line(LOG_WARNING,
		    "nscd could not be told of a change of users and groups");
	if (rc == FIELD_OK)
		return true;
	log_line(LOG_ERR, "the snapshot could not be published: %s",
	    field_strerror(rc));
	if (gives_no_more(work))
		return true;
	verdict->reason = REASON_NOT_IN_FORCE;
	verdict->say_why = true;
	(void)refuse(&verdict->refusal, verdict->reason, NULL, NULL);
	return false;
}

/* By which one-time code the person has been admitted, if by one. */
static int
judge_account(struct work *work, struct signin_verdict *ret_verdict)
{
	struct progress progress;
	int rc = progress_find(work, &progress);

	if (rc == FIELD_OK && progress.code_id[0] != '\0')
		work->signin.code_id = progress.code_id;
	rc = signin_account(work->judge.store, &work->signin, ret_verdict);
	work->signin.code_id = NULL;
	return rc;
}

void
verb_account(struct work *work, struct protocol_answer *answer)
{
	bool only_asking = work->request->flags & PROTOCOL_ONLY_ASKING;
	struct signin_verdict verdict;
	int rc;

	answer->code = PAM_PERM_DENIED;
	rc = judge_account(work, &verdict);
	if (rc < 0) {
		verb_failed(work, rc, answer);
		return;
	}
	if (!only_asking && signin_may_have_session(&verdict))
		(void)verb_is_in_force(work, &verdict);
	answer->code = (uint32_t)verdict_of_account(&verdict);
	answer->must_change = answer->code == PAM_NEW_AUTHTOK_REQD;
	/* not by su and sudo, in the session of another person or their own */
	answer->profile = work->peer == 0 && !work->signin.by_user &&
	    (verdict.wants_profile || progress_has_notices(work));
	/* admitted without a password, by a code: there is no one to ask */
	if (verdict.reason == REASON_NO_SECRET)
		(void)refuse(&verdict.refusal, REASON_MUST_CHANGE, NULL, NULL);
	verdict_say(&verdict, answer);
	if (only_asking) {
		if (answer->must_change)
			prompt_change(
			    answer, work->request->sign_in[0] == '\0');
		return;
	}
	(void)ending_settle(
	    work, &verdict, answer->code == PAM_SUCCESS || answer->must_change);
	verdict_log(work, &verdict, (int)answer->code);
}
