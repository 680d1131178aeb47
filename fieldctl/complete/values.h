/*
 * fieldctl/complete/values: the possible values for each name of an argument:
 * ROLE, PERSON, FILE.
 * Layer: fieldctl.  Users: complete, tests.
 *
 * The names come from the tables of verbs: the `arg' of an option and the words
 * of a verb's `args'.  Each has a row here, including those for free text;
 * tests/unit/fieldctl/test_fieldctl_complete.c reports missing ones.  To add a
 * name, add its row to the table in values.c.
 */
#ifndef FIELDCTL_COMPLETE_VALUES_H
#define FIELDCTL_COMPLETE_VALUES_H

#include <stdbool.h>

#include "fieldctl/complete/offer.h"
#include "fieldctl/frame/ctl.h"

/* The command line before the word being completed. */
struct completing {
	struct ctl *ctl;
	const char *title; /* "fieldctl role level" */
	char **args;       /* the arguments before it */
	int arg_count;
	/* the option whose value it is; NULL: an argument */
	const struct option_spec *option;
	struct offer offer;
};

/* Offer the values for NAME, which may have alternatives: "PERSON|none".  From
 * the database, only values that the caller may see are offered. */
void values_offer(const struct completing *line, const char *name);

/* Whether NAME, of the verb TITLE, has a row for each of its alternatives. */
bool values_are_known(const char *title, const char *name);

#endif
