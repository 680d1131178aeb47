/* Changes a login name, and moves the home folder.  The folder is moved by a
 * separate request, so that the caller can first be told where it is. */
#include <sysexits.h>

#include "base/err.h"
#include "base/str.h"
#include "control/change.h"
#include "control/person/choice.h"
#include "control/person/json.h"
#include "control/user/user.h"
#include "control/value.h"
#include "store/org/user_rename.h"
#include "store/home/home_move.h"
#include "store/home/named_after.h"

struct rename_work {
	struct user user, now; /* before and after the change */
	char from[PATHS_MAX], to[PATHS_MAX];
	bool moved;
};

/* --- what is answered -------------------------------------------------------- */

/* Null, or the present home folder and the one that matches the login name. */
static json_t *
home_json(const struct control_call *call, const struct user *user)
{
	char from[PATHS_MAX], to[PATHS_MAX];

	if (!user_home_differs(call->store, user, from, to))
		return json_null();
	return json_pack(
	    "{s:o, s:o}", "path", value_text(from), "follows", value_text(to));
}

/* Files that contain the former name; NULL: out of memory. */
static json_t *
not_changed_json(const char *login)
{
	struct pool pool = { 0 };
	struct pointers paths = { 0 };
	json_t *array = named_after(login, &pool, &paths) == FIELD_OK ?
	    json_array() :
	    NULL;

	for (size_t i = 0; array != NULL && i < paths.count; i++)
		(void)json_array_append_new(array, value_text(paths.items[i]));
	pointers_release(&paths);
	pool_release(&pool);
	return array;
}

static int
answer(struct control_call *call, const struct rename_work *work)
{
	const struct user *now = &work->now;
	char title[2 * USER_TEXT_SIZE];
	const struct value_member members[] = {
		{ "title",
		    value_text(person_title(now, title, sizeof(title))) },
		{ "login", json_string(now->login) },
		{ "former", json_string(work->user.login) },
		{ "uid", json_integer(now->uid) },
		{ "home", home_json(call, now) },
		{ "not_changed", not_changed_json(work->user.login) },
		{ "person",
		    call->dry_run ? json_null() :
				    person_json(&call->viewer, now) },
		{ NULL, NULL },
	};

	return control_result(call, value_object(members));
}

/* --- the name ---------------------------------------------------------------- */

static int
apply_name(struct control_call *call, struct change *change, void *context,
    struct refusal *why)
{
	struct rename_work *work = context;
	int rc = user_rename(change, work->user.id, control_text(call, "login"),
	    control_flag(call, "end_sessions"), why);

	/* within the change, for a dry run as well */
	return rc == FIELD_OK ?
	    user_by_id(call->store, work->user.id, &work->now) :
	    rc;
}

int
user_rename_request(struct control_call *call)
{
	struct rename_work work = { .moved = false };
	int status = choice_find(
	    call, control_text(call, "person"), &work.user);

	if (status != EX_OK)
		return status;
	(void)str_copy(call->subject, sizeof(call->subject), work.user.id);
	status = control_change(call, "user.rename", apply_name, &work);
	return status == EX_OK ? answer(call, &work) : status;
}

/* --- the folder -------------------------------------------------------------- */

/* The folder is moved as the last step of the change, and only once, even if
 * the change is retried; if the change cannot be recorded, it is moved back. */
static int
apply_move(struct control_call *call, struct change *change, void *context,
    struct refusal *why)
{
	struct rename_work *work = context;
	bool differs;
	int rc = user_by_id(call->store, work->user.id, &work->now);

	if (rc != FIELD_OK)
		return rc;
	differs = user_home_differs(
	    call->store, &work->now, work->from, work->to);
	rc = user_home_follow(
	    change, work->user.id, control_flag(call, "end_sessions"), why);
	if (rc != FIELD_OK || !differs || work->moved)
		return rc;
	rc = home_move(
	    work->from, work->to, work->user.uid, call->dry_run, why);
	work->moved = rc == FIELD_OK && !call->dry_run;
	return rc;
}

static int
answer_move(struct control_call *call, const struct rename_work *work)
{
	return control_result(call,
	    json_pack("{s:s, s:o, s:o, s:b}", "login", work->user.login, "from",
		value_text(work->from), "to", value_text(work->to), "moved",
		work->moved));
}

int
user_move_home_request(struct control_call *call)
{
	struct rename_work work = { .moved = false };
	struct refusal why;
	bool stands;
	int status = choice_find(
	    call, control_text(call, "person"), &work.user);

	if (status != EX_OK)
		return status;
	(void)str_copy(call->subject, sizeof(call->subject), work.user.id);
	status = control_change(call, "user.move-home", apply_move, &work);
	stands = user_by_id(call->store, work.user.id, &work.now) == FIELD_OK &&
	    work.now.home[0] == '\0';
	if (work.moved && !stands)
		(void)home_move(work.to, work.from, work.user.uid, false, &why);
	return status == EX_OK ? answer_move(call, &work) : status;
}
