/*
 * Sessions from their records, and their terminals from proc(5).  What a host
 * says about its terminal is not used: sshd(8) opens the session before it has
 * one.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/array.h"
#include "base/clock.h"
#include "base/err.h"
#include "base/str.h"
#include "store/session/present.h"
#include "store/session/process.h"
#include "store/session/session_spool.h"

/* The kernel's Documentation/admin-guide/devices.txt. */
#define MAJOR_TTY      4
#define MINOR_SERIAL   64 /* of MAJOR_TTY: the first serial line */
#define MAJOR_PTY      136
#define MAJOR_PTY_LAST 143

/* Parents of a process; more than any real depth. */
#define PARENTS_MAX 1000

struct listing {
	struct present *items;
	size_t count;
	int rc;
};

/* --- records ---------------------------------------------------------------- */

static int
add(struct listing *list, const struct session_record *session)
{
	struct present *present;

	for (size_t i = 0; i < list->count; i++)
		if (strcmp(list->items[i].session.id, session->id) == 0)
			return FIELD_OK; /* it is being moved */
	present = array_add(&list->items, &list->count, sizeof(*present));
	if (present == NULL)
		return FIELD_ENOMEM;
	present->session = *session;
	return FIELD_OK;
}

static struct session_record
fetch(struct query *query, const char *boot_id)
{
	struct session_record session = {
		.uid = (uint32_t)db_int(query, PRESENT_UID),
		.leader = db_int(query, PRESENT_LEADER_PID),
		.started = db_int(query, PRESENT_LEADER_STARTED),
		.opened_at = db_int(query, PRESENT_OPENED_AT),
	};

	db_copy(query, PRESENT_ID, session.id, sizeof(session.id));
	db_copy(query, PRESENT_PERSON_ID, session.person_id,
	    sizeof(session.person_id));
	db_copy(
	    query, PRESENT_SERVICE, session.service, sizeof(session.service));
	db_copy(query, PRESENT_TTY, session.tty, sizeof(session.tty));
	db_copy(
	    query, PRESENT_ADDRESS, session.address, sizeof(session.address));
	db_copy(query, PRESENT_METHOD, session.method, sizeof(session.method));
	db_copy(query, PRESENT_LOGIND_ID, session.logind_id,
	    sizeof(session.logind_id));
	(void)str_copy(session.boot_id, sizeof(session.boot_id), boot_id);
	return session;
}

static int
list_stored(struct store *store, struct listing *list)
{
	struct query *query = db_query(store, SQL_SESSION_PRESENT);
	char boot_id[CLOCK_BOOT_SIZE];
	int rc;

	clock_boot_id(boot_id);
	db_bind_text(query, 1, boot_id);
	for (rc = db_step(query); rc == 1; rc = db_step(query)) {
		const struct session_record session = fetch(query, boot_id);

		if (session_is_alive(&session))
			rc = add(list, &session);
		if (rc < 0)
			break;
	}
	db_done(query);
	return rc;
}

static bool
take_spooled(const struct session_record *session, void *context)
{
	struct listing *list = context;

	if (session_is_alive(session))
		list->rc = add(list, session);
	return list->rc == FIELD_OK;
}

static int
list_records(struct store *store, struct listing *list)
{
	int rc = list_stored(store, list);

	if (rc != FIELD_OK)
		return rc;
	/* if the folder cannot be read, those in the database are listed */
	rc = session_spool_list(
	    store_paths(store)->run_dir, take_spooled, list);
	return rc == FIELD_ENOMEM ? rc : list->rc;
}

/* --- terminals -------------------------------------------------------------- */

/* The name of the terminal NUMBER (tty_nr of proc(5)) below /dev. */
static bool
name_terminal(int number, char *buf, size_t size)
{
	const unsigned n = (unsigned)number, device_major = (n >> 8) & 0xfff,
		       device_minor = (n & 0xff) | ((n >> 12) & 0xfff00);

	if (device_major >= MAJOR_PTY && device_major <= MAJOR_PTY_LAST)
		return str_format(buf, size, "pts/%u",
		    device_minor + 256 * (device_major - MAJOR_PTY));
	if (device_major == MAJOR_TTY && device_minor < MINOR_SERIAL)
		return str_format(buf, size, "tty%u", device_minor);
	if (device_major == MAJOR_TTY)
		return str_format(
		    buf, size, "ttyS%u", device_minor - MINOR_SERIAL);
	return false;
}

/* As process 1 sees it: a service may have a /dev of its own. */
static int64_t
last_input(const char *terminal)
{
	char path[64];
	struct stat file;

	if (!str_format(path, sizeof(path), "/proc/1/root/dev/%s", terminal) ||
	    stat(path, &file) != 0 || !S_ISCHR(file.st_mode))
		return 0;
	return (int64_t)file.st_atim.tv_sec;
}

static struct present *
led_by(const struct listing *list, const struct process *process)
{
	/* the last one: a process may have opened several in sequence */
	for (size_t i = list->count; i-- > 0;)
		if (list->items[i].session.leader == process->pid &&
		    list->items[i].session.started == process->started)
			return &list->items[i];
	return NULL;
}

static struct present *
innermost(const struct listing *list, const struct process_table *table,
    const struct process *process)
{
	struct present *found = NULL;

	for (int i = 0; process != NULL && found == NULL && i < PARENTS_MAX;
	     i++) {
		found = led_by(list, process);
		process = process_find(table, process->parent);
	}
	return found;
}

