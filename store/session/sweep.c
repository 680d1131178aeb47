/*
 * The loop that ends people's processes: list, signal, list again.
 */
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/str.h"
#include "store/session/sweep.h"

#define POLITE_MS   1000 /* from SIGTERM to SIGKILL, under their uids */
#define FINAL_MS    6000 /* after SIGKILL, until it is given up */
#define HANGUP_MS   2000 /* root's shells ignore SIGTERM, not SIGHUP */
#define CHILD_MS    200  /* time limit of kill(-1) */
#define FAREWELL_MS 10000
#define SHOWN_MS    300 /* for sudo and sshd to pass on the output */
#define KIN_MAX     256
#define PEOPLE_UID  1000                /* the lowest uid that is ever swept */
#define UNUSED_UID  ((uid_t)4294967290) /* a uid without processes */

struct sweeping {
	const struct sweep *in;
	struct scope scope;
	struct process_table table;
	pid_t kin[KIN_MAX]; /* this process, its parents, the host */
	size_t kin_count;
	int64_t begun_ms;
	bool *crowd;  /* per person: kill(-1) reaches only their processes */
	bool *own;    /* per person: this process belongs to them */
	size_t *left; /* per person */
	size_t under_uid, of_root; /* the result of the last pass */
	bool first, hung_up;
};

/* --- the calling process
 * ---------------------------------------------------- */

static void
add_kin(struct sweeping *sweeping, pid_t pid)
{
	while (pid > 1 && sweeping->kin_count < KIN_MAX) {
		const struct process *process = process_find(
		    &sweeping->table, pid);

		sweeping->kin[sweeping->kin_count++] = pid;
		pid = process != NULL ? process->parent : 0;
	}
}

static bool
is_kin(const struct sweeping *sweeping, pid_t pid)
{
	for (size_t i = 0; i < sweeping->kin_count; i++)
		if (sweeping->kin[i] == pid)
			return true;
	return false;
}

/* --- one uid at once
 * ------------------------------------------------------------ */

/*
 * In the child.  kill(-1) spares nothing that the caller may signal: the
 * process must be certain not to be root any more.  Real and saved uid become
 * an unused one, so that the person can neither signal nor stop this process.
 */
static _Noreturn void
kill_all_as(uid_t uid)
{
	bool taken;

	(void)setgroups(0, NULL);
	taken = setresgid(UNUSED_UID, UNUSED_UID, UNUSED_UID) == 0 &&
	    setresuid(UNUSED_UID, uid, UNUSED_UID) == 0;
	/* the uid does not exist in a user namespace */
	if (!taken)
		taken = setresuid(uid, uid, uid) == 0;
	if (!taken || geteuid() != uid || getuid() == 0)
		_exit(1);
	/* and its capabilities are gone */
	if (kill(1, 0) == 0 || errno != EPERM)
		_exit(1);
	(void)kill(-1, SIGKILL);
	_exit(0);
}

static void
sleep_ms(long ms)
{
	const struct timespec span = { ms / 1000, ms % 1000 * 1000000 };

	(void)nanosleep(&span, NULL);
}

static void
kill_crowd(uid_t uid)
{
	int64_t until_ms = clock_monotonic_ms() + CHILD_MS;
	pid_t child = fork();

	if (child == 0)
		kill_all_as(uid);
	if (child < 0)
		return; /* they are signalled one by one as well */
	while (waitpid(child, NULL, WNOHANG) == 0) {
		if (clock_monotonic_ms() > until_ms)
			(void)kill(child, SIGKILL);
		sleep_ms(1);
	}
}

/* --- one pass
 * ------------------------------------------------------------------- */

static void
note(struct sweep_notes *notes, const struct process *process, size_t person)
{
	if (notes->count < SWEEP_NOTES_MAX) {
		struct sweep_note *item = &notes->items[notes->count];

		item->pid = process->pid;
		item->person = person;
		memcpy(item->command, process->command, sizeof(item->command));
	}
	notes->count++;
}

/* A host that signs the person in already has their login uid, and may have
 * been moved to their slice. */
static bool
is_fresh(const struct sweeping *sweeping, enum scope_kind kind)
{
	return sweeping->in->host != 0 && kind == SCOPE_LOGIN;
}

