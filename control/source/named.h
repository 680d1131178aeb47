/*
 * control/source/named: the source that a request concerns.
 * Layer: control.  Users: the handlers of this folder.
 */
#ifndef CONTROL_SOURCE_NAMED_H
#define CONTROL_SOURCE_NAMED_H

#include "control/call.h"
#include "store/source/source.h"

/* The source given by "source", as far as the caller may see it; EX_OK, or a
 * code after reporting the reason. */
int source_named(struct control_call *call, struct source *ret_source);

/* Its section of fieldauth.conf: a connection to accounting, connected or
 * not. */
int source_section_named(
    struct control_call *call, const struct config_source **ret_section);

#endif
