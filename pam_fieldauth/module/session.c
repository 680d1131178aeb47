/* pam_fieldauth/module: the record of a session, and what it is told. */
#include <security/pam_ext.h>
#include <stdio.h>
#include <string.h>
#include <syslog.h>
#include <unistd.h>

#include "pam_fieldauth/module/converse.h"
#include "pam_fieldauth/module/module.h"
#include "pam_fieldauth/module/talk.h"

/* sshd tells PAM how the person was let in; pam_getenv() is not the host's
 * environment.  Its first word is the method: auth2.c, auth2_update_methods */
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

/* Whose session; PAM_SUCCESS: ours. */
static int
find(pam_handle_t *pamh, struct person *ret_person)
{
	const char *user = NULL;

	if (pam_get_user(pamh, &user, NULL) != PAM_SUCCESS || user == NULL)
		return PAM_SESSION_ERR;
	*ret_person = person_find(user);
	switch (ret_person->whose) {
	case WHOSE_LOCAL:
	case WHOSE_NOBODYS:
		return PAM_IGNORE;
	case WHOSE_UNKNOWABLE:
		return PAM_SESSION_ERR;
	case WHOSE_OURS:
		break;
	}
	return PAM_SUCCESS;
}

MODULE_ENTRY int
pam_sm_open_session(pam_handle_t *pamh, int flags, int argc, const char **argv)
{
	struct options options = options_read(pamh, flags, argc, argv);
	struct protocol_request request;
	struct protocol_answer answer;
	struct person person;
	int rc = find(pamh, &person);

	if (rc != PAM_SUCCESS)
		return rc;
	if (module_request(pamh, PROTOCOL_OPEN_SESSION, &person, &options,
		&request) != PAM_SUCCESS)
		return PAM_SESSION_ERR;
	request.leader = (uint32_t)getpid();
	protocol_set(request.method, sizeof(request.method), method(pamh));
	rc = talk(pamh, &request, &answer);
	if (rc != PAM_SUCCESS || answer.code != PAM_SUCCESS)
		return PAM_SESSION_ERR;
	if (answer.session[0] != '\0' &&
	    module_keep(pamh, MODULE_SESSION, answer.session) != PAM_SUCCESS)
		return PAM_BUF_ERR;
	put_env(pamh, "FIELDAUTH_ROLE", answer.role);
	put_env(pamh, "FIELDAUTH_SITE", answer.site);
	put_env(pamh, "FIELDAUTH_LANDING", answer.landing);
	converse_tell(pamh, &options, answer.sentence);
	return PAM_SUCCESS;
}

MODULE_ENTRY int
pam_sm_close_session(pam_handle_t *pamh, int flags, int argc, const char **argv)
{
	struct options options = options_read(pamh, flags, argc, argv);
	const char *session = module_kept(pamh, MODULE_SESSION);
	struct protocol_request request;
	struct protocol_answer answer;
	struct person person;
	int rc = find(pamh, &person);

	if (rc != PAM_SUCCESS)
		return rc;
	if (session[0] == '\0')
		return PAM_SUCCESS;
	if (module_request(pamh, PROTOCOL_CLOSE_SESSION, &person, &options,
		&request) != PAM_SUCCESS)
		return PAM_SESSION_ERR;
	protocol_set(request.session, sizeof(request.session), session);
	rc = talk(pamh, &request, &answer);
	if (rc != PAM_SUCCESS || answer.code != PAM_SUCCESS)
		return PAM_SESSION_ERR;
	return PAM_SUCCESS;
}
