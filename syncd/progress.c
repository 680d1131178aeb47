#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

#include "base/i18n.h"
#include "syncd/progress.h"

void
progress_init(struct progress *ret_progress, const char *source_name, bool show)
{
	*ret_progress = (struct progress){ .source_name = source_name,
		.is_shown = show && isatty(STDERR_FILENO) == 1 };
}

static void
draw_budget(const char *format, int64_t calls)
{
	if (calls < 0)
		return;
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
	(void)fprintf(stderr, format, calls);
#pragma GCC diagnostic pop
}

void
progress_show(struct progress *progress, const struct pipe_progress *state)
{
	progress->people = state->people;
	if (!progress->is_shown)
		return;
	(void)fputc('\r', stderr);
	(void)fprintf(stderr,
	    _("%s: %" PRId64 " people, page %" PRId64 ", %" PRId64 "/s"),
	    progress->source_name, state->people, state->page,
	    state->people_per_s);
	draw_budget(
	    _(", %" PRId64 " calls left this minute"), state->minute_remaining);
	draw_budget(_(", %" PRId64 " today"), state->day_remaining);
	(void)fputs("\033[K", stderr);
	(void)fflush(stderr);
	progress->is_drawn = true;
}

void
progress_clear(struct progress *progress)
{
	if (!progress->is_drawn)
		return;
	(void)fputs("\r\033[K", stderr);
	(void)fflush(stderr);
	progress->is_drawn = false;
}
