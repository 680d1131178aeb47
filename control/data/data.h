/*
 * control/data/data: requests about the log, the snapshot and the copies of the
 * database.
 * Layer: control.  Users: requests.
 */
#ifndef CONTROL_DATA_DATA_H
#define CONTROL_DATA_DATA_H

#include <stdint.h>

#include "control/call.h"

extern const struct control_request data_requests[];

/* events.c */
int events_request(struct control_call *call);

/* audit.c */
struct audit_row;
json_t *audit_row_json(const struct audit_row *row);
/* List the log by the parameters AUDIT_PARAMS and "person" of the request, as
 * far as VIEW shows it. */
struct audit_filter;
typedef int audit_view(const struct viewer *viewer,
    const struct audit_filter *filter,
    bool (*visit)(const struct audit_row *row, void *context), void *context);
int audit_pages(struct control_call *call, audit_view *view);

#define AUDIT_CONDITIONS                                                \
	{ "action", PARAM_TEXT, false, 0, "such as user.block" },       \
	    { "module", PARAM_TEXT, false, 0, "such as users" },        \
	{                                                               \
		"text", PARAM_TEXT, false, 0, "text within the details" \
	}

#define AUDIT_PARAMS                                                       \
	{ "since", PARAM_TIME, false, 0, "not before" },                   \
	    { "until", PARAM_TIME, false, 0, "before" }, AUDIT_CONDITIONS, \
	{                                                                  \
		"limit", PARAM_NUMBER, false, INT32_MAX,                   \
		    "at most this many, the newest; 0 for all"             \
	}

/* Read those parameters; *USER holds the person while FILTER is in use.  An exit
 * code. */
struct user;
int audit_read_filter(
    struct control_call *call, struct user *user, struct audit_filter *filter);
/* The same without the times. */
int audit_read_conditions(
    struct control_call *call, struct user *user, struct audit_filter *filter);

int audit_list_request(struct control_call *call);
int audit_verify_request(struct control_call *call);

/* archive.c */
int audit_archive_request(struct control_call *call);
int audit_key_request(struct control_call *call);
int audit_file_request(struct control_call *call);
int audit_verify_file_request(struct control_call *call);

/* snapshot.c */
int snapshot_publish_request(struct control_call *call);

/* copies.c */
int database_copies_request(struct control_call *call);
int database_backup_request(struct control_call *call);
int database_restore_request(struct control_call *call);

#endif
