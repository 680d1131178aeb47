/*
 * syncd/pipe/names: what the enumerations are called in a line.
 * Layer: pipe.  Users: message.c and request.c; everybody else has the
 * functions of message.h.
 */
#ifndef SYNCD_PIPE_NAMES_H
#define SYNCD_PIPE_NAMES_H

#include "syncd/pipe/message.h"

#define PIPE_KIND_COUNT  (PIPE_KIND_CUSTOMER + 1)
#define PIPE_LIMIT_COUNT (PIPE_LIMIT_OTHER + 1)
#define PIPE_ERROR_COUNT (PIPE_ERROR_INTERNAL + 1)

extern const char *const pipe_entity_names[PIPE_ENTITY_COUNT];
extern const char *const pipe_kind_names[PIPE_KIND_COUNT];
extern const char *const pipe_limit_names[PIPE_LIMIT_COUNT];
extern const char *const pipe_error_names[PIPE_ERROR_COUNT];

#endif
