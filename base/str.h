/*
 * base/str: handling of untrusted text.
 * Layer: base.  Users: store, syncd, fieldctl, fieldauth-signin.
 */
#ifndef BASE_STR_H
#define BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Whether TEXT is well-formed UTF-8 (RFC 3629: no overlong forms, surrogates,
 * or values past U+10FFFF) of LEN bytes, without NUL. */
bool str_is_utf8(const char *text, size_t len);
/* Whether TEXT has only bytes below 0x80. */
bool str_is_ascii(const char *text);

/*
 * Whether TEXT is safe on a terminal, in a GECOS field and in a log:
 * well-formed UTF-8 without C0 and C1 controls, line separators, and the
 * bidirectional controls of UAX #9 (which can make one name look like another).
 */
bool str_is_printable(const char *text);

/* Equal except for the case of ASCII letters. */
bool str_equals_nocase(const char *a, const char *b);

/* strdup() that maps NULL to NULL; NULL also when out of memory. */
char *str_dup(const char *text);

/* snprintf() into BUF; false when it did not fit (BUF then holds ""). */
bool str_format(char *buf, size_t size, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Copy like strlcpy(); false, and "" in BUF, when it does not fit. */
bool str_copy(char *buf, size_t size, const char *text);

/* Remove ASCII white space from both ends, in place.  Returns the new start. */
char *str_trim(char *text);

/* Parse a whole decimal number, with nothing around it, within [MIN, MAX].
 * FIELD_EINVAL. */
int str_parse_int(const char *text, int64_t min, int64_t max, int64_t *ret);

/* A growing byte buffer, NUL-terminated after the first append.  A failed
 * append sets .failed, which is sticky; check it once at the end. */
struct strbuf {
	char *bytes;
	size_t len, capacity;
	bool failed;
};

#define STRBUF_INIT               \
	{                         \
		NULL, 0, 0, false \
	}

void strbuf_append(struct strbuf *buf, const void *bytes, size_t len);
void strbuf_puts(struct strbuf *buf, const char *text);
void strbuf_printf(struct strbuf *buf, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* Transfer the bytes to the caller, who frees them; NULL if an append
 * failed. */
char *strbuf_take(struct strbuf *buf);
/* Wipe and free. */
void strbuf_release(struct strbuf *buf);

#endif
