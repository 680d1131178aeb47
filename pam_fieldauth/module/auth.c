/* pam_fieldauth/module: is it the person?  And the account phase. */
#include <security/pam_ext.h>
#include <string.h>

#include "pam_fieldauth/module/converse.h"
#include "pam_fieldauth/module/module.h"
#include "pam_fieldauth/module/talk.h"

/* pam_unix's, so that the pause after a refusal is the same for everybody. */
#define FAIL_DELAY_US 2000000

/*
 * One guess.  What is too long to be anybody's secret, and what sshd puts in
 * the place of one, goes to the helper as no secret: the same work, and never
 * right.
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
	if (!junk &&
	    strnlen(secret, PROTOCOL_SECRET_SIZE) < PROTOCOL_SECRET_SIZE)
		protocol_set(request.secret, sizeof(request.secret), secret);
	rc = talk(pamh, &request, ret_answer);
	explicit_bzero(&request, sizeof(request));
	if (rc != PAM_SUCCESS)
		return rc;
	if (junk && ret_answer->code == PAM_SUCCESS)
		return PAM_AUTH_ERR;
	return module_verdict(ret_answer, PAM_AUTH_ERR);
}

static bool
has_authtok(pam_handle_t *pamh)
{
	const void *value = NULL;

	return pam_get_item(pamh, PAM_AUTHTOK, &value) == PAM_SUCCESS &&
	    value != NULL;
}

/* One guess: what an earlier module has asked for, or what is typed now.  A
 * person who answered once is not asked again. */
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

/* One who is not ours is refused as such, whatever was answered. */
static int
refuse_other(int rc, enum whose whose)
{
	return is_of_the_conversation(rc) ?
	    rc :
	    module_code(MODULE_AUTHENTICATE, whose);
}

/* A person who is ours, or may be.  The stack goes on after it, so that a
 * counter of failures behind us is asked; in the middle of a dialogue nothing
 * has been refused yet. */
static int
refuse(pam_handle_t *pamh, int rc)
{
	if (rc != PAM_INCOMPLETE &&
	    converse_spoil(pamh, PAM_AUTHTOK) != PAM_SUCCESS)
		return PAM_ABORT;
	return rc;
}

/* The secret was right.  A one-time secret must not become the key of a
 * keyring that a later module opens with it. */
static int
let_in(pam_handle_t *pamh, const struct protocol_answer *answer)
{
	static const char lasting[] = "password";
	int rc = module_keep(pamh, MODULE_METHOD, answer->method);

	if (rc != PAM_SUCCESS)
		return rc;
	if (strcmp(answer->method, lasting) != 0)
		return pam_set_item(pamh, PAM_AUTHTOK, NULL);
	return PAM_SUCCESS;
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
	rc = ask_and_try(pamh, &person, &options, &answer);
	/* what was typed stays for the modules behind us */
	if (person.whose == WHOSE_NOBODYS)
		return refuse_other(rc, person.whose);
	if (person.whose == WHOSE_UNKNOWABLE)
		return refuse(pamh, refuse_other(rc, person.whose));
	if (rc == PAM_SUCCESS)
		rc = let_in(pamh, &answer);
	else
		converse_tell(pamh, &options, answer.sentence);
	return rc == PAM_SUCCESS ? rc : refuse(pamh, rc);
}

/* The credentials are NSS's; the chain that authenticate chose runs here, so
 * our people succeed. */
MODULE_ENTRY int
pam_sm_setcred(pam_handle_t *pamh, int flags, int argc, const char **argv)
{
	const char *user = NULL;

	(void)flags;
	(void)argc;
	(void)argv;
	if (pam_get_user(pamh, &user, NULL) != PAM_SUCCESS || user == NULL)
		return PAM_CRED_UNAVAIL; /* it may be one of ours */
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
	converse_tell(pamh, &options, answer.sentence);
	return module_verdict(&answer, PAM_PERM_DENIED);
}
