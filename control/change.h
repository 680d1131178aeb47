/*
 * control/change: one request, one change, one transaction.
 * Layer: control.  Users: handlers of requests with CONTROL_CHANGES.
 */
#ifndef CONTROL_CHANGE_H
#define CONTROL_CHANGE_H

#include "control/call.h"
#include "store/after.h"

/* The work within the transaction; call->subject names the person concerned. */
typedef int control_apply(struct control_call *call, struct change *change,
    void *context, struct refusal *why);

/*
 * Apply, then commit, or abort for a dry run.  A refusal is logged separately
 * as ACTION ('user.block').  On a full disk, a request that removes access uses
 * the reserve.  Actions that failed after the commit are reported.  EX_OK when
 * it was done (or would be), otherwise the code, after reporting the reason.
 */
int control_change(struct control_call *call, const char *action,
    control_apply *apply, void *context);

/*
 * Apply, and undo it: whether the change would be refused, before work for it
 * is done that takes long and needs no lock.  Said and logged as above.  The
 * change itself must ask all again.
 */
int control_rehearse(struct control_call *call, const char *action,
    control_apply *apply, void *context);

/* Report RC of what was asked between the two, and log a refusal as they do. */
int control_change_failed(struct control_call *call, const char *action, int rc,
    const struct refusal *why);

/* Report that the change is not in force yet because publishing returned RC.
 * Returns the exit code. */
int control_unpublished(struct control_call *call, int rc);

/* Report what failed after a commit: EX_OK, or the code of what is missing.
 * control_change() does this itself. */
int control_after(struct control_call *call, const struct after_report *report);

/* Whether RC means a full disk, and the request must not fail because of it. */
bool control_is_full(const struct control_call *call, int rc);

#endif
