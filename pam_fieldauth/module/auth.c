/* pam_fieldauth/module: the authentication and account phases. */
#include <security/pam_ext.h>
#include <string.h>

#include "pam_fieldauth/module/converse.h"
#include "pam_fieldauth/module/dialogue.h"
#include "pam_fieldauth/module/module.h"
#include "pam_fieldauth/module/password.h"

/* The same as pam_unix's, so that the delay after a refusal is the same for all
 * names. */
#define FAIL_DELAY_US 2000000

/* The secret was correct.  A one-time secret must not become the password of a
 * keyring that a later module unlocks with it. */
static int
let_in(pam_handle_t *pamh, const struct person *person,
    const struct options *options, const struct protocol_request *request,
    const struct protocol_answer *answer)
{
	static const char lasting[] = "password";
	int rc = module_keep(pamh, MODULE_METHOD, answer->method);

	if (rc == PAM_SUCCESS && answer->sign_in[0] != '\0')
		rc = module_set_sign_in(pamh, answer->sign_in);
	if (rc == PAM_SUCCESS)
		rc = module_keep(pamh, MODULE_BY_CODE,
		    answer->by_code == 1 ? answer->sign_in : "");
	if (rc != PAM_SUCCESS)
		return rc;
	if (answer->retry == 1)
		password_offer(pamh, person, options, request->secret, answer);
	if (strcmp(answer->method, lasting) != 0)
		return pam_set_item(pamh, PAM_AUTHTOK, NULL);
	return PAM_SUCCESS;
}

/*
 * Try one password, or what is typed instead of one, and follow the prompts to
 * which that leads.  Input that is too long for a password is sent to the helper
 * as "no secret": this costs the same work, and is always refused.
 */
static int
try_secret(pam_handle_t *pamh, const struct person *person,
    const struct options *options, const char *secret,
    struct protocol_answer *ret_answer)
{
	const struct person nobody = {
		.whose = WHOSE_NOBODYS,
		.alias = person->alias,
	};
	bool junk = converse_is_sshd_junk(secret);
	struct protocol_request request;
	int rc = module_request(pamh, PROTOCOL_AUTHENTICATE,
	    junk ? &nobody : person, options, &request);

	if (rc != PAM_SUCCESS)
		return rc;
	request.flags |= (junk ? PROTOCOL_JUNK : 0) |
	    (module_is_sshd() ? PROTOCOL_SSHD : 0);
	if (strnlen(secret, PROTOCOL_SECRET_SIZE) < PROTOCOL_SECRET_SIZE)
		protocol_set(request.secret, sizeof(request.secret), secret);
	rc = dialogue(pamh, &request, PROTOCOL_ROUNDS, ret_answer);
	if (rc == PAM_SUCCESS && junk && ret_answer->code == PAM_SUCCESS)
		rc = PAM_AUTH_ERR;
	else if (rc == PAM_SUCCESS)
		rc = module_verdict(ret_answer, PAM_AUTH_ERR);
	if (rc == PAM_SUCCESS && person->whose == WHOSE_OURS)
		rc = let_in(pamh, person, options, &request, ret_answer);
	explicit_bzero(&request, sizeof(request));
	return rc;
}

static bool
has_authtok(pam_handle_t *pamh)
{
	const void *value = NULL;

	return pam_get_item(pamh, PAM_AUTHTOK, &value) == PAM_SUCCESS &&
	    value != NULL;
}

/* Try the password left by an earlier module, or prompt for one.  A person who
 * has answered one prompt is not prompted again. */
static int
ask_and_try(pam_handle_t *pamh, const struct person *person,
    const struct options *options, struct protocol_answer *ret_answer)
{
	bool keep = (options->use_first_pass || options->try_first_pass) &&
	    has_authtok(pamh);
	const char *secret;
	int rc;

	if (options->use_first_pass && !keep)
		return PAM_AUTH_ERR;
	rc = converse_secret(pamh, PAM_AUTHTOK, keep, &secret);
	if (rc != PAM_SUCCESS)
		return rc;
	return try_secret(pamh, person, options, secret, ret_answer);
}

