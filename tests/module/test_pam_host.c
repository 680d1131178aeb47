/*
 * The process of another program: the verdict is the same whatever a host or
 * the person who uses it has done to its environment, descriptors, signals,
 * limits or the process itself, and nothing is left behind.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "build_paths.h"
#include "store/core/change.h"
#include "tests/support/dialogue.h"
#include "tests/support/terminal.h"

#define HELPER FIELDAUTH_LIBEXECDIR "/fieldauth-signin"

extern char **environ;

static int
sign_in(const char *password)
{
	struct dialogue dialogue = DIALOGUE(password);
	pam_handle_t *pamh = dialogue_start(
	    dialogue_stack(""), "jane", &dialogue);
	int rc = pam_authenticate(pamh, 0);

	if (rc == PAM_SUCCESS)
		rc = pam_acct_mgmt(pamh, 0);
	(void)pam_end(pamh, rc);
	return rc;
}

/* In a child, which may change anything in itself. */
static int
in_child(int (*function)(void *), void *context)
{
	return terminal_as(0, function, context);
}

/* --- nothing is left behind ------------------------------------------------------- */

struct host_state {
	int fd_count;
	sigset_t mask;
	struct {
		void (*handler)(int);
		int flags;
	} actions[NSIG];
	char **env;
	size_t env_count;
	mode_t mask_of_files;
	char cwd[256];
	struct rlimit core, nofile;
	uid_t uids[3];
};

static int
count_fds(void)
{
	DIR *dir = opendir("/proc/self/fd");
	int count = 0;

	while (readdir(dir) != NULL)
		count++;
	(void)closedir(dir);
	return count;
}

static void
take_state(struct host_state *state)
{
	memset(state, 0, sizeof(*state));
	state->fd_count = count_fds();
	(void)sigprocmask(SIG_BLOCK, NULL, &state->mask);
	for (int i = 1; i < NSIG; i++) {
		struct sigaction action = { 0 };

		(void)sigaction(i, NULL, &action);
		state->actions[i].handler = action.sa_handler;
		state->actions[i].flags = action.sa_flags;
	}
	state->env = environ;
	while (environ[state->env_count] != NULL)
		state->env_count++;
	state->mask_of_files = umask(0);
	(void)umask(state->mask_of_files);
	assert_non_null(getcwd(state->cwd, sizeof(state->cwd)));
	(void)getrlimit(RLIMIT_CORE, &state->core);
	(void)getrlimit(RLIMIT_NOFILE, &state->nofile);
	(void)getresuid(&state->uids[0], &state->uids[1], &state->uids[2]);
}

static void
nothing_is_left_in_the_host(void **state)
{
	struct host_state before, after;

	(void)state;
	(void)sign_in(TERMINAL_PASSWORD); /* what libc keeps after the first use
	                                   * */
	take_state(&before);
	for (int i = 0; i < 40; i++)
		(void)sign_in(i % 2 ? TERMINAL_PASSWORD : "wrong");
	take_state(&after);
	assert_memory_equal(&before, &after, sizeof(before));
	assert_int_equal(waitpid(-1, NULL, __WALL | WNOHANG), -1);
	assert_int_equal(errno, ECHILD);
}

/* --- what the helper gets ----------------------------------------------------------- */

static const char probe[] =
    "#!/bin/sh\n"
    "{ tr '\\0' '\\n' </proc/$$/environ | sed 's/^/env /'\n"
    /* without a fork, during which the shell blocks signals itself */
    "while read -r line; do case $line in Uid:*|Gid:*|Sig*|NSsid:*)\n"
    "echo \"$line\";; esac; done </proc/self/status\n"
    "ls -l /proc/$$/fd | sed -n 's/.* \\([0-9]* -> .*\\)/fd \\1/p'\n"
    "cat /proc/$$/limits | grep -E 'file size|cpu time|open files|core'\n"
    "echo cwd $(readlink /proc/$$/cwd); echo umask $(umask)\n"
    "} >/run/world/probe 2>&1\n";

static void
write_probe(void)
{
	FILE *file;

	terminal_shell("cp -p %s /tmp/helper", HELPER);
	terminal_shell("rm -f %s", HELPER);
	file = fopen(HELPER, "w");
	assert_non_null(file);
	fputs(probe, file);
	(void)fclose(file);
	terminal_shell("chmod 0755 %s; rm -f /run/world/probe", HELPER);
}

