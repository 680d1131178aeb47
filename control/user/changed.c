/* The result of a change of one person. */
#include "control/person/alias.h"
#include "control/person/json.h"
#include "control/user/user.h"
#include "control/value.h"

int
user_changed(struct control_call *call, const struct user *user,
    const struct alias_news *aliases, json_t *given)
{
	char title[2 * USER_TEXT_SIZE], name[2 * USER_TEXT_SIZE];
	json_t *person = call->dry_run ? json_null() :
					 person_json(&call->viewer, user);

	user_full_name(user, name, sizeof(name));
	const struct value_member members[] = {
		{ "title",
		    value_text(person_title(user, title, sizeof(title))) },
		{ "login", json_string(user->login) },
		{ "name", value_text(name) },
		{ "uid", json_integer(user->uid) },
		{ "held", json_boolean(user->held) },
		{ "person", person },
		{ "home", user_home_json(call, user) },
		{ "given", given },
		{ NULL, NULL },
	};

	return control_result(call, alias_json(value_object(members), aliases));
}
