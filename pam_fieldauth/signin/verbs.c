#include <security/_pam_types.h>
#include <stdio.h>
#include <string.h>

#include "base/err.h"
#include "base/i18n.h"
#include "base/invoker.h"
#include "base/log.h"
#include "pam_fieldauth/signin/ending.h"
#include "pam_fieldauth/signin/tally.h"
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

/* --- authenticate ------------------------------------------------------------- */

/* Admitted: the failures from this origin are cleared with the others. */
static void
bring_home(struct work *work, const struct tally *tally, bool admitted)
{
	const struct origin here = signin_origin(&work->signin);
	uint32_t uid = work->request->uid;

	for (size_t i = 0; i < TALLY_PLACES && tally->places[i].count > 0;
	     i++) {
		const struct tally_place *place = &tally->places[i];

		if ((!admitted || !origin_is_same(&place->origin, &here)) &&
		    signin_add_failures(work->judge.store, uid,
			work->caller.service, &place->origin, place->count) < 0)
			log_line(LOG_ERR,
			    "%lld failed attempts of uid %u could not be "
			    "stored",
			    (long long)place->count, uid);
	}
}

/* Failures that were counted outside while the database was not writable are
 * moved into it; new ones are counted outside.  Unknown names use uid 0, so
 * that they cost the same. */
static void
settle_tally(struct work *work, const struct signin_verdict *verdict)
{
	const char *run_dir = work->judge.paths.run_dir;
	uint32_t uid = work->request->uid;
	const struct origin origin = signin_origin(&work->signin);
	bool outside = work->judge.is_copy || verdict->uncounted;
	struct tally tally;

	if (outside && verdict->reason != REASON_NONE) {
		if (tally_add(run_dir, uid, &origin) < 0)
			log_line(LOG_ERR,
			    "a failed attempt of uid %u could "
			    "not be counted",
			    uid);
		return;
	}
	if (tally_take(run_dir, uid, &tally))
		bring_home(work, &tally, verdict->reason == REASON_NONE);
}

void
verb_authenticate(struct work *work, struct protocol_answer *answer)
{
	const struct protocol_request *request = work->request;
	struct secret secret = SECRET_INIT;
	struct signin_verdict verdict;
	int rc;

	answer->code = PAM_AUTH_ERR;
	rc = secret_init(&secret, request->secret, strlen(request->secret));
	if (rc == FIELD_OK)
		rc = signin_authenticate(
		    work->judge.store, &work->signin, &secret, &verdict);
	secret_release(&secret);
	if (rc < 0) {
		verb_failed(work, rc, answer);
		return;
	}
	settle_tally(work, &verdict);
	answer->code = (uint32_t)verdict_of_authenticate(&verdict);
	verdict_say(&verdict, answer);
	if (answer->code == PAM_SUCCESS)
		protocol_set(
		    answer->method, sizeof(answer->method), verdict.method);
	verdict_log(work, &verdict, (int)answer->code);
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

void
verb_account(struct work *work, struct protocol_answer *answer)
{
	bool only_asking = work->request->flags & PROTOCOL_ONLY_ASKING;
	struct signin_verdict verdict;
	int rc;

	answer->code = PAM_PERM_DENIED;
	rc = signin_account(work->judge.store, &work->signin, &verdict);
	if (rc < 0) {
		verb_failed(work, rc, answer);
		return;
	}
	if (!only_asking && signin_may_have_session(&verdict))
		(void)verb_is_in_force(work, &verdict);
	answer->code = (uint32_t)verdict_of_account(&verdict);
	answer->must_change = answer->code == PAM_NEW_AUTHTOK_REQD;
	verdict_say(&verdict, answer);
	if (only_asking) {
		if (answer->must_change)
			/* TRANSLATORS: %1$s: why it must be changed. */
			(void)snprintf(answer->prompt, sizeof(answer->prompt),
			    _("%1$s Current password: "), answer->sentence);
		return;
	}
	(void)ending_settle(
	    work, &verdict, answer->code == PAM_SUCCESS || answer->must_change);
	verdict_log(work, &verdict, (int)answer->code);
}

/* --- chauthtok ------------------------------------------------------------------- */

/* The old password, or none for root, who need not know it. */
static int
take_old(const struct work *work, struct secret *secret,
    const struct secret **ret_old)
{
	const char *old = work->request->secret;

	*ret_old = NULL;
	if (work->request->flags & PROTOCOL_WITHOUT_OLD)
		return work->peer == 0 ? FIELD_OK : FIELD_EDENIED;
	*ret_old = secret;
	return secret_init(secret, old, strlen(old));
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

void
verb_check_change(struct work *work, struct protocol_answer *answer)
{
	struct secret secret = SECRET_INIT;
	const struct secret *old;
	struct signin_verdict verdict;
	bool needs_change;
	int rc;

	answer->code = PAM_AUTHTOK_ERR;
	/* A change that cannot be made durable is not started. */
	if (work->judge.is_copy) {
		refuse_unwritable(answer);
		return;
	}
	rc = take_old(work, &secret, &old);
	if (rc == FIELD_OK)
		rc = signin_check_change(work->judge.store, &work->signin, old,
		    false, &verdict, &needs_change);
	secret_release(&secret);
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

/* Another new password may be accepted. */
static void
ask_again(struct protocol_answer *answer)
{
	/* TRANSLATORS: %1$s: why the last one was refused. */
	(void)snprintf(answer->prompt, sizeof(answer->prompt),
	    _("%1$s New password: "), answer->sentence);
	protocol_set(answer->prompt_again, sizeof(answer->prompt_again),
	    _("Retype new password: "));
	answer->retry = 1;
}

static void
refuse_mistyped(struct protocol_answer *answer)
{
	answer->code = PAM_TRY_AGAIN;
	protocol_set(answer->sentence, sizeof(answer->sentence),
	    _("The passwords do not match."));
	ask_again(answer);
}

void
verb_change(struct work *work, struct protocol_answer *answer)
{
	const char *new_text = work->request->new_secret;
	struct secret secret = SECRET_INIT, new_secret = SECRET_INIT;
	const struct secret *old;
	struct signin_verdict verdict;
	struct invoker invoker;
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
	rc = take_old(work, &secret, &old);
	if (rc == FIELD_OK)
		rc = secret_init(&new_secret, new_text, strlen(new_text));
	/* `sudo passwd jane`: this process is a child of passwd */
	if (rc == FIELD_OK && old == NULL && work->peer == 0) {
		invoker_identify(NULL, NULL, &invoker);
		work->signin.invoker = &invoker;
	}
	if (rc == FIELD_OK)
		rc = signin_change(work->judge.store, &work->signin, old,
		    &new_secret, &verdict);
	work->signin.invoker = NULL;
	secret_release(&secret);
	secret_release(&new_secret);
	if (rc < 0) {
		verb_failed(work, rc, answer);
		return;
	}
	ending_log(work, &verdict.after.ending);
	answer->code = (uint32_t)verdict_of_change(&verdict);
	verdict_say(&verdict, answer);
	/* the password was refused, not the person */
	if (answer->code == PAM_AUTHTOK_ERR)
		ask_again(answer);
	verdict_log(work, &verdict, (int)answer->code);
}
