/* Copies of the database, and restoring one. */
#include <stdlib.h>
#include <sysexits.h>

#include "base/err.h"
#include "control/change.h"
#include "control/data/data.h"
#include "control/open.h"
#include "control/value.h"
#include "store/core/audit.h"
#include "store/core/detail.h"
#include "store/db/backup.h"

static json_t *
copy_json(const struct backup *backup)
{
	return json_pack("{s:s, s:o, s:I, s:s, s:s}", "name", backup->name,
	    "made_at", value_time(backup->made_at), "bytes",
	    (json_int_t)backup->len, "kind", backup->daily ? "daily" : "manual",
	    "path", backup->path);
}

int
database_copies_request(struct control_call *call)
{
	struct backup *backups = NULL;
	size_t count = 0;
	int rc = backup_list(call->paths, &backups, &count);

	if (rc != FIELD_OK)
		return control_failed(call, rc, NULL);
	for (size_t i = 0; i < count; i++)
		control_row(call, copy_json(&backups[i]));
	free(backups);
	return EX_OK;
}

/* --- making one ----------------------------------------------------------------- */

static int
log_copy(struct control_call *call, struct change *change, void *context,
    struct refusal *why)
{
	const struct backup *backup = context;
	struct detail detail = DETAIL_INIT;
	struct audit_entry entry = { .action = "database.backup",
		.subject = "",
		.org_id = "",
		.detail = &detail };

	(void)call;
	(void)why;
	detail_text(&detail, "name", backup->name);
	return audit_append(change, &entry);
}

int
database_backup_request(struct control_call *call)
{
	struct backup backup;
	json_t *copy;
	int rc, status;

	if (call->dry_run)
		return control_result(call, json_pack("{s:b}", "dry_run", 1));
	rc = backup_make_now(call->store, &backup);
	if (rc != FIELD_OK)
		return control_failed(call, rc, NULL);
	status = control_change(call, "database.backup", log_copy, &backup);
	if (status != EX_OK)
		return status;
	copy = copy_json(&backup);
	(void)json_object_set_new(copy, "kept", json_integer(BACKUP_KEPT));
	return control_result(call, copy);
}

/* --- going back ------------------------------------------------------------------ */

/* The first change in the restored database records the restore, and publishes
 * its snapshot. */
static int
say_restored(struct control_call *call, struct change *change, void *context,
    struct refusal *why)
{
	struct audit_entry entry = {
		.action = "database.restore", .subject = "", .org_id = ""
	};
	int rc = audit_append(change, &entry);

	(void)call;
	(void)context;
	(void)why;
	return rc == FIELD_OK ? change_touch_snapshot(change) : rc;
}

static int
fail(struct control_call *call, int rc, const char *path)
{
	if (rc == FIELD_ENOTFOUND)
		return control_reason(call, REASON_NO_SUCH_COPY, path, NULL);
	if (rc == FIELD_ECORRUPT)
		return control_reason(call, REASON_DAMAGED_COPY, path, NULL);
	if (rc == FIELD_EBUSY)
		return control_reason(call, REASON_DATABASE_IN_USE, NULL, NULL);
	return control_failed(call, rc, NULL);
}

int
database_restore_request(struct control_call *call)
{
	const char *path = control_text(call, "copy");
	int rc, status = EX_OK;

	if (!call->dry_run) {
		rc = backup_restore(call->paths, call->config, path);
		if (rc != FIELD_OK)
			return fail(call, rc, path);
		status = control_open(call);
		if (status == EX_OK)
			status = control_change(
			    call, "database.restore", say_restored, NULL);
	}
	if (status != EX_OK)
		return status;
	return control_result(
	    call, json_pack("{s:o}", "restored", value_text(path)));
}