/* Everything that a person can do to a setuid program that they start. */
static int
be_hostile(void *context)
{
	struct rlimit no_size = { 0, RLIM_INFINITY };
	struct rlimit few_files = { 80, 4096 };
	struct rlimit cpu = { 100, RLIM_INFINITY };
	sigset_t all;
	uid_t uid = *(uid_t *)context;

	(void)setenv("LD_PRELOAD", "/tmp/evil.so", 1);
	(void)setenv("FIELDAUTH_ROOT", "/tmp/evil", 1);
	(void)setenv("SQLITE_TMPDIR", "/tmp/evil", 1);
	for (int i = 0; i < 20; i++)
		(void)open("/etc/passwd", O_RDONLY);
	(void)sigfillset(&all);
	(void)sigprocmask(SIG_BLOCK, &all, NULL);
	for (int i = 1; i < NSIG; i++)
		(void)signal(i, SIG_IGN);
	(void)setrlimit(RLIMIT_NOFILE, &few_files);
	(void)setrlimit(RLIMIT_CPU, &cpu);
	if (chdir("/tmp") < 0)
		return 98;
	(void)umask(0);
	(void)setpriority(PRIO_PROCESS, 0, 19);
	if (setresuid(uid, 0, 0) < 0)
		return 98;
	/* last: the stack file of this test could not be written otherwise */
	pam_handle_t *pamh;
	struct dialogue dialogue = DIALOGUE(TERMINAL_PASSWORD);

	pamh = dialogue_start(dialogue_stack(""), "jane", &dialogue);
	(void)signal(SIGXFSZ, SIG_IGN);
	(void)setrlimit(RLIMIT_FSIZE, &no_size);
	return pam_authenticate(pamh, 0);
}

static void
helper_gets_nothing_of_the_host(void **state)
{
	uid_t uid = terminal_uid("jane");
	char session[16];

	(void)state;
	write_probe();
	assert_int_equal(in_child(be_hostile, &uid), PAM_AUTHINFO_UNAVAIL);
	terminal_shell("mv /tmp/helper %s", HELPER);
	terminal_shell("! grep '^env .' /run/world/probe");
	terminal_shell("grep -q 'Uid:.0.0.0.0$' /run/world/probe");
	terminal_shell("grep -q 'Gid:.0.0.0.0$' /run/world/probe");
	terminal_shell("grep -q 'SigBlk:.0000000000000000$' /run/world/probe");
	/* except 32 and 33, which posix_spawn(3) leaves ignored for libc's own
	 * use and sigaction(2) does not accept: make may have been started like
	 * this */
	terminal_shell(
	    "grep -qE 'SigIgn:.0000000[01][08]0000000$' /run/world/probe");
	/* another session: no signal of the terminal is delivered there */
	(void)snprintf(session, sizeof(session), "%d", (int)getsid(0));
	terminal_shell("! grep -q 'NSsid:.%s$' /run/world/probe", session);
	terminal_shell("grep -q 'fd 0 -> .*socket' /run/world/probe");
	terminal_shell("! grep 'fd .*passwd' /run/world/probe");
	terminal_shell("grep -q 'Max file size *unlimited' /run/world/probe");
	terminal_shell("grep -q 'Max cpu time *unlimited' /run/world/probe");
	terminal_shell("grep -q 'Max core file size *0 ' /run/world/probe");
	terminal_shell("grep -q '^cwd /$' /run/world/probe");
	terminal_shell("grep -q '^umask 0077$' /run/world/probe");
}

static void
hostile_environment_changes_no_verdict(void **state)
{
	uid_t uid = terminal_uid("jane");

	(void)state;
	assert_int_equal(in_child(be_hostile, &uid), PAM_SUCCESS);
	terminal_sql("UPDATE person SET blocked = 1 WHERE login = 'jane'");
	assert_int_equal(in_child(be_hostile, &uid), PAM_AUTH_ERR);
}

/* --- signals and children ------------------------------------------------------------- */

static volatile sig_atomic_t child_signals, alarms;

static void
on_child(int number)
{
	(void)number;
	child_signals++;
	while (waitpid(-1, NULL, WNOHANG) > 0)
		continue;
}

static void
on_alarm(int number)
{
	(void)number;
	alarms++;
}

static int
ignore_children(void *context)
{
	(void)context;
	(void)signal(SIGCHLD, SIG_IGN);
	return sign_in(TERMINAL_PASSWORD);
}

static int
reap_everything(void *context)
{
	int rc;

	(void)context;
	(void)signal(SIGCHLD, on_child);
	rc = sign_in(TERMINAL_PASSWORD);
	return child_signals == 0 ? rc : 97;
}