static int
meet_root(
    struct sweeping *sweeping, const struct process *process, size_t person)
{
	int64_t age_ms = clock_monotonic_ms() - sweeping->begun_ms;
	struct scope *scope = &sweeping->scope;
	bool known = false;

	sweeping->of_root++;
	for (size_t i = 0; !known && i < scope->follower_count; i++)
		known = scope->followers[i].pid == process->pid &&
		    scope->followers[i].started == process->started;
	if (age_ms >= sweeping->in->root_grace_ms) {
		(void)process_signal(process, SIGKILL);
	} else if (!known) {
		(void)process_signal(process, SIGTERM);
		(void)process_signal(process, SIGCONT);
	} else if (age_ms >= HANGUP_MS && !sweeping->hung_up) {
		(void)process_signal(process, SIGHUP);
	}
	return known ? FIELD_OK : scope_follow(scope, process, person);
}

static void
meet_theirs(struct sweeping *sweeping, const struct process *process)
{
	int64_t age_ms = clock_monotonic_ms() - sweeping->begun_ms;

	sweeping->under_uid++;
	if (age_ms >= POLITE_MS) {
		(void)process_signal(process, SIGKILL);
	} else if (sweeping->first) {
		(void)process_signal(process, SIGTERM);
		(void)process_signal(process, SIGCONT); /* it may be stopped */
	}
}

/* kill(2) also matches the saved uid: a root process that has theirs as saved
 * uid would be hit. */
static void
spare_root(struct sweeping *sweeping, const struct process *process)
{
	for (size_t i = 0; i < sweeping->in->person_count; i++)
		if (sweeping->in->people[i].uid == process->saved)
			sweeping->crowd[i] = false;
}

static int
meet(struct sweeping *sweeping, const struct process *process,
    struct sweep_report *report)
{
	size_t person;
	enum scope_kind kind = scope_of(
	    &sweeping->scope, &sweeping->table, process, &person);

	if (process->real == 0 && process->saved != 0)
		spare_root(sweeping, process);
	if (kind == SCOPE_OTHER)
		return FIELD_OK;
	/* classified from incomplete data: an exiting process is waited for */
	if (kind == SCOPE_SPARED && process_is_ending(process))
		kind = SCOPE_PERSON;
	if (kind == SCOPE_SPARED) {
		sweeping->crowd[person] = false;
		note(&report->spared, process, person);
		return FIELD_OK;
	}
	if (is_kin(sweeping, process->pid)) {
		if (kind == SCOPE_PERSON)
			sweeping->crowd[person] = false;
		if (!is_fresh(sweeping, kind))
			report->own = sweeping->own[person] = true;
		return FIELD_OK;
	}
	sweeping->left[person]++;
	note(&report->left, process, person);
	if (kind == SCOPE_ROOT || kind == SCOPE_LOGIN)
		return meet_root(sweeping, process, person);
	meet_theirs(sweeping, process);
	return FIELD_OK;
}

/* Look at every process once, and signal those that are theirs. */
static int
look(struct sweeping *sweeping, struct sweep_report *report)
{
	size_t count = sweeping->in->person_count;
	int64_t age_ms = clock_monotonic_ms() - sweeping->begun_ms;
	int rc = process_table_read(&sweeping->table);

	report->left.count = report->spared.count = 0;
	sweeping->under_uid = sweeping->of_root = 0;
	for (size_t i = 0; i < count; i++) {
		sweeping->left[i] = 0;
		sweeping->crowd[i] = true;
	}
	scope_renew(&sweeping->scope);
	if (rc == FIELD_OK && sweeping->first) {
		add_kin(sweeping, getpid());
		add_kin(sweeping, sweeping->in->host);
	}
	for (size_t i = 0; rc == FIELD_OK && i < sweeping->table.count; i++)
		rc = meet(sweeping, &sweeping->table.items[i], report);
	sweeping->first = false;
	sweeping->hung_up = age_ms >= HANGUP_MS;
	return rc;
}

/* --- the loop --------------------------------------------------------------------- */

/* Whether there is nothing left to wait for. */
static bool
is_over(const struct sweeping *sweeping)
{
	int64_t age_ms = clock_monotonic_ms() - sweeping->begun_ms;
	int64_t grace_ms = sweeping->in->root_grace_ms;

	if (sweeping->of_root > 0 && age_ms < grace_ms + FINAL_MS)
		return false;
	return sweeping->under_uid == 0 ||
	    age_ms >=
	    POLITE_MS + FINAL_MS + (sweeping->of_root > 0 ? grace_ms : 0);
}

