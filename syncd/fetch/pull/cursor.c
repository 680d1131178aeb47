#include <jansson.h>
#include <string.h>

#include "base/err.h"
#include "syncd/fetch/pull/cursor.h"
#include "syncd/work/text/walk.h"

#define CURSOR_VERSION 1
#define TIME_MAX       253402300799 /* the year 9999 */

void
cursor_parse(const char *text, const char *tenant, struct cursor *ret_cursor)
{
	const char *owner;
	json_t *root = NULL;

	*ret_cursor = (struct cursor){ { 0 } };
	if (text == NULL || walk_load(text, strlen(text), &root) < 0)
		return;
	owner = json_string_value(json_object_get(root, "tenant"));
	if (json_integer_value(json_object_get(root, "v")) == CURSOR_VERSION &&
	    owner != NULL && strcmp(owner, tenant) == 0) {
		for (int i = 0; i < PIPE_ENTITY_COUNT; i++) {
			int64_t at_s = json_integer_value(json_object_get(
			    root, pipe_entity_name((enum pipe_entity)i)));

			if (at_s > 0 && at_s <= TIME_MAX)
				ret_cursor->at_s[i] = at_s;
		}
	}
	json_decref(root);
}

char *
cursor_format(const struct cursor *cursor, const char *tenant)
{
	json_t *root = json_pack(
	    "{s:i,s:s}", "v", CURSOR_VERSION, "tenant", tenant);
	char *text = NULL;
	int rc = root == NULL ? -1 : 0;

	for (int i = 0; rc == 0 && i < PIPE_ENTITY_COUNT; i++)
		if (cursor->at_s[i] > 0)
			rc = json_object_set_new(root,
			    pipe_entity_name((enum pipe_entity)i),
			    json_integer(cursor->at_s[i]));
	if (rc == 0)
		text = json_dumps(root, JSON_COMPACT);
	json_decref(root);
	return text;
}
