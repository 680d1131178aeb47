#include <string.h>

#include "base/escape.h"
#include "base/clock.h"
#include "base/str.h"
#include "control/value.h"

json_t *
value_time(int64_t t_s)
{
	char iso[CLOCK_ISO_SIZE];

	return t_s == 0 ? json_null() : json_string(clock_format_iso(t_s, iso));
}

json_t *
value_text(const char *text)
{
	struct strbuf safe = STRBUF_INIT;
	json_t *string;

	if (str_is_utf8(text, strlen(text)))
		return json_string(text);
	escape_put(&safe, text, ESCAPE_SHOWN);
	string = safe.failed ? NULL : json_string(safe.bytes);
	strbuf_release(&safe);
	return string;
}

json_t *
value_text_or_null(const char *text)
{
	return text[0] == '\0' ? json_null() : value_text(text);
}

json_t *
value_object(const struct value_member *members)
{
	json_t *object = json_object();
	bool failed = object == NULL;

	/* Takes ownership of all values, including those after one that
	 * failed. */
	for (; members->key != NULL; members++)
		if (json_object_set_new(object, members->key, members->value) !=
		    0)
			failed = true;
	if (!failed)
		return object;
	json_decref(object);
	return NULL;
}

json_t *
value_texts(const char *const *texts, size_t count)
{
	json_t *array = json_array();

	for (size_t i = 0; array != NULL && i < count; i++) {
		if (json_array_append_new(array, value_text(texts[i])) != 0) {
			json_decref(array);
			array = NULL;
		}
	}
	return array;
}
