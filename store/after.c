/*
 * The actions after a commit.  Nothing here can undo it, and a failure here
 * does not: it is reported.
 */
#include <string.h>

#include "base/err.h"
#include "store/after.h"
#include "store/core/told.h"
#include "store/publish/publish.h"
#include "store/session/session_tell.h"

int
after_commit(struct change *change, struct after_report *ret_report)
{
	struct told told = change_take_told(change);
	struct change_done done;
	int rc = change_commit(change, &done);

	memset(ret_report, 0, sizeof(*ret_report));
	if (rc < 0) {
		told_release(&told);
		return rc;
	}
	ret_report->committed = true;
	if (done.shows)
		ret_report->publish_rc = publish(done.store, false);
	if (done.ends)
		(void)session_end_pending(
		    done.store, &done.actor, &ret_report->ending);
	session_tell_roles(done.store, &told);
	told_release(&told);
	return FIELD_OK;
}

int
after_end(struct change *change, int rc, struct after_report *ret_report)
{
	memset(ret_report, 0, sizeof(*ret_report));
	if (rc < 0) {
		change_abort(change);
		return rc;
	}
	return after_commit(change, ret_report);
}
