/*
 * conf/config_parse: the text of a configuration file, line by line.
 * Layer: conf.  Users: config_load.c.
 */
#ifndef CONF_CONFIG_PARSE_H
#define CONF_CONFIG_PARSE_H

#include <stdbool.h>
#include <stdint.h>

#include "conf/config.h"
#include "conf/config_key.h"

/* Keys of a section as bits: seen in this file, and given in any. */
struct config_loading {
	struct config config;
	struct config_problem
	    *problem;        /* the first, a terminal's before others */
	config_visit *visit; /* NULL: nobody wants them all */
	void *visit_context;
	bool goes_on;            /* after a problem, and rc stays FIELD_OK */
	bool in_others;          /* this section is none of a sign-in's */
	bool skips_section;      /* its header was no good */
	bool terminal_is_bad;    /* a problem that a sign-in must know of */
	bool name_is_given;      /* [terminal] name */
	bool wants_key, has_key; /* the line is no comment; it was a key */
	int section_line, bad_section_line;
	const char *file;
	const char *line_start; /* of the text being parsed, for line numbers */
	uint32_t seen[CONFIG_SECTION_COUNT];
	uint32_t *source_seen, *source_given;
	int line;
	int rc;
};

/* Note a problem of the line that is being read: FORMAT is a literal with two
 * %s.  Always 0, which tells inih that the line is no good. */
int config_complain(struct config_loading *loading, const char *format,
    const char *a, const char *b);

/* Take TEXT, the whole of loading->file. */
void config_parse(struct config_loading *loading, const char *text);

/* What no line can be blamed for, once all files are read. */
void config_check_whole(struct config_loading *loading);

#endif
