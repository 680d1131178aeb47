/*
 * store/session/session_spool: see session_spool.h.
 *
 * The folder's lock is taken after that of the database, never before: a
 * sign-in that cannot write must not wait for one that can.
 */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/array.h"
#include "base/err.h"
#include "base/file.h"
#include "base/str.h"
#include "store/session/session_spool.h"

#define WAIT_MS    2000
#define RECORD_MAX 4096 /* bytes of a file */

static bool
folder_path(char *path, const char *run_dir)
{
	return str_format(path, PATHS_MAX, "%s/sessions", run_dir);
}

static bool
record_path(char *path, const char *run_dir, const char *id)
{
	return id_is_valid(id) &&
	    str_format(path, PATHS_MAX, "%s/sessions/%s", run_dir, id);
}

static int
take_lock(const char *run_dir, int *ret_fd)
{
	char path[PATHS_MAX];

	if (!str_format(path, sizeof(path), "%s/sessions/.lock", run_dir))
		return FIELD_EINVAL;
	return file_lock(path, WAIT_MS, ret_fd);
}

/* --- one record: lines of "name value" ------------------------------------ */

struct field {
	const char *name;
	char *text;
	size_t size;
	int64_t *number; /* where text is NULL */
};

#define FIELD_COUNT 12

static void
list_fields(struct session_record *session, struct field fields[FIELD_COUNT])
{
	const struct field all[FIELD_COUNT] = {
		{ "person", session->person_id, sizeof(session->person_id),
		    NULL },
		{ "service", session->service, sizeof(session->service), NULL },
		{ "tty", session->tty, sizeof(session->tty), NULL },
		{ "address", session->address, sizeof(session->address), NULL },
		{ "method", session->method, sizeof(session->method), NULL },
		{ "logind", session->logind_id, sizeof(session->logind_id),
		    NULL },
		{ "boot", session->boot_id, sizeof(session->boot_id), NULL },
		{ "leader", NULL, 0, &session->leader },
		{ "started", NULL, 0, &session->started },
		{ "epoch", NULL, 0, &session->epoch },
		{ "opened", NULL, 0, &session->opened_at },
		{ "closed", NULL, 0, &session->closed_at },
	};

	memcpy(fields, all, sizeof(all));
}

/* Text from a host must not be able to add a line. */
static void
put_line(struct strbuf *buf, const char *name, const char *text)
{
	strbuf_printf(buf, "%s ", name);
	for (; *text != '\0'; text++)
		strbuf_printf(
		    buf, "%c", (unsigned char)*text < 0x20 ? '?' : *text);
	strbuf_puts(buf, "\n");
}

static int
write_record(const char *run_dir, const struct session_record *session)
{
	struct session_record copy = *session;
	struct field fields[FIELD_COUNT];
	struct strbuf buf = STRBUF_INIT;
	char path[PATHS_MAX];
	int rc;

	list_fields(&copy, fields);
	strbuf_printf(&buf, "uid %u\n", session->uid);
	for (size_t i = 0; i < FIELD_COUNT; i++)
		if (fields[i].text != NULL)
			put_line(&buf, fields[i].name, fields[i].text);
		else
			strbuf_printf(&buf, "%s %lld\n", fields[i].name,
			    (long long)*fields[i].number);
	if (buf.failed)
		rc = FIELD_ENOMEM;
	else if (!record_path(path, run_dir, session->id))
		rc = FIELD_EINVAL;
	else
		rc = file_replace(path, buf.bytes, buf.len, 0600);
	strbuf_release(&buf);
	return rc;
}

static bool
take_line(struct session_record *session, const char *name, const char *value)
{
	struct field fields[FIELD_COUNT];
	int64_t uid;

	if (strcmp(name, "uid") == 0) {
		if (str_parse_int(value, 1, UINT32_MAX, &uid) < 0)
			return false;
		session->uid = (uint32_t)uid;
		return true;
	}
	list_fields(session, fields);
	for (size_t i = 0; i < FIELD_COUNT; i++) {
		if (strcmp(fields[i].name, name) != 0)
			continue;
		if (fields[i].text != NULL)
			return str_copy(fields[i].text, fields[i].size, value);
		return str_parse_int(value, 0, INT64_MAX, fields[i].number) ==
		    FIELD_OK;
	}
	return true; /* of a later version */
}

static int
read_record(
    const char *run_dir, const char *id, struct session_record *ret_session)
{
	struct session_record session = { 0 };
	char path[PATHS_MAX], *text = NULL, *line, *rest;
	size_t len;
	int rc;

	if (!record_path(path, run_dir, id))
		return FIELD_ENOTFOUND;
	rc = file_read(path, RECORD_MAX, &text, &len);
	if (rc < 0)
		return rc;
	for (line = strtok_r(text, "\n", &rest); line != NULL && rc == FIELD_OK;
	     line = strtok_r(NULL, "\n", &rest)) {
		char *value = strchr(line, ' ');

		if (value != NULL)
			*value++ = '\0';
		if (value == NULL || !take_line(&session, line, value))
			rc = FIELD_ECORRUPT;
	}
	free(text);
	if (rc == FIELD_OK &&
	    (session.uid == 0 || !id_is_valid(session.person_id)))
		rc = FIELD_ECORRUPT;
	(void)str_copy(session.id, sizeof(session.id), id);
	if (rc == FIELD_OK)
		*ret_session = session;
	return rc;
}

/* --- listing -------------------------------------------------------------- */

