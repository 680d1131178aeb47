/*
 * See base/email.h.  This file must never return part of an address: on every
 * path, email_find() yields an address that is delimited by separators on both
 * sides.
 */
#include <idn2.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unictype.h>
#include <uninorm.h>
#include <unistr.h>

#include "base/email.h"
#include "base/err.h"
#include "base/str.h"

/* RFC 5321 section 4.5.3.1.1; RFC 1035 section 2.3.4. */
#define LOCAL_PART_MAX 64
#define LABEL_MAX      63

#define BLANKS     " \t\r\n"
#define SEPARATORS ",;"

/* --- the local part ------------------------------------------------------------ */

/* atext of RFC 5322 section 3.2.3. */
static bool
is_atext(ucs4_t c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    (c >= '0' && c <= '9') ||
	    (c != '\0' && c < 0x80 &&
		strchr("!#$%&'*+-/=?^_`{|}~", (int)c) != NULL);
}

/* The characters added by RFC 6531 (any UTF-8), limited to those that are
 * visible and not blank: two addresses that differ only in an invisible
 * character look the same to a reader. */
static bool
is_utext(ucs4_t c)
{
	return c >= 0x80 &&
	    uc_is_general_category_withtable(c,
		UC_CATEGORY_MASK_L | UC_CATEGORY_MASK_M | UC_CATEGORY_MASK_N |
		    UC_CATEGORY_MASK_P | UC_CATEGORY_MASK_S) &&
	    !uc_is_property_default_ignorable_code_point(c);
}

/* Dot-string of RFC 5321 section 4.1.2; TEXT is well-formed UTF-8. */
static bool
is_local_part(const char *text, size_t len)
{
	const uint8_t *at = (const uint8_t *)text, *end = at + len;
	bool starts = true; /* length of the current atom */

	if (len == 0 || len > LOCAL_PART_MAX)
		return false;
	while (at < end) {
		ucs4_t c;

		at += u8_mbtouc(&c, at, (size_t)(end - at));
		if (c == '.' ? starts : !is_atext(c) && !is_utext(c))
			return false;
		starts = c == '.';
	}
	return !starts;
}

/* Lower-case ASCII only: the case of other letters depends on the language. */
static void
lower(char *text)
{
	for (char *p = text; *p != '\0'; p++)
		if (*p >= 'A' && *p <= 'Z')
			*p = (char)(*p - 'A' + 'a');
}

static int
normalize(char *text)
{
	size_t len = LOCAL_PART_MAX;
	uint8_t *normal = u8_normalize(
	    UNINORM_NFC, (const uint8_t *)text, strlen(text), NULL, &len);
	int rc = FIELD_EINVAL;

	if (normal == NULL)
		return FIELD_ENOMEM;
	if (len <= LOCAL_PART_MAX) {
		memcpy(text, normal, len);
		text[len] = '\0';
		rc = FIELD_OK;
	}
	free(normal);
	return rc;
}

/* Fold case both before and after normalization: before, because lower-case "t"
 * with a diaeresis composes to one character and upper-case "T" does not;
 * after, because the Kelvin sign becomes "K". */
static int
fold_local_part(const char *text, size_t len, char *buf)
{
	int rc;

	memcpy(buf, text, len);
	buf[len] = '\0';
	lower(buf);
	rc = normalize(buf);
	if (rc < 0)
		return rc;
	lower(buf);
	rc = normalize(buf);
	if (rc < 0)
		return rc;
	/* the Greek question mark normalizes to a semicolon */
	return is_local_part(buf, strlen(buf)) ? FIELD_OK : FIELD_EINVAL;
}

/* --- the domain ---------------------------------------------------------------- */

static bool
is_label(const char *text, size_t len)
{
	if (len == 0 || len > LABEL_MAX || text[0] == '-' ||
	    text[len - 1] == '-')
		return false;
	return strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789-") >= len;
}

/* Labels.  The last must not be all digits: that would be an address
 * literal. */
static bool
is_ascii_domain(const char *text)
{
	const char *label = text;

	for (;;) {
		size_t len = strcspn(label, ".");

		if (!is_label(label, len))
			return false;
		if (label[len] == '\0')
			return strspn(label, "0123456789") != len;
		label += len + 1;
	}
}

static bool
is_ascii(const char *text)
{
	while (*text != '\0')
		if ((unsigned char)*text++ >= 0x80)
			return false;
	return true;
}

/* RFC 5891 section 5; libidn2 maps case and normalizes (UTS #46). */
static int
fold_idn(const char *text, char *buf)
{
	char *ascii = NULL;
	int status = idn2_to_ascii_8z(
	    text, &ascii, IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL);
	int rc = FIELD_EINVAL;

	if (status == IDN2_MALLOC)
		rc = FIELD_ENOMEM;
	else if (status == IDN2_OK && str_copy(buf, EMAIL_SIZE, ascii))
		rc = FIELD_OK;
	idn2_free(ascii);
	return rc;
}

static int
fold_domain(const char *text, char *buf)
{
	int rc = FIELD_OK;

	if (!is_ascii(text))
		rc = fold_idn(text, buf);
	else if (!str_copy(buf, EMAIL_SIZE, text))
		rc = FIELD_EINVAL;
	if (rc < 0)
		return rc;
	lower(buf);
	return is_ascii_domain(buf) ? FIELD_OK : FIELD_EINVAL;
}

/* --- one whole address ------------------------------------------------------------ */

static int
give(const char *address, char *buf, size_t size)
{
	size_t len = strlen(address);

	if (len >= size)
		return FIELD_EINVAL;
	memcpy(buf, address, len + 1);
	return FIELD_OK;
}

