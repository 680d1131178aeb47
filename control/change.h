/*
 * control/change: one request, one change, one transaction.
 * Layer: control.  Users: handlers of requests with CONTROL_CHANGES.
 */
#ifndef CONTROL_CHANGE_H
#define CONTROL_CHANGE_H

#include "control/call.h"
#include "store/after.h"

/* What is done within the transaction; call->subject says about whom. */
typedef int control_apply(struct control_call *call, struct change *change,
    void *context, struct refusal *why);

/*
 * Apply, then commit, or abort for a dry run.  ACTION ('user.block') is what a
 * refusal is logged as, by itself.  On a full disk a request that takes access
 * away goes on with what is in reserve.  What could not follow the commit is
 * said.  EX_OK when it was done (or would be), else the code after saying why.
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

/* Say that what stands is not in force yet, because publishing gave RC; the
 * exit code. */
int control_unpublished(struct control_call *call, int rc);

/* Say what could not follow a change that has been committed: EX_OK, or the
 * code of what is missing.  control_change() does that itself. */
int control_after(struct control_call *call, const struct after_report *report);

/* Whether RC is a full disk, and the request one that must not fail for
 * it. */
bool control_is_full(const struct control_call *call, int rc);

#endif
