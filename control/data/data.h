/*
 * control/data/data: requests about the log, the snapshot and the copies of the
 * database.
 * Layer: control.  Users: requests.
 */
#ifndef CONTROL_DATA_DATA_H
#define CONTROL_DATA_DATA_H

#include "control/call.h"

extern const struct control_request data_requests[];

/* events.c */
int events_request(struct control_call *call);

/* audit.c */
struct audit_row;
json_t *audit_row_json(const struct audit_row *row);
int audit_list_request(struct control_call *call);
int audit_verify_request(struct control_call *call);

/* snapshot.c */
int snapshot_publish_request(struct control_call *call);

/* copies.c */
int database_copies_request(struct control_call *call);
int database_restore_request(struct control_call *call);

#endif
