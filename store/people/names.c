#include <stdio.h>
#include <string.h>
#include <unicode/ustring.h>
#include <unicode/utrans.h>

#include "base/err.h"
#include "base/str.h"
#include "store/people/names.h"
#include "store/people/user.h"

/* UTF-16 units of a name that are looked at; a login name has 32 bytes, and
 * one unit of any script gives a handful of letters. */
#define NAME_UNITS_MAX 256
/* One unit becomes at most a few letters (a Hangul syllable 5). */
#define ASCII_UNITS_MAX (8 * NAME_UNITS_MAX)
/* The header's cut; leaves room for "2" to "99". */
#define BASE_MAX 30

/* Costs milliseconds to open, so once for the process. */
static UTransliterator *
transliterator(void)
{
	static UTransliterator *opened;

	if (opened == NULL) {
		static const UChar id[] = u"Any-Latin; Latin-ASCII";
		UErrorCode status = U_ZERO_ERROR;

		opened = utrans_openU(
		    id, -1, UTRANS_FORWARD, NULL, 0, NULL, &status);
		if (U_FAILURE(status))
			opened = NULL;
	}
	return opened;
}

/* As many whole characters as fit; ill-formed bytes become U+FFFD.  -1: it
 * could not be done, which is not an empty name. */
static int32_t
to_utf16(const char *text, UChar *units)
{
	UErrorCode status = U_ZERO_ERROR;
	size_t len = strnlen(text, NAME_UNITS_MAX - 1);
	int32_t count = 0;

	/* Not in the middle of a character. */
	while (len > 0 && ((unsigned char)text[len] & 0xc0) == 0x80)
		len--;
	(void)u_strFromUTF8WithSub(units, ASCII_UNITS_MAX, &count, text,
	    (int32_t)len, 0xfffd, NULL, &status);
	return U_FAILURE(status) ? -1 : count;
}

static bool
is_ascii(const char *text)
{
	for (; *text != '\0'; text++)
		if ((unsigned char)*text >= 0x80)
			return false;
	return true;
}

int
names_to_ascii(const char *text, char *buf, size_t size)
{
	UChar units[ASCII_UNITS_MAX];
	UErrorCode status = U_ZERO_ERROR;
	UTransliterator *trans;
	int32_t count, limit;
	size_t len = 0;

	if (size == 0)
		return FIELD_EINVAL;
	if (is_ascii(text)) {
		(void)snprintf(buf, size, "%s", text);
		return FIELD_OK;
	}
	trans = transliterator();
	if (trans == NULL)
		return FIELD_EIO;
	count = limit = to_utf16(text, units);
	if (count < 0)
		return FIELD_EIO;
	utrans_transUChars(
	    trans, units, &count, ASCII_UNITS_MAX, 0, &limit, &status);
	if (U_FAILURE(status))
		return FIELD_EIO;
	for (int32_t i = 0; i < count && len + 1 < size; i++)
		if (units[i] >= 0x20 && units[i] < 0x7f)
			buf[len++] = (char)units[i];
	buf[len] = '\0';
	return FIELD_OK;
}

/* --- words ---------------------------------- */

/* The letters and digits of TEXT in lower case. */
static void
squeeze(const char *text, size_t text_len, char *buf, size_t size)
{
	size_t len = 0;

	for (size_t i = 0; i < text_len && len + 1 < size; i++) {
		char c = text[i];

		if (c >= 'A' && c <= 'Z')
			c = (char)(c - 'A' + 'a');
		if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
			buf[len++] = c;
	}
	buf[len] = '\0';
}

/* "Jr." and the like say nothing that tells people apart for long. */
static bool
is_suffix(const char *word, size_t len)
{
	static const char *const suffixes[] = { "jr", "jnr", "sr", "snr", "ii",
		"iii", "iv", "phd", "md", "esq", "cpa" };
	char squeezed[16];

	squeeze(word, len, squeezed, sizeof(squeezed));
	for (size_t i = 0; i < sizeof(suffixes) / sizeof(suffixes[0]); i++)
		if (strcmp(squeezed, suffixes[i]) == 0)
			return true;
	return false;
}

/* Bytes of TEXT without suffixes at its end; the first word always stays. */
static size_t
len_without_suffixes(const char *text)
{
	size_t len = strlen(text);

	for (;;) {
		size_t word;

		while (len > 0 && strchr(" \t,", text[len - 1]) != NULL)
			len--;
		word = len;
		while (word > 0 && strchr(" \t,", text[word - 1]) == NULL)
			word--;
		if (word == 0 || !is_suffix(text + word, len - word))
			return len;
		len = word;
	}
}

/* TEXT in ASCII, squeezed; whole, or its last word alone. */
static int
word_of(const char *text, size_t len, char *buf, size_t size)
{
	char part[NAME_UNITS_MAX * 4 + 1], ascii[ASCII_UNITS_MAX];
	int rc;

	if (len > sizeof(part) - 1)
		len = sizeof(part) - 1;
	memcpy(part, text, len);
	part[len] = '\0';
	rc = names_to_ascii(part, ascii, sizeof(ascii));
	if (rc == FIELD_OK)
		squeeze(ascii, strlen(ascii), buf, size);
	return rc;
}

