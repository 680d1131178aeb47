#include <security/_pam_types.h>
#include <stdio.h>
#include <string.h>

#include "base/err.h"
#include "base/i18n.h"
#include "base/log.h"
#include "base/str.h"
#include "pam_fieldauth/signin/note.h"
#include "pam_fieldauth/signin/verdict.h"

/* authenticate returns one code for every refusal: many hosts call no other
 * function. */
int
verdict_of_authenticate(const struct signin_verdict *verdict)
{
	return verdict->reason == REASON_NONE ? PAM_SUCCESS : PAM_AUTH_ERR;
}

int
verdict_of_account(const struct signin_verdict *verdict)
{
	if (verdict->reason == REASON_NONE)
		return PAM_SUCCESS;
	/* Admitted without a password: one must be set now. */
	if (verdict->reason == REASON_NO_SECRET)
		return PAM_NEW_AUTHTOK_REQD;
	/* In the snapshot but not in the database: still not for another
	 * module.  The code of this sign-in: not about a password here. */
	if (verdict->reason == REASON_NOT_OURS ||
	    verdict->reason == REASON_CODE_SPENT)
		return PAM_PERM_DENIED;
	return reason_pam(verdict->reason);
}

int
verdict_of_change(const struct signin_verdict *verdict)
{
	if (verdict->reason == REASON_NONE ||
	    verdict->reason == REASON_MUST_CHANGE)
		return PAM_SUCCESS;
	if (verdict->reason == REASON_NOT_OURS)
		return PAM_PERM_DENIED;
	return reason_pam(verdict->reason);
}

static int
change_error(bool preliminary, int rc)
{
	if (rc == FIELD_ENOMEM)
		return PAM_BUF_ERR;
	if (rc == FIELD_EBUSY && !preliminary)
		return PAM_AUTHTOK_LOCK_BUSY;
	return PAM_TRY_AGAIN;
}

int
verdict_of_error(enum protocol_verb verb, int rc)
{
	switch (verb) {
	case PROTOCOL_AUTHENTICATE:
	case PROTOCOL_ACCOUNT:
	/* not PAM_SESSION_ERR, which sudo(8) treats as a minor error and
	 * continues */
	case PROTOCOL_OPEN_SESSION:
		return rc == FIELD_ENOMEM ? PAM_BUF_ERR : PAM_AUTHINFO_UNAVAIL;
	case PROTOCOL_CHECK_CHANGE:
	case PROTOCOL_CHANGE:
		return change_error(verb == PROTOCOL_CHECK_CHANGE, rc);
	case PROTOCOL_CLOSE_SESSION:
	case PROTOCOL_PROFILE:
	case PROTOCOL_VERB_END:
		break;
	}
	return PAM_SESSION_ERR;
}

void
verdict_say(
    const struct signin_verdict *verdict, struct protocol_answer *answer)
{
	char note[NOTE_SIZE];

	if (!verdict->say_why || verdict->reason == REASON_NONE)
		return;
	protocol_set(answer->sentence, sizeof(answer->sentence),
	    note_of(&verdict->refusal, note));
}

/* For every refusal, whatever its reason, so that the answer tells nothing. */
void
verdict_add_help(const struct work *work, struct protocol_answer *answer)
{
	const struct config *config = &work->judge.config;
	char reason[sizeof(answer->sentence)], text[sizeof(config->help) + 64];

	if (config->help[0] == '\0' || answer->code == PAM_SUCCESS ||
	    answer->code == PAM_NEW_AUTHTOK_REQD ||
	    work->request->verb == PROTOCOL_CLOSE_SESSION)
		return;
	(void)str_format(text, sizeof(text), _("Need help? %s"), config->help);
	if (answer->sentence[0] == '\0') {
		protocol_set(answer->sentence, sizeof(answer->sentence), text);
		return;
	}
	/* the reason gives way: it may be long */
	protocol_set(
	    reason, sizeof(reason) - strlen(text) - 1, answer->sentence);
	(void)str_format(
	    answer->sentence, sizeof(answer->sentence), "%s %s", reason, text);
}

static const char *
verb_name(uint32_t verb)
{
	static const char *const names[PROTOCOL_VERB_END] = {
		[PROTOCOL_AUTHENTICATE] = "authenticate",
		[PROTOCOL_ACCOUNT] = "account",
		[PROTOCOL_CHECK_CHANGE] = "password check",
		[PROTOCOL_CHANGE] = "password change",
		[PROTOCOL_OPEN_SESSION] = "session open",
		[PROTOCOL_CLOSE_SESSION] = "session close",
		[PROTOCOL_PROFILE] = "profile",
	};

	return names[verb];
}

/* For the administrator who configured the service. */
static void
log_service(const struct work *work, const struct signin_verdict *verdict)
{
	const struct caller *caller = &work->caller;

	/* a claim may name the caller's own stack: the line below covers it */
	if (caller->kernel[0] != '\0')
		return;
	if (work->service_why[0] == '\0')
		log_line(LOG_ERR,
		    "%s: people of fieldauth are refused: there is no "
		    "permission '%s' (require=)",
		    caller->service, caller->required);
	else
		log_line(LOG_ERR, "%s: %s are refused: %s", caller->service,
		    verdict->reason == REASON_ALIAS ? "e-mail addresses" :
						      "people of fieldauth",
		    work->service_why);
}

void
verdict_log(
    const struct work *work, const struct signin_verdict *verdict, int code)
{
	const struct protocol_request *request = work->request;
	const struct caller *caller = &work->caller;
	bool in = code == PAM_SUCCESS || code == PAM_NEW_AUTHTOK_REQD;
	int priority = in ? LOG_INFO : LOG_NOTICE;

	if (verdict->reason == REASON_ALIAS ||
	    verdict->reason == REASON_BAD_SERVICE)
		log_service(work, verdict);

	/* An unknown name may be a password that was typed in the wrong
	 * place. */
	if (caller->kernel[0] != '\0')
		log_line(priority, "%s(%s): claim %s: user=%s reason=%s; by %s",
		    caller->service, verb_name(request->verb),
		    in ? "accepted" : "refused",
		    verdict->login[0] != '\0' ? verdict->login : "?",
		    reason_code(verdict->reason), caller->kernel);
	else if (request->uid == 0)
		log_line(priority,
		    "%s(%s): refused: unknown user; tty=%s rhost=%s",
		    caller->service, verb_name(request->verb), caller->tty,
		    caller->address);
	else
		log_line(priority,
		    "%s(%s): %s: user=%s uid=%u reason=%s; tty=%s rhost=%s",
		    caller->service, verb_name(request->verb),
		    in ? "accepted" : "refused", caller->login, request->uid,
		    reason_code(verdict->reason), caller->tty, caller->address);
}

void
verdict_log_asked(const struct work *work)
{
	const struct caller *caller = &work->caller;

	if (caller->kernel[0] != '\0')
		log_line(LOG_INFO, "%s: a sign-in code was requested; by %s",
		    caller->service, caller->kernel);
	else
		log_line(LOG_INFO,
		    "%s: a sign-in code was requested: user=%s; tty=%s "
		    "rhost=%s",
		    caller->service,
		    work->request->uid != 0 ? caller->login : "?", caller->tty,
		    caller->address);
}
