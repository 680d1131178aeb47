/* The table of words with a meaning at the prompt.  A word must be found in
 * whatever a person may type for it, or it could be set as a password that then
 * never signs in. */
#include <string.h>
#include <strings.h>

#include "store/secret/word.h"

static const struct {
	const char *text;
	enum secret_word word;
} words[] = {
	{ "code", SECRET_WORD_CODE },
	{ "invite", SECRET_WORD_INVITE },
};

enum secret_word
secret_word_of(const struct secret *typed)
{
	const char *at = typed->bytes;
	size_t len = typed->len;

	if (len < SECRET_WORD_MIN || len > SECRET_WORD_MAX)
		return SECRET_WORD_NONE;
	if (at[len - 1] == ' ') /* a touch keyboard appends one */
		len--;
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (len == strlen(words[i].text) &&
		    strncasecmp(at, words[i].text, len) == 0)
			return words[i].word;
	return SECRET_WORD_NONE;
}
