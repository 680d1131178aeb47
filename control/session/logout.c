/* Ends sessions without a block: of people who are named, or of all. */
#include <sysexits.h>

#include "base/err.h"
#include "base/str.h"
#include "control/change.h"
#include "control/person/choice.h"
#include "control/person/json.h"
#include "control/session/session.h"
#include "control/value.h"
#include "store/verb/user_logout.h"
#include "store/view/own.h"
#include "store/view/session.h"

#define ACTION "session.end"

/* --- whom --------------------------------------------------------------------- */

static int
find(struct control_call *call, const char *who, struct user *ret_user)
{
	struct refusal why = { .reason = REASON_NONE };
	int rc = view_session_find(&call->viewer, who, ret_user, &why);

	if (rc == FIELD_ENOTFOUND)
		return control_reason(call, REASON_NO_SUCH_PERSON, who, NULL);
	return rc == FIELD_OK ? EX_OK : control_failed(call, rc, &why);
}

struct collecting {
	struct choice *people;
	int rc;
};

static bool
collect(const struct user *user, void *context)
{
	struct collecting *collecting = context;

	collecting->rc = choice_add(collecting->people, user);
	return collecting->rc == FIELD_OK;
}

/* The caller, also behind sudo: logging all others out must not cut off the
 * command that does it. */
static int
own_uid(struct control_call *call, uid_t *ret_uid)
{
	struct user user;
	int rc;

	*ret_uid = call->actor.invoker.login.known ?
	    call->actor.invoker.login.uid :
	    0;
	if (call->actor.kind != ACTOR_PERSON)
		return FIELD_OK;
	rc = view_own_person(&call->viewer, &user);
	if (rc == FIELD_OK)
		*ret_uid = user.uid;
	return rc;
}

static int
choose_all(struct control_call *call, struct choice *people)
{
	struct collecting collecting = { people, FIELD_OK };
	struct refusal why = { .reason = REASON_NONE };
	uid_t except;
	int rc = own_uid(call, &except);

	if (rc == FIELD_OK)
		rc = view_session_people(&call->viewer, except, collect,
		    &collecting, &people->spared);
	if (rc == FIELD_OK)
		rc = collecting.rc;
	if (rc == FIELD_OK && people->count == 0 && people->spared > 0)
		rc = refuse(&why, REASON_NOT_PERMITTED, ACTION, NULL);
	return rc == FIELD_OK ? EX_OK :
				control_change_failed(call, ACTION, rc, &why);
}

static int
choose(struct control_call *call, struct choice *ret_people)
{
	struct choice people = { .users = NULL };
	int status;

	if (control_count(call, "people") > 0)
		status = choice_named(call, find, &people);
	else if (control_flag(call, "all"))
		status = choose_all(call, &people);
	else
		status = control_reason(
		    call, REASON_NO_PERSON_GIVEN, NULL, NULL);
	if (status != EX_OK) {
		choice_release(&people);
		return status;
	}
	*ret_people = people; /* transferred */
	return EX_OK;
}

static json_t *
person_row(const struct user_ref *user)
{
	return json_pack("{s:s, s:s, s:o}", "id", user->id, "login",
	    user->login, "title", value_text(user->title));
}

int
session_choose_request(struct control_call *call)
{
	struct choice people;
	int status = choose(call, &people);

	if (status != EX_OK)
		return status;
	for (size_t i = 0; i < people.count; i++)
		control_row(call, person_row(&people.users[i]));
	status = control_result(
	    call, json_pack("{s:I}", "spared", (json_int_t)people.spared));
	choice_release(&people);
	return status;
}

/* --- the end -------------------------------------------------------------------- */

static int
apply_to_all(struct control_call *call, struct change *change, void *context,
    struct refusal *why)
{
	const struct choice *people = context;
	const char *reason = control_text(call, "reason");
	int rc = FIELD_OK;

	for (size_t i = 0; i < people->count && rc == FIELD_OK; i++) {
		(void)str_copy(
		    call->subject, sizeof(call->subject), people->users[i].id);
		rc = user_logout(change, people->users[i].id,
		    reason != NULL ? reason : "", why);
	}
	return rc;
}

int
session_end_request(struct control_call *call)
{
	struct choice people;
	int status = choose(call, &people);

	if (status != EX_OK)
		return status;
	if (people.count > 0)
		status = control_change(call, ACTION, apply_to_all, &people);
	if (status == EX_OK) {
		for (size_t i = 0; i < people.count; i++)
			control_row(call,
			    person_json_only_here(
				call->store, person_row(&people.users[i])));
		status = control_result(call,
		    person_json_only_here(call->store,
			json_pack(
			    "{s:I}", "spared", (json_int_t)people.spared)));
	}
	choice_release(&people);
	return status;
}
