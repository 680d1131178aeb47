/*
 * control/source/source: requests about the sources of people: connections to
 * accounting, and files (A1-A11).
 * Layer: control.  Users: requests.
 *
 * Communication with accounting is done by syncd, which root starts; these
 * requests show and decide what does not need it.
 */
#ifndef CONTROL_SOURCE_SOURCE_H
#define CONTROL_SOURCE_SOURCE_H

#include "control/call.h"

extern const struct control_request source_requests[];

/* status.c */
int source_find_request(struct control_call *call);
int source_list_request(struct control_call *call);

/* log.c */
int source_runs_request(struct control_call *call);

/* rule.c */
int source_rules_request(struct control_call *call);
int source_rule_add_request(struct control_call *call);
int source_rule_remove_request(struct control_call *call);

/* resolve.c */
int source_decide_request(struct control_call *call);
int source_decide_address_request(struct control_call *call);
int source_undecide_request(struct control_call *call);

/* connect.c */
int source_connect_request(struct control_call *call);

/* import.c, export.c */
int source_import_request(struct control_call *call);
int source_export_request(struct control_call *call);

#endif
