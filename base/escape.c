#include <stdio.h>
#include <string.h>

#include "base/escape.h"

#define LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define DIGITS  "0123456789"

/* Length in bytes of the well-formed UTF-8 character at TEXT; 0 if there is
 * none. */
static size_t
character_len(const char *text)
{
	for (size_t len = 1; len <= 4 && text[len - 1] != '\0'; len++)
		if (str_is_utf8(text, len))
			return len;
	return 0;
}

static bool
is_shown(const char *text, size_t len)
{
	char character[5];

	memcpy(character, text, len);
	character[len] = '\0';
	return len > 0 && str_is_printable(character);
}

/* Number of bytes at TEXT that FORM leaves unchanged. */
static size_t
kept_len(const char *text, enum escape form)
{
	const unsigned char c = (unsigned char)*text;
	size_t len;

	switch (form) {
	case ESCAPE_SHOWN:
		len = character_len(text);
		return is_shown(text, len) ? len : 0;
	case ESCAPE_LOG:
		return c >= 0x20 && c < 0x7f;
	case ESCAPE_WORD:
		return strchr(LETTERS DIGITS "._:/@%+,-[]", c) != NULL;
	case ESCAPE_URL:
		return strchr(LETTERS DIGITS "-._~", c) != NULL;
	case ESCAPE_JSON:
		return c < 0x20 || c == 0x7f || c == '"' || c == '\\' ?
		    0 :
		    character_len(text);
	}
	return 0;
}

/* Write BYTE, which must be escaped, in the syntax of FORM. */
static size_t
write_byte(unsigned char byte, enum escape form, char piece[ESCAPE_PIECE_SIZE])
{
	const size_t size = ESCAPE_PIECE_SIZE;

	if (form == ESCAPE_URL)
		return (size_t)snprintf(piece, size, "%%%02X", byte);
	if (form != ESCAPE_JSON)
		return (size_t)snprintf(piece, size, "\\x%02x", byte);
	if (byte >= 0x80)
		return (size_t)snprintf(piece, size, "\xef\xbf\xbd");
	if (byte == '"' || byte == '\\')
		return (size_t)snprintf(piece, size, "\\%c", byte);
	return (size_t)snprintf(piece, size, "\\u%04x", byte);
}

size_t
escape_next(const char **text, enum escape form, char piece[ESCAPE_PIECE_SIZE])
{
	size_t len;

	if (**text == '\0')
		return 0;
	len = kept_len(*text, form);
	if (len == 0)
		return write_byte((unsigned char)*(*text)++, form, piece);
	memcpy(piece, *text, len);
	piece[len] = '\0';
	*text += len;
	return len;
}

void
escape_put(struct strbuf *buf, const char *text, enum escape form)
{
	char piece[ESCAPE_PIECE_SIZE];

	strbuf_puts(buf, "");
	for (size_t len = escape_next(&text, form, piece); len > 0;
	     len = escape_next(&text, form, piece))
		strbuf_append(buf, piece, len);
}

bool
escape_copy(char *buf, size_t size, const char *text, enum escape form)
{
	char piece[ESCAPE_PIECE_SIZE];
	size_t used = 0, len;

	for (len = escape_next(&text, form, piece);
	     len > 0 && len < size - used;
	     len = escape_next(&text, form, piece)) {
		memcpy(buf + used, piece, len);
		used += len;
	}
	buf[used] = '\0';
	return len == 0;
}
