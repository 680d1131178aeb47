/* From a process up to the one that opened its session. */
#include "base/clock.h"
#include "base/err.h"
#include "base/str.h"
#include "store/session/process.h"
#include "store/session/within.h"

/* FIELD_ENOTFOUND: PROCESS is not the leader of one of the person's
 * sessions. */
static int
method_led_by(struct store *store, const char *person_id,
    const struct process *process, const char *boot_id,
    char ret_method[SESSION_METHOD_SIZE])
{
	struct query *query = db_query(store, SQL_SESSION_METHOD);
	int rc;

	db_bind_text(query, 1, person_id);
	db_bind_int(query, 2, process->pid);
	db_bind_int(query, 3, process->started);
	db_bind_text(query, 4, boot_id);
	rc = db_step(query);
	if (rc == 1)
		(void)str_copy(ret_method, SESSION_METHOD_SIZE,
		    db_text(query, ONLY_COLUMN));
	db_done(query);
	if (rc < 0)
		return rc;
	return rc == 1 ? FIELD_OK : FIELD_ENOTFOUND;
}

int
session_method_of(struct store *store, const char *person_id, pid_t pid,
    int64_t started, char ret_method[SESSION_METHOD_SIZE])
{
	struct process_table table = { NULL, 0, 0 };
	const struct process *at;
	char boot_id[64];
	int rc = process_table_read(&table);

	if (rc < 0)
		return rc;
	clock_boot_id(boot_id);
	rc = FIELD_ENOTFOUND;
	at = process_find(&table, pid);
	if (at != NULL && at->started != started)
		at = NULL; /* its pid has been reused */
	for (size_t steps = 0; rc == FIELD_ENOTFOUND && at != NULL &&
	     at->pid > 1 && steps < table.count;
	     steps++) {
		rc = method_led_by(store, person_id, at, boot_id, ret_method);
		at = process_find(&table, at->parent);
	}
	process_table_release(&table);
	return rc;
}
