/*
 * fieldctl/frame/json: JSON on a stream that may be a terminal.
 * Layer: fieldctl.  Users: ctl, listing, events, sync report.
 */
#ifndef FIELDCTL_FRAME_JSON_H
#define FIELDCTL_FRAME_JSON_H

#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>

/*
 * json_dumpf(3) with FLAGS, except that characters which could control a
 * terminal or make one name look like another (str_is_printable()) are written
 * as \uNNNN, which has the same meaning.  False: failure.
 */
bool json_put(FILE *stream, const json_t *value, size_t flags);

#endif
