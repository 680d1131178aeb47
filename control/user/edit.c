/* Edits a person's profile and the limits of their account. */
#include <stddef.h>
#include <sysexits.h>

#include "base/err.h"
#include "base/i18n.h"
#include "base/str.h"
#include "control/change.h"
#include "control/person/alias.h"
#include "control/person/choice.h"
#include "control/user/user.h"
#include "store/home/shell.h"
#include "store/people/user.h"
#include "store/verb/user.h"

struct edit_work {
	struct user user, lead;
	struct user_edit edit;
	enum user_kind kind;
	int64_t expires_at;
	bool shared_address_ok;
	struct alias_news aliases;
};

/* The texts, by the names of their parameters. */
static const struct edit_text {
	const char *param;
	size_t at; /* the const char * in struct user_edit */
} edit_texts[] = {
	{ "first_name", offsetof(struct user_edit, first_name) },
	{ "last_name", offsetof(struct user_edit, last_name) },
	{ "email", offsetof(struct user_edit, email) },
	{ "phone", offsetof(struct user_edit, phone) },
	{ "mobile", offsetof(struct user_edit, mobile) },
	{ "mobile_provider", offsetof(struct user_edit, mobile_provider) },
	{ "street", offsetof(struct user_edit, street) },
	{ "city", offsetof(struct user_edit, city) },
	{ "region", offsetof(struct user_edit, region) },
	{ "postcode", offsetof(struct user_edit, postcode) },
	{ "country", offsetof(struct user_edit, country) },
	{ "language", offsetof(struct user_edit, language) },
	{ "title", offsetof(struct user_edit, title) },
	{ "employee_number", offsetof(struct user_edit, employee_number) },
	{ "shell", offsetof(struct user_edit, shell) },
	{ "desktop", offsetof(struct user_edit, desktop) },
	{ "landing", offsetof(struct user_edit, landing) },
};

static void
read_texts(const struct control_call *call, struct user_edit *edit)
{
	for (size_t i = 0; i < sizeof(edit_texts) / sizeof(edit_texts[0]); i++)
		*(const char **)(void *)((char *)edit +
		    edit_texts[i].at) = control_text(call, edit_texts[i].param);
	edit->pin = !control_flag(call, "no_pin");
}

/* The limits of the account, and the lead: "" removes either. */
static int
read_limits(struct control_call *call, struct edit_work *work)
{
	const char *lead = control_text(call, "lead");
	int status = choice_kind(call, &work->kind);

	if (control_has(call, "kind"))
		work->edit.kind = &work->kind;
	if (control_time(call, "expires_at", &work->expires_at))
		work->edit.expires_at = &work->expires_at;
	work->shared_address_ok = control_flag(call, "shared_address_ok");
	if (control_has(call, "shared_address_ok"))
		work->edit.shared_address_ok = &work->shared_address_ok;
	if (status != EX_OK || lead == NULL)
		return status;
	work->edit.lead_id = "";
	if (lead[0] != '\0') {
		status = choice_find(call, lead, &work->lead);
		work->edit.lead_id = work->lead.id;
	}
	return status;
}

static int
apply(struct control_call *call, struct change *change, void *context,
    struct refusal *why)
{
	struct edit_work *work = context;
	int rc;

	/* again, if the change is retried */
	alias_release(&work->aliases);
	rc = alias_watch_add(
	    &work->aliases.watch, call->store, work->user.email);
	if (rc == FIELD_OK)
		rc = alias_watch_add(
		    &work->aliases.watch, call->store, work->edit.email);
	if (rc == FIELD_OK)
		rc = user_edit(change, work->user.id, &work->edit, why);
	if (rc == FIELD_OK)
		rc = alias_end(&work->aliases, &call->viewer);
	return rc;
}

static int
change_profile(struct control_call *call, struct edit_work *work)
{
	int rc, status;

	(void)str_copy(call->subject, sizeof(call->subject), work->user.id);
	status = control_change(call, "user.edit", apply, work);
	if (status != EX_OK)
		return status;
	rc = user_by_id(call->store, work->user.id, &work->user);
	return rc == FIELD_OK ?
	    user_changed(call, &work->user, &work->aliases, json_null()) :
	    control_failed(call, rc, NULL);
}

static void
warn_not_yet(const char *field, void *context)
{
	char message[160];

	(void)str_format(message, sizeof(message),
	    _("%1$s is not acted on yet; its value is only stored."), field);
	control_warn(context, "not_acted_on", message, "");
}

/* A shell that can be set, and may not do what was meant. */
static void
warn_shell(struct control_call *call, const char *shell)
{
	char sentence[USER_TEXT_SIZE + 200];
	struct refusal why;
	enum reason reason;

	if (shell == NULL || shell[0] == '\0')
		return;
	reason = shell_reason(shell_look(shell));
	if (reason == REASON_NONE)
		return;
	(void)refuse(&why, reason, shell, NULL);
	control_warn(call, reason_code(reason),
	    refusal_sentence(&why, sentence, sizeof(sentence)), "");
}

int
user_edit_person(struct control_call *call, const struct user *user)
{
	struct edit_work work = { .user = *user, .kind = USER_INTERNAL };
	int status = read_limits(call, &work);

	read_texts(call, &work.edit);
	if (status == EX_OK)
		status = change_profile(call, &work);
	if (status == EX_OK) {
		user_edit_each_not_yet(&work.edit, warn_not_yet, call);
		warn_shell(call, work.edit.shell);
	}
	alias_release(&work.aliases);
	return status;
}

int
user_edit_request(struct control_call *call)
{
	struct user user;
	int status = choice_find(call, control_text(call, "person"), &user);

	return status == EX_OK ? user_edit_person(call, &user) : status;
}
