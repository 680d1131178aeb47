/*
 * Determines the encoding of a file.  Nothing is guessed: a name in the wrong
 * encoding is a different name.
 */
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistr.h>

#include "base/err.h"
#include "base/i18n.h"
#include "store/import/csv_inside.h"

/* The line of the first byte that is not text. */
static int64_t
bad_line(const char *bytes, size_t len)
{
	int64_t line = 1;

	while (len > 0) {
		const char *end = memchr(bytes, '\n', len);
		size_t n = end != NULL ? (size_t)(end - bytes) + 1 : len;

		/* A newline byte never occurs within a character of UTF-8. */
		if (!str_is_utf8(bytes, n))
			return line;
		bytes += n;
		len -= n;
		line++;
	}
	return 0;
}

static int
fail(struct csv_problem *problem, int64_t line, const char *why)
{
	problem->line = line;
	(void)str_copy(problem->why, sizeof(problem->why), why);
	return FIELD_EINVAL;
}

/* A byte order mark (Unicode, section 23.8) determines the encoding. */
static bool
is_utf16(const char *bytes, size_t len)
{
	return len >= 2 &&
	    (memcmp(bytes, "\xff\xfe", 2) == 0 ||
		memcmp(bytes, "\xfe\xff", 2) == 0);
}

/* The units after the mark in the byte order of this machine; an odd byte at
 * the end becomes half a pair, which is not a character. */
static uint16_t *
read_units(const char *bytes, size_t len, size_t *ret_count)
{
	bool little = bytes[0] == '\xff';
	size_t count = (len - 1) / 2;
	uint16_t *units = calloc(count + 1, sizeof(*units));

	if (units == NULL)
		return NULL;
	for (size_t i = 0; i < count; i++) {
		const unsigned char *at = (const unsigned char *)bytes + 2 +
		    2 * i;

		units[i] = 2 * i + 3 >= len ?
		    0xd800 :
		    (uint16_t)(at[little] << 8 | at[!little]);
	}
	*ret_count = count;
	return units;
}

/* To UTF-8 in a new buffer, strictly. */
static int
convert(const char *bytes, size_t len, char **ret_copy, size_t *ret_len)
{
	size_t count = 0;
	uint16_t *units = read_units(bytes, len, &count);
	uint8_t *copy;
	int rc = FIELD_OK;

	if (units == NULL)
		return FIELD_ENOMEM;
	/* with a NUL, since empty text would return nothing */
	copy = u16_to_u8(units, count + 1, NULL, ret_len);
	if (copy == NULL)
		rc = errno == ENOMEM ? FIELD_ENOMEM : FIELD_EINVAL;
	else
		(*ret_len)--;
	free(units);
	*ret_copy = (char *)copy; /* transferred */
	return rc;
}

/* The likely reason why bytes are not UTF-8. */
static const char *
advice(const char *bytes, size_t len)
{
	if (memchr(bytes, '\0', len) != NULL)
		return _(
		    "the text is not UTF-8: it contains NUL bytes, as "
		    "UTF-16 does; export it again as 'CSV UTF-8', or convert it: "
		    "iconv -f UTF-16 -t UTF-8");
	return _("the text is not UTF-8, but probably Windows-1252; export it "
		 "again as 'CSV UTF-8', or convert it: "
		 "iconv -f WINDOWS-1252 -t UTF-8");
}

int
csv_decode(const char **bytes, size_t *len, char **ret_copy,
    struct csv_problem *ret_problem)
{
	char *copy = NULL;
	int64_t line;
	int rc;

	if (is_utf16(*bytes, *len)) {
		rc = convert(*bytes, *len, &copy, len);
		if (rc == FIELD_EINVAL)
			return fail(ret_problem, 1,
			    _("the text begins like UTF-16 but is invalid"));
		if (rc < 0)
			return rc;
		*bytes = copy;
	}
	line = bad_line(*bytes, *len);
	if (line != 0) {
		rc = fail(ret_problem, line, advice(*bytes, *len));
		free(copy);
		return rc;
	}
	*ret_copy = copy; /* transferred */
	return FIELD_OK;
}

/* 0x80 to 0x9f of Windows-1252 (WHATWG Encoding, index windows-1252); 0:
 * unassigned. */
static const uint16_t ansi_upper[32] = { 0x20ac, 0, 0x201a, 0x0192, 0x201e,
	0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0,
	0x017d, 0, 0, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014,
	0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0, 0x017e, 0x0178 };

int
csv_decode_ansi(const char *bytes, size_t len, char **ret_copy, size_t *ret_len)
{
	uint16_t *units = calloc(len + 1, sizeof(*units));
	uint8_t *copy = NULL;
	int rc = FIELD_OK;

	if (units == NULL)
		return FIELD_ENOMEM;
	for (size_t i = 0; rc == FIELD_OK && i < len; i++) {
		unsigned char byte = (unsigned char)bytes[i];

		units[i] = byte >= 0x80 && byte < 0xa0 ?
		    ansi_upper[byte - 0x80] :
		    byte;
		if (units[i] == 0)
			rc = FIELD_EINVAL;
	}
	if (rc == FIELD_OK && len > 0)
		copy = u16_to_u8(units, len, NULL, ret_len);
	free(units);
	if (rc == FIELD_OK && copy == NULL)
		rc = len > 0 && errno == ENOMEM ? FIELD_ENOMEM : FIELD_EINVAL;
	*ret_copy = (char *)copy; /* transferred */
	return rc;
}
