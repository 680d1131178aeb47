/* Follows the helper from prompt to prompt.  Nothing is open while the person
 * thinks: each round is a new request. */
#include <stdlib.h>
#include <string.h>

#include "pam_fieldauth/module/converse.h"
#include "pam_fieldauth/module/dialogue.h"
#include "pam_fieldauth/module/module.h"
#include "pam_fieldauth/module/talk.h"

/* A reply that is too long is sent as an empty one, which is always refused. */
static int
ask(pam_handle_t *pamh, const struct protocol_answer *answer,
    struct protocol_request *request)
{
	char *reply = NULL;
	int rc = converse_ask(pamh, answer->prompt, answer->echo == 1, &reply);

	if (rc == PAM_SUCCESS &&
	    strnlen(reply, PROTOCOL_SECRET_SIZE) < PROTOCOL_SECRET_SIZE)
		protocol_set(request->reply, sizeof(request->reply), reply);
	converse_drop(reply);
	return rc;
}

/* The address of a person who has given a code is to be verified: that code is
 * needed again with each reply. */
static void
keep_proof(
    struct protocol_request *request, const struct protocol_answer *answer)
{
	if (request->step == PROTOCOL_STEP_CODE &&
	    answer->step == PROTOCOL_STEP_VERIFY)
		memcpy(request->secret, request->reply, sizeof(request->reply));
}

int
dialogue(pam_handle_t *pamh, struct protocol_request *request, int rounds,
    struct protocol_answer *ret_answer)
{
	struct protocol_answer *answer = ret_answer;
	int rc = talk(pamh, request, answer);

	for (int i = 0; i < rounds && rc == PAM_SUCCESS &&
	     answer->step != PROTOCOL_STEP_NONE;
	     i++) {
		keep_proof(request, answer);
		explicit_bzero(request->reply, sizeof(request->reply));
		rc = ask(pamh, answer, request);
		request->step = answer->step;
		request->round++;
		memcpy(request->field, answer->field, sizeof(request->field));
		if (rc == PAM_SUCCESS)
			rc = talk(pamh, request, answer);
	}
	explicit_bzero(request->reply, sizeof(request->reply));
	return rc;
}

void
dialogue_profile(pam_handle_t *pamh, const struct person *person,
    const struct options *options)
{
	struct protocol_request request;
	struct protocol_answer answer;

	if (module_request(pamh, PROTOCOL_PROFILE, person, options, &request) !=
	    PAM_SUCCESS)
		return;
	protocol_set(request.sign_in, sizeof(request.sign_in),
	    module_kept(pamh, MODULE_BY_CODE));
	(void)dialogue(pamh, &request, PROTOCOL_FIELD_ROUNDS, &answer);
}
