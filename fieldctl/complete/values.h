/*
 * fieldctl/complete/values: what may stand for each name of a value: ROLE,
 * PERSON, FILE.
 * Layer: fieldctl.  Users: complete, tests.
 *
 * The names are those of the tables of verbs: the `arg' of an option and the
 * words of a verb's `args'.  Each has a row here, also those that stand for
 * free text; tests/unit/fieldctl/test_fieldctl_complete.c says which lacks
 * one.  To add a name, add its row to the table in values.c.
 */
#ifndef FIELDCTL_COMPLETE_VALUES_H
#define FIELDCTL_COMPLETE_VALUES_H

#include <stdbool.h>

#include "fieldctl/complete/offer.h"
#include "fieldctl/frame/ctl.h"

/* The command line before the word that is completed. */
struct completing {
	struct ctl *ctl;
	const char *title; /* "fieldctl role level" */
	char **args;       /* the arguments before it */
	int arg_count;
	const struct option_spec *option; /* whose value it is; NULL: an
					   * argument */
	struct offer offer;
};

/* Offer what may stand for NAME, which may have alternatives: "PERSON|none".
 * What is asked of the database is what the caller may see. */
void values_offer(const struct completing *line, const char *name);

/* Whether NAME, of the verb TITLE, has a row for each of its alternatives. */
bool values_are_known(const char *title, const char *name);

#endif
