/*
 * Processes that are ended, and processes that are not: with real children,
 * under uids that no other process on the machine has.
 */
#include <pthread.h>
#include <sched.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/err.h"
#include "store/session/sweep.h"

#define FIRST_UID    3100000000U
#define CHILDREN_MAX 16

struct bench {
	uid_t jane, omar;
	pid_t children[CHILDREN_MAX];
	size_t child_count;
	bool done[1];
};

static int
set_up(void **state)
{
	struct bench *bench = calloc(1, sizeof(*bench));

	assert_non_null(bench);
	bench->jane = FIRST_UID + 2 * (uid_t)getpid();
	bench->omar = bench->jane + 1;
	*state = bench;
	return 0;
}

static int
tear_down(void **state)
{
	struct bench *bench = *state;

	for (size_t i = 0; i < bench->child_count; i++) {
		(void)kill(bench->children[i], SIGKILL);
		(void)waitpid(bench->children[i], NULL, 0);
	}
	free(bench);
	return 0;
}

static _Noreturn void
wait_for_ever(int ready_fd)
{
	(void)!write(ready_fd, "x", 1);
	for (;;)
		pause();
}

static void
ignore_all(void)
{
	(void)signal(SIGTERM, SIG_IGN);
	(void)signal(SIGHUP, SIG_IGN);
}

/* A child under UID (real, effective and saved), after PREPARE; it is running
 * when this returns. */
static pid_t
start(struct bench *bench, uid_t real, uid_t effective, void (*prepare)(void))
{
	int ready[2];
	char byte;
	pid_t pid;

	assert_true(bench->child_count < CHILDREN_MAX);
	assert_int_equal(pipe(ready), 0);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		if (prepare != NULL)
			prepare();
		if (setresuid(real, effective, effective) != 0)
			_exit(9);
		/* a change of uid forgets it */
		(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
		wait_for_ever(ready[1]);
	}
	assert_int_equal(read(ready[0], &byte, 1), 1);
	(void)close(ready[0]);
	(void)close(ready[1]);
	bench->children[bench->child_count++] = pid;
	return pid;
}

static bool
is_running(pid_t pid)
{
	return process_started(pid) != 0;
}

static struct sweep_report
run_sweep(struct bench *bench, const struct scope_leader *leaders,
    size_t leader_count)
{
	const struct scope_person people[] = { { "jane", bench->jane } };
	const struct sweep sweep = { .people = people,
		.person_count = 1,
		.leaders = leaders,
		.leader_count = leader_count,
		.root_grace_ms = 3000 };
	struct sweep_report report = { .done = bench->done };

	assert_int_equal(sweep_run(&sweep, &report), FIELD_OK);
	return report;
}

static struct scope_leader
leader_of(pid_t pid, uid_t uid)
{
	return (struct scope_leader){
		.pid = pid, .started = process_started(pid), .uid = uid
	};
}

static void
all_processes_of_the_uid_end_and_no_others(void **state)
{
	struct bench *bench = *state;
	pid_t polite = start(bench, bench->jane, bench->jane, NULL);
	pid_t stubborn = start(bench, bench->jane, bench->jane, ignore_all);
	pid_t stopped = start(bench, bench->jane, bench->jane, ignore_all);
	pid_t effective = start(bench, bench->omar, bench->jane, ignore_all);
	pid_t others = start(bench, bench->omar, bench->omar, NULL);
	pid_t daemon = start(bench, 0, bench->jane, NULL);
	struct sweep_report report;

	assert_int_equal(kill(stopped, SIGSTOP), 0);
	report = run_sweep(bench, NULL, 0);
	assert_int_equal(report.left.count, 0);
	assert_true(bench->done[0]);
	assert_false(report.own);
	assert_false(is_running(polite));
	assert_false(is_running(stubborn));
	assert_false(is_running(stopped));
	assert_false(is_running(effective));
	assert_true(is_running(others));
	assert_true(is_running(daemon));
}

/* Each link of the chain forks the next one and ends. */
static _Noreturn void
breed(uid_t uid, int ready_fd)
{
	ignore_all();
	if (setresuid(uid, uid, uid) != 0 || write(ready_fd, "x", 1) != 1)
		_exit(9);
	for (;;)
		if (fork() > 0)
			_exit(0);
}

/*
 * The chains are in a pid namespace, so that they end with its first process,
 * which ends with this one.
 */
static _Noreturn void
keep_chains(uid_t uid, int ready_fd)
{
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
	(void)signal(SIGCHLD, SIG_IGN);
	for (int i = 0; i < 4; i++)
		if (fork() == 0)
			breed(uid, ready_fd);
	for (;;)
		pause();
}

