#include <stdlib.h>

#include "base/err.h"
#include "control/person/locks.h"
#include "control/value.h"

json_t *
locks_json(const struct lock *locks, size_t count)
{
	json_t *array = json_array();

	for (size_t i = 0; i < count; i++) {
		const struct value_member members[] = {
			{ "source", json_string(locks[i].source_kind) },
			{ "address", value_text_or_null(locks[i].address) },
			{ "failures", json_integer(locks[i].failures) },
			{ "since", value_time(locks[i].first_at) },
			{ "until", value_time(locks[i].until) },
			{ NULL, NULL },
		};

		if (json_array_append_new(array, value_object(members)) != 0) {
			json_decref(array);
			return NULL;
		}
	}
	return array;
}

json_t *
locks_of_person_json(struct store *store, const char *person_id)
{
	struct lock *locks = NULL;
	size_t count = 0;
	json_t *array;

	if (lock_list(store, person_id, &locks, &count) != FIELD_OK)
		return NULL;
	array = locks_json(locks, count);
	free(locks);
	return array;
}
