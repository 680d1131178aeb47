/* The caller: identity, profile, and part of the log. */
#include <stdlib.h>
#include <sysexits.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/str.h"
#include "control/data/data.h"
#include "control/me/me.h"
#include "control/person/session.h"
#include "control/person/json.h"
#include "control/user/user.h"
#include "control/value.h"
#include "store/core/audit.h"
#include "store/view/log.h"
#include "store/view/own.h"

#define LAST_SIGN_INS 5
#define PAST_SESSIONS 20

/* The calling person.  EX_OK, or a code after reporting that it is not a
 * person. */
static int
find_me(struct control_call *call, struct user *ret_user)
{
	int rc = view_own_person(&call->viewer, ret_user);

	if (call->actor.kind == ACTOR_ROOT)
		return control_reason(call, REASON_ROOT_IS_NOBODY, NULL, NULL);
	return rc == FIELD_OK ? EX_OK : control_failed(call, rc, NULL);
}

/* --- who it is --------------------------------------------------------------- */

static json_t *
groups_json(const struct viewer *viewer, const struct user *user)
{
	struct name_list names = { NULL, 0 };
	json_t *array;

	if (view_own_groups(viewer, user, &names) != FIELD_OK)
		return NULL;
	array = value_texts((const char *const *)names.names, names.count);
	name_list_release(&names);
	return array;
}

struct sign_ins {
	json_t *rows, *texts; /* as JSON, and for a table */
	int count;
	bool failed;
};

static bool
take_sign_in(const struct session_row *row, void *context)
{
	struct sign_ins *last = context;

	last->failed = json_array_append_new(
			   last->rows, person_session_json(row)) != 0 ||
	    json_array_append_new(last->texts, person_session_text(row)) != 0;
	return !last->failed && ++last->count < LAST_SIGN_INS;
}

/* Add the last sign-ins to OBJECT, taking ownership; NULL on failure. */
static json_t *
with_sign_ins(const struct viewer *viewer, json_t *object)
{
	struct sign_ins last = { json_array(), json_array(), 0, false };
	int rc = view_own_sessions(viewer, LAST_SIGN_INS, take_sign_in, &last);
	bool failed = rc != FIELD_OK || last.failed;

	failed = json_object_set_new(object, "sign_ins", last.rows) != 0 ||
	    failed;
	failed = json_object_set_new(object, "sign_ins_text", last.texts) !=
		0 ||
	    failed;
	if (!failed)
		return object;
	json_decref(object);
	return NULL;
}

int
me_show_request(struct control_call *call)
{
	struct user user;
	json_t *object;
	int status = find_me(call, &user);

	if (status != EX_OK)
		return status;
	object = person_show_json(&call->viewer, &user);
	if (json_object_set_new(
		object, "groups", groups_json(&call->viewer, &user)) != 0) {
		json_decref(object);
		return control_failed(call, FIELD_ENOMEM, NULL);
	}
	return control_result(call, with_sign_ins(&call->viewer, object));
}

/* --- the own profile and log
 * ---------------------------------------------------- */

int
me_edit_request(struct control_call *call)
{
	struct user user;
	int status = find_me(call, &user);

	return status == EX_OK ? user_edit_person(call, &user) : status;
}

int
me_audit_request(struct control_call *call)
{
	struct user user;
	int status = find_me(call, &user);

	return status == EX_OK ? audit_pages(call, view_audit_own) : status;
}

static bool
put_row(const struct session_row *row, void *context)
{
	control_row(context, person_session_json(row));
	return true;
}

int
me_sessions_request(struct control_call *call)
{
	const int64_t past = control_has(call, "limit") ?
	    control_number(call, "limit") :
	    PAST_SESSIONS;
	struct user user;
	int rc, status = find_me(call, &user);

	if (status != EX_OK)
		return status;
	rc = view_own_sessions(&call->viewer, past, put_row, call);
	return rc == FIELD_OK ? EX_OK : control_failed(call, rc, NULL);
}

int
me_refuse_code(struct control_call *call, const char *action)
{
	struct refusal why;

	(void)refuse(&why, REASON_WRONG_CODE, NULL, NULL);
	(void)audit_refused(
	    call->store, &call->actor, action, call->actor.id, &why);
	return control_refused(call, &why);
}