static pid_t
start_chains(uid_t uid, int ready_fd)
{
	pid_t parent = fork();

	assert_true(parent >= 0);
	if (parent == 0) {
		(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
		if (unshare(CLONE_NEWPID) != 0)
			_exit(9);
		if (fork() == 0)
			keep_chains(uid, ready_fd);
		for (;;)
			pause();
	}
	return parent;
}

static void
a_chain_of_forks_ends(void **state)
{
	struct bench *bench = *state;
	struct sweep_report report;
	int ready[2];
	char byte;

	assert_int_equal(pipe(ready), 0);
	bench->children[bench->child_count++] = start_chains(
	    bench->jane, ready[1]);
	for (int i = 0; i < 4; i++)
		assert_int_equal(read(ready[0], &byte, 1), 1);
	(void)close(ready[0]);
	(void)close(ready[1]);
	report = run_sweep(bench, NULL, 0);
	assert_int_equal(report.left.count, 0);
	assert_true(bench->done[0]);
}

static void
roots_processes_below_their_session_end(void **state)
{
	struct bench *bench = *state;
	pid_t leader = start(bench, 0, 0, NULL);
	pid_t beside = start(bench, 0, 0, NULL);
	struct scope_leader leaders[] = { leader_of(leader, bench->jane) };
	struct sweep_report report = run_sweep(bench, leaders, 1);

	assert_int_equal(report.left.count, 0);
	assert_false(is_running(leader));
	assert_true(is_running(beside));
}

static void
a_reused_pid_is_left_alone(void **state)
{
	struct bench *bench = *state;
	pid_t pid = start(bench, 0, 0, NULL);
	struct scope_leader leaders[] = { leader_of(pid, bench->jane) };
	struct process gone = { .pid = pid,
		.started = process_started(pid) - 1 };

	leaders[0].started--;
	(void)run_sweep(bench, leaders, 1);
	assert_true(is_running(pid));
	assert_int_equal(process_signal(&gone, SIGKILL), FIELD_OK);
	assert_true(is_running(pid));
}

static void
of_two_sessions_the_inner_one_decides(void **state)
{
	struct bench *bench = *state;
	pid_t inner = start(bench, 0, 0, NULL);
	/* this process opened jane's session, and its child omar's */
	struct scope_leader leaders[] = { leader_of(inner, bench->omar),
		leader_of(getpid(), bench->jane) };
	struct sweep_report report = run_sweep(bench, leaders, 2);

	assert_true(is_running(inner));
	assert_true(report.own);
	assert_false(bench->done[0]);
}

static void
the_sweeping_process_and_its_parents_are_spared(void **state)
{
	struct bench *bench = *state;
	pid_t child = start(bench, 0, 0, NULL);
	struct scope_leader leaders[] = { leader_of(getpid(), bench->jane) };
	struct sweep_report report = run_sweep(bench, leaders, 1);

	assert_true(report.own);
	assert_false(bench->done[0]);
	assert_int_equal(report.left.count, 0);
	assert_false(is_running(child));
}

static void *
go_on(void *unused)
{
	for (;;)
		pause();
	return unused;
}

/* Ends as a zombie whose second thread goes on. */
static void
leave_the_first_thread(void)
{
	pthread_t thread;

	if (pthread_create(&thread, NULL, go_on, NULL) != 0)
		_exit(9);
}

static bool
has_zombie_for_a_leader(pid_t pid)
{
	char path[64], text[512];
	FILE *file;
	size_t len;

	(void)snprintf(path, sizeof(path), "/proc/%d/stat", (int)pid);
	file = fopen(path, "re");
	assert_non_null(file);
	len = fread(text, 1, sizeof(text) - 1, file);
	(void)fclose(file);
	text[len] = '\0';
	return strstr(text, ") Z ") != NULL;
}

static void
a_process_whose_first_thread_has_ended_still_counts(void **state)
{
	struct bench *bench = *state;
	const struct timespec span = { 0, 1000000 };
	pid_t pid = fork();
	struct sweep_report report;

	assert_true(pid >= 0);
	if (pid == 0) {
		if (setresuid(bench->jane, bench->jane, bench->jane) != 0)
			_exit(9);
		(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
		leave_the_first_thread();
		pthread_exit(NULL);
	}
	bench->children[bench->child_count++] = pid;
	while (!has_zombie_for_a_leader(pid))
		(void)nanosleep(&span, NULL);
	assert_true(is_running(pid));
	report = run_sweep(bench, NULL, 0);
	assert_int_equal(report.left.count, 0);
	assert_int_equal(waitpid(pid, NULL, WNOHANG), pid);
	bench->child_count--;
}

static void
a_zombie_does_not_count_as_a_process(void **state)
{
	struct bench *bench = *state;
	pid_t pid = start(bench, bench->jane, bench->jane, NULL);
	siginfo_t info;

	assert_int_equal(kill(pid, SIGKILL), 0);
	assert_int_equal(waitid(P_PID, (id_t)pid, &info, WEXITED | WNOWAIT), 0);
	assert_int_equal(process_started(pid), 0);
	assert_int_equal(run_sweep(bench, NULL, 0).left.count, 0);
}

static void
the_uids_of_the_system_are_never_swept(void **state)
{
	static const uid_t uids[] = { 0, 1, 999, (uid_t)-1 };

	(void)state;
	for (size_t i = 0; i < sizeof(uids) / sizeof(uids[0]); i++) {
		const struct scope_person people[] = { { "root", uids[i] } };
		const struct sweep sweep = { .people = people,
			.person_count = 1 };
		struct sweep_report report = { .done = NULL };

		assert_int_equal(sweep_run(&sweep, &report), FIELD_EINVAL);
	}
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(all_processes_of_the_uid_end_and_no_others),
		TEST(a_chain_of_forks_ends),
		TEST(roots_processes_below_their_session_end),
		TEST(a_reused_pid_is_left_alone),
		TEST(of_two_sessions_the_inner_one_decides),
		TEST(the_sweeping_process_and_its_parents_are_spared),
		TEST(a_process_whose_first_thread_has_ended_still_counts),
		TEST(a_zombie_does_not_count_as_a_process),
		TEST(the_uids_of_the_system_are_never_swept),
	};

	return cmocka_run_group_tests_name("sweep", tests, NULL, NULL);
}
