#include <string.h>

#include "base/oneof.h"

bool
oneof_has(const char *const *words, const char *word)
{
	for (; *words != NULL; words++)
		if (strcmp(*words, word) == 0)
			return true;
	return false;
}

char *
oneof_text(const char *const *words, char *buf, size_t size)
{
	static const char more[] = "...";
	size_t used = 0;

	if (size > 0)
		buf[0] = '\0';
	for (; *words != NULL; words++) {
		const char *gap = used > 0 ? ", " : "";
		const size_t len = strlen(gap) + strlen(*words);

		/* behind each word there is room for the mark */
		if (used + len + strlen(", ") + sizeof(more) > size) {
			if (used + strlen(gap) + sizeof(more) <= size)
				(void)stpcpy(stpcpy(buf + used, gap), more);
			break;
		}
		(void)stpcpy(stpcpy(buf + used, gap), *words);
		used += len;
	}
	return buf;
}
