/* store/signin/session: ending what must not go on. */
#include <poll.h>
#include <signal.h>
#include <sys/pidfd.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/str.h"
#include "store/signin/process.h"
#include "store/signin/session.h"
#include "store/signin/session_spool.h"

#define SESSIONS_MAX  64   /* in one call; the next one takes the rest */
#define PROCESSES_MAX 1024 /* pidfds at once */
#define POLITE_MS     3000 /* from SIGTERM to SIGKILL */
#define FINAL_MS      1000

/* The sessions that must end, and the processes that make them up. */
struct ending {
	struct {
		char id[ID_SIZE];
		pid_t leader;
		int64_t started;
		uid_t uid;
	} session[SESSIONS_MAX];
	size_t session_count;
	int fd[PROCESSES_MAX]; /* -1: it has ended */
	size_t process_count;
};

static int
list_sessions(struct store *store, struct ending *ending)
{
	struct query *query = db_query(store, SQL_SESSION_STALE);
	char boot_id[64];
	int rc = 0;

	process_boot_id(boot_id, sizeof(boot_id));
	db_bind_text(query, 1, boot_id);
	while (ending->session_count < SESSIONS_MAX) {
		size_t i = ending->session_count;

		rc = db_step(query);
		if (rc <= 0)
			break;
		(void)str_copy(
		    ending->session[i].id, ID_SIZE, db_text(query, 0));
		ending->session[i].leader = (pid_t)db_int(query, 1);
		ending->session[i].started = db_int(query, 2);
		ending->session[i].uid = (uid_t)db_int(query, 3);
		ending->session_count++;
	}
	db_done(query);
	return rc < 0 ? rc : FIELD_OK;
}

/* Leaders first: what they started may end with them. */
static void
open_processes(struct ending *ending)
{
	for (size_t i = 0;
	     i < ending->session_count && ending->process_count < PROCESSES_MAX;
	     i++) {
		int leader = process_open(
		    ending->session[i].leader, ending->session[i].started);

		if (leader < 0)
			continue;
		ending->fd[ending->process_count++] = leader;
		ending->process_count += process_open_followers(
		    ending->session[i].leader, ending->session[i].uid,
		    ending->fd + ending->process_count,
		    PROCESSES_MAX - ending->process_count);
	}
}

/* Signal every process that is still there, and wait for them, MS at most. */
static void
signal_all(struct ending *ending, int signal, int ms)
{
	int64_t until_ms = clock_monotonic_ms() + ms;

	for (size_t i = 0; i < ending->process_count; i++)
		if (ending->fd[i] >= 0)
			(void)pidfd_send_signal(ending->fd[i], signal, NULL, 0);
	for (size_t i = 0; i < ending->process_count; i++) {
		struct pollfd one = { .fd = ending->fd[i], .events = POLLIN };
		int64_t left_ms = until_ms - clock_monotonic_ms();

		/* a pidfd becomes readable when its process ends */
		if (one.fd < 0 ||
		    poll(&one, 1, left_ms > 0 ? (int)left_ms : 0) != 1)
			continue;
		(void)close(one.fd);
		ending->fd[i] = -1;
	}
}

/* The host that opened a session may have closed its record by now. */
static int
close_records(
    struct store *store, const struct actor *actor, const struct ending *ending)
{
	struct change *change;
	int rc = change_begin_fast(store, actor, &change);

	if (rc < 0)
		return rc;
	for (size_t i = 0; rc == FIELD_OK && i < ending->session_count; i++)
		if (process_started(ending->session[i].leader) !=
		    ending->session[i].started)
			rc = session_close(
			    change, ending->session[i].id, "ended");
	return change_end(change, rc);
}

int
session_end_stale(
    struct store *store, const struct actor *actor, size_t *ret_count)
{
	struct ending ending = { 0 };
	int rc;

	/* records that were kept beside the database are among them */
	(void)session_spool_absorb(store, actor);
	rc = list_sessions(store, &ending);

	if (rc == FIELD_OK && ending.session_count > 0) {
		open_processes(&ending);
		signal_all(&ending, SIGTERM, POLITE_MS);
		signal_all(&ending, SIGKILL, FINAL_MS);
		rc = close_records(store, actor, &ending);
	}
	for (size_t i = 0; i < ending.process_count; i++)
		if (ending.fd[i] >= 0)
			(void)close(ending.fd[i]);
	*ret_count = rc == FIELD_OK ? ending.session_count : 0;
	return rc;
}
