#include <ctype.h>
#include <stdbool.h>
#include <string.h>

#include "syncd/mail/echo.h"

/* Codes have 14 characters, temporary passwords at least 19; a date has 10. */
#define RUN_MIN 12
#define HIDDEN  "..."

static size_t
run_length(const char *text)
{
	size_t len = 0;

	while (isalnum((unsigned char)text[len]) || text[len] == '-')
		len++;
	return len;
}

static bool
is_echo(const char *run, size_t len, const char *sent)
{
	return len >= RUN_MIN && memchr(run, '-', len) != NULL &&
	    memmem(sent, strlen(sent), run, len) != NULL;
}

void
echo_hide(char *words, const char *sent)
{
	while (sent != NULL && *words != '\0') {
		size_t len = run_length(words);

		if (is_echo(words, len, sent)) {
			(void)memcpy(words, HIDDEN, strlen(HIDDEN));
			words += strlen(HIDDEN);
			len -= strlen(HIDDEN);
			(void)memmove(
			    words, words + len, strlen(words + len) + 1);
			continue;
		}
		words += len > 0 ? len : 1;
	}
}
