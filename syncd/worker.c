#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/file.h"
#include "base/i18n.h"
#include "base/log.h"
#include "base/str.h"
#include "syncd/pipe/reader.h"
#include "syncd/worker.h"

#define STDERR_LINE_MAX 400
#define EXIT_PAUSES     200 /* of 10 ms */

struct worker {
	const char *name; /* of the program, in log lines; borrowed */
	pid_t pid;
	int in_fd;  /* its standard input */
	int out_fd; /* its standard output, non-blocking */
	int err_fd; /* its standard error, non-blocking */
	struct pipe_reader reader;
	char err_line[STDERR_LINE_MAX];
	size_t err_len;
	long long deadline_ms;
	int idle_ms;
};

static void
close_pair(int pair[2])
{
	for (int i = 0; i < 2; i++)
		if (pair[i] >= 0)
			(void)close(pair[i]);
}

/* In the child: execute PROGRAM.  Returns only on failure. */
static void
become(const char *program, const int pipes[3][2], pid_t parent)
{
	char *const argv[] = { (char *)program, NULL };
	char *const envp[] = { NULL };
	sigset_t none;

	(void)sigemptyset(&none);
	for (int sig = 1; sig < NSIG; sig++)
		(void)signal(sig, SIG_DFL);
	(void)sigprocmask(SIG_SETMASK, &none, NULL);
	/* use high numbers first: a pipe end may itself be 0, 1 or 2 */
	for (int i = 0; i < 3; i++) {
		int high = fcntl(pipes[i][i == 0 ? 0 : 1], F_DUPFD, 10 + i);

		if (high < 0 || dup2(high, i) < 0)
			return;
	}
	if (close_range(3, ~0U, 0) < 0 || chdir("/") < 0)
		return;
	if (prctl(PR_SET_PDEATHSIG, SIGKILL) < 0 || getppid() != parent)
		return;
	(void)execve(program, argv, envp);
}

static int
spawn(struct worker *worker, const char *program)
{
	int pipes[3][2] = { { -1, -1 }, { -1, -1 }, { -1, -1 } };
	pid_t parent = getpid();
	int rc = FIELD_ENOMEM;

	for (int i = 0; i < 3; i++)
		if (pipe2(pipes[i], O_CLOEXEC) < 0)
			goto out;
	worker->pid = fork();
	if (worker->pid == 0) {
		become(program, (const int(*)[2])pipes, parent);
		_exit(127);
	}
	if (worker->pid < 0)
		goto out;
	worker->in_fd = pipes[0][1];
	worker->out_fd = pipes[1][0];
	worker->err_fd = pipes[2][0];
	pipes[0][1] = pipes[1][0] = pipes[2][0] = -1; /* transferred */
	if (fcntl(worker->out_fd, F_SETFL, O_NONBLOCK) < 0 ||
	    fcntl(worker->err_fd, F_SETFL, O_NONBLOCK) < 0) {
		rc = FIELD_EIO;
		goto out;
	}
	rc = FIELD_OK;
out:
	for (int i = 0; i < 3; i++)
		close_pair(pipes[i]);
	return rc;
}

/* Start PROGRAM and send it LINE, which is wiped and freed in any case. */
static int
start_with(const char *program, char *line, size_t len, int timeout_s,
    int idle_s, struct worker **ret_worker)
{
	struct worker *worker = calloc(1, sizeof(*worker));
	const char *name = strrchr(program, '/');
	int rc = FIELD_ENOMEM;

	if (worker == NULL)
		goto out;
	worker->pid = -1;
	worker->in_fd = worker->out_fd = worker->err_fd = -1;
	rc = access(program, X_OK) < 0 ? file_error() : FIELD_OK;
	if (rc < 0)
		goto out;
	worker->name = name != NULL ? name + 1 : program;
	worker->deadline_ms = clock_monotonic_ms() + timeout_s * 1000LL;
	worker->idle_ms = idle_s * 1000;
	rc = spawn(worker, program);
	if (rc < 0)
		goto out;
	rc = pipe_reader_init(&worker->reader, worker->out_fd);
	if (rc < 0)
		goto out;
	/* if it has exited already, reading will detect it and give the
	 * reason */
	(void)file_write_full(worker->in_fd, line, len);
	rc = FIELD_OK;
	*ret_worker = worker;
	worker = NULL; /* transferred */
out:
	pipe_line_free(line, len);
	worker_stop(worker);
	return rc;
}

int
worker_start(const char *program, const struct pipe_request *request,
    int timeout_s, int idle_s, struct worker **ret_worker)
{
	char *line = NULL;
	size_t len = 0;
	int rc = pipe_request_encode(request, &line, &len);

	if (rc < 0)
		return rc;
	return start_with(program, line, len, timeout_s, idle_s, ret_worker);
}

int
worker_start_mail(const char *program, const struct pipe_order *order,
    int timeout_s, int idle_s, struct worker **ret_worker)
{
	char *line = NULL;
	size_t len = 0;
	int rc = pipe_order_encode(order, &line, &len);

	if (rc < 0)
		return rc;
	return start_with(program, line, len, timeout_s, idle_s, ret_worker);
}

