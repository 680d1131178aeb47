/* pam_fieldauth/module: the record of a session, and its notices. */
#include <security/pam_ext.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <syslog.h>
#include <unistd.h>

#include "pam_fieldauth/module/converse.h"
#include "pam_fieldauth/module/module.h"
#include "pam_fieldauth/module/talk.h"

/* sshd passes the authentication method to PAM; pam_getenv() does not read the
 * host's environment.  The first word is the method: auth2.c,
 * auth2_update_methods */
#define SSHD_AUTH_INFO "SSH_AUTH_INFO_0"

static const char *
method(pam_handle_t *pamh)
{
	const char *kept = module_kept(pamh, MODULE_METHOD);
	const char *info;

	if (kept[0] != '\0')
		return kept;
	info = pam_getenv(pamh, SSHD_AUTH_INFO);
	if (info != NULL && strncmp(info, "publickey", 9) == 0)
		return "key";
	return "";
}

static void
put_env(pam_handle_t *pamh, const char *name, const char *value)
{
	char text[320];
	int len;

	if (value[0] == '\0')
		return;
	for (const char *at = value; *at != '\0'; at++)
		if ((unsigned char)*at < 0x20 || *at == 0x7f)
			return;
	len = snprintf(text, sizeof(text), "%s=%s", name, value);
	if (len > 0 && (size_t)len < sizeof(text))
		(void)pam_putenv(pamh, text);
}

/*
 * sshd continues when the session phase fails: it exits only where it would
 * start a program, and `ssh -N -L` starts none (session.c, do_child()).  Its
 * process serves one connection, and is terminated here.  Newer versions have a
 * separate program for that.
 */
static void
end_sshd(pam_handle_t *pamh)
{
	if (!module_is_sshd())
		return;
	pam_syslog(pamh, LOG_NOTICE, "no session: the connection ends");
	(void)kill(getpid(), SIGTERM);
	(void)kill(getpid(), SIGKILL);
}

/* The person whose session it is; PAM_SUCCESS: one of our people. */
static int
find(pam_handle_t *pamh, struct person *ret_person)
{
	const char *user = NULL;

	if (pam_get_user(pamh, &user, NULL) != PAM_SUCCESS || user == NULL)
		return PAM_SYSTEM_ERR;
	*ret_person = module_person(user);
	return module_code(MODULE_OPEN_CLOSE, ret_person->whose);
}

static int
open_session(pam_handle_t *pamh, const struct person *person,
    const struct options *options, struct protocol_answer *ret_answer)
{
	struct protocol_request request;
	int rc = module_request(
	    pamh, PROTOCOL_OPEN_SESSION, person, options, &request);

	if (rc == PAM_SUCCESS)
		protocol_set(request.sign_in, sizeof(request.sign_in),
		    module_sign_in(pamh));
	/* not for the programs of the session */
	module_forget_sign_in(pamh);
	if (rc != PAM_SUCCESS)
		return rc;
	request.leader = (uint32_t)getpid();
	protocol_set(request.method, sizeof(request.method), method(pamh));
	rc = talk(pamh, &request, ret_answer);
	if (rc == PAM_SUCCESS)
		rc = module_verdict(ret_answer, PAM_PERM_DENIED);
	if (rc == PAM_SUCCESS && ret_answer->session[0] == '\0')
		rc = PAM_PERM_DENIED; /* a session that was not recorded */
	if (rc == PAM_SUCCESS)
		rc = module_keep(pamh, MODULE_SESSION, ret_answer->session);
	return rc == PAM_SESSION_ERR ? PAM_PERM_DENIED : rc;
}

MODULE_ENTRY int
pam_sm_open_session(pam_handle_t *pamh, int flags, int argc, const char **argv)
{
	struct options options = options_read(pamh, flags, argc, argv);
	struct protocol_answer answer = { .code = PAM_PERM_DENIED };
	struct person person;
	int rc = find(pamh, &person);

	if (rc != PAM_SUCCESS)
		return rc;
	rc = open_session(pamh, &person, &options, &answer);
	converse_tell(pamh, &options, answer.sentence);
	if (rc != PAM_SUCCESS) {
		end_sshd(pamh);
		return rc;
	}
	put_env(pamh, "FIELDAUTH_ROLE", answer.role);
	put_env(pamh, "FIELDAUTH_SITE", answer.site);
	put_env(pamh, "FIELDAUTH_LANDING", answer.landing);
	return PAM_SUCCESS;
}

/* A session that was opened is closed, whatever has happened to the account in
 * the meantime: the helper needs only the session's id. */
MODULE_ENTRY int
pam_sm_close_session(pam_handle_t *pamh, int flags, int argc, const char **argv)
{
	struct options options = options_read(pamh, flags, argc, argv);
	const char *session = module_kept(pamh, MODULE_SESSION);
	struct protocol_request request;
	struct protocol_answer answer;
	struct person person = { .uid = 0 };
	int rc = find(pamh, &person);

	if (session[0] == '\0')
		return rc == PAM_SUCCESS ? PAM_SUCCESS : PAM_IGNORE;
	if (module_request(pamh, PROTOCOL_CLOSE_SESSION, &person, &options,
		&request) != PAM_SUCCESS)
		return PAM_SESSION_ERR;
	protocol_set(request.session, sizeof(request.session), session);
	rc = talk(pamh, &request, &answer);
	if (rc != PAM_SUCCESS || answer.code != PAM_SUCCESS)
		return PAM_SESSION_ERR;
	return PAM_SUCCESS;
}
