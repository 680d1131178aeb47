/* Temporary passwords for several people at once (L3): all of them get one, or
 * none does. */
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "base/err.h"
#include "base/i18n.h"
#include "base/str.h"
#include "control/change.h"
#include "control/person/choice.h"
#include "control/person/json.h"
#include "control/user/user.h"
#include "control/value.h"
#include "store/secret/secret.h"
#include "store/secret/temporary.h"
#include "store/verb/user.h"
#include "store/view/person.h"

#define NAMED_MAX 8 /* with more people, the hint has a filter */

/* The password of one person, at their position among those selected at
 * first. */
struct given {
	char id[ID_SIZE];
	char login[USER_LOGIN_SIZE];
	char name[2 * USER_TEXT_SIZE];
	bool held, stored;
	struct secret text;
	char hash[SECRET_HASH_SIZE];
	int64_t expires_at;
};

struct generate_work {
	struct choice people;
	struct given *given;
	size_t count;
};

static int
ask_all(struct control_call *call, struct change *change, void *context,
    struct refusal *why)
{
	const struct generate_work *work = context;
	int rc = FIELD_OK;

	for (size_t i = 0; i < work->people.count && rc == FIELD_OK; i++) {
		struct user_password none = { .temporary = true };

		(void)str_copy(call->subject, sizeof(call->subject),
		    work->people.users[i].id);
		rc = user_set_password(
		    change, work->people.users[i].id, &none, why);
	}
	return rc;
}

/* --- making ------------------------------------------------------------------ */

static int
make_one(struct control_call *call, const char *id, struct given *given,
    struct refusal *why)
{
	struct user user;
	int rc = view_person_by_id(&call->viewer, id, &user);

	if (rc != FIELD_OK)
		return rc;
	(void)str_copy(given->id, sizeof(given->id), user.id);
	(void)str_copy(given->login, sizeof(given->login), user.login);
	user_full_name(&user, given->name, sizeof(given->name));
	given->held = user.held;
	if (call->dry_run)
		return FIELD_OK;
	rc = temporary_make(call->store, &user, &given->text, why);
	return rc == FIELD_OK ?
	    secret_hash_for(
		call->store, user.org_id, &given->text, given->hash) :
	    rc;
}

static int
make_all(struct control_call *call, struct generate_work *work)
{
	struct refusal why = { .reason = REASON_NONE };
	int rc = FIELD_OK;

	work->given = calloc(work->people.count + 1, sizeof(*work->given));
	if (work->given == NULL)
		return control_failed(call, FIELD_ENOMEM, NULL);
	work->count = work->people.count;
	for (size_t i = 0; i < work->count && rc == FIELD_OK; i++)
		rc = make_one(
		    call, work->people.users[i].id, &work->given[i], &why);
	return rc == FIELD_OK ? EX_OK : control_failed(call, rc, &why);
}

/* --- storing ----------------------------------------------------------------- */

/* People who no longer match the filter are left out: both lists have the same
 * order. */
static int
store_all(struct control_call *call, struct change *change, void *context,
    struct refusal *why)
{
	struct generate_work *work = context;
	struct given *given = work->given;
	int rc = choice_look_again(call, &work->people);

	for (size_t i = 0; i < work->people.count && rc == FIELD_OK; i++) {
		struct user_password password = { .temporary = true };

		while (strcmp(given->id, work->people.users[i].id) != 0)
			given++;
		(void)str_copy(call->subject, sizeof(call->subject), given->id);
		password.text = &given->text;
		password.hash = given->hash;
		rc = user_set_password(change, given->id, &password, why);
		given->expires_at = password.expires_at;
		given->stored = true;
	}
	return rc;
}

/* --- answering --------------------------------------------------------------- */

static json_t *
given_json(const struct control_call *call, const struct given *given)
{
	const struct value_member members[] = {
		{ "id", json_string(given->id) },
		{ "login", json_string(given->login) },
		{ "name", value_text(given->name) },
		{ "password",
		    call->dry_run ? json_null() :
				    value_text(given->text.bytes) },
		{ "expires_at", value_time(given->expires_at) },
		{ NULL, NULL },
	};

	return value_object(members);
}

static bool
is_answered(const struct control_call *call, const struct given *given)
{
	return given->stored || call->dry_run;
}

/* Name the people in the command that releases them, unless they are many. */
static void
warn_of_held(
    struct control_call *call, const struct generate_work *work, size_t held)
{
	struct strbuf whom = STRBUF_INIT;
	char message[200], hint[600];

	if (held > NAMED_MAX)
		strbuf_puts(&whom, " --status held --secret temporary");
	for (size_t i = 0; held <= NAMED_MAX && i < work->count; i++)
		if (is_answered(call, &work->given[i]) && work->given[i].held)
			strbuf_printf(&whom, " %s", work->given[i].login);
	(void)str_format(message, sizeof(message),
	    _("%zu of these people are held: they cannot sign in "
	      "before they are released."),
	    held);
	(void)str_format(hint, sizeof(hint),
	    _("Release them with: fieldctl user release%s"),
	    whom.failed ? " --all" : whom.bytes);
	control_warn(call, "held", message, hint);
	strbuf_release(&whom);
}

static int
answer(struct control_call *call, const struct generate_work *work)
{
	size_t held = 0, count = 0;

	for (size_t i = 0; i < work->count; i++) {
		const struct given *given = &work->given[i];

		if (!is_answered(call, given))
			continue;
		control_row(call, given_json(call, given));
		held += given->held;
		count++;
	}
	if (held > 0)
		warn_of_held(call, work, held);
	return control_result(call,
	    json_pack("{s:I, s:b}", "count", (json_int_t)count, "dry_run",
		call->dry_run));
}

static void
release(struct generate_work *work)
{
	for (size_t i = 0; i < work->count; i++) {
		secret_release(&work->given[i].text);
		sodium_memzero(
		    work->given[i].hash, sizeof(work->given[i].hash));
	}
	free(work->given);
	choice_release(&work->people);
}

int
user_generate_password_request(struct control_call *call)
{
	struct generate_work work = { .count = 0 };
	int status = choice_make(call, false, &work.people);

	if (status != EX_OK)
		return status;
	if (work.people.count > 0)
		status = control_rehearse(
		    call, "user.password", ask_all, &work);
	/* No one waits for the hashes: no transaction is open. */
	if (status == EX_OK)
		status = make_all(call, &work);
	if (status == EX_OK && !call->dry_run && work.count > 0)
		status = control_change(
		    call, "user.password", store_all, &work);
	if (status == EX_OK)
		status = answer(call, &work);
	release(&work);
	return status;
}
