#include <ctype.h>
#include <errno.h>
#include <sodium.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/err.h"
#include "base/str.h"

/*
 * Decode one code point at P, which has LEN bytes (RFC 3629 section 3).
 * Returns its length in bytes, or 0 when it is malformed.
 */
static size_t
utf8_decode(const unsigned char *p, size_t len, uint32_t *ret_code)
{
	static const uint32_t smallest[] = { 0, 0, 0x80, 0x800, 0x10000 };
	uint32_t code;
	size_t need;

	if (p[0] < 0x80) {
		*ret_code = p[0];
		return 1;
	}
	if ((p[0] & 0xe0) == 0xc0)
		need = 2;
	else if ((p[0] & 0xf0) == 0xe0)
		need = 3;
	else if ((p[0] & 0xf8) == 0xf0)
		need = 4;
	else
		return 0;
	if (len < need)
		return 0;
	code = p[0] & (0xffu >> (need + 1));
	for (size_t i = 1; i < need; i++) {
		if ((p[i] & 0xc0) != 0x80)
			return 0;
		code = code << 6 | (p[i] & 0x3f);
	}
	if (code < smallest[need] || code > 0x10ffff ||
	    (code >= 0xd800 && code <= 0xdfff))
		return 0;
	*ret_code = code;
	return need;
}

bool
str_is_utf8(const char *text, size_t len)
{
	const unsigned char *p = (const unsigned char *)text;
	uint32_t code;

	while (len > 0) {
		size_t n = utf8_decode(p, len, &code);

		if (n == 0 || code == 0)
			return false;
		p += n;
		len -= n;
	}
	return true;
}

static bool
is_hidden_code(uint32_t code)
{
	return code < 0x20 || (code >= 0x7f && code < 0xa0) ||
	    code == 0x061c ||                     /* Arabic letter mark */
	    (code >= 0x200e && code <= 0x200f) || /* LRM, RLM */
	    (code >= 0x2028 && code <= 0x202e) || /* separators, embeddings */
	    (code >= 0x2066 && code <= 0x2069);   /* isolates */
}

bool
str_is_ascii(const char *text)
{
	for (; *text != '\0'; text++)
		if ((unsigned char)*text >= 0x80)
			return false;
	return true;
}

bool
str_is_printable(const char *text)
{
	const unsigned char *p = (const unsigned char *)text;
	size_t len = strlen(text);
	uint32_t code;

	while (len > 0) {
		size_t n = utf8_decode(p, len, &code);

		if (n == 0 || is_hidden_code(code))
			return false;
		p += n;
		len -= n;
	}
	return true;
}

bool
str_equals_nocase(const char *a, const char *b)
{
	for (; *a != '\0' && *b != '\0'; a++, b++) {
		int ca = *a >= 'A' && *a <= 'Z' ? *a + 32 : *a;
		int cb = *b >= 'A' && *b <= 'Z' ? *b + 32 : *b;

		if (ca != cb)
			return false;
	}
	return *a == *b;
}

char *
str_dup(const char *text)
{
	return text != NULL ? strdup(text) : NULL;
}

bool
str_format(char *buf, size_t size, const char *format, ...)
{
	va_list args;
	int n;

	va_start(args, format);
	n = vsnprintf(buf, size, format, args);
	va_end(args);
	if (n >= 0 && (size_t)n < size)
		return true;
	if (size > 0)
		buf[0] = '\0';
	return false;
}

bool
str_copy(char *buf, size_t size, const char *text)
{
	size_t len = strlen(text);

	if (len >= size) {
		if (size > 0)
			buf[0] = '\0';
		return false;
	}
	memcpy(buf, text, len + 1);
	return true;
}

char *
str_trim(char *text)
{
	size_t len;

	while (isspace((unsigned char)*text))
		text++;
	len = strlen(text);
	while (len > 0 && isspace((unsigned char)text[len - 1]))
		text[--len] = '\0';
	return text;
}

int
str_parse_int(const char *text, int64_t min, int64_t max, int64_t *ret)
{
	char *end;
	long long value;

	if (!isdigit((unsigned char)text[0]) && text[0] != '-')
		return FIELD_EINVAL;
	errno = 0;
	value = strtoll(text, &end, 10);
	if (errno != 0 || *end != '\0' || end == text || value < min ||
	    value > max)
		return FIELD_EINVAL;
	*ret = value;
	return FIELD_OK;
}

static bool
strbuf_grow(struct strbuf *buf, size_t more)
{
	size_t capacity = buf->capacity != 0 ? buf->capacity : 256;
	char *bytes;

	if (buf->failed || more > SIZE_MAX / 4 - buf->len) {
		buf->failed = true;
		return false;
	}
	while (capacity < buf->len + more + 1)
		capacity *= 2;
	if (capacity == buf->capacity)
		return true;
	/* not realloc(): the old block may hold a secret and must be wiped */
	bytes = malloc(capacity);
	if (bytes == NULL) {
		buf->failed = true;
		return false;
	}
	if (buf->bytes != NULL) {
		memcpy(bytes, buf->bytes, buf->len + 1);
		sodium_memzero(buf->bytes, buf->capacity);
		free(buf->bytes);
	} else {
		bytes[0] = '\0';
	}
	buf->bytes = bytes;
	buf->capacity = capacity;
	return true;
}

void
strbuf_append(struct strbuf *buf, const void *bytes, size_t len)
{
	if (!strbuf_grow(buf, len))
		return;
	if (len > 0)
		memcpy(buf->bytes + buf->len, bytes, len);
	buf->len += len;
	buf->bytes[buf->len] = '\0';
}

void
strbuf_puts(struct strbuf *buf, const char *text)
{
	strbuf_append(buf, text, strlen(text));
}

void
strbuf_printf(struct strbuf *buf, const char *format, ...)
{
	va_list args, again;
	int n;

	va_start(args, format);
	va_copy(again, args);
	n = vsnprintf(NULL, 0, format, args);
	va_end(args);
	if (n < 0)
		buf->failed = true;
	else if (strbuf_grow(buf, (size_t)n)) {
		(void)vsnprintf(
		    buf->bytes + buf->len, (size_t)n + 1, format, again);
		buf->len += (size_t)n;
	}
	va_end(again);
}

char *
strbuf_take(struct strbuf *buf)
{
	char *bytes;

	if (buf->failed || !strbuf_grow(buf, 0)) {
		strbuf_release(buf);
		return NULL;
	}
	bytes = buf->bytes;
	*buf = (struct strbuf)STRBUF_INIT; /* transferred */
	return bytes;
}

void
strbuf_release(struct strbuf *buf)
{
	if (buf->bytes != NULL) {
		sodium_memzero(buf->bytes, buf->capacity);
		free(buf->bytes);
	}
	*buf = (struct strbuf)STRBUF_INIT;
}
