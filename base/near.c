/* Finds similar words by optimal string alignment distance, in three rows.
 * Compares bytes: the names searched here are ASCII. */
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <strings.h>

#include "base/near.h"
#include "base/str.h"

#define ALLOWED_MAX 3 /* letters; a larger distance is a different word */

static char
folded(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool
is_same(char a, char b)
{
	return folded(a) == folded(b);
}

static uint8_t
least(size_t a, size_t b, size_t c)
{
	size_t least = a < b ? a : b;

	return (uint8_t)(least < c ? least : c);
}

/* Both have less than NEAR_SIZE bytes. */
static size_t
distance(const char *a, const char *b)
{
	uint8_t rows[3][NEAR_SIZE];
	uint8_t *before = rows[0], *last = rows[1], *row = rows[2], *spare;
	const size_t a_len = strlen(a), b_len = strlen(b);

	for (size_t k = 0; k <= b_len; k++)
		last[k] = (uint8_t)k;
	for (size_t i = 1; i <= a_len; i++) {
		row[0] = (uint8_t)i;
		for (size_t k = 1; k <= b_len; k++) {
			row[k] = least(last[k] + 1u, row[k - 1] + 1u,
			    last[k - 1] +
				(is_same(a[i - 1], b[k - 1]) ? 0u : 1u));
			if (i > 1 && k > 1 && is_same(a[i - 1], b[k - 2]) &&
			    is_same(a[i - 2], b[k - 1]))
				row[k] = least(
				    row[k], before[k - 2] + 1u, row[k]);
		}
		spare = before;
		before = last;
		last = row;
		row = spare;
	}
	return last[b_len];
}

/* People often type part of a word: "deact". */
static bool
is_begun(const char *word, const char *known)
{
	const size_t len = strlen(word);

	return len >= 2 && strncasecmp(word, known, len) == 0;
}

/* Maximum distance for a word of LEN letters. */
static size_t
allowed(size_t len)
{
	const size_t third = (len + 1) / 3;

	return third < ALLOWED_MAX ? third : ALLOWED_MAX;
}

void
near_start(struct near *near, const char *word)
{
	near->word = word;
	near->distance = SIZE_MAX;
	near->found[0] = '\0';
}

void
near_offer(struct near *near, const char *known)
{
	const size_t len = strlen(near->word), known_len = strlen(known);
	size_t far;

	if (len == 0 || len >= NEAR_SIZE || known_len >= NEAR_SIZE)
		return;
	far = distance(near->word, known);
	if (far > 1 && is_begun(near->word, known))
		far = 1;
	if (far >= near->distance || far > allowed(len) || far >= known_len)
		return;
	near->distance = far;
	(void)str_copy(near->found, sizeof(near->found), known);
}

const char *
near_found(const struct near *near)
{
	return near->found[0] != '\0' ? near->found : NULL;
}
