#include <string.h>

#include "base/email.h"
#include "base/err.h"
#include "control/person/alias.h"
#include "control/value.h"

json_t *
alias_json(json_t *object, const struct alias_watch *watch)
{
	json_t *array = json_array();

	for (size_t i = 0; i < watch->count; i++) {
		const struct alias_state *state = &watch->states[i];
		json_t *login = state->after.count == 1 ?
		    json_string(state->after.names[0]) :
		    json_null();

		(void)json_array_append_new(array,
		    json_pack("{s:o, s:o, s:o}", "email",
			value_text(state->email), "people",
			value_texts((const char *const *)state->after.names,
			    state->after.count),
			"login", login));
	}
	if (object == NULL ||
	    json_object_set_new(object, "addresses", array) != 0) {
		json_decref(object);
		return NULL;
	}
	return object;
}

json_t *
alias_others_json(struct store *store, const struct user *user)
{
	struct name_list people = { NULL, 0 };
	json_t *others = json_array();
	char folded[USER_EMAIL_SIZE];

	if (user->status == USER_DELETED ||
	    email_fold(user->email, folded, sizeof(folded)) != FIELD_OK)
		return others;
	if (alias_people(store, folded, &people) != FIELD_OK) {
		json_decref(others);
		return NULL;
	}
	for (size_t i = 0; i < people.count; i++)
		if (strcmp(people.names[i], user->login) != 0)
			(void)json_array_append_new(
			    others, json_string(people.names[i]));
	name_list_release(&people);
	return others;
}