static int
loop(struct sweeping *sweeping, struct sweep_report *report)
{
	int rc = look(sweeping, report);

	while (rc == FIELD_OK && !is_over(sweeping)) {
		int64_t age_ms = clock_monotonic_ms() - sweeping->begun_ms;

		sleep_ms(age_ms < 100 ? 5 : 25);
		for (size_t i = 0; i < sweeping->in->person_count; i++)
			if (age_ms >= POLITE_MS && sweeping->left[i] > 0 &&
			    sweeping->crowd[i])
				kill_crowd(sweeping->in->people[i].uid);
		rc = look(sweeping, report);
	}
	return rc;
}

int
sweep_run(const struct sweep *sweep, struct sweep_report *ret_report)
{
	size_t count = sweep->person_count;
	struct sweeping sweeping = {
		.in = sweep, .begun_ms = clock_monotonic_ms(), .first = true
	};
	int rc;

	for (size_t i = 0; i < count; i++)
		if (sweep->people[i].uid < PEOPLE_UID ||
		    sweep->people[i].uid == UNUSED_UID ||
		    sweep->people[i].uid == (uid_t)-1)
			return FIELD_EINVAL;
	rc = scope_init(&sweeping.scope, sweep->people, count, sweep->leaders,
	    sweep->leader_count);
	sweeping.crowd = calloc(count + 1, sizeof(*sweeping.crowd));
	sweeping.own = calloc(count + 1, sizeof(*sweeping.own));
	sweeping.left = calloc(count + 1, sizeof(*sweeping.left));
	if (sweeping.crowd == NULL || sweeping.own == NULL ||
	    sweeping.left == NULL)
		rc = FIELD_ENOMEM;
	if (rc == FIELD_OK)
		rc = loop(&sweeping, ret_report);
	for (size_t i = 0;
	     rc == FIELD_OK && ret_report->done != NULL && i < count; i++)
		ret_report->done[i] = sweeping.left[i] == 0 && !sweeping.own[i];
	scope_release(&sweeping.scope);
	process_table_release(&sweeping.table);
	free(sweeping.crowd);
	free(sweeping.own);
	free(sweeping.left);
	return rc;
}

/* --- after this process has exited
 * ---------------------------------------------------- */

/* Wait until PID has exited and its output has been passed on. */
static void
wait_for_end(pid_t pid)
{
	struct pollfd end = { .fd = pidfd_open(pid, 0), .events = POLLIN };
	int64_t until_ms = clock_monotonic_ms() + FAREWELL_MS;

	if (end.fd >= 0)
		(void)poll(&end, 1, FAREWELL_MS);
	else
		while (kill(pid, 0) == 0 && clock_monotonic_ms() < until_ms)
			sleep_ms(10);
	sleep_ms(SHOWN_MS);
}

/* In the grandchild: close the caller's files, since readers of the caller's
 * output wait for the last holder. */
static _Noreturn void
sweep_alone(const struct sweep *sweep, pid_t caller, int keep_fd)
{
	struct sweep_report report = { .done = NULL };
	struct sweep alone = *sweep;
	int null;

	(void)setsid();
	if (keep_fd >= 0) {
		(void)dup3(keep_fd, 3, O_CLOEXEC);
		(void)close_range(4, ~0U, 0);
	} else {
		(void)close_range(3, ~0U, 0);
	}
	null = open("/dev/null", O_RDWR);
	(void)dup2(null, STDIN_FILENO);
	(void)dup2(null, STDOUT_FILENO);
	(void)dup2(null, STDERR_FILENO);
	wait_for_end(caller);
	alone.host = 0;
	(void)sweep_run(&alone, &report);
	_exit(0);
}

int
sweep_afterwards(const struct sweep *sweep, int keep_fd)
{
	pid_t caller = getpid(), child = fork(), again;

	if (child < 0)
		return FIELD_ENOMEM;
	if (child > 0) {
		while (waitpid(child, NULL, 0) < 0 && errno == EINTR)
			continue;
		return FIELD_OK;
	}
	/* an orphan, so that no process has to wait for it */
	again = fork();
	if (again == 0)
		sweep_alone(sweep, caller, keep_fd);
	_exit(again < 0 ? 1 : 0);
}
