/*
 * syncd/pipe/line: one JSON object on a line, which is what crosses a pipe.
 * Layer: pipe (base).  Users: message, order, request; the two ends.
 */
#ifndef SYNCD_PIPE_LINE_H
#define SYNCD_PIPE_LINE_H

#include <jansson.h>
#include <stddef.h>

#include "wire/codec.h"

#define PIPE_LINE_MAX 65536 /* bytes, newline included */

/* Encode FROM, a struct as TABLE describes it, to a malloc()ed line with its
 * newline, *ret_len bytes.  FIELD_EINVAL: it is too long, or the decoder would
 * reject a field; FIELD_ENOMEM. */
int pipe_line_encode(const char *type, const struct codec_table *table,
    const void *from, char **ret_line, size_t *ret_len);

/* The index of ROOT's "type" in NAMES.  FIELD_EINVAL. */
int pipe_line_type(const json_t *root, const char *const *names, size_t count,
    size_t *ret_type);

/* Wipe and free an encoded line; NULL is allowed. */
void pipe_line_free(char *line, size_t len);

#endif
