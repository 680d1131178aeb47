#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/file.h"
#include "base/str.h"
#include "tests/support/dialogue.h"

#define CONFDIR "/tmp/pam.test"

static bool
answer(struct dialogue *dialogue, const struct pam_message *message,
    struct pam_response *response)
{
	size_t at = dialogue->blind ? 0 : dialogue->prompt_count;

	if (dialogue->prompt_count < DIALOGUE_MAX)
		(void)str_copy(dialogue->prompts[dialogue->prompt_count++],
		    sizeof(dialogue->prompts[0]), message->msg);
	if (at >= dialogue->answer_count)
		return false;
	if (dialogue->answers[at] != NULL)
		response->resp = strdup(dialogue->answers[at]);
	return true;
}

static int
converse(int count, const struct pam_message **messages,
    struct pam_response **ret_responses, void *data)
{
	struct dialogue *dialogue = data;
	struct pam_response *responses;

	if (dialogue->fails || count < 1 || count > PAM_MAX_NUM_MSG)
		return PAM_CONV_ERR;
	responses = calloc((size_t)count, sizeof(*responses));
	for (int i = 0; i < count; i++) {
		switch (messages[i]->msg_style) {
		case PAM_PROMPT_ECHO_ON:
			dialogue->visible = true;
			/* FALLTHROUGH */
		case PAM_PROMPT_ECHO_OFF:
			if (answer(dialogue, messages[i], &responses[i]))
				break;
			free(responses);
			return PAM_CONV_ERR;
		default:
			if (dialogue->said_count < DIALOGUE_MAX)
				(void)str_copy(
				    dialogue->said[dialogue->said_count++],
				    sizeof(dialogue->said[0]),
				    messages[i]->msg);
			break;
		}
	}
	*ret_responses = responses;
	return PAM_SUCCESS;
}

/* No delay after a refusal: libpam leaves this to a host that sets this
 * item. */
static void
no_pause(int retval, unsigned usec, void *data)
{
	(void)retval;
	(void)usec;
	(void)data;
}

pam_handle_t *
dialogue_start_again(const char *user, struct dialogue *dialogue)
{
	struct pam_conv conv = { converse, dialogue };
	pam_handle_t *pamh = NULL;

	if (pam_start_confdir("test", user, &conv, CONFDIR, &pamh) !=
		PAM_SUCCESS ||
	    pam_set_item(pamh, PAM_FAIL_DELAY, (const void *)no_pause) !=
		PAM_SUCCESS)
		return NULL;
	return pamh;
}

pam_handle_t *
dialogue_start(const char *stack, const char *user, struct dialogue *dialogue)
{
	pam_handle_t *pamh;

	assert_int_equal(file_make_folder(CONFDIR, 0755), 0);
	assert_int_equal(
	    file_replace(CONFDIR "/test", stack, strlen(stack), 0644), 0);
	pamh = dialogue_start_again(user, dialogue);
	assert_non_null(pamh);
	return pamh;
}

void
dialogue_end(pam_handle_t *pamh)
{
	assert_int_equal(pam_end(pamh, PAM_SUCCESS), PAM_SUCCESS);
}

const char *
dialogue_stack(const char *options)
{
	static char stack[1024];

	assert_true(str_format(stack, sizeof(stack),
	    "auth required pam_fieldauth.so %s\n"
	    "account required pam_fieldauth.so %s\n"
	    "password required pam_fieldauth.so %s\n"
	    "session required pam_fieldauth.so %s\n",
	    options, options, options, options));
	return stack;
}

int
dialogue_authenticate(
    const char *options, const char *user, struct dialogue *dialogue)
{
	pam_handle_t *pamh = dialogue_start(
	    dialogue_stack(options), user, dialogue);
	int rc = pam_authenticate(pamh, 0);

	dialogue_end(pamh);
	return rc;
}

int
dialogue_account(
    const char *options, const char *user, struct dialogue *dialogue)
{
	pam_handle_t *pamh = dialogue_start(
	    dialogue_stack(options), user, dialogue);
	int rc = pam_acct_mgmt(pamh, 0);

	dialogue_end(pamh);
	return rc;
}
