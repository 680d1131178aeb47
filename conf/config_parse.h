/*
 * conf/config_parse: parses the text of a configuration file line by line.
 * Layer: conf.  Users: config_load.c.
 */
#ifndef CONF_CONFIG_PARSE_H
#define CONF_CONFIG_PARSE_H

#include <stdbool.h>
#include <stdint.h>

#include "conf/config.h"
#include "conf/config_key.h"

/* Keys of a section as bits: seen in this file, and seen in any file. */
struct config_loading {
	struct config config;
	struct config_problem *problem; /* the first; the terminal's first */
	config_visit *visit; /* NULL: the caller does not need them all */
	void *visit_context;
	bool goes_on;            /* after a problem, rc stays FIELD_OK */
	bool in_others;          /* this section does not concern sign-ins */
	bool skips_section;      /* its header is malformed */
	bool terminal_is_bad;    /* a problem that concerns sign-ins */
	bool name_is_given;      /* [terminal] name */
	bool wants_key, has_key; /* the line is not a comment; it was a key */
	int section_line, bad_section_line;
	const char *file;
	const char *line_start; /* of the text being parsed, to count lines */
	uint32_t seen[CONFIG_SECTION_COUNT];
	uint32_t *source_seen, *source_given, *gateway_seen;
	int line;
	int rc;
};

/* Record a problem of the line being read.  FORMAT is a literal with two %s.
 * Always returns 0, which tells inih that the line is invalid. */
int config_complain(struct config_loading *loading, const char *format,
    const char *a, const char *b);

/* Parse TEXT, the whole of loading->file. */
void config_parse(struct config_loading *loading, const char *text);

/* Checks that do not concern a single line, after all files are read. */
void config_check_whole(struct config_loading *loading);

#endif
