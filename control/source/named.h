/*
 * control/source/named: the source that a request is about.
 * Layer: control.  Users: the handlers of this folder.
 */
#ifndef CONTROL_SOURCE_NAMED_H
#define CONTROL_SOURCE_NAMED_H

#include "control/call.h"
#include "store/source/source.h"

/* The source that "source" names, as far as the caller sees it; EX_OK, or a
 * code after saying why. */
int source_named(struct control_call *call, struct source *ret_source);

/* Its section of fieldauth.conf: one from accounting, connected or not. */
int source_section_named(
    struct control_call *call, const struct config_source **ret_section);

#endif
