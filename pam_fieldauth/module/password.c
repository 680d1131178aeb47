/*
 * pam_fieldauth/module: choosing a new password.
 *
 * libpam calls twice: first to check whether the password can be changed
 * (PAM_PRELIM_CHECK), then to change it (PAM_UPDATE_AUTHTOK).
 */
#include <security/pam_ext.h>
#include <string.h>
#include <unistd.h>

#include "pam_fieldauth/module/converse.h"
#include "pam_fieldauth/module/dialogue.h"
#include "pam_fieldauth/module/module.h"
#include "pam_fieldauth/module/password.h"
#include "pam_fieldauth/module/talk.h"

#define TRIES 3

/* Root changes another user's password without the old one.  A root host that
 * makes users change their own password (sshd, login) does not. */
static bool
is_without_old(int flags)
{
	return getuid() == 0 && (flags & PAM_CHANGE_EXPIRED_AUTHTOK) == 0;
}

/* What takes the place of the old password. */
enum way {
	WAY_OLD,        /* nothing: it is needed */
	WAY_ROOT,       /* the host's right */
	WAY_BY_CODE,    /* the one-time code of this sign-in */
	WAY_BY_SESSION, /* that of the session in which the host runs */
};

static enum way
way_of(pam_handle_t *pamh, int flags)
{
	if (is_without_old(flags))
		return WAY_ROOT;
	if (module_kept(pamh, MODULE_BY_CODE)[0] != '\0')
		return WAY_BY_CODE;
	return module_kept(pamh, MODULE_BY_SESSION)[0] != '\0' ?
	    WAY_BY_SESSION :
	    WAY_OLD;
}

static void
set_way(pam_handle_t *pamh, enum way way, struct protocol_request *request)
{
	switch (way) {
	case WAY_OLD:
		break;
	case WAY_ROOT:
		request->flags |= PROTOCOL_WITHOUT_OLD;
		break;
	case WAY_BY_CODE:
		protocol_set(request->sign_in, sizeof(request->sign_in),
		    module_sign_in(pamh));
		break;
	case WAY_BY_SESSION:
		request->flags |= PROTOCOL_BY_SESSION;
		break;
	}
}

/* libpam's own messages for a failed password phase. */
static int
map_transport(int rc, int flags)
{
	if (rc == PAM_SUCCESS || rc == PAM_BUF_ERR)
		return rc;
	return flags & PAM_PRELIM_CHECK ? PAM_TRY_AGAIN : PAM_AUTHTOK_ERR;
}

static int
map_conversation(int rc)
{
	if (rc == PAM_BUF_ERR || rc == PAM_INCOMPLETE || rc == PAM_TRY_AGAIN)
		return rc;
	return PAM_AUTHTOK_ERR;
}

/* Too long for a password: sent as "no secret", which is always refused. */
static void
set_secret(char *buf, const char *secret)
{
	if (secret != NULL &&
	    strnlen(secret, PROTOCOL_SECRET_SIZE) < PROTOCOL_SECRET_SIZE)
		protocol_set(buf, PROTOCOL_SECRET_SIZE, secret);
}

static int
ask_helper(pam_handle_t *pamh, struct protocol_request *request, int flags,
    struct protocol_answer *ret_answer)
{
	int rc = talk(pamh, request, ret_answer);

	explicit_bzero(request, sizeof(*request));
	if (rc != PAM_SUCCESS)
		return map_transport(rc, flags);
	return module_verdict(ret_answer, PAM_AUTHTOK_ERR);
}

/* --- preliminary ---------------------------------------------------------------- */

/* As after a refused sign-in: the old password was a guess. */
static int
refuse_old(pam_handle_t *pamh, int rc)
{
	if (rc != PAM_INCOMPLETE &&
	    converse_spoil(pamh, PAM_OLDAUTHTOK) != PAM_SUCCESS)
		return PAM_ABORT;
	return rc;
}

/* Ask the helper whether the password may be changed, by WAY and, if that
 * requires it, OLD. */
static int
ask_check(pam_handle_t *pamh, int flags, const struct person *person,
    const struct options *options, enum way way, const char *old,
    struct protocol_answer *ret_answer)
{
	struct protocol_request request;
	int rc = module_request(
	    pamh, PROTOCOL_CHECK_CHANGE, person, options, &request);

	if (rc != PAM_SUCCESS)
		return PAM_TRY_AGAIN;
	set_way(pamh, way, &request);
	set_secret(request.secret, old);
	return ask_helper(pamh, &request, flags, ret_answer);
}

