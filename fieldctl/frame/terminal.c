#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/err.h"
#include "base/str.h"
#include "fieldctl/frame/terminal.h"

#define WIDTH_MIN     10
#define WIDTH_MAX     9999
#define WIDTH_DEFAULT 80 /* a serial line reports 0 */

static bool
width_from_environment(int64_t *ret_width)
{
	const char *text = getenv("COLUMNS");

	return text != NULL &&
	    str_parse_int(text, WIDTH_MIN, WIDTH_MAX, ret_width) == FIELD_OK;
}

size_t
terminal_width(FILE *stream)
{
	const int fd = fileno(stream);
	struct winsize size = { .ws_col = 0 };
	int64_t width;

	if (fd < 0)
		return 0;
	if (width_from_environment(&width))
		return (size_t)width;
	if (!isatty(fd))
		return 0;
	if (ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col >= WIDTH_MIN)
		return size.ws_col;
	return WIDTH_DEFAULT;
}