static int
storm(void *context)
{
	struct itimerval timer = { { 0, 200 }, { 0, 200 } };
	struct sigaction action = { .sa_handler = on_alarm };
	int rc;

	(void)context;
	(void)sigaction(SIGALRM, &action, NULL);
	(void)setitimer(ITIMER_REAL, &timer, NULL);
	rc = sign_in(TERMINAL_PASSWORD);
	if (rc == PAM_SUCCESS)
		rc = sign_in("wrong") == PAM_AUTH_ERR ? PAM_SUCCESS : 96;
	return alarms > 10 ? rc : 97;
}

static void
host_may_ignore_or_reap_children_or_be_stormed_by_signals(void **state)
{
	(void)state;
	assert_int_equal(in_child(ignore_children, NULL), PAM_SUCCESS);
	assert_int_equal(in_child(reap_everything, NULL), PAM_SUCCESS);
	assert_int_equal(in_child(storm, NULL), PAM_SUCCESS);
}

/* --- descriptors ---------------------------------------------------------------------------- */

static int
without_standard_descriptors(void *context)
{
	int rc;

	(void)context;
	for (int fd = 0; fd < 3; fd++)
		(void)close(fd);
	rc = sign_in(TERMINAL_PASSWORD);
	for (int fd = 0; fd < 3; fd++)
		if (fcntl(fd, F_GETFD) >= 0)
			return 97;
	return rc;
}

static int
with_few_descriptors(void *context)
{
	struct dialogue dialogue = DIALOGUE(TERMINAL_PASSWORD);
	pam_handle_t *pamh = dialogue_start(
	    dialogue_stack(""), "jane", &dialogue);
	struct rlimit limit = { (rlim_t) * (int *)context, 4096 };

	(void)setrlimit(RLIMIT_NOFILE, &limit);
	return pam_authenticate(pamh, 0);
}

static void
host_may_have_no_standard_and_few_descriptors(void **state)
{
	int few = count_fds() + 6, none = 0;
	int rc;

	(void)state;
	assert_int_equal(
	    in_child(without_standard_descriptors, NULL), PAM_SUCCESS);
	assert_int_equal(in_child(with_few_descriptors, &few), PAM_SUCCESS);
	/* with no descriptor at all: not admitted, and not passed on as a local
	 * user */
	rc = in_child(with_few_descriptors, &none);
	assert_int_not_equal(rc, PAM_SUCCESS);
	assert_int_not_equal(rc, PAM_IGNORE);
	assert_int_not_equal(rc, PAM_USER_UNKNOWN);
}

/* --- threads and numbers ---------------------------------------------------------------------- */

static void *
sign_in_thread(void *context)
{
	struct dialogue dialogue = DIALOGUE(TERMINAL_PASSWORD);
	pam_handle_t *pamh = context;

	(void)dialogue;
	return (void *)(intptr_t)pam_authenticate(pamh, 0);
}

static void
threads_of_one_host_sign_in_at_once(void **state)
{
	static struct dialogue dialogues[6];
	pthread_t threads[6];
	pam_handle_t *pamhs[6];

	(void)state;
	for (int i = 0; i < 6; i++) {
		dialogues[i] = (struct dialogue)DIALOGUE(
		    i % 2 ? "wrong" : TERMINAL_PASSWORD);
		pamhs[i] = dialogue_start(
		    dialogue_stack(""), i % 3 ? "jane" : "omar", &dialogues[i]);
	}
	for (int i = 0; i < 6; i++)
		assert_int_equal(
		    pthread_create(&threads[i], NULL, sign_in_thread, pamhs[i]),
		    0);
	for (int i = 0; i < 6; i++) {
		void *rc;

		assert_int_equal(pthread_join(threads[i], &rc), 0);
		assert_int_equal(
		    (intptr_t)rc, i % 2 ? PAM_AUTH_ERR : PAM_SUCCESS);
		dialogue_end(pamhs[i]);
	}
}

static void
thirty_guesses_at_once_count_as_thirty(void **state)
{
	pid_t pids[30];

	(void)state;
	for (int i = 0; i < 30; i++) {
		pids[i] = fork();
		assert_true(pids[i] >= 0);
		if (pids[i] == 0)
			_exit(sign_in("wrong"));
	}
	for (int i = 0; i < 30; i++) {
		int status;

		assert_int_equal(waitpid(pids[i], &status, 0), pids[i]);
		assert_int_equal(WEXITSTATUS(status), PAM_AUTH_ERR);
	}
	assert_int_equal(
	    terminal_count("SELECT failure_count FROM attempt"), 30);
}

/* --- a caller that is stopped ------------------------------------------------------------------- */

static int
stop_all_of_jane(void *context)
{
	(void)context;
	(void)kill(-1, SIGSTOP); /* all processes that this uid can signal,
	                          * except itself */
	return 0;
}

