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
#include "pam_fieldauth/signin/profile.h"
#include "pam_fieldauth/signin/prompt.h"
#include "pam_fieldauth/signin/verbs.h"
#include "store/signin/notice.h"
#include "store/signin/profile.h"
#include "store/signin/recent.h"

/* The name of a notice in place of that of a field, with the number of the last
 * one that was shown. */
#define NOTICE "notice-"

struct person_here {
	char id[ID_SIZE];
	char code_id[ID_SIZE]; /* by which they are signing in, or "" */
};

static int
find_person(struct work *work, struct person_here *person)
{
	struct store *store = work->judge.store;
	struct recent recent = { "", "" };
	struct user user;
	int rc = user_by_uid(store, work->request->uid, &user);

	if (rc == FIELD_OK)
		rc = recent_find(
		    store, user.id, work->request->sign_in, &recent);
	if (rc != FIELD_OK && rc != FIELD_ENOTFOUND)
		return rc;
	(void)str_copy(person->id, sizeof(person->id), user.id);
	(void)str_copy(
	    person->code_id, sizeof(person->code_id), recent.code_id);
	return FIELD_OK;
}

bool
profile_has_notices(struct work *work)
{
	struct person_here person;
	char text[NOTICE_SIZE];
	int64_t last = 0;

	return find_person(work, &person) == FIELD_OK &&
	    notice_read(work->judge.store, person.id, person.code_id, text,
		&last) == FIELD_OK &&
	    text[0] != '\0';
}

/* Whether there is one to acknowledge. */
static bool
ask_notice(struct work *work, const struct person_here *person,
    struct protocol_answer *answer)
{
	char text[NOTICE_SIZE];
	int64_t last;

	if (notice_read(work->judge.store, person->id, person->code_id, text,
		&last) < 0 ||
	    text[0] == '\0' ||
	    !str_format(answer->field, sizeof(answer->field), NOTICE "%lld",
		(long long)last))
		return false;
	prompt_ask(answer, PROTOCOL_STEP_FIELD, true, text,
	    _("Press Enter to continue"));
	return true;
}

static void
forget_notices(struct work *work, const struct person_here *person)
{
	int64_t last;

	if (str_parse_int(work->request->field + sizeof(NOTICE) - 1, 1,
		INT64_MAX, &last) == FIELD_OK)
		(void)notice_forget(
		    work->judge.store, person->id, person->code_id, last);
}

/* The next field after the one that REPLY is for. */
static void
ask_field(struct work *work, const char *field, const char *reply,
    struct protocol_answer *answer)
{
	struct profile_question next = { NULL, NULL };
	char note[PROMPT_NOTE_SIZE] = "", text[128];
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
	struct person_here person;

	answer->code = PAM_SUCCESS;
	if (work->judge.is_copy || work->peer != 0 || work->signin.by_user ||
	    request->round >= PROTOCOL_FIELD_ROUNDS ||
	    find_person(work, &person) != FIELD_OK)
		return;
	if (field[0] == '\0' && ask_notice(work, &person, answer))
		return;
	if (strncmp(field, NOTICE, sizeof(NOTICE) - 1) == 0) {
		forget_notices(work, &person);
		field = reply = "";
	}
	ask_field(work, field, reply, answer);
	answer->code = PAM_SUCCESS;
}
