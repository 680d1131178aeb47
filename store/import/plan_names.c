/*
 * Splits the names of roles and sites in one cell of a file.
 */
#include <string.h>

#include "base/str.h"
#include "store/import/plan_inside.h"

#define NAME_SEPARATORS " \t\r\n,;|"
#define NAMES_MAX       20

struct plan_names
plan_split_names(struct pool *pool, const char *text)
{
	const char *items[NAMES_MAX], **kept;
	char name[USER_TEXT_SIZE];
	struct plan_names names = { NULL, 0 };
	size_t count = 0;

	text += strspn(text, NAME_SEPARATORS);
	while (*text != '\0' && count < NAMES_MAX) {
		size_t len = strcspn(text, NAME_SEPARATORS);

		/* too long, or too many: treated as a name that does not
		 * exist */
		if (count == NAMES_MAX - 1 ||
		    !str_format(name, sizeof(name), "%.*s", (int)len, text))
			(void)str_copy(name, sizeof(name), "?");
		items[count++] = pool_text(pool, name);
		text += len + strspn(text + len, NAME_SEPARATORS);
	}
	if (count == 0)
		return names;
	kept = pool_alloc(pool, count * sizeof(*kept));
	if (kept == NULL)
		return names;
	memcpy(kept, items, count * sizeof(*kept));
	return (struct plan_names){ kept, count };
}
