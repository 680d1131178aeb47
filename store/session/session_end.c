/*
 * From the table of pending endings to processes, and back to the records of
 * their sessions.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/array.h"
#include "base/err.h"
#include "base/file.h"
#include "base/i18n.h"
#include "base/str.h"
#include "store/session/session.h"
#include "store/session/session_end.h"
#include "store/session/session_spool.h"
#include "store/session/sweep.h"

#define LOCK_NAME        "ending.lock"
#define LOCK_MS          45000 /* as long as another process may take */
#define ROOT_GRACE_MS    30000 /* an upgrade that the person started by sudo */
#define SIGN_IN_LOCK_MS  10000 /* a person waits at a prompt */
#define SIGN_IN_GRACE_MS 3000

struct person_ending {
	char id[ID_SIZE], login[USER_LOGIN_SIZE];
	int64_t epoch;
};

struct open_session {
	char id[ID_SIZE];
	bool alive, stale;
};

struct ending {
	struct store *store;
	const struct actor *actor;
	const char *person_id; /* "": all */
	struct person_ending *people;
	struct scope_person *scope; /* the same, in the form that sweep needs */
	bool *done;
	size_t person_count;
	struct open_session *sessions; /* of all people */
	struct scope_leader *leaders;  /* those that are alive */
	size_t session_count, leader_count;
	int spool_rc; /* result of reading leaders from records in /run */
	int lock_fd;
};

/* --- reading the database
 * --------------------------------------------------- */

static int
take_person(struct ending *ending, struct query *query)
{
	size_t i = ending->person_count;
	int rc = array_room(&ending->people, i, sizeof(*ending->people));

	if (rc == FIELD_OK)
		rc = array_room(&ending->scope, i, sizeof(*ending->scope));
	if (rc < 0)
		return rc;
	db_copy(query, ENDING_PERSON_ID, ending->people[i].id, ID_SIZE);
	ending->people[i].epoch = db_int(query, ENDING_EPOCH);
	db_copy(query, ENDING_LOGIN, ending->people[i].login, USER_LOGIN_SIZE);
	ending->scope[i].uid = (uid_t)db_int(query, ENDING_UID);
	ending->person_count++;
	return FIELD_OK;
}

static int
load_people(struct ending *ending)
{
	struct query *query = db_query(ending->store, SQL_ENDING_LIST);
	int rc;

	db_bind_text(query, 1, ending->person_id);
	for (rc = db_step(query); rc == 1; rc = db_step(query)) {
		rc = take_person(ending, query);
		if (rc < 0)
			break;
	}
	db_done(query);
	if (rc < 0)
		return rc;
	/* the array does not grow from here on */
	for (size_t i = 0; i < ending->person_count; i++)
		ending->scope[i].login = ending->people[i].login;
	ending->done = calloc(ending->person_count + 1, sizeof(*ending->done));
	return ending->done != NULL ? FIELD_OK : FIELD_ENOMEM;
}

static int
take_session(struct ending *ending, struct query *query)
{
	struct scope_leader leader = { .pid = (pid_t)db_int(
					   query, OPEN_SESSION_LEADER_PID),
		.started = db_int(query, OPEN_SESSION_LEADER_STARTED),
		.uid = (uid_t)db_int(query, OPEN_SESSION_UID) };
	size_t i = ending->session_count;
	int rc = array_room(&ending->sessions, i, sizeof(*ending->sessions));

	if (rc == FIELD_OK)
		rc = array_room(&ending->leaders, ending->leader_count,
		    sizeof(*ending->leaders));
	if (rc < 0)
		return rc;
	db_copy(query, OPEN_SESSION_ID, ending->sessions[i].id, ID_SIZE);
	ending->sessions[i].stale = db_int(query, OPEN_SESSION_STALE) != 0;
	/* pids of another boot mean nothing */
	ending->sessions[i].alive = db_int(query, OPEN_SESSION_OF_THIS_BOOT) !=
		0 &&
	    leader.started != 0 &&
	    process_started(leader.pid) == leader.started;
	if (ending->sessions[i].alive)
		ending->leaders[ending->leader_count++] = leader;
	ending->session_count++;
	return FIELD_OK;
}

/* Sessions that could not be moved into the database are ended as well. */
static bool
take_spooled(const struct session_record *session, void *context)
{
	struct ending *ending = context;
	char boot_id[64];

	clock_boot_id(boot_id);
	if (session->closed_at != 0 || session->started == 0 ||
	    strcmp(session->boot_id, boot_id) != 0 ||
	    process_started((pid_t)session->leader) != session->started)
		return true;
	ending->spool_rc = array_room(
	    &ending->leaders, ending->leader_count, sizeof(*ending->leaders));
	if (ending->spool_rc < 0)
		return false;
	ending->leaders[ending->leader_count++] = (struct scope_leader){
		.pid = (pid_t)session->leader,
		.started = session->started,
		.uid = session->uid
	};
	return true;
}

