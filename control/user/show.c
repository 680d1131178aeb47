/* Shows one person: the record, and its effect on this terminal. */
#include <stdlib.h>
#include <sysexits.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/str.h"
#include "control/person/choice.h"
#include "control/person/json.h"
#include "control/person/locks.h"
#include "control/person/session.h"
#include "control/user/user.h"
#include "control/value.h"
#include "store/view/groups.h"
#include "store/view/person.h"

static json_t *
groups_json(const struct viewer *viewer, const struct user *user)
{
	struct name_list names = { NULL, 0 };
	json_t *array;

	if (view_person_groups(viewer, user, &names) != FIELD_OK)
		return NULL;
	array = value_texts((const char *const *)names.names, names.count);
	name_list_release(&names);
	return array;
}

struct sessions {
	json_t *rows, *texts; /* as JSON, and for people */
	bool failed;
};

static bool
take_session(const struct session_row *row, void *context)
{
	struct sessions *sessions = context;

	sessions->failed = json_array_append_new(
			       sessions->rows, person_session_json(row)) != 0 ||
	    json_array_append_new(sessions->texts, person_session_text(row)) !=
		0;
	return !sessions->failed;
}

/* Add locks, groups and open sessions to OBJECT, taking ownership; NULL on failure. */
static json_t *
with_presence(
    const struct viewer *viewer, const struct user *user, json_t *object)
{
	struct sessions open = { json_array(), json_array(), false };
	struct lock *locks = NULL;
	size_t lock_count = 0;
	int rc = view_person_sessions(viewer, user, take_session, &open);

	if (rc == FIELD_OK)
		rc = lock_list(viewer->store, user->id, &locks, &lock_count);
	const struct value_member members[] = {
		{ "locks", locks_json(locks, lock_count) },
		{ "locks_text", locks_texts_json(locks, lock_count) },
		{ "groups", groups_json(viewer, user) },
		{ "sessions", open.rows },
		{ "sessions_text", open.texts },
		{ NULL, NULL },
	};
	json_t *presence = value_object(members);

	free(locks);
	if (rc == FIELD_OK && !open.failed &&
	    json_object_update(object, presence) == 0) {
		json_decref(presence);
		return object;
	}
	json_decref(presence);
	json_decref(object);
	return NULL;
}

int
user_show_request(struct control_call *call)
{
	struct user user;
	int status = choice_find(call, control_text(call, "person"), &user);

	if (status != EX_OK)
		return status;
	return control_result(call,
	    with_presence(
		&call->viewer, &user, person_show_json(&call->viewer, &user)));
}