int
session_spool_list(const char *run_dir,
    bool (*visit)(const struct session_record *session, void *context),
    void *context)
{
	struct session_record session;
	struct dirent *entry;
	char path[PATHS_MAX];
	DIR *dir;
	bool go_on = true;
	int rc = FIELD_OK;

	if (!folder_path(path, run_dir))
		return FIELD_EINVAL;
	dir = opendir(path);
	if (dir == NULL) {
		rc = file_error();
		return rc == FIELD_ENOTFOUND ? FIELD_OK : rc;
	}
	for (entry = readdir(dir); entry != NULL && go_on && rc == FIELD_OK;
	     entry = readdir(dir)) {
		if (!id_is_valid(entry->d_name))
			continue;
		rc = read_record(run_dir, entry->d_name, &session);
		if (rc == FIELD_OK)
			go_on = visit(&session, context);
		/* removed in the meantime, or not a record */
		if (rc != FIELD_ENOMEM)
			rc = FIELD_OK;
	}
	(void)closedir(dir);
	return rc;
}

/* --- putting and removing ------------------------------------------------- */

/* The number of UID's records; with PRUNE, after deleting those of processes
 * that have exited. */
struct tally {
	const char *run_dir;
	uint32_t uid;
	size_t count;
	bool prune;
};

static bool
count_one(const struct session_record *session, void *context)
{
	struct tally *tally = context;

	if (session->uid != tally->uid)
		return true;
	if (tally->prune && !session_is_alive(session))
		(void)session_spool_remove(tally->run_dir, session->id);
	else
		tally->count++;
	return true;
}

static int
make_room(const char *run_dir, uint32_t uid)
{
	struct tally tally = { .run_dir = run_dir, .uid = uid };
	int rc = session_spool_list(run_dir, count_one, &tally);

	if (rc == FIELD_OK && tally.count >= SESSION_SPOOL_MAX) {
		tally = (struct tally){ run_dir, uid, 0, true };
		rc = session_spool_list(run_dir, count_one, &tally);
	}
	if (rc == FIELD_OK && tally.count >= SESSION_SPOOL_MAX)
		rc = FIELD_EBUSY;
	return rc;
}

int
session_spool_put(const char *run_dir, const struct session_record *session)
{
	char path[PATHS_MAX];
	int fd, rc;

	if (session->started == 0)
		return FIELD_ENOTFOUND;
	if (!folder_path(path, run_dir))
		return FIELD_EINVAL;
	rc = file_make_folder(path, 0700);
	if (rc == FIELD_OK)
		rc = take_lock(run_dir, &fd);
	if (rc < 0)
		return rc;
	rc = make_room(run_dir, session->uid);
	if (rc == FIELD_OK)
		rc = write_record(run_dir, session);
	(void)close(fd);
	return rc;
}

int
session_spool_close(const char *run_dir, const char *id, int64_t now_s)
{
	struct session_record session;
	char path[PATHS_MAX];
	int fd, rc;

	if (!record_path(path, run_dir, id))
		return FIELD_ENOTFOUND;
	rc = file_exists(path);
	if (rc < 0)
		return rc;
	rc = take_lock(run_dir, &fd);
	if (rc < 0)
		return rc;
	rc = read_record(run_dir, id, &session);
	if (rc == FIELD_OK && session.closed_at == 0) {
		session.closed_at = now_s;
		rc = write_record(run_dir, &session);
	}
	(void)close(fd);
	return rc;
}

int
session_spool_remove(const char *run_dir, const char *id)
{
	char path[PATHS_MAX];

	if (!record_path(path, run_dir, id))
		return FIELD_EINVAL;
	return unlink(path) == 0 || errno == ENOENT ? FIELD_OK : FIELD_EIO;
}

/* --- moving into the database --------------------------------------------- */

struct absorbing {
	struct change *change;
	const char *run_dir;
	int rc;
	size_t count;
	char (*id)[ID_SIZE]; /* of those that were moved in this change */
};

static bool
absorb_one(const struct session_record *session, void *context)
{
	struct absorbing *absorbing = context;
	char *id = NULL;
	int rc = session_take(absorbing->change, session);

	if (rc == FIELD_ENOTFOUND) /* of a person unknown here */
		return true;
	if (rc == FIELD_OK && session->closed_at == 0 &&
	    !session_is_alive(session))
		rc = session_close(absorbing->change, session->id, "ended");
	if (rc == FIELD_OK && session->closed_at != 0)
		rc = session_close(absorbing->change, session->id, "closed");
	if (rc == FIELD_OK) {
		id = array_add(&absorbing->id, &absorbing->count, ID_SIZE);
		rc = id != NULL ? FIELD_OK : FIELD_ENOMEM;
	}
	if (rc == FIELD_OK)
		memcpy(id, session->id, ID_SIZE);
	absorbing->rc = rc;
	return rc == FIELD_OK;
}

static bool
is_one(const struct session_record *session, void *context)
{
	(void)session;
	*(bool *)context = true;
	return false;
}

int
session_spool_absorb(struct store *store, const struct actor *actor)
{
	struct absorbing absorbing = {
		.run_dir = store_paths(store)->run_dir,
	};
	bool any = false;
	int fd, rc;

	rc = session_spool_list(absorbing.run_dir, is_one, &any);
	if (rc < 0 || !any)
		return rc;
	rc = change_begin_fast(store, actor, &absorbing.change);
	if (rc < 0)
		return rc;
	rc = take_lock(absorbing.run_dir, &fd);
	if (rc < 0)
		return change_end(absorbing.change, rc);
	rc = session_spool_list(absorbing.run_dir, absorb_one, &absorbing);
	rc = change_end(absorbing.change, rc == FIELD_OK ? absorbing.rc : rc);
	for (size_t i = 0; rc == FIELD_OK && i < absorbing.count; i++)
		rc = session_spool_remove(absorbing.run_dir, absorbing.id[i]);
	(void)close(fd);
	free(absorbing.id);
	return rc;
}
