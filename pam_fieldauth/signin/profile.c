/* pam_fieldauth/signin: the empty fields of the profile, asked for at the first
 * sign-in. */
#include <security/_pam_types.h>
#include <sysexits.h>

#include "base/err.h"
#include "base/i18n.h"
#include "base/str.h"
#include "pam_fieldauth/signin/prompt.h"
#include "pam_fieldauth/signin/verbs.h"
#include "store/signin/profile.h"

/* A phone number keeps no person out: the answer is always a success, with or
 * without another question. */
void
verb_profile(struct work *work, struct protocol_answer *answer)
{
	const struct protocol_request *request = work->request;
	struct profile_question next = { NULL, NULL };
	char note[PROMPT_NOTE_SIZE] = "", text[128];
	struct refusal why;
	int rc = FIELD_OK;

	answer->code = PAM_SUCCESS;
	if (work->judge.is_copy || work->peer != 0 || work->signin.by_user)
		return;
	rc = profile_answer(work->judge.store, &work->signin, request->field,
	    request->reply, &next, &why);
	if (rc == FIELD_EDENIED && reason_exit(why.reason) == EX_NOPERM)
		return;
	if (rc == FIELD_EDENIED)
		(void)refusal_sentence(&why, note, sizeof(note));
	else if (rc < 0)
		verb_failed(work, rc, answer);
	answer->code = PAM_SUCCESS;
	if (next.name == NULL || request->round >= PROTOCOL_FIELD_ROUNDS ||
	    !str_format(text, sizeof(text), _("%s (Enter skips)"),
		i18n_marked(next.label)))
		return;
	protocol_set(answer->field, sizeof(answer->field), next.name);
	prompt_ask(answer, PROTOCOL_STEP_FIELD, true, note, text);
}
