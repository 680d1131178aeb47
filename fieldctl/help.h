/*
 * fieldctl/help: --help, made from the table of verbs.
 * Layer: fieldctl.  Users: command.
 */
#ifndef FIELDCTL_HELP_H
#define FIELDCTL_HELP_H

#include <stdio.h>

#include "fieldctl/command.h"

/* TITLE is the verb with those above it: "fieldctl user add". */
void help_print(FILE *stream, const struct command *command, const char *title,
    const struct option_spec *common);

#endif
