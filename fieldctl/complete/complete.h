/*
 * fieldctl/complete/complete: the words that an unfinished command line may go on with.
 * Layer: fieldctl.  Users: commands; the scripts of packaging/completions.
 *
 * 	fieldctl complete -- WORD...
 *
 * takes the words after "fieldctl", the last of which is the one that is
 * completed and may be empty, and prints what fieldctl/complete/offer says.
 * Verbs and options come from the tables of commands; values from
 * fieldctl/complete/values.  Nothing is changed, logged or
 * prompted for, and errors are not reported.  The exit code is 0.
 */
#ifndef FIELDCTL_COMPLETE_COMPLETE_H
#define FIELDCTL_COMPLETE_COMPLETE_H

#include "fieldctl/frame/ctl.h"

int complete_verb(struct ctl *ctl);

#endif
