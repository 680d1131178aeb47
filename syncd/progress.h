/*
 * syncd/progress: a progress line on a terminal during long runs.
 * Layer: syncd (pipe).  Users: syncd/run.
 */
#ifndef SYNCD_PROGRESS_H
#define SYNCD_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

#include "syncd/pipe/message.h"

struct progress {
	const char *source_name;
	/* standard error is a terminal and the caller requests it */
	bool is_shown;
	bool is_drawn;
	int64_t people; /* the last count received */
};

void progress_init(
    struct progress *ret_progress, const char *source_name, bool show);
void progress_show(
    struct progress *progress, const struct pipe_progress *state);
/* Clear the line, if one was drawn. */
void progress_clear(struct progress *progress);

#endif
