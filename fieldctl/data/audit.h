/*
 * fieldctl/data/audit: the log, and checking its chain (X1).
 * Layer: fieldctl.  Users: commands, me.
 */
#ifndef FIELDCTL_DATA_AUDIT_H
#define FIELDCTL_DATA_AUDIT_H

#include "fieldctl/frame/column.h"
#include "fieldctl/frame/command.h"

extern const struct listing_column audit_columns[];
extern const struct option_spec audit_options[];
extern const struct command audit_commands[];

/* The options of a list of the log, but for --person. */
#define AUDIT_OPTIONS                                                      \
	{ "since", "TIME", N_("not before: a time, or 7d for 7 days ago"), \
		false },                                                   \
	    { "until", "TIME",                                             \
		    N_("before this time; a date means that whole day"),   \
		    false },                                               \
	    { "action", "ACTION", N_("such as user.block"), false },       \
	    { "module", "MODULE", N_("such as users"), false },            \
	    { "text", "TEXT", N_("text within the details"), false },      \
	    { "limit", "N", N_("at most this many, the newest"), false },  \
	    LISTING_OPTIONS(audit_columns)

/* List the rows that REQUEST returns for those options. */
int audit_list_by(struct ctl *ctl, const char *request);

int audit_verb(struct ctl *ctl);

#endif
