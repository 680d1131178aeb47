/*
 * Addresses: an accepted address stays the same when it is checked again, and
 * is a delimited part of the text in which it was found.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/email.h"
#include "base/err.h"
#include "base/str.h"

static void
check(bool holds)
{
	if (!holds)
		abort();
}

/* Folding is idempotent, and ignores case and surrounding space. */
static void
check_fold(const char *text)
{
	char folded[EMAIL_SIZE], again[EMAIL_SIZE], other[2 * EMAIL_SIZE];

	if (email_fold(text, folded, sizeof(folded)) != FIELD_OK)
		return;
	check(email_fold(folded, again, sizeof(again)) == FIELD_OK);
	check(strcmp(folded, again) == 0);
	check(str_is_printable(folded));
	check(strpbrk(folded, " :\t\r\n,;<>()\"\\") == NULL);
	check(strchr(folded, '@') == strrchr(folded, '@'));
	check(str_format(other, sizeof(other), "\t%s ", folded));
	for (char *p = other; *p != '\0'; p++)
		if (*p >= 'a' && *p <= 'z')
			*p = (char)(*p - 'a' + 'A');
	check(email_fold(other, again, sizeof(again)) == FIELD_OK);
	check(strcmp(folded, again) == 0);
}

/* Whether C may adjoin an address that was found in a text. */
static bool
parts(char c)
{
	return c == '\0' || strchr(" \t\r\n,;<>", c) != NULL;
}

static void
check_find(const char *text)
{
	char found[EMAIL_SIZE], again[EMAIL_SIZE];
	const char *at = text;
	size_t len;
	bool whole = false;

	if (email_find(text, found, sizeof(found)) != FIELD_OK)
		return;
	check(email_find(found, again, sizeof(again)) == FIELD_OK);
	check(strcmp(found, again) == 0);
	check(email_fold(found, again, sizeof(again)) == FIELD_OK);
	len = strlen(found);
	while (!whole && (at = strstr(at, found)) != NULL) {
		whole = (at == text || parts(at[-1])) && parts(at[len]);
		at++;
	}
	check(whole);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = malloc(size + 1);

	if (text == NULL)
		return 0;
	memcpy(text, data, size);
	text[size] = '\0';
	check_fold(text);
	check_find(text);
	free(text);
	return 0;
}
