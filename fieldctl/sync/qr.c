#include <qrencode.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "fieldctl/sync/qr.h"

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

/* Light on dark: on a dark terminal a full block is a light module. */
static void
draw(FILE *stream, const QRcode *code)
{
	const int side = code->width + 2 * QUIET;

	for (int y = 0; y < side; y += 2) {
		fputs("\033[40;97m", stream);
		for (int x = 0; x < side; x++) {
			bool upper = !is_dark(code, x, y);
			bool lower = !is_dark(code, x, y + 1);

			fputs(upper && lower ? "\xe2\x96\x88" :
				upper        ? "\xe2\x96\x80" :
				lower        ? "\xe2\x96\x84" :
					       " ",
			    stream);
		}
		fputs("\033[0m\n", stream);
	}
}

void
qr_print(FILE *stream, const char *text)
{
	struct winsize size;
	QRcode *code;

	if (!isatty(fileno(stream)) ||
	    ioctl(fileno(stream), TIOCGWINSZ, &size) != 0)
		return;
	code = QRcode_encodeString8bit(text, 0, QR_ECLEVEL_L);
	if (code != NULL && code->width + 2 * QUIET <= size.ws_col)
		draw(stream, code);
	QRcode_free(code);
}
