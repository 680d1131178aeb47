/*
 * Callers other than root: the gate, with a socket that systemd-socket-activate
 * holds for it (Q4). The identity is the uid of the peer, and nothing else that
 * the caller sends.
 */
#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/stream.h"
#include "build_paths.h"
#include "pam_fieldauth/protocol.h"
#include "tests/support/dialogue.h"
#include "tests/support/terminal.h"

#define GATE   FIELDAUTH_LIBEXECDIR "/fieldauth-gate"
#define HELPER FIELDAUTH_LIBEXECDIR "/fieldauth-signin"
#define SOCKET FIELDAUTH_RUNDIR "/verify.sock"

static pid_t manager;

static void
wait_for_socket(void)
{
	struct stat st;

	for (int i = 0; i < 6000 && stat(SOCKET, &st) < 0; i++)
		(void)usleep(20000);
	assert_int_equal(chmod(SOCKET, 0666), 0);
}

static int
open_socket(void **state)
{
	if (terminal_renew(state) != 0)
		return -1;
	manager = fork();
	if (manager == 0) {
		if (freopen("/run/world/verify.log", "a", stderr) == NULL)
			_exit(126);
		(void)execlp("systemd-socket-activate",
		    "systemd-socket-activate", "--fdname=verify", "-l", SOCKET,
		    GATE, NULL);
		_exit(127);
	}
	wait_for_socket();
	return 0;
}

static int
close_socket(void **state)
{
	(void)state;
	(void)kill(manager, SIGKILL);
	assert_int_equal(waitpid(manager, NULL, 0), manager);
	(void)unlink(SOCKET);
	return 0;
}

/* --- the module, in a person's process ---------------------------------------------- */

struct question {
	const char *user, *password;
	int (*ask)(pam_handle_t *pamh, int flags);
};

static int
ask_as_person(void *context)
{
	const struct question *question = context;
	struct dialogue dialogue = DIALOGUE(
	    question->password, "Four-2-lemons-argue", "Four-2-lemons-argue");
	pam_handle_t *pamh = dialogue_start_again(question->user, &dialogue);

	return pamh != NULL ? question->ask(pamh, 0) : 98;
}

static int
ask_as(const char *login, const char *user, const char *password,
    int (*ask)(pam_handle_t *pamh, int flags))
{
	struct question question = { user, password, ask };
	struct dialogue none = DIALOGUE("");

	/* the file of the stack belongs to root */
	dialogue_end(dialogue_start(dialogue_stack(""), user, &none));
	return terminal_as(terminal_uid(login), ask_as_person, &question);
}

static void
person_verifies_their_own_password(void **state)
{
	(void)state;
	assert_int_equal(
	    ask_as("jane", "jane", TERMINAL_PASSWORD, pam_authenticate),
	    PAM_SUCCESS);
	assert_int_equal(
	    ask_as("jane", "jane", "wrong", pam_authenticate), PAM_AUTH_ERR);
	assert_int_equal(
	    ask_as("jane", "jane", "", pam_acct_mgmt), PAM_SUCCESS);
	/* and failures are counted like any others */
	assert_int_equal(
	    terminal_count("SELECT failure_count FROM attempt"), 1);
}

static void
person_cannot_verify_another_or_learn_which_names_exist(void **state)
{
	(void)state;
	assert_int_equal(
	    ask_as("omar", "jane", TERMINAL_PASSWORD, pam_authenticate),
	    PAM_PERM_DENIED);
	assert_int_equal(
	    ask_as("omar", "jane", "wrong", pam_authenticate), PAM_PERM_DENIED);
	assert_int_equal(
	    ask_as("omar", "jane", "", pam_acct_mgmt), PAM_PERM_DENIED);
	assert_int_equal(ask_as("omar", "nosuchname", "x", pam_authenticate),
	    PAM_USER_UNKNOWN);
	assert_int_equal(terminal_count("SELECT count(*) FROM attempt"), 0);
}

/* The helper refuses changes from such callers, so that none is offered. */
static void
L5_person_unlocks_with_a_code_and_cannot_change_the_password(void **state)
{
	const char *code = terminal_code("link", "jane");

	(void)state;
	assert_int_equal(
	    ask_as("jane", "jane", code, pam_authenticate), PAM_SUCCESS);
	assert_int_equal(
	    ask_as("jane", "jane", code, pam_authenticate), PAM_AUTH_ERR);
	assert_int_equal(
	    ask_as("jane", "jane", TERMINAL_PASSWORD, pam_authenticate),
	    PAM_SUCCESS);
}