/* Fold the LEN bytes at TEXT, without surrounding space, into BUF of
 * EMAIL_SIZE. */
static int
fold_exactly(const char *text, size_t len, char *buf)
{
	char local[LOCAL_PART_MAX + 1], given[EMAIL_SIZE], domain[EMAIL_SIZE];
	const char *at = memchr(text, '@', len);
	size_t local_len, domain_len;
	int rc;

	if (at == NULL || len >= EMAIL_SIZE || !str_is_utf8(text, len))
		return FIELD_EINVAL;
	local_len = (size_t)(at - text);
	domain_len = len - local_len - 1;
	if (!is_local_part(text, local_len))
		return FIELD_EINVAL;
	memcpy(given, at + 1, domain_len);
	given[domain_len] = '\0';
	rc = fold_local_part(text, local_len, local);
	if (rc == FIELD_OK)
		rc = fold_domain(given, domain);
	if (rc < 0)
		return rc;
	/* the A-labels may be longer than the input */
	return str_format(buf, EMAIL_SIZE, "%s@%s", local, domain) ?
	    FIELD_OK :
	    FIELD_EINVAL;
}

int
email_fold(const char *text, char *buf, size_t size)
{
	char folded[EMAIL_SIZE];
	size_t len;
	int rc;

	text += strspn(text, BLANKS);
	len = strlen(text);
	while (len > 0 && strchr(BLANKS, text[len - 1]) != NULL)
		len--;
	rc = fold_exactly(text, len, folded);
	return rc == FIELD_OK ? give(folded, buf, size) : rc;
}

/* --- in a free-text field ---------------------------------------------------------- */

/* State of a left-to-right scan of a field. */
struct search {
	const char *at;
	char address[EMAIL_SIZE]; /* the first address; "" until it is found */
	bool empty;               /* only separators so far */
	bool word; /* a word without '@' may be a name before '<' */
};

static int
take(struct search *search, const char *text, size_t len)
{
	char folded[EMAIL_SIZE];
	int rc = fold_exactly(text, len, folded);

	search->empty = false;
	if (rc < 0 || search->address[0] != '\0')
		return rc;
	memcpy(search->address, text, len);
	search->address[len] = '\0';
	return FIELD_OK;
}

/* Whether an address may end at AT: at the end of the field, a blank or a
 * separator. */
static bool
is_end(const char *at)
{
	return *at == '\0' || strchr(BLANKS SEPARATORS, *at) != NULL;
}

static int
take_trimmed(struct search *search, const char *text, size_t len)
{
	while (len > 0 && strchr(BLANKS, text[len - 1]) != NULL)
		len--;
	while (len > 0 && strchr(BLANKS, *text) != NULL) {
		text++;
		len--;
	}
	return len > 0 ? take(search, text, len) : FIELD_OK;
}

/* Parse `<address>' at search->at; the text before it is a name. */
static int
take_bracketed(struct search *search)
{
	const char *start = search->at + 1;
	size_t len = strcspn(start, "<>");

	if (start[len] != '>' || !is_end(start + len + 1))
		return FIELD_EINVAL;
	search->at = start + len + 1;
	search->word = false;
	return take_trimmed(search, start, len);
}

/* Skip a comment such as `(work)' (RFC 5322 section 3.2.2) that stands
 * alone. */
static int
skip_comment(struct search *search)
{
	size_t len = strcspn(search->at, ")@");

	if (search->at[len] != ')' || !is_end(search->at + len + 1))
		return FIELD_EINVAL;
	search->at += len + 1;
	return FIELD_OK;
}

/* Skip a name in double quotes (RFC 5322 section 3.2.4), which may hold
 * anything. */
static int
skip_quoted(struct search *search)
{
	const char *at = search->at + 1;

	while (*at != '"' && *at != '\0')
		at += at[0] == '\\' && at[1] != '\0' ? 2 : 1;
	if (*at == '\0')
		return FIELD_EINVAL;
	search->at = at + 1;
	search->empty = false;
	search->word = true;
	return FIELD_OK;
}

/* Parse an address, or a word of a name. */
static int
take_word(struct search *search)
{
	const char *start = search->at;
	size_t len = strcspn(start, BLANKS SEPARATORS "<>\"");

	search->at += len;
	if (memchr(start, '@', len) == NULL) {
		search->empty = false;
		search->word = true;
		return FIELD_OK;
	}
	/* "o brien@acme.example": a blank may have slipped into an address */
	if (search->word || !is_end(search->at))
		return FIELD_EINVAL;
	return take(search, start, len);
}

/* Text after words may be the rest of an address, with or without a blank: "o,
 * brien@acme.example", "o&#39;hara@acme.example".  Only brackets prove that the
 * words were a name. */
static int
take_separator(struct search *search)
{
	search->at++;
	return search->word && !is_end(search->at) ? FIELD_EINVAL : FIELD_OK;
}

static int
take_next(struct search *search)
{
	switch (*search->at) {
	case '<':
		return take_bracketed(search);
	case '>':
		return FIELD_EINVAL;
	case '"':
		return skip_quoted(search);
	case '(':
		return skip_comment(search);
	case ',':
	case ';':
		return take_separator(search);
	default:
		return take_word(search);
	}
}

int
email_find(const char *text, char *buf, size_t size)
{
	struct search search = { .at = text, .empty = true };

	for (;;) {
		int rc;

		search.at += strspn(search.at, BLANKS);
		if (*search.at == '\0')
			break;
		rc = take_next(&search);
		if (rc < 0)
			return rc;
	}
	if (search.empty)
		return FIELD_ENOTFOUND;
	if (search.address[0] == '\0' || search.word)
		return FIELD_EINVAL;
	return give(search.address, buf, size);
}
