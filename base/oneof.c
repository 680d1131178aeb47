#include <string.h>

#include "base/oneof.h"
#include "base/str.h"

static const char separators[] = "| ";

struct oneof
oneof_words(const char *const *words)
{
	struct oneof set = { words, 0, sizeof(*words), NULL };

	while (words[set.count] != NULL)
		set.count++;
	return set;
}

struct oneof
oneof_array(const char *const *words, size_t count)
{
	struct oneof set = { words, count, sizeof(*words), NULL };

	return set;
}

struct oneof
oneof_list(const char *list)
{
	struct oneof set = { NULL, 0, 0, list };

	return set;
}

bool
oneof_has(const char *const *words, const char *word)
{
	for (; *words != NULL; words++)
		if (strcmp(*words, word) == 0)
			return true;
	return false;
}

/* The word at *at, which is advanced; its length in *ret_len.  NULL: no more
 * words. */
static const char *
next_word(const struct oneof *set, size_t *at, size_t *ret_len)
{
	const char *word;

	if (set->list == NULL) {
		if (*at == set->count)
			return NULL;
		memcpy(&word, (const char *)set->first + set->stride * (*at)++,
		    sizeof(word));
		*ret_len = strlen(word);
		return word;
	}
	word = set->list + *at + strspn(set->list + *at, separators);
	*ret_len = strcspn(word, separators);
	*at = (size_t)(word - set->list) + *ret_len;
	return *ret_len > 0 ? word : NULL;
}

char *
oneof_text(const struct oneof *set, char *buf, size_t size)
{
	static const char more[] = ", ...";
	size_t used = 0, at = 0, len;
	const char *word;

	if (size == 0)
		return buf;
	for (word = next_word(set, &at, &len); word != NULL;
	     word = next_word(set, &at, &len)) {
		const char *gap = used > 0 ? ", " : "";

		/* after each word there is room for "..." */
		if (used + strlen(gap) + len + sizeof(more) > size) {
			if (used + sizeof(more) > size)
				break;
			memcpy(buf + used, more, strlen(more));
			used += strlen(more);
			break;
		}
		memcpy(buf + used, gap, strlen(gap));
		used += strlen(gap);
		memcpy(buf + used, word, len);
		used += len;
	}
	buf[used] = '\0';
	return buf;
}

const char *
oneof_near(const struct oneof *set, const char *word, struct near *near)
{
	char known[NEAR_SIZE];
	size_t at = 0, len;
	const char *next;

	near_start(near, word);
	for (next = next_word(set, &at, &len); next != NULL;
	     next = next_word(set, &at, &len))
		if (str_format(known, sizeof(known), "%.*s", (int)len, next))
			near_offer(near, known);
	return near_found(near);
}
