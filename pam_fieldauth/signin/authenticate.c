/*
 * pam_fieldauth/signin: the authentication phase, with its dialogue.
 *
 * MUST: no prompt depends on whether the name is known, unless a right secret
 * was given before; tested by tests/module/test_pam_code and
 * tests/system/codes.bats.
 */
#include <security/_pam_types.h>
#include <string.h>

#include "base/err.h"
#include "base/i18n.h"
#include "base/log.h"
#include "pam_fieldauth/signin/note.h"
#include "pam_fieldauth/signin/prompt.h"
#include "pam_fieldauth/signin/tally.h"
#include "pam_fieldauth/signin/verbs.h"
#include "store/after.h"
#include "store/mail/reach.h"
#include "store/secret/word.h"
#include "store/signin/ask_code.h"
#include "store/signin/verify_here.h"

/* --- failures while the database cannot be written -------------------------------- */

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

/* --- prompts --------------------------------------------------------------------- */

static void
ask_for_code(struct protocol_answer *answer, const char *note)
{
	answer->code = PAM_AUTH_ERR;
	prompt_ask(answer, PROTOCOL_STEP_CODE, true, note, _("Code"));
}

/* For every name, since no mail will come for any; and for every word, since in
 * sshd one cannot be told from another. */
static const char *
note_of_mail(struct work *work)
{
	bool leaves = false;

	if (!work->judge.is_copy)
		(void)mail_leaves(work->judge.store, &leaves);
	return leaves ? "" :
			_("This terminal cannot send mail now: use a code from "
			  "your lead or on paper.");
}

static void
ask_to_verify(
    struct work *work, struct protocol_answer *answer, const char *note)
{
	bool leaves = false;

	if (!prompt_may_ask(work) || work->judge.is_copy ||
	    mail_leaves(work->judge.store, &leaves) < 0 || !leaves)
		return;
	prompt_ask(answer, PROTOCOL_STEP_VERIFY, true, note,
	    _("Code (Enter mails one to you)"));
}

/* --- the verdict ------------------------------------------------------------------ */

/* With a code a new password is offered: this is how a forgotten one is replaced.
 * An unprivileged caller cannot change it. */
static void
offer_change(const struct work *work, const struct signin_verdict *verdict,
    struct protocol_answer *answer)
{
	if (!verdict->offers_change || work->peer != 0)
		return;
	prompt_new(answer, "",
	    verdict->has_password ?
		_("New password (Enter keeps the old one)") :
		_("New password (Enter continues without one)"));
}

static void
conclude(struct work *work, const struct signin_verdict *verdict,
    struct protocol_answer *answer)
{
	char note[NOTE_SIZE];

	settle_tally(work, verdict);
	answer->code = (uint32_t)verdict_of_authenticate(verdict);
	verdict_say(verdict, answer);
	if (answer->code == PAM_SUCCESS) {
		protocol_set(
		    answer->method, sizeof(answer->method), verdict->method);
		protocol_set(
		    answer->sign_in, sizeof(answer->sign_in), verdict->sign_in);
		answer->by_code = verdict->code_id[0] != '\0';
		offer_change(work, verdict, answer);
	} else if (verdict->say_why &&
	    verdict->reason == REASON_EMAIL_UNVERIFIED) {
		ask_to_verify(work, answer, note_of(&verdict->refusal, note));
	}
	verdict_log(work, verdict, (int)answer->code);
}

/* --- at the first prompt ------------------------------------------------------------ */

static void
at_word(struct work *work, enum secret_word word, const struct secret *typed,
    struct protocol_answer *answer)
{
	int why = FIELD_OK;
	int rc = word == SECRET_WORD_CODE ?
	    ask_code(work->judge.store, &work->signin, typed, &why) :
	    ask_nothing(work->judge.store, &work->signin, typed);

	if (rc < 0) {
		verb_failed(work, rc, answer);
		return;
	}
	if (why < 0)
		log_line(LOG_ERR, "%s: a sign-in code could not be queued: %s",
		    work->caller.service, field_strerror(why));
	if (word == SECRET_WORD_CODE)
		verdict_log_asked(work);
	ask_for_code(answer, note_of_mail(work));
}

