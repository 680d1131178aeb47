/* Codes that let people in: all of these people get one, or none does. */
#include <sodium.h>
#include <string.h>
#include <sysexits.h>

#include "base/err.h"
#include "base/str.h"
#include "control/change.h"
#include "control/user/handed.h"
#include "control/user/user.h"
#include "store/verb/user_code.h"

struct code_verb {
	const char *action;
	int (*issue)(struct change *, const char *, struct user_code *,
	    struct refusal *);
};

struct code_work {
	const struct code_verb *verb;
	struct choice people;
	struct handed_list handed;
};

static int
issue_one(struct code_work *work, struct change *change, struct handed *handed,
    struct refusal *why)
{
	struct user_code code = { .way = work->handed.way };
	int rc = work->verb->issue(change, handed->id, &code, why);

	/* again, if the change is retried */
	secret_release(&handed->text);
	if (rc == FIELD_OK)
		rc = secret_init(&handed->text, code.text, strlen(code.text));
	sodium_memzero(&code.text, sizeof(code.text));
	handed->expires_at = code.expires_at;
	handed->is_done = rc == FIELD_OK;
	return rc;
}

static int
issue_all(struct control_call *call, struct change *change, void *context,
    struct refusal *why)
{
	struct code_work *work = context;
	struct handed *handed = work->handed.items;
	int rc = choice_look_again(call, &work->people);

	for (size_t i = 0; i < work->people.count && rc == FIELD_OK; i++) {
		handed = handed_next(handed, work->people.users[i].id);
		(void)str_copy(
		    call->subject, sizeof(call->subject), handed->id);
		rc = issue_one(work, change, handed, why);
	}
	return rc;
}

/* A dry run has issued codes that were never stored. */
static void
forget(struct handed_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		secret_release(&list->items[i].text);
}

static int
issue_codes(struct control_call *call, const struct code_verb *verb)
{
	struct code_work work = { .verb = verb, .handed.member = "code" };
	int status = handed_read_way(call, &work.handed);

	if (status == EX_OK)
		status = choice_make(call, false, &work.people);
	if (status != EX_OK)
		return status;
	status = handed_make(call, &work.people, &work.handed);
	if (status == EX_OK && work.people.count > 0)
		status = control_change(call, verb->action, issue_all, &work);
	if (call->dry_run)
		forget(&work.handed);
	if (status == EX_OK)
		status = handed_answer(call, &work.handed);
	handed_release(&work.handed);
	choice_release(&work.people);
	return status;
}

int
user_invite_request(struct control_call *call)
{
	static const struct code_verb verb = { "user.invite", user_invite };

	return issue_codes(call, &verb);
}

int
user_link_request(struct control_call *call)
{
	static const struct code_verb verb = { "user.link", user_link };

	return issue_codes(call, &verb);
}
