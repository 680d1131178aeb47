/*
 * syncd/progress: one line on a terminal while a run is long.
 * Layer: syncd (pipe).  Users: syncd/run.
 */
#ifndef SYNCD_PROGRESS_H
#define SYNCD_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

#include "syncd/pipe/message.h"

struct progress {
	const char *source_name;
	bool is_shown; /* standard error is a terminal and the caller asks */
	bool is_drawn;
	int64_t people; /* the last count heard */
};

void progress_init(
    struct progress *ret_progress, const char *source_name, bool show);
void progress_show(
    struct progress *progress, const struct pipe_progress *state);
/* Wipe the line, if one was drawn. */
void progress_clear(struct progress *progress);

#endif