static void
blocked_person_cannot_unlock(void **state)
{
	(void)state;
	terminal_sql("UPDATE person SET blocked = 1 WHERE login = 'jane'");
	assert_int_equal(
	    ask_as("jane", "jane", TERMINAL_PASSWORD, pam_authenticate),
	    PAM_AUTH_ERR);
	assert_int_equal(
	    ask_as("jane", "jane", "", pam_acct_mgmt), PAM_PERM_DENIED);
}

static void
person_changes_no_password_and_opens_no_session_there(void **state)
{
	(void)state;
	assert_int_equal(
	    ask_as("jane", "jane", TERMINAL_PASSWORD, pam_chauthtok),
	    PAM_PERM_DENIED);
	assert_int_equal(
	    ask_as("jane", "jane", "", pam_open_session), PAM_PERM_DENIED);
	assert_int_equal(terminal_count("SELECT count(*) FROM session"), 0);
}

static void
without_the_socket_it_is_unavailable(void **state)
{
	(void)state;
	assert_int_equal(unlink(SOCKET), 0);
	assert_int_equal(
	    ask_as("jane", "jane", TERMINAL_PASSWORD, pam_authenticate),
	    PAM_AUTHINFO_UNAVAIL);
}

/* --- a false server -------------------------------------------------------------------- */

static int
bind_false_server(void)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX,
		.sun_path = SOCKET };
	int fd;

	(void)unlink(SOCKET);
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0);
	assert_int_equal(
	    bind(fd, (struct sockaddr *)&address, sizeof(address)), 0);
	return fd;
}

/* Its end of the connection belongs to omar: it must not get a password. */
static void
server_that_is_not_roots_hears_nothing(void **state)
{
	int fd = bind_false_server(), connection;
	char byte;

	(void)state;
	assert_int_equal(seteuid(terminal_uid("omar")), 0);
	assert_int_equal(listen(fd, 5), 0);
	assert_int_equal(seteuid(0), 0);
	assert_int_equal(chmod(SOCKET, 0666), 0);
	assert_int_equal(
	    ask_as("jane", "jane", TERMINAL_PASSWORD, pam_authenticate),
	    PAM_AUTHINFO_UNAVAIL);
	connection = accept(fd, NULL, NULL);
	assert_true(connection >= 0);
	assert_int_equal(recv(connection, &byte, 1, MSG_DONTWAIT), 0);
	(void)close(connection);
	(void)close(fd);
}

/* --- the helper, without the module ------------------------------------------------------- */

static int
connect_to_helper(void)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX,
		.sun_path = SOCKET };
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	if (connect(fd, (struct sockaddr *)&address, sizeof(address)) < 0)
		return -1;
	return fd;
}

static int
send_raw(void *context)
{
	const struct protocol_request *request = context;
	struct protocol_answer answer;
	unsigned char buf[PROTOCOL_MAX];
	size_t len = protocol_put_request(request, buf);
	int fd = connect_to_helper();

	if (fd < 0 || !stream_send(fd, buf, len, stream_deadline(5000)))
		return 90;
	len = protocol_receive_message(fd, true, buf, stream_deadline(20000));
	if (len == 0 || !protocol_get_answer(buf, len, &answer))
		return 91;
	return (int)answer.code;
}

static void
claims_of_a_person_do_not_count(void **state)
{
	uint32_t jane = terminal_uid("jane"), omar = terminal_uid("omar");
	struct protocol_request request = { 0 };

	(void)state;
	protocol_set(request.service, sizeof(request.service), "x");
	protocol_set(request.secret, sizeof(request.secret), TERMINAL_PASSWORD);
	protocol_set(request.new_secret, sizeof(request.new_secret),
	    "Four-2-lemons-argue");
	for (uint32_t verb = 1; verb < PROTOCOL_VERB_END; verb++) {
		/* about another person, and about an unknown name */
		request.verb = verb;
		request.uid = omar;
		protocol_set(request.login, sizeof(request.login), "omar");
		assert_int_equal(
		    terminal_as(jane, send_raw, &request), PAM_PERM_DENIED);
		request.uid = 0;
		assert_int_equal(
		    terminal_as(jane, send_raw, &request), PAM_PERM_DENIED);
		/* about their own account, but with verbs that are not
		 * allowed */
		request.uid = jane;
		protocol_set(request.login, sizeof(request.login), "jane");
		for (request.flags = 0; request.flags <= 1; request.flags++)
			if (verb > PROTOCOL_ACCOUNT)
				assert_int_equal(
				    terminal_as(jane, send_raw, &request),
				    PAM_PERM_DENIED);
		request.flags = 0;
	}
	/* the caller's own uid with another login name */
	request.verb = PROTOCOL_AUTHENTICATE;
	protocol_set(request.login, sizeof(request.login), "omar");
	assert_int_equal(terminal_as(jane, send_raw, &request), PAM_AUTH_ERR);
}

