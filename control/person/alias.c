/* Addresses in an answer: the people who have them, as far as the caller may
 * see them. */
#include "control/person/alias.h"
#include "base/err.h"
#include "control/value.h"
#include "store/view/person.h"

/* Those of NAMES whom the viewer may see. */
static json_t *
seen_json(const struct viewer *viewer, const struct name_list *names)
{
	json_t *array = json_array();
	struct refusal why;
	struct user user;

	for (size_t i = 0; i < names->count; i++)
		if (view_person_find(viewer, names->names[i], &user, &why) ==
		    FIELD_OK)
			(void)json_array_append_new(
			    array, json_string(names->names[i]));
	return array;
}

static json_t *
address_json(const struct viewer *viewer, const struct alias_state *state)
{
	json_t *people = seen_json(viewer, &state->after);
	json_t *login = state->after.count == 1 &&
		json_array_size(people) == 1 ?
	    json_string(state->after.names[0]) :
	    json_null();

	return json_pack("{s:o, s:o, s:o}", "email", value_text(state->email),
	    "people", people, "login", login);
}

void
alias_release(struct alias_news *news)
{
	alias_watch_release(&news->watch);
	json_decref(news->addresses);
	news->addresses = NULL;
}

int
alias_end(struct alias_news *news, const struct viewer *viewer)
{
	int rc = alias_watch_end(&news->watch, viewer->store);

	if (rc != FIELD_OK)
		return rc;
	news->addresses = json_array();
	for (size_t i = 0; i < news->watch.count; i++)
		if (json_array_append_new(news->addresses,
			address_json(viewer, &news->watch.states[i])) != 0)
			return FIELD_ENOMEM;
	return news->addresses != NULL ? FIELD_OK : FIELD_ENOMEM;
}

json_t *
alias_json(json_t *object, const struct alias_news *news)
{
	json_t *addresses = news->addresses != NULL ?
	    json_incref(news->addresses) :
	    json_array();

	if (object == NULL ||
	    json_object_set_new(object, "addresses", addresses) != 0) {
		json_decref(object);
		return NULL;
	}
	return object;
}
