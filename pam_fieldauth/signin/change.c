/* pam_fieldauth/signin: the password phase. */
#include <security/_pam_types.h>
#include <string.h>

#include "base/err.h"
#include "base/i18n.h"
#include "base/invoker.h"
#include "base/str.h"
#include "pam_fieldauth/signin/ending.h"
#include "pam_fieldauth/signin/prompt.h"
#include "pam_fieldauth/signin/verbs.h"
#include "store/session/process.h"
#include "store/session/within.h"
#include "store/signin/recent.h"

/* The old password, as far as it is needed: not for root, and not with a
 * one-time code by which the person has signed in. */
struct old {
	struct secret text;
	const struct secret *secret; /* NULL: none is needed */
	char code_id[ID_SIZE];
};

/* The code of the sign-in that is in progress, or of the open session.
 * FIELD_EDENIED: that session permits no change without the old password. */
static int
find_code(struct work *work, struct old *old)
{
	const struct protocol_request *request = work->request;
	const bool by_session = request->flags & PROTOCOL_BY_SESSION;
	struct store *store = work->judge.store;
	struct recent recent = { "", "" };
	struct user user;
	int rc = user_by_uid(store, request->uid, &user);

	if (rc == FIELD_OK && by_session)
		rc = session_change_code_of(store, user.id, work->peer_pid,
		    process_started(work->peer_pid), old->code_id);
	else if (rc == FIELD_OK)
		rc = recent_find(store, user.id, request->sign_in, &recent);
	if (rc == FIELD_OK && !by_session)
		(void)str_copy(
		    old->code_id, sizeof(old->code_id), recent.code_id);
	if (by_session && (rc == FIELD_OK || rc == FIELD_ENOTFOUND))
		return old->code_id[0] != '\0' ? FIELD_OK : FIELD_EDENIED;
	return rc == FIELD_ENOTFOUND ? FIELD_OK : rc;
}

static int
take_old(struct work *work, struct old *old)
{
	const struct protocol_request *request = work->request;
	int rc;

	if (work->peer != 0)
		return FIELD_EDENIED;
	if (request->flags & PROTOCOL_WITHOUT_OLD)
		return FIELD_OK;
	rc = find_code(work, old);
	if (rc == FIELD_OK && old->code_id[0] != '\0')
		work->signin.code_id = old->code_id;
	if (rc < 0 || old->code_id[0] != '\0')
		return rc;
	old->secret = &old->text;
	return secret_init(
	    &old->text, request->secret, strlen(request->secret));
}

static void
release_old(struct work *work, struct old *old)
{
	work->signin.code_id = NULL;
	secret_release(&old->text);
}

static void
refuse_unwritable(struct protocol_answer *answer)
{
	struct signin_verdict verdict = { .say_why = true };

	verdict.reason = REASON_FULL;
	(void)refuse(&verdict.refusal, REASON_FULL, NULL, NULL);
	answer->code = PAM_TRY_AGAIN;
	verdict_say(&verdict, answer);
}

/* Whether the module should ask for the old password instead: not a refusal. */
static bool
is_no_free_change(const struct work *work, int rc)
{
	return rc == FIELD_EDENIED && work->peer == 0 &&
	    (work->request->flags & PROTOCOL_BY_SESSION);
}

void
verb_check_change(struct work *work, struct protocol_answer *answer)
{
	struct old old = { .text = SECRET_INIT };
	struct signin_verdict verdict;
	bool needs_change;
	int rc;

	answer->code = PAM_AUTHTOK_ERR;
	/* A change that cannot be made durable is not started. */
	if (work->judge.is_copy) {
		refuse_unwritable(answer);
		return;
	}
	rc = take_old(work, &old);
	if (is_no_free_change(work, rc))
		return;
	if (rc == FIELD_OK)
		rc = signin_check_change(work->judge.store, &work->signin,
		    old.secret, false, &verdict, &needs_change);
	release_old(work, &old);
	if (rc < 0) {
		verb_failed(work, rc, answer);
		return;
	}
	answer->code = (uint32_t)verdict_of_change(&verdict);
	if (answer->code != PAM_SUCCESS) {
		verdict_say(&verdict, answer);
		verdict_log(work, &verdict, (int)answer->code);
	}
}

/* --- the new one -------------------------------------------------------------------- */

static void
refuse_mistyped(struct protocol_answer *answer)
{
	answer->code = PAM_TRY_AGAIN;
	prompt_new(answer, _("The passwords do not match."), _("New password"));
}

static int
commit(struct work *work, const struct old *old,
    struct signin_verdict *ret_verdict)
{
	const char *new_text = work->request->new_secret;
	struct secret password = SECRET_INIT;
	struct invoker invoker;
	int rc = secret_init(&password, new_text, strlen(new_text));

	/* `sudo passwd jane`: this process is a child of passwd */
	if (rc == FIELD_OK && old->secret == NULL &&
	    work->signin.code_id == NULL) {
		invoker_identify(NULL, NULL, &invoker);
		work->signin.invoker = &invoker;
	}
	if (rc == FIELD_OK)
		rc = signin_change(work->judge.store, &work->signin,
		    old->secret, &password, ret_verdict);
	work->signin.invoker = NULL;
	secret_release(&password);
	return rc;
}

void
verb_change(struct work *work, struct protocol_answer *answer)
{
	struct old old = { .text = SECRET_INIT };
	struct signin_verdict verdict;
	int rc;

	answer->code = PAM_AUTHTOK_ERR;
	if (work->judge.is_copy) {
		refuse_unwritable(answer);
		return;
	}
	if (work->request->flags & PROTOCOL_MISTYPED) {
		refuse_mistyped(answer);
		return;
	}
	rc = take_old(work, &old);
	if (rc == FIELD_OK)
		rc = commit(work, &old, &verdict);
	release_old(work, &old);
	if (rc < 0) {
		verb_failed(work, rc, answer);
		return;
	}
	ending_log(work, &verdict.after.ending);
	answer->code = (uint32_t)verdict_of_change(&verdict);
	verdict_say(&verdict, answer);
	/* the password was refused, not the person: another may be accepted */
	if (answer->code == PAM_AUTHTOK_ERR)
		prompt_new(answer, answer->sentence, _("New password"));
	verdict_log(work, &verdict, (int)answer->code);
}
