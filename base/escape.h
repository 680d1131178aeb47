/*
 * base/escape: escaping of untrusted text for its destination.
 * Layer: base.  Users: log, store, control, syncd, fieldctl, fieldauth-signin.
 *
 * One function with a form for each destination.  Bytes that a form allows stay
 * as they are; every other byte is escaped.  Hexadecimal digits are lower-case
 * except in URLs (RFC 3986, 2.1).
 */
#ifndef BASE_ESCAPE_H
#define BASE_ESCAPE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"

enum escape {
	/* Terminals and messages: allows str_is_printable() characters;
	 * \xNN. */
	ESCAPE_SHOWN,
	/* Log lines: allows printable ASCII; \xNN. */
	ESCAPE_LOG,
	/* One word of a log line: allows ASCII letters, digits and
	 * "._:/@%+,-[]", so that no text can look like two fields; \xNN. */
	ESCAPE_WORD,
	/* Part of a URL or form: allows the unreserved characters of RFC 3986;
	 * %NN, also for "+", which QuickBooks would decode as a blank. */
	ESCAPE_URL,
	/* A JSON string without its quotes (RFC 8259): allows UTF-8 except for
	 * controls, '"' and '\'; \" \\ \u00nn, and U+FFFD for each byte that is
	 * not UTF-8. */
	ESCAPE_JSON,
};

#define ESCAPE_PIECE_SIZE 8

/* Escape the next character or byte of *TEXT into PIECE and advance *TEXT.
 * Returns the length of PIECE; 0 at the end. */
size_t escape_next(
    const char **text, enum escape form, char piece[ESCAPE_PIECE_SIZE]);

/* Append the escaped TEXT to BUF. */
void escape_put(struct strbuf *buf, const char *text, enum escape form);

/* Escape into BUF of SIZE bytes, at least 1.  False when the result did not
 * fit; it is then truncated between escapes. */
bool escape_copy(char *buf, size_t size, const char *text, enum escape form);

#endif