static bool
is_of_the_conversation(int rc)
{
	return rc == PAM_CONV_ERR || rc == PAM_INCOMPLETE || rc == PAM_BUF_ERR;
}

/* Unknown names are refused as such, whatever the answer. */
static int
refuse_other(int rc, enum whose whose)
{
	return is_of_the_conversation(rc) ?
	    rc :
	    module_code(MODULE_AUTHENTICATE, whose);
}

/* For people who are ours, or may be.  The stack continues after the result, so
 * that a failure counter behind this module is called; an unfinished dialogue
 * is not a failure. */
static int
refuse(pam_handle_t *pamh, int rc)
{
	if (rc != PAM_INCOMPLETE &&
	    converse_spoil(pamh, PAM_AUTHTOK) != PAM_SUCCESS)
		return PAM_ABORT;
	return rc;
}

MODULE_ENTRY int
pam_sm_authenticate(pam_handle_t *pamh, int flags, int argc, const char **argv)
{
	struct options options = options_read(pamh, flags, argc, argv);
	struct protocol_answer answer = { .code = PAM_AUTH_ERR };
	struct person person;
	const char *user;
	int rc = converse_user(pamh, &user);

	if (rc != PAM_SUCCESS)
		return rc;
	person = module_person(user);
	if (person.whose == WHOSE_LOCAL) {
		module_debug(pamh, &options, "a user of the machine");
		return module_code(MODULE_AUTHENTICATE, person.whose);
	}
	(void)pam_fail_delay(pamh, FAIL_DELAY_US);
	module_forget_sign_in(pamh);
	rc = ask_and_try(pamh, &person, &options, &answer);
	/* the input is kept for the modules behind this one */
	if (rc !=
	    PAM_SUCCESS) /* for unknown names, too: whom to ask for help */
		converse_tell(pamh, &options, answer.sentence);
	if (person.whose == WHOSE_NOBODYS)
		return refuse_other(rc, person.whose);
	if (person.whose == WHOSE_UNKNOWABLE)
		return refuse(pamh, refuse_other(rc, person.whose));
	return rc == PAM_SUCCESS ? rc : refuse(pamh, rc);
}

/* Credentials are provided by NSS.  The chain selected by authenticate also
 * runs here, so the result for our people is success. */
MODULE_ENTRY int
pam_sm_setcred(pam_handle_t *pamh, int flags, int argc, const char **argv)
{
	const char *user = NULL;

	(void)flags;
	(void)argc;
	(void)argv;
	if (pam_get_user(pamh, &user, NULL) != PAM_SUCCESS || user == NULL)
		return PAM_CRED_UNAVAIL; /* it may be one of our people */
	return module_code(MODULE_SETCRED, module_person(user).whose);
}

MODULE_ENTRY int
pam_sm_acct_mgmt(pam_handle_t *pamh, int flags, int argc, const char **argv)
{
	struct options options = options_read(pamh, flags, argc, argv);
	struct protocol_answer answer;
	struct person person;
	const char *user;
	int rc = converse_user(pamh, &user);

	if (rc != PAM_SUCCESS)
		return rc;
	person = module_person(user);
	rc = module_code(MODULE_ACCOUNT, person.whose);
	if (rc != PAM_SUCCESS)
		return rc;
	rc = module_ask_account(pamh, &person, &options, 0, &answer);
	if (rc != PAM_SUCCESS)
		return rc;
	/* A message that a change follows is left to the prompt of the change:
	 * lightdm-gtk-greeter shows a prompt only if no message precedes it. */
	if (answer.code != PAM_NEW_AUTHTOK_REQD)
		converse_tell(pamh, &options, answer.sentence);
	rc = module_verdict(&answer, PAM_PERM_DENIED);
	/* only a person who has just been at the prompt */
	if (rc == PAM_SUCCESS && answer.profile == 1 &&
	    module_sign_in(pamh)[0] != '\0')
		dialogue_profile(pamh, &person, &options);
	return rc;
}
