#include <string.h>

#include <unistr.h>

#include "base/str.h"
#include "fieldctl/frame/json.h"

/* Number of bytes at PIECE that are written unchanged: most of them. */
static size_t
ascii_len(const char *piece, size_t size)
{
	size_t len = 0;

	while (len < size &&
	    ((piece[len] >= ' ' && piece[len] <= '~') || piece[len] == '\n'))
		len++;
	return len;
}

/* Characters that are not printable are all in the basic plane: \u takes four
 * digits. */
static bool
put_character(FILE *stream, const char *character, size_t len)
{
	char text[8];
	ucs4_t code;

	memcpy(text, character, len);
	text[len] = '\0';
	if (str_is_printable(text))
		return fwrite(text, 1, len, stream) == len;
	(void)u8_mbtouc(&code, (const uint8_t *)text, len);
	return fprintf(stream, "\\u%04x", (unsigned)code) > 0;
}

/* A piece of the text, of whole characters (json_dump_callback()).  Outside
 * strings JSON is ASCII, and line feeds are layout. */
static int
put_piece(const char *piece, size_t size, void *stream)
{
	while (size > 0) {
		size_t len = ascii_len(piece, size);
		bool put = fwrite(piece, 1, len, stream) == len;

		if (len == 0) {
			int bytes = u8_mblen((const uint8_t *)piece, size);

			len = bytes > 0 ? (size_t)bytes : 1;
			put = bytes > 0 && put_character(stream, piece, len);
		}
		if (!put)
			return -1;
		piece += len;
		size -= len;
	}
	return 0;
}

bool
json_put(FILE *stream, const json_t *value, size_t flags)
{
	return json_dump_callback(value, put_piece, stream, flags) == 0;
}
