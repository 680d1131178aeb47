/* From a process up to the one that opened its session. */
#include "base/clock.h"
#include "base/err.h"
#include "base/str.h"
#include "store/session/process.h"
#include "store/session/within.h"

struct within {
	char method[SESSION_METHOD_SIZE];
	char change_code_id[ID_SIZE];
};

/* FIELD_ENOTFOUND: PROCESS is not the leader of one of the person's
 * sessions. */
static int
look_at_leader(struct store *store, const char *person_id,
    const struct process *process, const char *boot_id,
    struct within *ret_within)
{
	struct query *query = db_query(store, SQL_SESSION_WITHIN);
	int rc;

	db_bind_text(query, 1, person_id);
	db_bind_int(query, 2, process->pid);
	db_bind_int(query, 3, process->started);
	db_bind_text(query, 4, boot_id);
	db_bind_int(query, 5, store_now_s(store));
	rc = db_step(query);
	if (rc == 1) {
		db_copy(query, SESSION_WITHIN_METHOD, ret_within->method,
		    sizeof(ret_within->method));
		db_copy(query, SESSION_WITHIN_CHANGE_CODE_ID,
		    ret_within->change_code_id,
		    sizeof(ret_within->change_code_id));
	}
	db_done(query);
	if (rc < 0)
		return rc;
	return rc == 1 ? FIELD_OK : FIELD_ENOTFOUND;
}

static int
find(struct store *store, const char *person_id, pid_t pid, int64_t started,
    struct within *ret_within)
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
		rc = look_at_leader(store, person_id, at, boot_id, ret_within);
		at = process_find(&table, at->parent);
	}
	process_table_release(&table);
	return rc;
}

int
session_method_of(struct store *store, const char *person_id, pid_t pid,
    int64_t started, char ret_method[SESSION_METHOD_SIZE])
{
	struct within within;
	int rc = find(store, person_id, pid, started, &within);

	if (rc == FIELD_OK)
		(void)str_copy(ret_method, SESSION_METHOD_SIZE, within.method);
	return rc;
}

int
session_change_code_of(struct store *store, const char *person_id, pid_t pid,
    int64_t started, char ret_code_id[ID_SIZE])
{
	struct within within;
	int rc = find(store, person_id, pid, started, &within);

	if (rc == FIELD_OK)
		(void)str_copy(ret_code_id, ID_SIZE, within.change_code_id);
	return rc;
}
