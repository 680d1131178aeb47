#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/clock.h"
#include "base/email.h"
#include "base/err.h"
#include "base/str.h"
#include "syncd/work/text/text.h"
#include "syncd/pipe/message.h"

static char *
pool_take(struct text_pool *pool, size_t size)
{
	char *at = pool->bytes + pool->len;

	if (size > sizeof(pool->bytes) - pool->len)
		return NULL;
	pool->len += size;
	return at;
}

/* Bytes of the code point at TEXT, which is well-formed UTF-8. */
static size_t
code_len(const char *text)
{
	size_t len = 1;

	while ((text[len] & 0xc0) == 0x80)
		len++;
	return len;
}

/* Whether the code point of LEN bytes at TEXT is printable as it is. */
static bool
code_is_printable(const char *text, size_t len)
{
	char one[8] = "";

	if (len >= sizeof(one))
		return false;
	memcpy(one, text, len);
	return str_is_printable(one);
}

/* Append the code points of TEXT to OUT, at most MAX bytes; runs of blanks and
 * of unprintable characters become one space.  Returns the length. */
static size_t
clean_into(char *out, size_t max, const char *text)
{
	size_t len = 0;
	bool gap = false;

	while (*text != '\0') {
		size_t n = code_len(text);

		if (*text == ' ' || !code_is_printable(text, n)) {
			gap = len > 0;
		} else {
			if (len + gap + n > max)
				break;
			if (gap)
				out[len++] = ' ';
			memcpy(out + len, text, n);
			len += n;
			gap = false;
		}
		text += n;
	}
	out[len] = '\0';
	return len;
}

const char *
text_clean(struct text_pool *pool, const char *text, size_t max)
{
	size_t len, size;
	char *out;

	if (text == NULL)
		return NULL;
	len = strlen(text);
	if (!str_is_utf8(text, len))
		return NULL;
	size = (len < max ? len : max) + 1;
	out = pool_take(pool, size);
	if (out == NULL)
		return NULL;
	len = clean_into(out, size - 1, text);
	pool->len -= size - (len + 1);
	if (len > 0)
		return out;
	pool->len--;
	return NULL;
}

void
text_scrub(char *text)
{
	size_t left = strlen(text);

	while (left > 0) {
		unsigned char c = (unsigned char)*text;
		size_t n = c < 0x80 ? 1 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;

		if (n > left || !str_is_utf8(text, n)) {
			*text = '?';
			n = 1;
		}
		text += n;
		left -= n;
	}
}

const char *
text_value(const json_t *value)
{
	const char *text = json_string_value(value);

	return text != NULL && strlen(text) == json_string_length(value) ?
	    text :
	    NULL;
}

const char *
text_member(struct text_pool *pool, const json_t *obj, const char *key)
{
	return text_clean(
	    pool, text_value(json_object_get(obj, key)), PIPE_TEXT_MAX);
}

const char *
text_id(struct text_pool *pool, const json_t *value)
{
	const char *text = text_value(value);
	char number[24];
	char *out;
	size_t len;

	if (json_is_integer(value)) {
		(void)snprintf(number, sizeof(number), "%lld",
		    (long long)json_integer_value(value));
		text = number;
	}
	if (text == NULL)
		return NULL;
	len = strlen(text);
	if (len == 0 || len > PIPE_ID_MAX)
		return NULL;
	for (size_t i = 0; i < len; i++)
		if (text[i] <= 0x20 || text[i] >= 0x7f)
			return NULL;
	out = pool_take(pool, len + 1);
	return out == NULL ? NULL : memcpy(out, text, len + 1);
}

/* Text without an address is passed on, so that the plan can report it, unless
 * cleaning or truncating has turned it into an address. */
const char *
text_email(struct text_pool *pool, const char *text)
{
	char found[EMAIL_SIZE];
	const char *shown;

	if (text == NULL)
		return NULL;
	if (email_find(text, found, sizeof(found)) == FIELD_OK)
		return text_clean(pool, found, sizeof(found));
	shown = text_clean(pool, text, PIPE_TEXT_MAX);
	if (shown == NULL ||
	    email_find(shown, found, sizeof(found)) == FIELD_OK)
		return NULL;
	return shown;
}

const char *
text_undeleted(struct text_pool *pool, const char *text)
{
	static const char suffix[] = "(deleted)";
	size_t len = text == NULL ? 0 : strlen(text);
	char *out;

	if (len < sizeof(suffix) - 1)
		return text;
	len -= sizeof(suffix) - 1;
	if (strcasecmp(text + len, suffix) != 0)
		return text;
	while (len > 0 && text[len - 1] == ' ')
		len--;
	if (len == 0)
		return NULL;
	out = pool_take(pool, len + 1);
	if (out == NULL)
		return NULL;
	memcpy(out, text, len);
	out[len] = '\0';
	return out;
}

const char *
text_time(struct text_pool *pool, int64_t t_s)
{
	char *out;

	/* the first second of the year 1000 and the last of 9999: all readers
	 * expect a four-digit year */
	if (t_s < INT64_C(-30610224000) || t_s > INT64_C(253402300799))
		return NULL;
	out = pool_take(pool, CLOCK_ISO_SIZE);
	return out == NULL ? NULL : clock_format_iso(t_s, out);
}

const char *
text_date(struct text_pool *pool, int64_t t_s)
{
	const char *time = text_time(pool, t_s);
	char *out = time == NULL ? NULL : pool_take(pool, 11);

	if (out == NULL)
		return NULL;
	memcpy(out, time, 10);
	out[10] = '\0';
	return out;
}

const char *
text_iso_date(struct text_pool *pool, const char *text)
{
	int64_t t_s;
	char *out;

	if (text == NULL || clock_parse_iso(text, &t_s) < 0)
		return NULL;
	out = pool_take(pool, 11);
	if (out == NULL)
		return NULL;
	memcpy(out, text, 10);
	out[10] = '\0';
	return out;
}

const char *
text_iso_time(struct text_pool *pool, const char *text)
{
	int64_t t_s;

	if (text == NULL || clock_parse_iso(text, &t_s) < 0)
		return NULL;
	return text_time(pool, t_s);
}