/* Where the first and the last name are; a length of 0 for none. */
struct parts {
	const char *first, *last;
	size_t first_len, last_len;
};

static bool
is_blank(const char *text)
{
	return text[strspn(text, " \t")] == '\0';
}

/* Somebody with one field filled has its first word for the one name and its
 * last word for the other; a single word is the last name. */
static struct parts
split(const char *only)
{
	size_t end = len_without_suffixes(only), start = end;
	struct parts parts;

	while (start > 0 && strchr(" \t,", only[start - 1]) == NULL)
		start--;
	parts.first = only;
	parts.first_len = start == 0 ? 0 : strcspn(only, " \t,");
	parts.last = only + start;
	parts.last_len = end - start;
	return parts;
}

/* Initial of what is first, and all of what is last. */
static int
make_base(const char *first, const char *last, char *base)
{
	struct parts parts = { first, last, strlen(first),
		len_without_suffixes(last) };
	char start[BASE_MAX + 1] = "", rest[BASE_MAX + 1] = "";
	size_t len;
	int rc;

	if (is_blank(last))
		parts = split(first);
	else if (is_blank(first))
		parts.first_len = 0;
	rc = word_of(parts.first, parts.first_len, start, sizeof(start));
	if (rc == FIELD_OK)
		rc = word_of(parts.last, parts.last_len, rest, sizeof(rest));
	if (rc != FIELD_OK)
		return rc;
	/* A last name of nothing but signs: the first one whole. */
	len = rest[0] != '\0' && start[0] != '\0' ? 1 : strlen(start);
	memcpy(base, start, len);
	for (size_t i = 0; rest[i] != '\0' && len < BASE_MAX; i++)
		base[len++] = rest[i];
	base[len] = '\0';
	return FIELD_OK;
}

/* A login name begins with a letter. */
static void
drop_leading_digits(char *base)
{
	size_t digits = strspn(base, "0123456789");

	memmove(base, base + digits, strlen(base + digits) + 1);
}

/* --- a free one ---------------------------------- */

/* BASE, or BASE and NUMBER, cut so that both fit. */
static void
numbered(const char *base, unsigned number, char *buf)
{
	char digits[12] = "";
	size_t room = USER_LOGIN_SIZE - 1;

	if (number > 1)
		room -= (size_t)snprintf(digits, sizeof(digits), "%u", number);
	(void)snprintf(buf, USER_LOGIN_SIZE, "%.*s%s", (int)room, base, digits);
}

static int
is_free(struct store *store, const char *base, unsigned number, char *buf,
    bool *ret_free)
{
	struct refusal why;
	int rc;

	numbered(base, number, buf);
	rc = user_check_login(store, buf, &why);
	if (rc != FIELD_OK && rc != FIELD_EDENIED)
		return rc;
	*ret_free = rc == FIELD_OK;
	return FIELD_OK;
}

/*
 * Counting up to the first free number would make the ten-thousandth J. Smith
 * cost ten thousand look-ups.  Past a few, double until one is free, then
 * halve the distance to one that is taken.
 */
#define COUNTED 16

static int
find_free(struct store *store, const char *base, char *buf)
{
	unsigned taken = COUNTED, open = COUNTED;
	bool is_open = false;
	int rc = FIELD_OK;

	for (unsigned n = 1; n <= COUNTED && rc == FIELD_OK; n++) {
		rc = is_free(store, base, n, buf, &is_open);
		if (rc == FIELD_OK && is_open)
			return FIELD_OK;
	}
	while (rc == FIELD_OK && !is_open && open < UINT32_MAX / 2) {
		taken = open;
		open *= 2;
		rc = is_free(store, base, open, buf, &is_open);
	}
	if (rc == FIELD_OK && !is_open)
		return FIELD_EEXIST;
	while (rc == FIELD_OK && open - taken > 1) {
		unsigned middle = taken + (open - taken) / 2;

		rc = is_free(store, base, middle, buf, &is_open);
		if (is_open)
			open = middle;
		else
			taken = middle;
	}
	numbered(base, open, buf);
	return rc;
}

int
names_make_login(struct store *store, const char *first_name,
    const char *last_name, const char *fallback, char *buf)
{
	char base[BASE_MAX + 1];
	int rc = make_base(first_name, last_name, base);

	if (rc != FIELD_OK)
		return rc;
	drop_leading_digits(base);
	if (base[0] == '\0' && fallback != NULL) {
		squeeze(fallback, strcspn(fallback, "@"), base, sizeof(base));
		drop_leading_digits(base);
	}
	if (base[0] == '\0')
		(void)str_copy(base, sizeof(base), "person");
	return find_free(store, base, buf);
}