/* As su does: the real uid is the person's, in a separate process group. */
static pid_t
start_su(uid_t uid)
{
	pid_t pid = fork();

	assert_true(pid >= 0);
	if (pid == 0) {
		(void)setpgid(0, 0);
		if (setresuid(uid, 0, 0) < 0)
			_exit(98);
		for (;;)
			(void)sign_in("wrong");
	}
	return pid;
}

/* A stopped helper would hold the lock of SQLite. A process that waits for it
 * waits until the module gives up: PAM_SUCCESS shows that none did, however
 * slow the machine is. */
static void
person_who_stops_all_they_can_prevents_no_sign_in(void **state)
{
	uid_t uid = terminal_uid("jane");

	(void)state;
	for (int i = 0; i < 12; i++) {
		pid_t su = start_su(uid);
		int status;

		(void)usleep((useconds_t)(20000 + i * 7000));
		(void)terminal_as(uid, stop_all_of_jane, NULL);
		(void)kill(-su, SIGSTOP);
		assert_int_equal(sign_in(TERMINAL_PASSWORD), PAM_SUCCESS);
		(void)kill(su, SIGKILL);
		assert_int_equal(waitpid(su, &status, 0), su);
		assert_true(WIFSIGNALED(status));
	}
	/* every verdict used the database */
	terminal_shell("! ls %s/failures 2>/dev/null", FIELDAUTH_RUNDIR);
}

/* A control group that the person owns, as under user@UID.service. */
static void
person_who_freezes_their_control_group_prevents_no_sign_in(void **state)
{
	static const char group[] = "/sys/fs/cgroup/fieldauth-test";
	uid_t uid = terminal_uid("jane");

	(void)state;
	terminal_shell("mount -t cgroup2 none /sys/fs/cgroup 2>/dev/null || "
		       "mountpoint -q /sys/fs/cgroup");
	terminal_shell("mkdir -p %s && chown -R %u %s", group, uid, group);
	for (int i = 0; i < 12; i++) {
		pid_t su = start_su(uid);

		terminal_shell("echo %d >%s/cgroup.procs", (int)su, group);
		(void)usleep((useconds_t)(30000 + i * 7000));
		terminal_shell("echo 1 >%s/cgroup.freeze", group);
		assert_int_equal(sign_in(TERMINAL_PASSWORD), PAM_SUCCESS);
		(void)kill(su, SIGKILL);
		terminal_shell("echo 0 >%s/cgroup.freeze", group);
		assert_int_equal(waitpid(su, NULL, 0), su);
	}
	terminal_shell("! ls %s/failures 2>/dev/null", FIELDAUTH_RUNDIR);
	(void)rmdir(group);
}

/* --- memory ---------------------------------------------------------------------------------------- */

/* Never stored as a whole in this program: each byte is inverted. */
static const unsigned char veiled[] = { 'Z' ^ 0x5a, 'q' ^ 0x5a, '7' ^ 0x5a,
	'-' ^ 0x5a, 'v' ^ 0x5a, 'o' ^ 0x5a, 'l' ^ 0x5a, 'e' ^ 0x5a, '+' ^ 0x5a,
	'W' ^ 0x5a, 'a' ^ 0x5a, 'l' ^ 0x5a, 'r' ^ 0x5a, 'u' ^ 0x5a,
	's' ^ 0x5a };
static const unsigned char veiled_hash[] = { '$' ^ 0x5a, 'a' ^ 0x5a, 'r' ^ 0x5a,
	'g' ^ 0x5a, 'o' ^ 0x5a, 'n' ^ 0x5a, '2' ^ 0x5a, 'i' ^ 0x5a, 'd' ^ 0x5a,
	'$' ^ 0x5a };

static char *
unveil(void)
{
	char *text = calloc(1, sizeof(veiled) + 1);

	for (size_t i = 0; i < sizeof(veiled); i++)
		text[i] = (char)(veiled[i] ^ 0x5a);
	return text;
}

static int
answer_veiled(int count, const struct pam_message **messages,
    struct pam_response **ret_responses, void *data)
{
	(void)messages;
	(void)data;
	*ret_responses = calloc((size_t)count, sizeof(**ret_responses));
	for (int i = 0; i < count; i++)
		(*ret_responses)[i].resp = unveil(); /* libpam wipes it */
	return PAM_SUCCESS;
}

static size_t
count_hits(const unsigned char *bytes, size_t len, const unsigned char *needle,
    size_t needle_len)
{
	size_t hits = 0;

	for (size_t at = 0; at + needle_len <= len; at++) {
		size_t i = 0;

		while (i < needle_len && (bytes[at + i] ^ 0x5a) == needle[i])
			i++;
		hits += i == needle_len;
	}
	return hits;
}

