#include <security/pam_appl.h>
#include <security/pam_ext.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "pam_fieldauth/module/converse.h"

int
converse_user(pam_handle_t *pamh, const char **ret_user)
{
	const char *user = NULL;
	int rc = pam_get_user(pamh, &user, NULL);

	if (rc == PAM_CONV_AGAIN)
		return PAM_INCOMPLETE;
	if (rc != PAM_SUCCESS)
		return rc == PAM_BUF_ERR ? PAM_BUF_ERR : PAM_CONV_ERR;
	if (user == NULL || user[0] == '\0')
		return PAM_USER_UNKNOWN;
	*ret_user = user;
	return PAM_SUCCESS;
}

/* PROMPT may be NULL: libpam's own. */
static int
get_authtok(
    pam_handle_t *pamh, int item, const char *prompt, const char **ret_secret)
{
	const char *secret = NULL;
	int rc = pam_get_authtok(pamh, item, &secret, prompt);

	switch (rc) {
	case PAM_SUCCESS:
		if (secret == NULL)
			return PAM_CONV_ERR;
		*ret_secret = secret;
		return PAM_SUCCESS;
	case PAM_BUF_ERR:
	case PAM_TRY_AGAIN:
		return rc;
	case PAM_CONV_AGAIN:
		return PAM_INCOMPLETE;
	default:
		return PAM_CONV_ERR;
	}
}

int
converse_secret(
    pam_handle_t *pamh, int item, bool keep, const char **ret_secret)
{
	if (!keep && pam_set_item(pamh, item, NULL) != PAM_SUCCESS)
		return PAM_BUF_ERR;
	return get_authtok(pamh, item, NULL, ret_secret);
}

int
converse_old_secret(
    pam_handle_t *pamh, const char *prompt, const char **ret_secret)
{
	return get_authtok(pamh, PAM_OLDAUTHTOK,
	    prompt[0] != '\0' ? prompt : NULL, ret_secret);
}

/* Not pam_prompt(3), which logs an error when the host cannot show a prompt: the
 * password method of sshd never can. */
static int
converse(
    pam_handle_t *pamh, const struct pam_message *message, char **ret_answer)
{
	const void *item = NULL;
	const struct pam_conv *conv;
	struct pam_response *response = NULL;
	int rc = pam_get_item(pamh, PAM_CONV, &item);

	conv = item;
	if (rc != PAM_SUCCESS || conv == NULL || conv->conv == NULL)
		return PAM_CONV_ERR;
	rc = conv->conv(1, &message, &response, conv->appdata_ptr);
	if (response != NULL)
		*ret_answer = response->resp; /* transferred */
	free(response);
	return rc;
}

int
converse_ask(
    pam_handle_t *pamh, const char *prompt, bool echo, char **ret_answer)
{
	const struct pam_message message = {
		.msg_style = echo ? PAM_PROMPT_ECHO_ON : PAM_PROMPT_ECHO_OFF,
		.msg = prompt,
	};

	switch (converse(pamh, &message, ret_answer)) {
	case PAM_SUCCESS:
		return *ret_answer != NULL ? PAM_SUCCESS : PAM_CONV_ERR;
	case PAM_BUF_ERR:
		return PAM_BUF_ERR;
	case PAM_CONV_AGAIN:
		return PAM_INCOMPLETE;
	default:
		return PAM_CONV_ERR;
	}
}

void
converse_drop(char *answer)
{
	if (answer != NULL)
		explicit_bzero(answer, strlen(answer));
	free(answer);
}

static int
keep_new_secret(pam_handle_t *pamh, const char *once, const char *again,
    const char **ret_secret)
{
	const void *item = NULL;

	if (strcmp(once, again) != 0)
		return PAM_TRY_AGAIN;
	if (pam_set_item(pamh, PAM_AUTHTOK, once) != PAM_SUCCESS ||
	    pam_get_item(pamh, PAM_AUTHTOK, &item) != PAM_SUCCESS)
		return PAM_BUF_ERR;
	*ret_secret = item;
	return PAM_SUCCESS;
}

/* Not pam_get_authtok(3): it would begin the second prompt with the text of the
 * first. */
int
converse_new_secret(pam_handle_t *pamh, const char *prompt,
    const char *prompt_again, const char **ret_secret)
{
	char *once = NULL, *again = NULL;
	int rc = converse_ask(pamh, prompt, false, &once);

	if (rc == PAM_SUCCESS && once[0] != '\0')
		rc = converse_ask(pamh, prompt_again, false, &again);
	if (rc == PAM_SUCCESS)
		rc = keep_new_secret(
		    pamh, once, again != NULL ? again : once, ret_secret);
	converse_drop(once);
	converse_drop(again);
	return rc;
}

int
converse_spoil(pam_handle_t *pamh, int item)
{
	unsigned char bytes[32];
	char text[2 * sizeof(bytes) + 1];
	int rc;

	(void)pam_set_item(pamh, item, NULL);
	if (getentropy(bytes, sizeof(bytes)) != 0)
		return PAM_ABORT;
	for (size_t i = 0; i < sizeof(bytes); i++)
		(void)snprintf(text + 2 * i, 3, "%02x", bytes[i]);
	rc = pam_set_item(pamh, item, text);
	explicit_bzero(text, sizeof(text));
	explicit_bzero(bytes, sizeof(bytes));
	return rc == PAM_SUCCESS ? PAM_SUCCESS : PAM_ABORT;
}

void
converse_tell(
    pam_handle_t *pamh, const struct options *options, const char *sentence)
{
	if (!options->silent && sentence[0] != '\0')
		(void)pam_error(pamh, "%s", sentence);
}

bool
converse_is_sshd_junk(const char *secret)
{
	static const char junk[] = "\b\n\r\177INCORRECT";

	if (secret[0] == '\0')
		return false;
	for (size_t i = 0; secret[i] != '\0'; i++)
		if (secret[i] != junk[i % (sizeof(junk) - 1)])
			return false;
	return true;
}
