#include "base/clock.h"
#include "base/i18n.h"
#include "base/str.h"
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
locks_texts_json(const struct lock *locks, size_t count)
{
	json_t *array = json_array();

	for (size_t i = 0; i < count; i++) {
		char text[300], iso[CLOCK_ISO_SIZE];

		(void)str_format(text, sizeof(text),
		    _("%1$s until %2$s (%3$lld failed attempts)"),
		    lock_source_name(locks[i].source_kind, locks[i].address),
		    clock_format_iso(locks[i].until, iso),
		    (long long)locks[i].failures);
		if (json_array_append_new(array, value_text(text)) != 0) {
			json_decref(array);
			return NULL;
		}
	}
	return array;
}
