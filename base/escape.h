/*
 * base/escape: text from outside, made fit for where it goes.
 * Layer: base.  Users: log, store, control, syncd, fieldctl, fieldauth-signin.
 *
 * One rule with a form for each place.  What a form keeps stays as it is; of
 * anything else each byte is written as the form says.  Hexadecimal digits are
 * lower-case but in addresses (RFC 3986, 2.1).
 */
#ifndef BASE_ESCAPE_H
#define BASE_ESCAPE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"

enum escape {
	/* Terminals, sentences: keeps str_is_printable() characters; \xNN. */
	ESCAPE_SHOWN,
	/* Lines of a log: keeps printable ASCII; \xNN. */
	ESCAPE_LOG,
	/* One word of such a line: ASCII letters, digits and "._:/@%+,-[]", so
	 * that no text can look like two fields; \xNN. */
	ESCAPE_WORD,
	/* A part of a URL or form: keeps RFC 3986's unreserved characters;
	 * %NN, for "+" too, which QuickBooks would read as a blank. */
	ESCAPE_URL,
	/* A JSON string without its quotes (RFC 8259): keeps all that is UTF-8
	 * but controls, '"' and '\'; \" \\ \u00nn, and U+FFFD for each byte
	 * that is not UTF-8. */
	ESCAPE_JSON,
};

#define ESCAPE_PIECE_SIZE 8

/* What stands for the next character or byte of *TEXT, which is stepped over,
 * into PIECE: its length; 0 at the end. */
size_t escape_next(
    const char **text, enum escape form, char piece[ESCAPE_PIECE_SIZE]);

/* TEXT at the end of BUF. */
void escape_put(struct strbuf *buf, const char *text, enum escape form);

/* Into BUF of SIZE bytes, at least 1; false: it does not fit, and is cut at a
 * whole piece. */
bool escape_copy(char *buf, size_t size, const char *text, enum escape form);

#endif
