/*
 * control/explain/explain: whether a person would be admitted here now; if not,
 * which rule refuses and who can change that.
 * Layer: control.  Users: requests.
 *
 * It gathers the same facts and asks the same rules as the account phase of
 * PAM, and is not logged.  The requirements in the service's PAM files are read
 * by the caller (fieldctl/explain), and passed as parameters.
 */
#ifndef CONTROL_EXPLAIN_EXPLAIN_H
#define CONTROL_EXPLAIN_EXPLAIN_H

#include "control/call.h"

extern const struct control_request explain_requests[];

int user_explain_request(struct control_call *call);

#endif
