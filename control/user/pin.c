/* Removes pins from fields that imports do not change (A7). */
#include <sysexits.h>

#include "base/err.h"
#include "base/str.h"
#include "control/change.h"
#include "control/person/choice.h"
#include "control/person/json.h"
#include "control/user/user.h"
#include "control/value.h"
#include "store/verb/user_pin.h"

static int
apply(struct control_call *call, struct change *change, void *context,
    struct refusal *why)
{
	const struct user *user = context;
	const size_t count = control_count(call, "fields");
	int rc = FIELD_OK;

	if (count == 0)
		return user_unpin(change, user->id, NULL, why);
	for (size_t i = 0; rc == FIELD_OK && i < count; i++)
		rc = user_unpin(
		    change, user->id, control_text_at(call, "fields", i), why);
	return rc;
}

static json_t *
unpinned_json(const struct control_call *call, const struct user *user)
{
	char title[2 * USER_TEXT_SIZE];
	const struct value_member members[] = {
		{ "title",
		    value_text(person_title(user, title, sizeof(title))) },
		{ "login", json_string(user->login) },
		{ "person",
		    call->dry_run ? json_null() :
				    person_show_json(&call->viewer, user) },
		{ NULL, NULL },
	};

	return value_object(members);
}

int
user_unpin_request(struct control_call *call)
{
	struct user user;
	int status = choice_find(call, control_text(call, "person"), &user);

	if (status != EX_OK)
		return status;
	(void)str_copy(call->subject, sizeof(call->subject), user.id);
	status = control_change(call, "user.unpin", apply, &user);
	return status == EX_OK ?
	    control_result(call, unpinned_json(call, &user)) :
	    status;
}
