/*
 * control/explain/explain: would this person be let in here now, and if not,
 * which rule says so and who can change it.
 * Layer: control.  Users: requests.
 *
 * It gathers the same facts in the same way and asks the same rules as the
 * account phase of PAM, and leaves no trace in the log.  What the PAM files of
 * the service ask is for whoever wants to know it to read (fieldctl/explain):
 * they are files, and an answer is about what was said of them.
 */
#ifndef CONTROL_EXPLAIN_EXPLAIN_H
#define CONTROL_EXPLAIN_EXPLAIN_H

#include "control/call.h"

extern const struct control_request explain_requests[];

int user_explain_request(struct control_call *call);

#endif
