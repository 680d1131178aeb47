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

/* Whatever was answered.  It stays for the modules behind us. */
static int
refuse_nobody(int rc)
{
	return is_of_the_conversation(rc) ? rc : PAM_USER_UNKNOWN;
}

static int
refuse_unknowable(int rc)
{
	return is_of_the_conversation(rc) ? rc : PAM_AUTHINFO_UNAVAIL;
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
	person = person_find(user);
	if (person.whose == WHOSE_LOCAL) {
		module_debug(pamh, &options, "a user of the machine");
		return PAM_USER_UNKNOWN;
	}
	(void)pam_fail_delay(pamh, FAIL_DELAY_US);
	rc = ask_and_try(pamh, &person, &options, &answer);
	if (person.whose == WHOSE_NOBODYS)
		return refuse_nobody(rc);
	if (person.whose == WHOSE_UNKNOWABLE)
		return refuse(pamh, refuse_unknowable(rc));
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
	switch (person_find(user).whose) {
	case WHOSE_OURS:
		return PAM_SUCCESS;
	case WHOSE_LOCAL:
	case WHOSE_NOBODYS:
		return PAM_IGNORE;
	case WHOSE_UNKNOWABLE:
		break;
	}
	return PAM_CRED_UNAVAIL;
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
	person = person_find(user);
	switch (person.whose) {
	case WHOSE_LOCAL:
	case WHOSE_NOBODYS:
		return PAM_USER_UNKNOWN;
	case WHOSE_UNKNOWABLE:
		return PAM_AUTHINFO_UNAVAIL;
	case WHOSE_OURS:
		break;
	}
	rc = module_ask_account(pamh, &person, &options, 0, &answer);
	if (rc != PAM_SUCCESS)
		return rc;
	converse_tell(pamh, &options, answer.sentence);
	return module_verdict(&answer, PAM_PERM_DENIED);
}
