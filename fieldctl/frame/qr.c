#include <qrencode.h>
#include <stdbool.h>
#include <stdlib.h>
#include <unistd.h>

#include "fieldctl/frame/qr.h"
#include "fieldctl/frame/terminal.h"

#define QUIET 2 /* surrounding light modules; the standard's 4 rarely fit */

/* Whether the module at X, Y is dark. */
static bool
is_dark(const QRcode *code, int x, int y)
{
	x -= QUIET;
	y -= QUIET;
	return x >= 0 && y >= 0 && x < code->width && y < code->width &&
	    (code->data[y * code->width + x] & 1) != 0;
}

/* One line of modules Y and Y + 1; a block is a dark module if DARK, else a
 * light one. */
static void
draw_line(FILE *stream, const QRcode *code, int y, bool dark)
{
	for (int x = 0; x < code->width + 2 * QUIET; x++) {
		bool upper = is_dark(code, x, y) == dark;
		bool lower = is_dark(code, x, y + 1) == dark;

		fputs(upper && lower ? "\xe2\x96\x88" :
			upper        ? "\xe2\x96\x80" :
			lower        ? "\xe2\x96\x84" :
				       " ",
		    stream);
	}
}

void
qr_print(FILE *stream, const char *text)
{
	const int width = (int)terminal_width(stream);
	QRcode *code;

	if (!isatty(fileno(stream)))
		return;
	code = QRcode_encodeString8bit(text, 0, QR_ECLEVEL_L);
	if (code != NULL && code->width + 2 * QUIET <= width)
		for (int y = 0; y < code->width + 2 * QUIET; y += 2) {
			/* light on dark: a block is a light module */
			fputs("\033[40;97m", stream);
			draw_line(stream, code, y, false);
			fputs("\033[0m\n", stream);
		}
	QRcode_free(code);
}

void
qr_print_ink(FILE *stream, const char *text, int indent)
{
	QRcode *code = QRcode_encodeString8bit(text, 0, QR_ECLEVEL_M);

	if (code == NULL)
		return;
	/* the paper around it is light */
	for (int y = QUIET; y < code->width + QUIET; y += 2) {
		fprintf(stream, "%*s", indent, "");
		draw_line(stream, code, y, true);
		fputc('\n', stream);
	}
	QRcode_free(code);
}
