/* Telephone numbers.  MUST: the result has only digits and a '+', since it
 * becomes part of an address; tested by test_phone. */
#include <string.h>

#include "store/mail/phone.h"

#define DIGITS_MIN 5
#define DIGITS_MAX 15

bool
phone_digits(const char *text, char buf[PHONE_SIZE])
{
	size_t len = 0, digits = 0;

	text += strspn(text, " ");
	if (text[0] == '+' || strncmp(text, "00", 2) == 0) {
		text += text[0] == '+' ? 1 : 2;
		buf[len++] = '+';
	}
	for (; *text != '\0'; text++) {
		if (strchr(" -./()", *text) != NULL)
			continue;
		if (*text < '0' || *text > '9' || digits == DIGITS_MAX)
			break;
		buf[len++] = *text;
		digits++;
	}
	buf[len] = '\0';
	if (*text == '\0' && digits >= DIGITS_MIN)
		return true;
	buf[0] = '\0';
	return false;
}
