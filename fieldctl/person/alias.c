#include <string.h>

#include "base/email.h"
#include "base/err.h"
#include "base/i18n.h"
#include "base/str.h"
#include "fieldctl/frame/listing.h"
#include "fieldctl/person/alias.h"
#include "store/core/user.h"
#include "store/people/user.h"

char *
alias_names(const struct name_list *logins, char *buf, size_t size)
{
	size_t len = 0;

	buf[0] = '\0';
	for (size_t i = 0; i < logins->count; i++) {
		if (!str_format(buf + len, size - len, "%s%s",
			len > 0 ? ", " : "", logins->names[i])) {
			buf[len] = '\0';
			break;
		}
		len = strlen(buf);
	}
	return buf;
}

void
alias_say(struct ctl *ctl, const struct alias_watch *watch)
{
	char names[400];

	for (size_t i = 0; i < watch->count; i++) {
		const struct alias_state *state = &watch->states[i];

		(void)alias_names(&state->after, names, sizeof(names));
		if (state->after.count == 1)
			ctl_say(ctl,
			    _("The address %1$s is a login name again: that "
			      "of %2$s."),
			    state->email, names);
		else
			ctl_say(ctl,
			    _("Several people have the address %1$s now, so "
			      "it is no login name: %2$s sign in by their "
			      "login names."),
			    state->email, names);
	}
}

static json_t *
names_json(const struct name_list *list)
{
	json_t *array = json_array();

	for (size_t i = 0; i < list->count; i++)
		(void)json_array_append_new(array, json_string(list->names[i]));
	return array;
}

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
			listing_text(state->email), "people",
			names_json(&state->after), "login", login));
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
