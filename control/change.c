/* Changes.  Permission is never decided here: the verbs of store/ do that. */
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <time.h>

#include "base/err.h"
#include "base/file.h"
#include "base/i18n.h"
#include "conf/paths.h"
#include "base/str.h"
#include "control/change.h"
#include "store/core/audit.h"
#include "store/db/reserve.h"
#include "store/publish/publish.h"

/* SQLite reports an index file that cannot grow as an input/output error. */
bool
control_is_full(const struct control_call *call, int rc)
{
	return (call->request->flags & CONTROL_TAKES_RESERVE) != 0 &&
	    !call->dry_run &&
	    (rc == FIELD_EFULL ||
		(rc == FIELD_EIO &&
		    file_is_full(call->paths->private_dir, RESERVE_LEN / 4)));
}

struct work {
	control_apply *apply;
	void *context;
	struct refusal why;
	struct after_report after;
};

/* Apply and undo: what would come of it. */
static int
rehearse(struct control_call *call, struct work *work)
{
	struct change *change = NULL;
	int rc = change_begin(call->store, &call->actor, &change);

	if (rc != FIELD_OK)
		return rc;
	rc = work->apply(call, change, work->context, &work->why);
	change_abort(change);
	return rc;
}

/* If work->after.committed is set, the change is in effect, whatever is
 * returned. */
static int
try_change(struct control_call *call, struct work *work)
{
	struct change *change = NULL;
	int rc = change_begin(call->store, &call->actor, &change);

	memset(&work->after, 0, sizeof(work->after));
	if (rc != FIELD_OK)
		return rc;
	rc = work->apply(call, change, work->context, &work->why);
	if (rc == FIELD_OK && !call->dry_run)
		return after_commit(change, &work->after);
	change_abort(change);
	return rc;
}

/* Whether releasing the reserve also makes room for the snapshot. */
static bool
snapshot_shares_the_disk(const struct control_call *call)
{
	struct stat private, snapshot;

	return stat(call->paths->private_dir, &private) == 0 &&
	    stat(call->paths->snapshot_file, &snapshot) == 0 &&
	    private.st_dev == snapshot.st_dev;
}

/* Retry on a full disk, with the reserve released. */
static int
change_at_last(struct control_call *call, struct work *work)
{
	int rc = try_change(call, work);

	if (control_is_full(call, rc) && !work->after.committed &&
	    reserve_release(call->paths))
		rc = try_change(call, work);
	if (work->after.committed &&
	    control_is_full(call, work->after.publish_rc) &&
	    snapshot_shares_the_disk(call)) {
		(void)reserve_release(call->paths);
		work->after.publish_rc = publish(call->store, false);
	}
	return rc;
}

/* The change is in effect; only the snapshot is outdated. */
int
control_unpublished(struct control_call *call, int rc)
{
	(void)control_reason(call, REASON_NOT_PUBLISHED, NULL, NULL);
	call->answer->exit_code = reason_exit(reason_of_err(rc));
	return call->answer->exit_code;
}

int
control_after(struct control_call *call, const struct after_report *report)
{
	const struct session_end_report *ending = &report->ending;
	char list[200], message[300];
	struct refusal problem;
	int status = EX_OK;

	if (ending->spared.count > 0) {
		(void)str_format(message, sizeof(message),
		    _("Not ended, since they are system services: %s"),
		    session_end_list(&ending->spared, list, sizeof(list)));
		control_warn(call, "spared", message, "");
	}
	if (ending->own)
		control_warn(call, "own_session",
		    _("The session in which this command runs ends now, after the command."),
		    "");
	if (report->publish_rc != FIELD_OK)
		status = control_unpublished(call, report->publish_rc);
	if (session_end_problem(ending, &problem))
		status = control_refused(call, &problem);
	return status;
}

/* Each change takes the lock of all changes before a rule is asked; repeatedly
 * refused callers wait for it in their lane, which is held during the change,
 * so that several connections are not faster. */
static void
slow_down(struct control_call *call)
{
	const struct timespec pause = { .tv_sec = 1 };
	int64_t count;

	if (audit_refused_lately(call->store, &call->actor, &count) ==
		FIELD_OK &&
	    count >= AUDIT_REFUSALS_MAX)
		(void)nanosleep(&pause, NULL);
}

static void
log_refusal(
    struct control_call *call, const char *action, const struct refusal *why)
{
	const struct refusal often = { .reason = REASON_REFUSED_OFTEN };
	int64_t count;

	if (audit_refused_lately(call->store, &call->actor, &count) !=
		FIELD_OK ||
	    count > AUDIT_REFUSALS_MAX)
		return;
	(void)audit_refused(call->store, &call->actor, action, call->subject,
	    count < AUDIT_REFUSALS_MAX ? why : &often);
}

int
control_change_failed(struct control_call *call, const char *action, int rc,
    const struct refusal *why)
{
	if (rc == FIELD_EDENIED && !call->dry_run)
		log_refusal(call, action, why);
	return control_failed(call, rc, why);
}

int
control_rehearse(struct control_call *call, const char *action,
    control_apply *apply, void *context)
{
	struct work work = {
		.apply = apply,
		.context = context,
		.why = { .reason = REASON_NONE },
	};
	int rc;

	slow_down(call);
	rc = rehearse(call, &work);
	return rc == FIELD_OK ?
	    EX_OK :
	    control_change_failed(call, action, rc, &work.why);
}

int
control_change(struct control_call *call, const char *action,
    control_apply *apply, void *context)
{
	struct work work = {
		.apply = apply,
		.context = context,
		.why = { .reason = REASON_NONE },
	};
	int rc;

	slow_down(call);
	rc = change_at_last(call, &work);
	return rc == FIELD_OK ?
	    control_after(call, &work.after) :
	    control_change_failed(call, action, rc, &work.why);
}
