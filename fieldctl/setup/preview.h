/*
 * fieldctl/setup/preview: what a dry run of `setup` would do.
 * Layer: fieldctl.  Users: setup, system, pam.
 *
 * Collects first and prints last: a file that would change as a unified diff, and
 * everything else as one line.  Nothing is written anywhere.
 */
#ifndef FIELDCTL_SETUP_PREVIEW_H
#define FIELDCTL_SETUP_PREVIEW_H

#include <jansson.h>

#include "fieldctl/frame/ctl.h"

struct preview {
	struct ctl *ctl;
	json_t *files; /* {"file", "diff"} */
	json_t *steps; /* sentences */
};

void preview_init(struct preview *preview, struct ctl *ctl);
void preview_release(struct preview *preview);

/* FILE would become AFTER.  Nothing where it is that already. */
void preview_file(struct preview *preview, const char *file, const char *after);

/* A formatted phrase that begins with a verb: "make the folder ...". */
void preview_step(struct preview *preview, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Print it, for people. */
void preview_say(const struct preview *preview);

/* Add "files" and "steps" to RESULT, and give it back. */
json_t *preview_json(const struct preview *preview, json_t *result);

#endif