/* `passwd` in a session that was opened with a one-time code asks for no current
 * password, once; then it is as ever. */
static enum way
find_way(pam_handle_t *pamh, int flags, const struct person *person,
    const struct options *options)
{
	struct protocol_answer answer;
	enum way way = way_of(pamh, flags);

	if (way != WAY_OLD || getuid() != person->uid ||
	    ask_check(pamh, flags, person, options, WAY_BY_SESSION, NULL,
		&answer) != PAM_SUCCESS ||
	    module_keep(pamh, MODULE_BY_SESSION, person->login) != PAM_SUCCESS)
		return way;
	return WAY_BY_SESSION;
}

/* PROMPT: for the current password; "": libpam's own. */
static int
check(pam_handle_t *pamh, int flags, const struct person *person,
    const struct options *options, const char *prompt)
{
	enum way way = find_way(pamh, flags, person, options);
	struct protocol_answer answer;
	const char *old = NULL;
	int rc;

	if (way == WAY_BY_SESSION)
		return PAM_SUCCESS; /* it was asked for that */
	if (way == WAY_OLD) {
		(void)pam_fail_delay(pamh, 2000000);
		rc = converse_old_secret(pamh, prompt, &old);
		if (rc != PAM_SUCCESS)
			return refuse_old(pamh, map_conversation(rc));
	}
	rc = ask_check(pamh, flags, person, options, way, old, &answer);
	if (rc == PAM_SUCCESS)
		return PAM_SUCCESS;
	converse_tell(pamh, options, answer.sentence);
	return refuse_old(pamh, rc);
}

/* --- update ----------------------------------------------------------------------- */

/* NEW_SECRET may be NULL: the two that were typed differ. */
static int
try_new(pam_handle_t *pamh, int flags, const struct person *person,
    const struct options *options, const char *new_secret,
    struct protocol_answer *ret_answer)
{
	const enum way way = way_of(pamh, flags);
	struct protocol_request request;
	const void *old = NULL;

	if (way == WAY_OLD &&
	    (pam_get_item(pamh, PAM_OLDAUTHTOK, &old) != PAM_SUCCESS ||
		old == NULL))
		return PAM_AUTHTOK_RECOVERY_ERR;
	if (module_request(pamh, PROTOCOL_CHANGE, person, options, &request) !=
	    PAM_SUCCESS)
		return PAM_AUTHTOK_RECOVERY_ERR;
	set_way(pamh, way, &request);
	request.flags |= new_secret == NULL ? PROTOCOL_MISTYPED : 0;
	set_secret(request.secret, old);
	set_secret(request.new_secret, new_secret);
	return ask_helper(pamh, &request, flags, ret_answer);
}

/* With KEEP use the password of an earlier module; after a refusal use the
 * prompts of the answer. */
static int
ask_new(pam_handle_t *pamh, bool keep, const struct protocol_answer *last,
    const char **ret_secret)
{
	if (last->prompt[0] != '\0')
		return converse_new_secret(
		    pamh, last->prompt, last->prompt_again, ret_secret);
	return converse_secret(pamh, PAM_AUTHTOK, keep, ret_secret);
}

/* One round of prompting and trying.  *answer is that of the round before, and
 * then of this one; .retry: another password may be accepted. */
static int
one_round(pam_handle_t *pamh, int flags, const struct person *person,
    const struct options *options, bool keep, struct protocol_answer *answer)
{
	const char *new_secret = NULL;
	int rc = ask_new(pamh, keep, answer, &new_secret);

	memset(answer, 0, sizeof(*answer));
	if (rc != PAM_SUCCESS && rc != PAM_TRY_AGAIN)
		return map_conversation(rc);
	rc = try_new(pamh, flags, person, options, new_secret, answer);
	/* Unset, not random: a module behind this one would store it. */
	if (rc != PAM_SUCCESS)
		(void)pam_set_item(pamh, PAM_AUTHTOK, NULL);
	return rc;
}

/* ASKED has the prompts of the first round, if a one-time code takes the place of
 * the current password. */
