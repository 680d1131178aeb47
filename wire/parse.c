/* Measures and parses JSON.  The text is hostile: it must not take time or
 * memory out of proportion to its length. */
#include <malloc.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "wire/parse.h"

/* Whether the text is within the limits.  In an array or object the first value
 * follows a bracket, and each other value follows a comma. */
static bool
is_bounded(const char *text, size_t len, size_t values_max)
{
	size_t depth = 0, values = 0;
	bool in_string = false;

	for (size_t i = 0; i < len; i++) {
		const char c = text[i];

		if (in_string && c == '\\')
			i++;
		else if (c == '"')
			in_string = !in_string;
		else if (in_string)
			continue;
		else if (c == '{' || c == '[')
			depth++;
		else if ((c == '}' || c == ']') && depth > 0)
			depth--;
		if (!in_string && (c == '{' || c == '[' || c == ','))
			values++;
		if (depth > WIRE_DEPTH_MAX || values > values_max)
			return false;
	}
	return true;
}

int
wire_parse(const char *text, size_t len, size_t values_max, json_t **ret_object)
{
	json_error_t error;
	json_t *object;

	if (!is_bounded(text, len, values_max))
		return FIELD_EINVAL;
	object = json_loadb(text, len, JSON_REJECT_DUPLICATES, &error);
	if (object == NULL)
		return json_error_code(&error) == json_error_out_of_memory ?
		    FIELD_ENOMEM :
		    FIELD_EINVAL;
	if (!json_is_object(object)) {
		json_decref(object);
		return FIELD_EINVAL;
	}
	*ret_object = object; /* transferred */
	return FIELD_OK;
}

static void
wipe_and_free(void *bytes)
{
	if (bytes != NULL)
		explicit_bzero(bytes, malloc_usable_size(bytes));
	free(bytes);
}

void
wire_wipe_memory(void)
{
	json_set_alloc_funcs(malloc, wipe_and_free);
}