/* All writable memory, as listed in its own map. */
static size_t
scan_memory(const unsigned char *needle, size_t needle_len)
{
	FILE *maps = fopen("/proc/self/maps", "re");
	int mem = open("/proc/self/mem", O_RDONLY | O_CLOEXEC);
	static unsigned char page[1 << 16];
	char line[512];
	size_t hits = 0;

	while (fgets(line, sizeof(line), maps) != NULL) {
		unsigned long from, to;

		if (sscanf(line, "%lx-%lx rw", &from, &to) != 2 ||
		    strstr(line, " rw") == NULL ||
		    to - from > 1UL << 30) /* the shadow memory of a sanitizer
		                            * */
			continue;
		for (; from < to; from += sizeof(page) - 64) {
			ssize_t len = pread(
			    mem, page, sizeof(page), (off_t)from);

			if (len <= 0)
				break;
			/* matches in the window itself are not counted */
			if (from <= (uintptr_t)page + sizeof(page) &&
			    from + (size_t)len >= (uintptr_t)page)
				continue;
			hits += count_hits(
			    page, (size_t)len, needle, needle_len);
		}
		memset(page, 0, sizeof(page));
	}
	(void)fclose(maps);
	(void)close(mem);
	return hits;
}

/* A separate process, because this one has computed hashes itself. */
static int
scan_host(void)
{
	struct pam_conv conv = { answer_veiled, NULL };
	pam_handle_t *pamh = NULL;
	size_t hits;

	if (pam_start_confdir("test", "jane", &conv, "/tmp/pam.test", &pamh) !=
	    PAM_SUCCESS)
		return 90;
	if (pam_authenticate(pamh, 0) != PAM_SUCCESS)
		return 91;
	if (pam_acct_mgmt(pamh, 0) != PAM_SUCCESS)
		return 92;
	hits = scan_memory(veiled, sizeof(veiled));
	if (hits != 0)
		return 93;
	if (scan_memory(veiled_hash, sizeof(veiled_hash)) != 0)
		return 94;
	(void)pam_end(pamh, PAM_SUCCESS);
	/* and the scan can find it */
	{
		char *text = unveil();

		hits = scan_memory(veiled, sizeof(veiled));
		free(text);
	}
	return hits > 0 ? 0 : 95;
}

static void
neither_secret_nor_hash_stays_in_the_hosts_memory(void **state)
{
	char *text = unveil();
	struct dialogue dialogue = DIALOGUE(text, text);
	pam_handle_t *pamh = dialogue_start(
	    dialogue_stack(""), "jane", &dialogue);
	int status;

	(void)state;
	assert_int_equal(pam_chauthtok(pamh, 0), PAM_SUCCESS);
	dialogue_end(pamh);
	free(text);
	status = system("/proc/$PPID/exe --scan");
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
}

/* While it runs, not even processes of its own uid can read the memory of the
 * helper. */
static void
secrets_are_not_in_any_command_line(void **state)
{
	pid_t su = start_su(terminal_uid("jane"));

	(void)state;
	for (int i = 0; i < 20; i++) {
		terminal_shell("! cat /proc/[0-9]*/cmdline 2>/dev/null | "
			       "grep -a -q 'Tall-[9]-giraffes'");
	}
	(void)kill(su, SIGKILL);
	assert_int_equal(waitpid(su, NULL, 0), su);
}

#define TEST(name) cmocka_unit_test_setup(name, terminal_renew)

int
main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		TEST(nothing_is_left_in_the_host),
		TEST(helper_gets_nothing_of_the_host),
		TEST(hostile_environment_changes_no_verdict),
		TEST(host_may_ignore_or_reap_children_or_be_stormed_by_signals),
		TEST(host_may_have_no_standard_and_few_descriptors),
		TEST(threads_of_one_host_sign_in_at_once),
		TEST(thirty_guesses_at_once_count_as_thirty),
		TEST(person_who_stops_all_they_can_prevents_no_sign_in),
		TEST(
		    person_who_freezes_their_control_group_prevents_no_sign_in),
		TEST(neither_secret_nor_hash_stays_in_the_hosts_memory),
		TEST(secrets_are_not_in_any_command_line),
	};

	if (argc == 2 && strcmp(argv[1], "--scan") == 0)
		return terminal_look_up() == 0 ? scan_host() : 89;
	return cmocka_run_group_tests_name(
	    "pam_host", tests, terminal_set_up, NULL);
}