static int
load_spooled(struct ending *ending)
{
	const char *run_dir = store_paths(ending->store)->run_dir;
	int rc;

	ending->spool_rc = FIELD_OK;
	rc = session_spool_list(run_dir, take_spooled, ending);
	if (rc == FIELD_OK)
		rc = ending->spool_rc;
	/* even if /run cannot be read, people are ended by uid */
	return rc == FIELD_ENOMEM ? rc : FIELD_OK;
}

static int
load_sessions(struct ending *ending)
{
	struct query *query = db_query(ending->store, SQL_SESSION_ALL_OPEN);
	char boot_id[64];
	int rc;

	ending->session_count = ending->leader_count = 0;
	clock_boot_id(boot_id);
	db_bind_text(query, 1, boot_id);
	for (rc = db_step(query); rc == 1; rc = db_step(query)) {
		rc = take_session(ending, query);
		if (rc < 0)
			break;
	}
	db_done(query);
	return rc < 0 ? rc : load_spooled(ending);
}

static void
release(struct ending *ending)
{
	free(ending->people);
	free(ending->scope);
	free(ending->done);
	free(ending->sessions);
	free(ending->leaders);
	ending->people = NULL;
	ending->scope = NULL;
	ending->done = NULL;
	ending->sessions = NULL;
	ending->leaders = NULL;
	ending->person_count = 0;
}

/* --- recording the result
 * --------------------------------------------------------- */

static bool
has_dead_records(const struct ending *ending)
{
	for (size_t i = 0; i < ending->session_count; i++)
		if (!ending->sessions[i].alive)
			return true;
	return false;
}

static int
remove_done(struct ending *ending)
{
	int rc = FIELD_OK;

	for (size_t i = 0; rc == FIELD_OK && i < ending->person_count; i++) {
		struct query *query;

		if (!ending->done[i])
			continue;
		/* a higher epoch has been requested in the meantime: it
		 * stays */
		query = db_query(ending->store, SQL_ENDING_DONE);
		db_bind_text(query, 1, ending->people[i].id);
		db_bind_int(query, 2, ending->people[i].epoch);
		rc = db_run(query);
	}
	return rc;
}

/* The host that opened a session may have closed its record already. */
static int
close_dead(struct ending *ending, struct change *change)
{
	int rc = FIELD_OK;

	for (size_t i = 0; rc == FIELD_OK && i < ending->session_count; i++)
		if (!ending->sessions[i].alive)
			rc = session_close(change, ending->sessions[i].id,
			    ending->sessions[i].stale ? "ended" : "lost");
	return rc;
}

static int
write_down(struct ending *ending)
{
	struct change *change;
	int rc = load_sessions(ending);

	if (rc < 0 || (ending->person_count == 0 && !has_dead_records(ending)))
		return rc;
	rc = change_begin_fast(ending->store, ending->actor, &change);
	if (rc < 0)
		return rc;
	rc = close_dead(ending, change);
	if (rc == FIELD_OK)
		rc = remove_done(ending);
	return change_end(change, rc);
}

/* --- ending
 * ----------------------------------------------------------------------------- */

/* A database below another root belongs to another terminal that is being
 * prepared here: its people have no processes on this machine. */
static bool
is_of_this_machine(const struct store *store)
{
	struct paths real;

	return paths_init(&real, NULL) == FIELD_OK &&
	    strcmp(real.conf_dir, store_paths(store)->conf_dir) == 0;
}

/* Sessions must be ended even if /run cannot be written: then without a
 * lock. */
static int
take_lock(struct ending *ending, int timeout_ms)
{
	const char *run_dir = store_paths(ending->store)->run_dir;
	char path[PATHS_MAX + sizeof(LOCK_NAME) + 1];
	int rc = file_make_folder(run_dir, 0755);

	ending->lock_fd = -1;
	if (rc == FIELD_OK &&
	    str_format(path, sizeof(path), "%s/%s", run_dir, LOCK_NAME))
		rc = file_lock(path, timeout_ms, &ending->lock_fd);
	return rc == FIELD_EBUSY ? rc : FIELD_OK;
}

static void
copy_notes(const struct ending *ending, const struct sweep_notes *from,
    struct session_end_notes *to)
{
	to->count = from->count;
	for (size_t i = 0;
	     i < from->count && i < SESSION_END_NOTES && i < SWEEP_NOTES_MAX;
	     i++) {
		to->items[i].pid = from->items[i].pid;
		memcpy(to->items[i].command, from->items[i].command,
		    sizeof(to->items[i].command));
		(void)str_copy(to->items[i].login, USER_LOGIN_SIZE,
		    ending->people[from->items[i].person].login);
	}
}

