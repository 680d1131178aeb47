/* Widths come from libunistring, not from the C library, whose wcwidth() treats
 * every character of a name as invalid if LANG is C. */
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include <unigbrk.h>
#include <uniwidth.h>

#include "fieldctl/frame/cell.h"

static size_t
width_of(const char *text, size_t len)
{
	int width = u8_width((const uint8_t *)text, len, "UTF-8");

	return width > 0 ? (size_t)width : 0;
}

static bool
is_ascii(char c)
{
	return (unsigned char)c < 0x80;
}

/* Most cells are ASCII, with one column per byte. */
static size_t
ascii_len(const char *text)
{
	size_t len = 0;

	while (text[len] != '\0' && is_ascii(text[len]))
		len++;
	return len;
}

size_t
cell_width(const char *text)
{
	size_t len = ascii_len(text);

	return text[len] == '\0' ? len : width_of(text, strlen(text));
}

/* A grapheme is searched in this many bytes: a family emoji takes 41. */
#define WINDOW_LEN 64

/* Whole characters at TEXT, at most WINDOW_LEN bytes. */
static size_t
window_len(const char *text, const char *end)
{
	size_t len = (size_t)(end - text);

	if (len <= WINDOW_LEN)
		return len;
	len = WINDOW_LEN;
	while (((unsigned char)text[len] & 0xc0) == 0x80)
		len--;
	return len;
}

/* Length in bytes of the first grapheme of TEXT.  Not u8_grapheme_next(), which
 * treats a flag, of two characters, as two graphemes. */
static size_t
grapheme_len(const char *text, const char *end)
{
	char breaks[WINDOW_LEN];
	size_t len = window_len(text, end), i = 1;

	if (len > 1 && is_ascii(text[0]) && is_ascii(text[1]))
		return 1;
	u8_grapheme_breaks((const uint8_t *)text, len, breaks);
	while (i < len && !breaks[i])
		i++;
	return i < len ? i : len;
}

size_t
cell_cut(const char *text, size_t width, size_t *ret_width)
{
	const char *end = text + strlen(text), *at = text;
	size_t used = cell_width(text);

	if (used <= width) {
		*ret_width = used;
		return (size_t)(end - text);
	}
	used = 0;
	for (;;) {
		size_t len = grapheme_len(at, end), more = width_of(at, len);

		if (len == 0 || used + more + 1 > width)
			break;
		used += more;
		at += len;
	}
	*ret_width = used;
	return (size_t)(at - text);
}
