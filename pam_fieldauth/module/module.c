#include <security/pam_ext.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <syslog.h>
#include <unistd.h>

#include "pam_fieldauth/module/module.h"
#include "pam_fieldauth/module/talk.h"

/* An item that is not set is empty.  One that cannot be read is an error,
 * because an empty service or address might be allowed more than the real
 * one. */
static bool
put_item(pam_handle_t *pamh, int type, char *buf, size_t size)
{
	const void *value = NULL;

	if (pam_get_item(pamh, type, &value) != PAM_SUCCESS)
		return false;
	protocol_set(buf, size, value);
	return true;
}

int
module_code(enum module_phase phase, enum whose whose)
{
	static const int codes[MODULE_PHASE_COUNT][WHOSE_COUNT] = {
		[MODULE_AUTHENTICATE] = {
			[WHOSE_LOCAL] = PAM_USER_UNKNOWN,
			[WHOSE_NOBODYS] = PAM_USER_UNKNOWN,
			[WHOSE_UNKNOWABLE] = PAM_AUTHINFO_UNAVAIL,
		},
		[MODULE_SETCRED] = {
			[WHOSE_LOCAL] = PAM_IGNORE,
			[WHOSE_NOBODYS] = PAM_IGNORE,
			[WHOSE_UNKNOWABLE] = PAM_CRED_UNAVAIL,
		},
		[MODULE_ACCOUNT] = {
			[WHOSE_LOCAL] = PAM_USER_UNKNOWN,
			[WHOSE_NOBODYS] = PAM_USER_UNKNOWN,
			[WHOSE_UNKNOWABLE] = PAM_AUTHINFO_UNAVAIL,
		},
		[MODULE_PASSWORD] = {
			[WHOSE_LOCAL] = PAM_USER_UNKNOWN,
			[WHOSE_NOBODYS] = PAM_USER_UNKNOWN,
			[WHOSE_UNKNOWABLE] = PAM_TRY_AGAIN,
		},
		/* never PAM_SESSION_ERR: sudo(8) reports it and continues */
		[MODULE_OPEN_CLOSE] = {
			[WHOSE_LOCAL] = PAM_IGNORE,
			[WHOSE_NOBODYS] = PAM_IGNORE,
			[WHOSE_UNKNOWABLE] = PAM_AUTHINFO_UNAVAIL,
		},
	};

	if (whose == WHOSE_OURS)
		return PAM_SUCCESS;
	/* codes missing from the table are never success */
	return codes[phase][whose] != PAM_SUCCESS ? codes[phase][whose] :
						    PAM_SYSTEM_ERR;
}

int
module_request(pam_handle_t *pamh, enum protocol_verb verb,
    const struct person *person, const struct options *options,
    struct protocol_request *ret_request)
{
	struct protocol_request *request = ret_request;

	memset(request, 0, sizeof(*request));
	request->verb = verb;
	request->uid = person->uid;
	request->caller = getuid();
	request->flags = (person->alias ? PROTOCOL_ALIAS : 0) |
	    (options->bad ? PROTOCOL_BAD_OPTION : 0);
	protocol_set(request->login, sizeof(request->login), person->login);
	protocol_set(
	    request->required, sizeof(request->required), options->required);
	if (!put_item(pamh, PAM_SERVICE, request->service,
		sizeof(request->service)) ||
	    !put_item(pamh, PAM_TTY, request->tty, sizeof(request->tty)) ||
	    !put_item(
		pamh, PAM_RHOST, request->address, sizeof(request->address)) ||
	    !put_item(
		pamh, PAM_RUSER, request->invoker, sizeof(request->invoker)))
		return PAM_SYSTEM_ERR;
	return PAM_SUCCESS;
}

static void
wipe_kept(pam_handle_t *pamh, void *data, int error_status)
{
	(void)pamh;
	(void)error_status;
	if (data == NULL)
		return;
	explicit_bzero(data, strlen(data));
	free(data);
}

int
module_keep(pam_handle_t *pamh, const char *name, const char *text)
{
	char *copy = strdup(text);
	int rc;

	if (copy == NULL)
		return PAM_BUF_ERR;
	rc = pam_set_data(pamh, name, copy, wipe_kept);
	if (rc != PAM_SUCCESS)
		wipe_kept(pamh, copy, 0);
	return rc;
}

const char *
module_kept(pam_handle_t *pamh, const char *name)
{
	const void *data = NULL;

	if (pam_get_data(pamh, name, &data) != PAM_SUCCESS || data == NULL)
		return "";
	return data;
}

bool
module_is_sshd(void)
{
	char path[256];
	ssize_t len = readlink("/proc/self/exe", path, sizeof(path) - 1);
	const char *name;

	if (len <= 0)
		return false;
	path[len] = '\0';
	name = strrchr(path, '/');
	return name != NULL && strncmp(name, "/sshd", 5) == 0;
}

#define SIGN_IN "FIELDAUTH_SIGN_IN"

int
module_set_sign_in(pam_handle_t *pamh, const char *id)
{
	char text[sizeof(SIGN_IN) + 41];
	int rc;

	(void)snprintf(text, sizeof(text), SIGN_IN "=%s", id);
	rc = pam_putenv(pamh, text);
	return rc == PAM_SUCCESS ? rc : PAM_BUF_ERR;
}

const char *
module_sign_in(pam_handle_t *pamh)
{
	const char *id = pam_getenv(pamh, SIGN_IN);

	return id != NULL ? id : "";
}

void
module_forget_sign_in(pam_handle_t *pamh)
{
	if (pam_getenv(pamh, SIGN_IN) != NULL)
		(void)pam_putenv(pamh, SIGN_IN);
}

int
module_ask_account(pam_handle_t *pamh, const struct person *person,
    const struct options *options, uint32_t flags,
    struct protocol_answer *ret_answer)
{
	struct protocol_request request;
	int rc = module_request(
	    pamh, PROTOCOL_ACCOUNT, person, options, &request);

	if (rc != PAM_SUCCESS)
		return rc;
	request.flags |= flags;
	protocol_set(request.sign_in, sizeof(request.sign_in),
	    module_kept(pamh, MODULE_BY_CODE));
	return talk(pamh, &request, ret_answer);
}

int
module_verdict(const struct protocol_answer *answer, int otherwise)
{
	switch (answer->code) {
	case PAM_IGNORE:
	case PAM_USER_UNKNOWN:
	case PAM_MODULE_UNKNOWN:
		return otherwise;
	default:
		return answer->code < _PAM_RETURN_VALUES ? (int)answer->code :
							   otherwise;
	}
}

void
module_debug(
    pam_handle_t *pamh, const struct options *options, const char *what)
{
	if (options->debug)
		pam_syslog(pamh, LOG_DEBUG, "%s", what);
}