int
worker_send(struct worker *worker, const struct pipe_order *order)
{
	char *line = NULL;
	size_t len = 0;
	int rc = pipe_order_encode(order, &line, &len);

	if (rc == FIELD_OK)
		rc = file_write_full(worker->in_fd, line, len);
	pipe_line_free(line, len);
	return rc;
}

void
worker_finish(struct worker *worker)
{
	(void)close(worker->in_fd);
	worker->in_fd = -1;
}

static void
log_stderr_line(struct worker *worker)
{
	worker->err_line[worker->err_len] = '\0';
	if (worker->err_len > 0)
		log_line(LOG_WARNING, "%s: %s", worker->name, worker->err_line);
	worker->err_len = 0;
}

/* Log what the worker wrote to its standard error; false at its end. */
static bool
drain_stderr(struct worker *worker)
{
	char bytes[512];
	ssize_t n;

	errno = 0;
	n = read(worker->err_fd, bytes, sizeof(bytes));
	for (ssize_t i = 0; i < n; i++) {
		if (bytes[i] == '\n' ||
		    worker->err_len + 1 >= sizeof(worker->err_line))
			log_stderr_line(worker);
		if (bytes[i] != '\n')
			worker->err_line[worker->err_len++] = bytes[i];
	}
	if (n == 0)
		log_stderr_line(worker);
	return n > 0 || (n < 0 && (errno == EAGAIN || errno == EINTR));
}

/* Wait until the worker has sent something, or for too long. */
static int
wait_for_output(struct worker *worker, long long idle_until_ms)
{
	struct pollfd fds[2] = {
		{ .fd = worker->out_fd, .events = POLLIN },
		{ .fd = worker->err_fd, .events = POLLIN },
	};
	long long until_ms = idle_until_ms < worker->deadline_ms ?
	    idle_until_ms :
	    worker->deadline_ms;
	long long left_ms = until_ms - clock_monotonic_ms();
	int n;

	if (left_ms <= 0)
		return FIELD_ENET;
	n = poll(fds, 2, (int)(left_ms < 60000 ? left_ms : 60000));
	if (n < 0 && errno != EINTR)
		return FIELD_EIO;
	if (n > 0 && fds[1].revents != 0 && !drain_stderr(worker)) {
		(void)close(worker->err_fd);
		worker->err_fd = -1; /* poll() ignores it from now on */
	}
	return FIELD_OK;
}

int
worker_next(struct worker *worker, struct pipe_message *ret_message)
{
	long long idle_until_ms = clock_monotonic_ms() + worker->idle_ms;
	const char *line;
	size_t len;

	for (;;) {
		int rc = pipe_reader_next(&worker->reader, &line, &len);

		if (rc == FIELD_OK)
			return pipe_message_decode(line, len, ret_message);
		if (rc == FIELD_EBUSY)
			rc = wait_for_output(worker, idle_until_ms);
		if (rc < 0)
			return rc;
	}
}

int
worker_ack(struct worker *worker)
{
	return file_write_full(
	    worker->in_fd, pipe_ack_line, strlen(pipe_ack_line));
}

int
worker_exit_code(struct worker *worker)
{
	const struct timespec pause = { .tv_nsec = 10000000 };
	int status = 0;
	pid_t pid = 0;

	/* a hostile worker could close its output and continue */
	for (int i = 0; i < EXIT_PAUSES && pid == 0; i++) {
		pid = waitpid(worker->pid, &status, WNOHANG);
		if (pid == 0)
			(void)nanosleep(&pause, NULL);
	}
	if (pid <= 0)
		return -1;
	worker->pid = -1; /* reaped */
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

const char *
worker_exit_why(struct worker *worker, char *buf, size_t size)
{
	switch (worker_exit_code(worker)) {
	case EX_NOUSER:
		(void)str_format(
		    buf, size, _("there is no user %s"), worker->name);
		break;
	case EX_NOPERM:
		(void)str_format(
		    buf, size, _("it cannot become the user %s"), worker->name);
		break;
	case EX_OSERR:
		(void)str_copy(
		    buf, size, _("the kernel refused to set up its sandbox"));
		break;
	default:
		(void)str_copy(
		    buf, size, _("it exited before its first message"));
		break;
	}
	return buf;
}

void
worker_stop(struct worker *worker)
{
	if (worker == NULL)
		return;
	if (worker->pid > 0) {
		(void)kill(worker->pid, SIGKILL);
		while (waitpid(worker->pid, NULL, 0) < 0 && errno == EINTR)
			continue;
	}
	if (worker->err_fd >= 0) {
		while (drain_stderr(worker) && errno != EAGAIN)
			continue;
		(void)close(worker->err_fd);
	}
	if (worker->in_fd >= 0)
		(void)close(worker->in_fd);
	if (worker->out_fd >= 0)
		(void)close(worker->out_fd);
	pipe_reader_release(&worker->reader);
	free(worker);
}