/* Many processes of one uid, and the place where each reports that it is
 * running. */
struct crowd {
	struct protocol_request request;
	int ready[2];
};

#define GUESSERS 10

/* A process that waited for these, which never end, would wait until the module
 * gives up: PAM_SUCCESS shows that none did, however slow the machine is. */
static pid_t
start_crowd(uint32_t uid, int (*function)(void *context), struct crowd *crowd,
    int count)
{
	pid_t pid;
	char byte;

	assert_int_equal(pipe(crowd->ready), 0);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0)
		_exit(terminal_as(uid, function, crowd));
	(void)close(crowd->ready[1]);
	for (int i = 0; i < count; i++)
		assert_int_equal(read(crowd->ready[0], &byte, 1), 1);
	(void)close(crowd->ready[0]);
	return pid;
}

static bool
say_ready(const struct crowd *crowd)
{
	return write(crowd->ready[1], "", 1) == 1;
}

static int
hold_connections(void *context)
{
	for (int i = 0; i < 40; i++) {
		int fd = connect_to_helper();

		if (fd >= 0 && send(fd, "FLDA\1", 5, MSG_NOSIGNAL) < 0)
			return 1;
	}
	if (!say_ready(context))
		return 1;
	(void)pause();
	return 0;
}

/* First the process that waits for them, since it would report their end as a
 * failure. No other process in this world has that uid. */
static void
end_all_of(uint32_t uid, pid_t waiting)
{
	(void)kill(waiting, SIGKILL);
	assert_int_equal(waitpid(waiting, NULL, 0), waiting);
	terminal_shell("pkill -KILL -U %u; true", uid);
}

/* Half a request opens nothing and locks nothing. */
static void
person_who_sends_half_a_request_prevents_no_sign_in(void **state)
{
	uint32_t omar = terminal_uid("omar");
	struct dialogue right = DIALOGUE(TERMINAL_PASSWORD);
	struct crowd crowd = { 0 };
	pid_t pid;

	(void)state;
	pid = start_crowd(omar, hold_connections, &crowd, 1);
	assert_int_equal(
	    dialogue_authenticate("", "jane", &right), PAM_SUCCESS);
	end_all_of(omar, pid);
}

static int
guess_all_the_time(void *context)
{
	struct crowd *crowd = context;

	for (int i = 0; i < GUESSERS; i++) {
		if (fork() != 0)
			continue;
		(void)send_raw(&crowd->request);
		if (!say_ready(crowd))
			_exit(1);
		for (;;)
			(void)send_raw(&crowd->request);
	}
	(void)pause();
	return 0;
}

/* Each uid has a slot of its own: the pool for hosts of root stays free. */
static void
person_who_guesses_continuously_prevents_no_other_sign_in(void **state)
{
	uint32_t omar = terminal_uid("omar");
	struct crowd crowd = { .request = {
				   .verb = PROTOCOL_AUTHENTICATE,
				   .uid = omar,
			       } };
	pid_t pid;

	(void)state;
	protocol_set(crowd.request.login, sizeof(crowd.request.login), "omar");
	pid = start_crowd(omar, guess_all_the_time, &crowd, GUESSERS);
	for (int i = 0; i < 5; i++) {
		struct dialogue right = DIALOGUE(TERMINAL_PASSWORD);

		assert_int_equal(
		    dialogue_authenticate("", "jane", &right), PAM_SUCCESS);
	}
	end_all_of(omar, pid);
}

static void
run_by_hand_it_does_nothing(void **state)
{
	(void)state;
	terminal_shell("! %s </dev/null 2>/tmp/by-hand", HELPER);
	terminal_shell("grep -q 'is run by' /tmp/by-hand");
	terminal_shell("! echo x | %s 2>/dev/null", HELPER);
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, open_socket, close_socket)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(person_verifies_their_own_password),
		TEST(person_cannot_verify_another_or_learn_which_names_exist),
		TEST(
		    L5_person_unlocks_with_a_code_and_cannot_change_the_password),
		TEST(blocked_person_cannot_unlock),
		TEST(person_changes_no_password_and_opens_no_session_there),
		TEST(without_the_socket_it_is_unavailable),
		TEST(server_that_is_not_roots_hears_nothing),
		TEST(claims_of_a_person_do_not_count),
		TEST(person_who_sends_half_a_request_prevents_no_sign_in),
		TEST(person_who_guesses_continuously_prevents_no_other_sign_in),
		TEST(run_by_hand_it_does_nothing),
	};

	return cmocka_run_group_tests_name(
	    "pam_verify", tests, terminal_set_up, NULL);
}
