/*
 * fieldctl/frame/help: --help, generated from the table of verbs.
 * Layer: fieldctl.  Users: dispatch.
 */
#ifndef FIELDCTL_FRAME_HELP_H
#define FIELDCTL_FRAME_HELP_H

#include <stdio.h>

#include "fieldctl/frame/command.h"

/* TITLE is the verb with those above it: "fieldctl user add". */
void help_print(FILE *stream, const struct command *command, const char *title);

#endif