static int
update(pam_handle_t *pamh, int flags, const struct person *person,
    const struct options *options, const struct protocol_answer *asked)
{
	struct protocol_answer answer = { .retry = 1 };
	const void *present = NULL;
	int rc = PAM_AUTHTOK_ERR;
	bool keep;

	/* A quality checker before this module may have prompted already. */
	(void)pam_get_item(pamh, PAM_AUTHTOK, &present);
	keep = present != NULL;
	if (options->use_authtok && !keep)
		return PAM_AUTHTOK_ERR;
	if (asked->retry == 1 && !keep)
		answer = *asked;
	for (int i = 0; i < TRIES && answer.retry == 1; i++) {
		rc = one_round(pamh, flags, person, options, keep, &answer);
		if (options->use_authtok)
			break;
		keep = false;
	}
	/* no prompt follows that could give the reason */
	if (rc != PAM_SUCCESS)
		converse_tell(pamh, options, answer.sentence);
	return rc;
}

/*
 * The password method of sshd answers every prompt with the same text.  Then the
 * new password equals the code, and is treated as an empty one.
 */
void
password_offer(pam_handle_t *pamh, const struct person *person,
    const struct options *options, const char *typed,
    const struct protocol_answer *offer)
{
	struct protocol_answer answer = *offer;
	const char *text = NULL;
	int rc = PAM_SUCCESS;

	for (int i = 0; i < TRIES && answer.retry == 1; i++) {
		rc = converse_new_secret(
		    pamh, answer.prompt, answer.prompt_again, &text);
		if (rc == PAM_SUCCESS &&
		    (text[0] == '\0' || strcmp(text, typed) == 0))
			return;
		if (rc != PAM_SUCCESS && rc != PAM_TRY_AGAIN)
			return;
		rc = try_new(pamh, PAM_CHANGE_EXPIRED_AUTHTOK, person, options,
		    rc == PAM_SUCCESS ? text : NULL, &answer);
	}
	if (rc != PAM_SUCCESS)
		converse_tell(pamh, options, answer.sentence);
}

/* For a host that changes only expired passwords: whether this one must be
 * changed.  PAM_IGNORE, which is not returned to libpam: no. */
static int
must_change(pam_handle_t *pamh, const struct person *person,
    const struct options *options, struct protocol_answer *ret_answer)
{
	int rc = module_ask_account(
	    pamh, person, options, PROTOCOL_ONLY_ASKING, ret_answer);

	if (rc != PAM_SUCCESS)
		return rc == PAM_BUF_ERR ? rc : PAM_TRY_AGAIN;
	if (ret_answer->code == PAM_AUTHINFO_UNAVAIL)
		return PAM_TRY_AGAIN;
	if (ret_answer->code != PAM_SUCCESS &&
	    ret_answer->code != PAM_NEW_AUTHTOK_REQD) {
		converse_tell(pamh, options, ret_answer->sentence);
		return module_verdict(ret_answer, PAM_PERM_DENIED);
	}
	return ret_answer->must_change ? PAM_SUCCESS : PAM_IGNORE;
}

static int
change(pam_handle_t *pamh, int flags, const struct person *person,
    const struct options *options)
{
	struct protocol_answer asked = { .prompt = "" };
	int rc;

	if (flags & PAM_CHANGE_EXPIRED_AUTHTOK) {
		rc = must_change(pamh, person, options, &asked);
		if (rc == PAM_IGNORE)
			return PAM_SUCCESS; /* nothing has expired */
		if (rc != PAM_SUCCESS)
			return rc;
	}
	if (flags & PAM_PRELIM_CHECK)
		return check(pamh, flags, person, options, asked.prompt);
	if (!(flags & PAM_UPDATE_AUTHTOK))
		return PAM_AUTHTOK_ERR;
	rc = update(pamh, flags, person, options, &asked);
	/* the first sign-in continues with the rest of the profile */
	if (rc == PAM_SUCCESS && (flags & PAM_CHANGE_EXPIRED_AUTHTOK) &&
	    module_sign_in(pamh)[0] != '\0')
		dialogue_profile(pamh, person, options);
	return rc;
}

MODULE_ENTRY int
pam_sm_chauthtok(pam_handle_t *pamh, int flags, int argc, const char **argv)
{
	struct options options = options_read(pamh, flags, argc, argv);
	struct person person;
	const char *user;
	int rc = converse_user(pamh, &user);

	if (rc != PAM_SUCCESS)
		return rc;
	person = module_person(user);
	rc = module_code(MODULE_PASSWORD, person.whose);
	if (rc != PAM_SUCCESS)
		return rc;
	if (geteuid() != 0)
		return PAM_PERM_DENIED;
	return change(pamh, flags, &person, &options);
}
