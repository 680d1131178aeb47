/* Activate, block, hold, delete, and the opposite verbs: one implementation. */
#include <sysexits.h>

#include "base/err.h"
#include "base/str.h"
#include "control/change.h"
#include "control/person/alias.h"
#include "control/person/json.h"
#include "control/person/choice.h"
#include "control/user/user.h"
#include "control/value.h"
#include "store/view/person.h"
#include "store/session/user_ties.h"
#include "store/verb/user.h"
#include "store/verb/user_mail.h"
#include "store/verb/user_secret.h"
#include "store/verb/user_unlock.h"

struct state_verb {
	const char *action;
	int (*apply)(struct change *, const char *, struct refusal *);
	/* prevents sign-ins, on this terminal: spare the last super admin */
	bool shuts_out;
	bool moves_address; /* affects addresses of other people */
};

struct state_work {
	const struct state_verb *verb;
	struct choice people;
	struct alias_news aliases;
};

/* --- changing ---------------------------------------------------------------- */

/* The verb reports people who were removed in the meantime. */
static int
watch_address(
    struct control_call *call, struct state_work *work, const char *id)
{
	struct user user;
	int rc = user_by_id(call->store, id, &user);

	if (rc == FIELD_ENOTFOUND)
		return FIELD_OK;
	return rc == FIELD_OK ?
	    alias_watch_add(&work->aliases.watch, call->store, user.email) :
	    rc;
}

static int
apply_to_all(struct control_call *call, struct change *change, void *context,
    struct refusal *why)
{
	struct state_work *work = context;
	int rc = choice_look_again(call, &work->people);

	/* again, if the change is retried */
	alias_release(&work->aliases);
	for (size_t i = 0; i < work->people.count && rc == FIELD_OK; i++) {
		const char *id = work->people.users[i].id;

		(void)str_copy(call->subject, sizeof(call->subject), id);
		/* Other verbs keep the names: a blocked person still has
		 * one. */
		if (work->verb->moves_address)
			rc = watch_address(call, work, id);
		if (rc == FIELD_OK)
			rc = work->verb->apply(change, id, why);
	}
	return rc == FIELD_OK ? alias_end(&work->aliases, &call->viewer) : rc;
}

/* Their current state, one by one: no transaction is open, and only a few rows
 * are in memory. */
static int
put_people(struct control_call *call, const struct state_work *work)
{
	for (size_t i = 0; i < work->people.count; i++) {
		struct user user;
		json_t *person;
		int rc = view_person_by_id(
		    &call->viewer, work->people.users[i].id, &user);

		/* deleted: only super admins can still see them */
		if (rc == FIELD_ENOTFOUND)
			continue;
		if (rc != FIELD_OK)
			return control_failed(call, rc, NULL);
		person = person_json(&call->viewer, &user);
		if (work->verb->shuts_out)
			person = person_json_only_here(call->store, person);
		control_row(call, person);
		if (!control_flush(call))
			break;
	}
	return EX_OK;
}

static int
answer(struct control_call *call, const struct state_work *work)
{
	int status = put_people(call, work);
	json_t *result;

	if (status != EX_OK)
		return status;
	result = json_pack("{s:o, s:I}", "titles",
	    choice_titles_json(&work->people), "spared",
	    (json_int_t)work->people.spared);
	if (work->verb->shuts_out)
		result = person_json_only_here(call->store, result);
	return control_result(call, alias_json(result, &work->aliases));
}

static int
change_state(struct control_call *call, const struct state_verb *verb)
{
	struct state_work work = { .verb = verb };
	int status = choice_make(call, verb->shuts_out, &work.people);

	if (status != EX_OK)
		return status;
	if (work.people.count > 0)
		status = control_change(
		    call, verb->action, apply_to_all, &work);
	if (status == EX_OK)
		status = answer(call, &work);
	alias_release(&work.aliases);
	choice_release(&work.people);
	return status;
}

int
user_activate_request(struct control_call *call)
{
	static const struct state_verb verb = { "user.activate", user_activate,
		false, false };

	return change_state(call, &verb);
}

int
user_deactivate_request(struct control_call *call)
{
	static const struct state_verb verb = { "user.deactivate",
		user_deactivate, true, false };

	return change_state(call, &verb);
}

int
user_block_request(struct control_call *call)
{
	static const struct state_verb verb = { "user.block", user_block, true,
		false };

	return change_state(call, &verb);
}

int
user_unblock_request(struct control_call *call)
{
	static const struct state_verb verb = { "user.unblock", user_unblock,
		false, false };

	return change_state(call, &verb);
}

int
user_unlock_request(struct control_call *call)
{
	static const struct state_verb verb = { "user.unlock", user_unlock,
		false, false };

	return change_state(call, &verb);
}

int
user_hold_request(struct control_call *call)
{
	static const struct state_verb verb = { "user.hold", user_hold, true,
		false };

	return change_state(call, &verb);
}

int
user_confirm_email_request(struct control_call *call)
{
	static const struct state_verb verb = { "user.confirm-email",
		user_confirm_email, false, false };

	return change_state(call, &verb);
}

int
user_force_reset_request(struct control_call *call)
{
	static const struct state_verb verb = { "user.force-reset",
		user_force_reset, false, false };

	return change_state(call, &verb);
}

int
user_delete_request(struct control_call *call)
{
	static const struct state_verb verb = { "user.delete", user_delete,
		true, true };

	return change_state(call, &verb);
}

int
user_restore_request(struct control_call *call)
{
	static const struct state_verb verb = { "user.restore", user_restore,
		false, true };

	return change_state(call, &verb);
}

/* --- before a change ---------------------------------------------------------- */

int
user_choose_request(struct control_call *call)
{
	struct choice people;
	int status = choice_make(call, control_flag(call, "spare"), &people);

	if (status != EX_OK)
		return status;
	for (size_t i = 0; i < people.count; i++)
		control_row(call,
		    json_pack("{s:s, s:s, s:o}", "id", people.users[i].id,
			"login", people.users[i].login, "title",
			value_text(people.users[i].title)));
	status = control_result(
	    call, json_pack("{s:I}", "spared", (json_int_t)people.spared));
	choice_release(&people);
	return status;
}

static json_t *
ties_json(const struct user_ref *user, const struct user_ties *ties)
{
	return json_pack("{s:s, s:s, s:I, s:I, s:I, s:I}", "id", user->id,
	    "login", user->login, "open_sessions",
	    (json_int_t)ties->open_sessions, "crew", (json_int_t)ties->crew,
	    "delegations", (json_int_t)ties->delegations, "approval_groups",
	    (json_int_t)ties->approval_groups);
}

int
user_ties_request(struct control_call *call)
{
	struct choice people;
	int status = choice_make(call, false, &people);

	if (status != EX_OK)
		return status;
	for (size_t i = 0; i < people.count && status == EX_OK; i++) {
		struct user_ties ties;
		int rc = view_person_ties(
		    &call->viewer, people.users[i].id, &ties);

		if (rc != FIELD_OK)
			status = control_failed(call, rc, NULL);
		else
			control_row(call, ties_json(&people.users[i], &ties));
	}
	choice_release(&people);
	return status;
}