/* In sshd, which replaces what is typed for a user whom it will not admit. */
static bool
may_be_word(const struct work *work, const struct secret *typed)
{
	return (work->request->flags & (PROTOCOL_SSHD | PROTOCOL_JUNK)) != 0 &&
	    typed->len >= SECRET_WORD_MIN && typed->len <= SECRET_WORD_MAX;
}

static void
at_password(struct work *work, const struct secret *typed,
    struct protocol_answer *answer)
{
	enum secret_word word = secret_word_of(typed);
	struct signin_verdict verdict;
	int rc;

	if (word != SECRET_WORD_NONE) {
		at_word(work, word, typed, answer);
		return;
	}
	rc = signin_authenticate(
	    work->judge.store, &work->signin, typed, &verdict);
	if (rc < 0) {
		verb_failed(work, rc, answer);
		return;
	}
	conclude(work, &verdict, answer);
	if (answer->code != PAM_SUCCESS && !verdict.say_why &&
	    may_be_word(work, typed))
		ask_for_code(answer, note_of_mail(work));
}

/* --- at the second prompt ------------------------------------------------------------ */

static void
at_code(struct work *work, const struct secret *typed,
    struct protocol_answer *answer)
{
	struct signin_verdict verdict;
	struct refusal wrong;
	char note[NOTE_SIZE];
	int rc;

	if (typed->len == 0)
		return; /* the dialogue ends */
	rc = signin_by_code(work->judge.store, &work->signin, typed, &verdict);
	if (rc < 0) {
		verb_failed(work, rc, answer);
		return;
	}
	conclude(work, &verdict, answer);
	if (answer->code == PAM_SUCCESS || verdict.say_why ||
	    !prompt_may_ask(work))
		return;
	(void)refuse(&wrong, REASON_WRONG_CODE, NULL, NULL);
	(void)refusal_sentence(&wrong, note, sizeof(note));
	ask_for_code(answer, note);
}

/* The password was right, and the address is not verified: mail a code, or take
 * it.  The password is checked each time, since nothing is kept. */
static void
at_verify(struct work *work, const struct secret *typed,
    struct protocol_answer *answer)
{
	const char *reply = work->request->reply;
	struct signin_verdict verdict;
	struct refusal why;
	char note[NOTE_SIZE] = "";
	int rc = signin_authenticate(
	    work->judge.store, &work->signin, typed, &verdict);

	if (rc == FIELD_OK && verdict.say_why &&
	    verdict.reason == REASON_EMAIL_UNVERIFIED) {
		rc = reply[0] == '\0' ?
		    verify_here_mail(
			work->judge.store, &work->signin, &verdict, &why) :
		    verify_here(work->judge.store, &work->signin, &verdict,
			reply, &why);
		if (rc == FIELD_EDENIED)
			(void)refusal_sentence(&why, note, sizeof(note));
		else if (rc == FIELD_OK && reply[0] != '\0')
			rc = signin_authenticate(
			    work->judge.store, &work->signin, typed, &verdict);
	}
	if (rc < 0 && rc != FIELD_EDENIED) {
		verb_failed(work, rc, answer);
		return;
	}
	conclude(work, &verdict, answer);
	if (answer->step == PROTOCOL_STEP_VERIFY)
		ask_to_verify(work, answer,
		    note[0] != '\0' ? note : _("A code was mailed to you."));
}

void
verb_authenticate(struct work *work, struct protocol_answer *answer)
{
	static void (*const prompts[PROTOCOL_STEP_END])(
	    struct work *, const struct secret *, struct protocol_answer *) = {
		[PROTOCOL_STEP_NONE] = at_password,
		[PROTOCOL_STEP_CODE] = at_code,
		[PROTOCOL_STEP_VERIFY] = at_verify,
	};
	const struct protocol_request *request = work->request;
	const char *text = request->step == PROTOCOL_STEP_CODE ?
	    request->reply :
	    request->secret;
	struct secret typed = SECRET_INIT;
	int rc;

	answer->code = PAM_AUTH_ERR;
	if (prompts[request->step] == NULL)
		return;
	rc = secret_init(&typed, text, strlen(text));
	if (rc == FIELD_OK)
		prompts[request->step](work, &typed, answer);
	else
		verb_failed(work, rc, answer);
	secret_release(&typed);
}
