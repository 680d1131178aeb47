/*
 * Checks and normalises the text of profiles.  All text stored about a person
 * passes through here.  It must not be corrected silently, except for white
 * space, the normal form, and the word before a telephone number.
 */
#include <stdlib.h>
#include <string.h>
#include <unicase.h>
#include <uninorm.h>

#include "base/err.h"
#include "base/i18n.h"
#include "base/str.h"
#include "store/core/user.h"
#include "store/people/user_text.h"

/* Characters before and between the digits, and those that are dialled (ITU-T
 * E.123; ',' and ';' are a modem's pause and wait). */
#define PHONE_SIGNS "0123456789 +()[]./-*#,;"

/* Invisible characters that str_is_printable() does not reject: zero-width
 * space, word joiner, byte order mark, soft hyphen. */
static bool
has_invisible(const char *text)
{
	static const char *const sequences[] = {
		"\xe2\x80\x8b", /* U+200B */
		"\xe2\x81\xa0", /* U+2060 */
		"\xef\xbb\xbf", /* U+FEFF */
		"\xc2\xad",     /* U+00AD */
	};

	for (size_t i = 0; i < sizeof(sequences) / sizeof(sequences[0]); i++)
		if (strstr(text, sequences[i]) != NULL)
			return true;
	return false;
}

/* The fault of TEXT, as a clause about 'it'; NULL: none. */
static const char *
text_fault(const char *text)
{
	if (!str_is_utf8(text, strlen(text)))
		return _("it is not valid UTF-8");
	if (!str_is_printable(text))
		return _("it contains a control character, such as a newline "
			 "or a direction mark");
	if (has_invisible(text))
		return _("it contains an invisible character");
	if (strchr(text, ':') != NULL)
		return _("it contains a colon");
	return NULL;
}

static const char *
name_fault(const char *text)
{
	return text[0] == '=' ? _("it begins with an equals sign") :
				text_fault(text);
}

bool
user_text_is_shortened(const char *text)
{
	const char *mantissa = text + strspn(text, "0123456789.,");

	/* from a column that was too narrow */
	if (text[0] == '#' && text[1] == '#')
		return text[strspn(text, "#")] == '\0';
	return mantissa != text && (*mantissa == 'E' || *mantissa == 'e') &&
	    mantissa[1] == '+' && mantissa[2] != '\0' &&
	    mantissa[2 + strspn(mantissa + 2, "0123456789")] == '\0';
}

static const char *
shortened_fault(void)
{
	return _("it was shortened by a spreadsheet; format its column as text "
		 "and export it again");
}

static const char *
number_fault(const char *text)
{
	return user_text_is_shortened(text) ? shortened_fault() :
					      text_fault(text);
}

/* Text that may follow the number: "x12", "ext. 12". */
static bool
is_extension(const char *text)
{
	static const char *const words[] = { "extension", "ext.", "ext", "x" };

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		size_t len = strlen(words[i]);
		const char *digits = text + len;

		if (strncasecmp(text, words[i], len) != 0)
			continue;
		digits += strspn(digits, " ");
		return *digits != '\0' &&
		    digits[strspn(digits, "0123456789")] == '\0';
	}
	return false;
}

static const char *
phone_fault(const char *text)
{
	size_t len = strspn(text, PHONE_SIGNS);

	if (text[0] == '\0')
		return NULL;
	if (user_text_is_shortened(text))
		return shortened_fault();
	if (strpbrk(text, "0123456789") == NULL ||
	    (text[len] != '\0' && !is_extension(text + len)))
		return _("it contains something other than digits and the "
			 "signs of a telephone number");
	return NULL;
}

/* TEXT in NFC, which may be as long as SIZE. */
static int
normalize(const char *text, char *buf, size_t size)
{
	size_t len = 0;
	uint8_t *normal = u8_normalize(
	    UNINORM_NFC, (const uint8_t *)text, strlen(text), NULL, &len);
	int rc = FIELD_EINVAL;

	if (normal == NULL && text[0] != '\0')
		return FIELD_ENOMEM;
	if (len < size) {
		if (len > 0) /* without memory the empty text has no bytes */
			memcpy(buf, normal, len);
		buf[len] = '\0';
		rc = FIELD_OK;
	}
	free(normal);
	return rc;
}

static int
take(char *buf, size_t size, const char *text, const char *label,
    const char *(*fault_of)(const char *text), struct refusal *why)
{
	/* Has room for white space around the longest text. */
	char copy[2 * USER_TEXT_SIZE];
	const char *trimmed, *fault;
	int rc = FIELD_OK;

	if (!str_copy(copy, sizeof(copy), text))
		return refuse(why, REASON_BAD_TEXT, label, _("it is too long"));
	trimmed = str_trim(copy);
	fault = fault_of(trimmed);
	if (fault == NULL)
		rc = normalize(trimmed, buf, size);
	if (rc == FIELD_EINVAL)
		fault = _("it is too long");
	if (fault != NULL)
		return refuse(why, REASON_BAD_TEXT, label, fault);
	return rc;
}

int
user_take_text(char *buf, size_t size, const char *text, const char *label,
    struct refusal *why)
{
	return take(
	    buf, size, text != NULL ? text : "", label, text_fault, why);
}

int
user_take_name(char *buf, size_t size, const char *text, const char *label,
    struct refusal *why)
{
	return take(
	    buf, size, text != NULL ? text : "", label, name_fault, why);
}

int
user_take_number(char *buf, size_t size, const char *text, const char *label,
    struct refusal *why)
{
	return take(
	    buf, size, text != NULL ? text : "", label, number_fault, why);
}

bool
user_text_is_same(const char *a, const char *b)
{
	int order = 1;

	if (str_equals_nocase(a, b))
		return true;
	return u8_casecmp((const uint8_t *)a, strlen(a), (const uint8_t *)b,
		   strlen(b), NULL, UNINORM_NFC, &order) == 0 &&
	    order == 0;
}

/* "Tel: 555 0101" is a common form in free-text fields. */
static const char *
past_word(const char *text)
{
	const char *at = text + strspn(text, " \t"), *word = at;

	while ((*at >= 'a' && *at <= 'z') || (*at >= 'A' && *at <= 'Z'))
		at++;
	if (at == word)
		return text;
	at += strspn(at, ".:");
	at += strspn(at, " ");
	return *at != '\0' && strchr("0123456789+(", *at) != NULL ? at : text;
}

int
user_take_phone(char *buf, size_t size, const char *text, const char *label,
    struct refusal *why)
{
	return take(buf, size, text != NULL ? past_word(text) : "", label,
	    phone_fault, why);
}
