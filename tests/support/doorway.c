#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/str.h"
#include "base/stream.h"
#include "control/protocol.h"
#include "control/serve/serve.h"
#include "control/session.h"
#include "tests/support/doorway.h"

struct door door;

int
open_door(void **state)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	char path[PATHS_MAX];

	if (asking_open(state) != 0)
		return -1;
	door = (struct door){ .company = *state };
	assert_int_equal(chmod(door.company->root, 0755), 0);
	assert_int_equal(
	    file_make_folder(door.company->paths.run_dir, 0755), 0);
	assert_true(str_format(path, sizeof(path), "%s/%s",
	    door.company->paths.run_dir, CONTROL_SOCKET));
	assert_true(str_copy(address.sun_path, sizeof(address.sun_path), path));
	door.listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_int_equal(
	    bind(door.listener, (struct sockaddr *)&address, sizeof(address)),
	    0);
	assert_int_equal(chmod(path, 0666), 0);
	assert_int_equal(listen(door.listener, 64), 0);
	return 0;
}

int
close_door(void **state)
{
	if (door.server > 0) {
		(void)kill(door.server, SIGKILL);
		(void)waitpid(door.server, NULL, 0);
	}
	(void)close(door.listener);
	return company_close(state);
}

/* In another process: TREATs the first COUNT connections and serves the
 * others. */
void
serve(treatment *treat, int count)
{
	door.server = fork();
	assert_true(door.server >= 0);
	if (door.server > 0)
		return;
	for (int i = 0;; i++) {
		int fd = accept(door.listener, NULL, NULL);

		if (i < count)
			treat(fd);
		else
			(void)serve_connection(
			    fd, &door.company->paths, clock_monotonic_ms());
		(void)close(fd);
	}
}

static bool
count_row(json_t *row, void *context)
{
	(void)row;
	(*(int *)context)++;
	return true;
}

int
as_uid(uid_t uid, asking *ask)
{
	int status = 0;
	pid_t pid = fork();

	assert_true(pid >= 0);
	if (pid == 0) {
		struct control_session *session;
		int code = 99;

		if (setresgid(uid, uid, uid) == 0 &&
		    setresuid(uid, uid, uid) == 0) {
			session = control_session_there(&door.company->paths);
			code = ask(session);
			control_session_close(session);
		}
		_exit(code);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

int
ask_roles(struct control_session *session)
{
	int rows = 0;
	const struct control_sink sink = { count_row, &rows };
	struct control_answer answer;
	int code = control_ask(
	    session, "role.list", NULL, false, &sink, &answer);

	control_answer_release(&answer);
	return code != EX_OK ? code : rows;
}

/* Exit status: the error code of the answer for NAME; 0 if there is none. */
int
ask_for(struct control_session *session, const char *name, json_t *params,
    const char *expected)
{
	struct control_answer answer;
	const char *code;
	bool is_it;

	(void)control_ask(session, name, params, false, NULL, &answer);
	code = json_string_value(json_object_get(answer.error, "code"));
	is_it = strcmp(code != NULL ? code : "", expected) == 0;
	if (!is_it)
		print_error(
		    "'%s', not '%s'\n", code != NULL ? code : "", expected);
	control_answer_release(&answer);
	return is_it ? 0 : 1;
}

int
rows_here(void)
{
	struct asked asked = ask_as_root(door.company, "role.list", NULL);
	int rows = (int)json_array_size(asked.rows);

	asked_release(&asked);
	return rows;
}

int
connect_here(void)
{
	char path[PATHS_MAX];

	(void)str_format(path, sizeof(path), "%s/%s",
	    door.company->paths.run_dir, CONTROL_SOCKET);
	return stream_connect(
	    door.company->paths.run_dir, path, stream_deadline(PATIENCE_MS));
}
