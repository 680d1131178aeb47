/*
 * fieldctl/commands: all of fieldctl: nouns, and verbs that stand alone.
 * Layer: fieldctl.  Users: main, tests.
 */
#ifndef FIELDCTL_COMMANDS_H
#define FIELDCTL_COMMANDS_H

#include "fieldctl/frame/command.h"

extern const struct command command_root;

#endif