/* A session on several terminals: the one that was used last. */
static void
use_terminal(struct present *present, int number)
{
	char name[sizeof(present->terminal)];
	int64_t at;

	if (!name_terminal(number, name, sizeof(name)) ||
	    strcmp(name, present->terminal) == 0)
		return;
	at = last_input(name);
	if (present->terminal[0] != '\0' && at <= present->input_at)
		return;
	(void)str_copy(present->terminal, sizeof(present->terminal), name);
	present->input_at = at;
}

static int
find_terminals(struct listing *list)
{
	struct process_table table = { NULL, 0, 0 };
	int rc = process_table_read(&table);

	for (size_t i = 0; rc == FIELD_OK && i < table.count; i++) {
		struct present *present;

		if (table.items[i].terminal == 0)
			continue;
		present = innermost(list, &table, &table.items[i]);
		if (present != NULL)
			use_terminal(present, table.items[i].terminal);
	}
	process_table_release(&table);
	return rc;
}

static int
by_time(const void *a, const void *b)
{
	const struct session_record
	    *left = &((const struct present *)a)->session,
	    *right = &((const struct present *)b)->session;

	if (left->opened_at != right->opened_at)
		return left->opened_at < right->opened_at ? -1 : 1;
	return strcmp(left->id, right->id);
}

int
present_list(
    struct store *store, struct present **ret_present, size_t *ret_count)
{
	struct listing list = { NULL, 0, FIELD_OK };
	int rc = list_records(store, &list);

	if (rc == FIELD_OK && list.count > 0) {
		qsort(list.items, list.count, sizeof(*list.items), by_time);
		rc = find_terminals(&list);
	}
	if (rc != FIELD_OK) {
		free(list.items);
		return rc;
	}
	*ret_present = list.items; /* transferred */
	*ret_count = list.count;
	return FIELD_OK;
}

/* --- logind's ids ------------------------------------------------------------- */

static int
set_logind_id(struct change *change, const struct present *present)
{
	struct query *query = db_query(
	    change_store(change), SQL_SESSION_SET_LOGIND_ID);

	db_bind_text(query, 1, present->session.id);
	db_bind_text(query, 2, present->session.logind_id);
	return db_run(query);
}

/* Leave in LIST those whose id has become known. */
static void
keep_learnt(struct listing *list)
{
	size_t kept = 0;

	for (size_t i = 0; i < list->count; i++) {
		struct session_record *session = &list->items[i].session;

		if (session->logind_id[0] != '\0')
			continue;
		logind_id(
		    (pid_t)session->leader, session->uid, session->logind_id);
		/* the process may have exited, and its pid be another's */
		if (session->logind_id[0] != '\0' && session_is_alive(session))
			list->items[kept++] = list->items[i];
	}
	list->count = kept;
}

static int
write_learnt(
    struct store *store, const struct actor *actor, const struct listing *list)
{
	struct change *change;
	int rc = change_begin_fast(store, actor, &change);

	if (rc != FIELD_OK)
		return rc;
	for (size_t i = 0; rc == FIELD_OK && i < list->count; i++)
		rc = set_logind_id(change, &list->items[i]);
	return change_end(change, rc);
}

int
present_learn(struct store *store, const struct actor *actor)
{
	struct listing list = { NULL, 0, FIELD_OK };
	int rc = list_stored(store, &list);

	keep_learnt(&list);
	if (rc == FIELD_OK && list.count > 0)
		rc = write_learnt(store, actor, &list);
	free(list.items);
	return rc;
}

/* --- everyone --------------------------------------------------------------- */

static int
by_number(const void *a, const void *b)
{
	const uid_t left = *(const uid_t *)a, right = *(const uid_t *)b;

	return (left > right) - (left < right);
}

static int
add_uid(uid_t **uids, size_t *count, uid_t uid)
{
	uid_t *at;

	if (uid == 0 || (*count > 0 && (*uids)[*count - 1] == uid))
		return FIELD_OK;
	at = array_add(uids, count, sizeof(*at));
	if (at == NULL)
		return FIELD_ENOMEM;
	*at = uid;
	return FIELD_OK;
}

static int
add_processes(uid_t **uids, size_t *count)
{
	struct process_table table = { NULL, 0, 0 };
	int rc = process_table_read(&table);

	for (size_t i = 0; rc == FIELD_OK && i < table.count; i++) {
		const struct process *process = &table.items[i];

		rc = add_uid(uids, count, process->real);
		if (rc == FIELD_OK)
			rc = add_uid(uids, count, process->effective);
		if (rc == FIELD_OK)
			rc = add_uid(uids, count, process->saved);
	}
	process_table_release(&table);
	return rc;
}

static void
drop_repeated(uid_t *uids, size_t *count)
{
	size_t kept = 0;

	if (*count > 0)
		qsort(uids, *count, sizeof(*uids), by_number);
	for (size_t i = 0; i < *count; i++)
		if (kept == 0 || uids[kept - 1] != uids[i])
			uids[kept++] = uids[i];
	*count = kept;
}

int
present_uids(struct store *store, uid_t **ret_uids, size_t *ret_count)
{
	struct listing list = { NULL, 0, FIELD_OK };
	uid_t *uids = NULL;
	size_t count = 0;
	int rc = list_records(store, &list);

	for (size_t i = 0; rc == FIELD_OK && i < list.count; i++)
		rc = add_uid(&uids, &count, list.items[i].session.uid);
	if (rc == FIELD_OK)
		rc = add_processes(&uids, &count);
	free(list.items);
	if (rc != FIELD_OK) {
		free(uids);
		return rc;
	}
	drop_repeated(uids, &count);
	*ret_uids = uids; /* transferred */
	*ret_count = count;
	return FIELD_OK;
}