static int
sweep(struct ending *ending, pid_t host, struct session_end_report *report)
{
	struct sweep_report swept = { .done = ending->done };
	const struct sweep sweep = { .people = ending->scope,
		.person_count = ending->person_count,
		.leaders = ending->leaders,
		.leader_count = ending->leader_count,
		.host = host,
		.root_grace_ms = host != 0 ? SIGN_IN_GRACE_MS : ROOT_GRACE_MS };
	int rc = FIELD_OK;

	if (ending->person_count == 0)
		return FIELD_OK;
	if (is_of_this_machine(ending->store))
		rc = sweep_run(&sweep, &swept);
	else
		memset(ending->done, true, ending->person_count);
	if (rc == FIELD_OK && swept.own)
		rc = sweep_afterwards(&sweep, ending->lock_fd);
	report->own = swept.own;
	copy_notes(ending, &swept.left, &report->left);
	copy_notes(ending, &swept.spared, &report->spared);
	return rc;
}

static int
run(struct ending *ending, pid_t host, int lock_ms,
    struct session_end_report *report)
{
	int rc = take_lock(ending, lock_ms);

	if (rc < 0)
		return rc;
	/* only now: the previous holder of the lock may have done it */
	rc = load_people(ending);
	if (rc == FIELD_OK)
		rc = load_sessions(ending);
	report->people = ending->person_count;
	if (rc == FIELD_OK)
		rc = sweep(ending, host, report);
	if (rc == FIELD_OK)
		rc = write_down(ending);
	if (ending->lock_fd >= 0)
		(void)close(ending->lock_fd);
	return rc;
}

int
session_end_pending(struct store *store, const struct actor *actor,
    struct session_end_report *ret_report)
{
	struct ending ending = {
		.store = store, .actor = actor, .person_id = ""
	};

	memset(ret_report, 0, sizeof(*ret_report));
	/* this includes records that were kept beside the database */
	(void)session_spool_absorb(store, actor);
	ret_report->rc = run(&ending, 0, LOCK_MS, ret_report);
	release(&ending);
	return ret_report->rc;
}

int
session_end_lost(struct store *store, const struct actor *actor)
{
	struct ending ending = {
		.store = store, .actor = actor, .person_id = ""
	};
	int rc;

	(void)session_spool_absorb(store, actor);
	/* without people whose sessions must end, it only closes records */
	rc = write_down(&ending);
	release(&ending);
	return rc;
}

/* Whether everything that had to end has ended, or will when this process
 * exits. */
static bool
is_complete(const struct session_end_report *report)
{
	return report->rc == FIELD_OK && report->left.count == 0;
}

int
session_end_person(struct store *store, const struct actor *actor,
    const char *person_id, pid_t host, struct session_end_report *ret_report)
{
	struct ending ending = {
		.store = store, .actor = actor, .person_id = person_id
	};
	int rc;

	memset(ret_report, 0, sizeof(*ret_report));
	rc = load_people(&ending);
	if (rc == FIELD_OK && ending.person_count > 0) {
		release(&ending);
		rc = run(&ending, host, SIGN_IN_LOCK_MS, ret_report);
	}
	release(&ending);
	ret_report->rc = rc;
	if (rc == FIELD_OK && (!is_complete(ret_report) || ret_report->own))
		rc = FIELD_EBUSY;
	return rc;
}

/* --- reporting
 * ---------------------------------------------------------------------------- */

bool
session_end_problem(
    const struct session_end_report *report, struct refusal *ret_problem)
{
	char list[200], count[24];

	if (report->rc != FIELD_OK) {
		(void)refuse(ret_problem, REASON_ENDING_FAILED,
		    field_strerror(report->rc), NULL);
		return true;
	}
	if (report->left.count == 0)
		return false;
	(void)snprintf(count, sizeof(count), "%zu", report->left.count);
	(void)refuse(ret_problem, REASON_NOT_ENDED, count,
	    session_end_list(&report->left, list, sizeof(list)));
	return true;
}

char *
session_end_list(const struct session_end_notes *notes, char *buf, size_t size)
{
	struct strbuf list = STRBUF_INIT;
	const char *login = "";
	size_t shown = notes->count < SESSION_END_NOTES ? notes->count :
							  SESSION_END_NOTES;

	for (size_t i = 0; i < shown; i++) {
		const struct session_end_note *item = &notes->items[i];

		if (strcmp(item->login, login) != 0)
			strbuf_printf(
			    &list, "%s%s: ", i > 0 ? "; " : "", item->login);
		else
			strbuf_puts(&list, ", ");
		strbuf_printf(&list, "%s (%d)", item->command, (int)item->pid);
		login = item->login;
	}
	if (notes->count > shown)
		strbuf_printf(&list, _("; %zu more"), notes->count - shown);
	(void)snprintf(buf, size, "%s", list.bytes != NULL ? list.bytes : "");
	strbuf_release(&list);
	return buf;
}
