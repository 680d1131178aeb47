/*
 * pam_fieldauth/signin: what follows a sign-in at the prompt: notices, and at the
 * first one the empty fields of the profile.
 *
 * Each is a prompt, also a notice, which Enter acknowledges: greeters show no
 * messages, and sshd shows those of its sessions on a terminal only.
 */
#include <security/_pam_types.h>
#include <string.h>
#include <sysexits.h>

#include "base/err.h"
#include "base/i18n.h"
#include "base/str.h"
#include "pam_fieldauth/signin/progress.h"
#include "pam_fieldauth/signin/note.h"
#include "pam_fieldauth/signin/prompt.h"
#include "pam_fieldauth/signin/verbs.h"
#include "store/signin/notice.h"
#include "store/signin/profile.h"

/* The name of a notice in place of that of a field, with the number of the last
 * one that was shown. */
#define NOTICE "notice-"

/* Whether there is one to acknowledge. */
static bool
ask_notice(struct work *work, const struct progress *progress,
    struct protocol_answer *answer)
{
	char text[NOTICE_SIZE];
	int64_t last;

	if (notice_read(work->judge.store, progress->person_id,
		progress->code_id, text, &last) < 0 ||
	    text[0] == '\0' ||
	    !str_format(answer->field, sizeof(answer->field), NOTICE "%lld",
		(long long)last))
		return false;
	prompt_ask(answer, PROTOCOL_STEP_FIELD, true, text,
	    _("Press Enter to continue"));
	return true;
}

static void
forget_notices(struct work *work, const struct progress *progress)
{
	int64_t last;

	if (str_parse_int(work->request->field + sizeof(NOTICE) - 1, 1,
		INT64_MAX, &last) == FIELD_OK)
		(void)notice_forget(work->judge.store, progress->person_id,
		    progress->code_id, last);
}

/* The next field after the one that REPLY is for. */
static void
ask_field(struct work *work, const char *field, const char *reply,
    struct protocol_answer *answer)
{
	struct profile_question next = { NULL, NULL };
	char note[NOTE_SIZE] = "", text[128];
	struct refusal why;
	int rc = profile_answer(
	    work->judge.store, &work->signin, field, reply, &next, &why);

	if (rc == FIELD_EDENIED && reason_exit(why.reason) == EX_NOPERM)
		return;
	if (rc == FIELD_EDENIED)
		(void)refusal_sentence(&why, note, sizeof(note));
	else if (rc < 0)
		verb_failed(work, rc, answer);
	if (next.name == NULL ||
	    !str_format(text, sizeof(text), _("%s (Enter skips)"),
		i18n_marked(next.label)))
		return;
	protocol_set(answer->field, sizeof(answer->field), next.name);
	prompt_ask(answer, PROTOCOL_STEP_FIELD, true, note, text);
}

/* None of this keeps a person out: the answer is always a success, with or
 * without another question. */
void
verb_profile(struct work *work, struct protocol_answer *answer)
{
	const struct protocol_request *request = work->request;
	const char *field = request->field, *reply = request->reply;
	struct progress progress;

	answer->code = PAM_SUCCESS;
	if (work->judge.is_copy || work->peer != 0 || work->signin.by_user ||
	    request->round >= PROTOCOL_FIELD_ROUNDS ||
	    progress_find(work, &progress) != FIELD_OK)
		return;
	if (field[0] == '\0' && ask_notice(work, &progress, answer))
		return;
	if (strncmp(field, NOTICE, sizeof(NOTICE) - 1) == 0) {
		forget_notices(work, &progress);
		field = reply = "";
	}
	ask_field(work, field, reply, answer);
	answer->code = PAM_SUCCESS;
}
