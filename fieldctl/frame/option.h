/*
 * fieldctl/frame/option: command-line options, driven by tables.
 * Layer: fieldctl.  Users: command and the verbs.
 *
 * One wrapper around getopt_long(3): options may stand before, between and
 * after the arguments, "--" ends them.  Values are kept by name and borrowed
 * from argv.
 *
 * The value's name says what it may be, for --help and for completion
 * (fieldctl/complete/values): "ROLE" is a role, "PERSON|none" a person or the
 * word "none".
 */
#ifndef FIELDCTL_FRAME_OPTION_H
#define FIELDCTL_FRAME_OPTION_H

#include <stdbool.h>
#include <stddef.h>

struct listing_column;

struct option_spec {
	const char *name; /* without the dashes; NULL ends a table */
	const char *arg;  /* name of its value; NULL: a switch */
	const char *help; /* N_() */
	bool many;        /* may be repeated */
	char letter;      /* 'y': also -y; 0: none */
	/* The columns for --columns (LISTING_OPTIONS, frame/column.h);
	 * otherwise NULL. */
	const struct listing_column *columns;
};

#define OPTION_END                      \
	{                               \
		NULL, NULL, NULL, false \
	}

#define OPTIONS_MAX 64 /* limits: options per table, and per call */

struct options {
	struct {
		const struct option_spec *spec;
		const char *value; /* NULL for a switch */
	} given[OPTIONS_MAX];
	size_t count;
};

/*
 * Parse ARGV, whose first word is the program's, against the tables SPECS and
 * COMMON (both ended by OPTION_END).  ARGV is reordered; *ret_first is the
 * index of its first argument.  FIELD_EINVAL with a sentence in WHY for an
 * option that is unknown, repeated, lacks a value, or has an unexpected one.
 */
int options_parse(struct options *ret_options, const struct option_spec *specs,
    const struct option_spec *common, int argc, char **argv, int *ret_first,
    char *why, size_t why_size);

bool option_is_set(const struct options *options, const char *name);

/* The value of the option NAME, or NULL if it was not given. */
const char *option_text(const struct options *options, const char *name);

/* All values of a repeatable option, in order, at most MAX. */
size_t option_texts(const struct options *options, const char *name,
    const char **ret_values, size_t max);

#endif
