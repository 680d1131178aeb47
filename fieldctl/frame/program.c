#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/err.h"
#include "fieldctl/frame/program.h"

#define OUTPUT_MAX_LEN (64 * 1024 * 1024)

struct environment {
	char root[PATHS_MAX + 20], lang[80], term[80], via[32];
	char *list[7];
};

static void
fill_environment(const struct ctl *ctl, struct environment *env)
{
	static char path[] = "PATH=/usr/sbin:/usr/bin:/sbin:/bin";
	static char frontend[] = "DEBIAN_FRONTEND=noninteractive";
	const char *lang = getenv("LANG"), *term = getenv("TERM");
	size_t count = 0;

	env->list[count++] = path;
	env->list[count++] = frontend;
	if (ctl->root[0] != '\0' &&
	    str_format(
		env->root, sizeof(env->root), "FIELDAUTH_ROOT=%s", ctl->root))
		env->list[count++] = env->root;
	if (lang != NULL &&
	    str_format(env->lang, sizeof(env->lang), "LANG=%s", lang))
		env->list[count++] = env->lang;
	if (term != NULL &&
	    str_format(env->term, sizeof(env->term), "TERM=%s", term))
		env->list[count++] = env->term;
	/* the login uid is inherited; this is not, and syncd logs it, too */
	if (ctl->actor.invoker.via.known &&
	    str_format(env->via, sizeof(env->via), "SUDO_UID=%lu",
		(unsigned long)ctl->actor.invoker.via.uid))
		env->list[count++] = env->via;
	env->list[count] = NULL;
}

static int
read_output(int fd, struct strbuf *output)
{
	char block[65536];

	for (;;) {
		ssize_t len = read(fd, block, sizeof(block));

		if (len < 0 && errno == EINTR)
			continue;
		if (len < 0)
			return FIELD_EIO;
		if (len == 0)
			return output->failed ? FIELD_ENOMEM : FIELD_OK;
		if (output->len + (size_t)len > OUTPUT_MAX_LEN)
			return FIELD_EIO;
		strbuf_append(output, block, (size_t)len);
	}
}

int
run_wait(pid_t pid, int *ret_exit)
{
	int status;

	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return FIELD_EIO;
	*ret_exit = WIFEXITED(status) ? WEXITSTATUS(status) :
					128 + WTERMSIG(status);
	return FIELD_OK;
}

static int
place_fd(posix_spawn_file_actions_t *actions, int fd, int place, int flags)
{
	return fd >= 0 ? posix_spawn_file_actions_adddup2(actions, fd, place) :
			 posix_spawn_file_actions_addopen(
			     actions, place, "/dev/null", flags, 0);
}

int
run_start(const struct ctl *ctl, const char *const *argv,
    const struct run_streams *streams, pid_t *ret_pid)
{
	struct environment env;
	posix_spawn_file_actions_t actions;
	int failure;

	fill_environment(ctl, &env);
	if (posix_spawn_file_actions_init(&actions) != 0)
		return FIELD_ENOMEM;
	failure = place_fd(&actions, streams->in_fd, STDIN_FILENO, O_RDONLY);
	if (failure == 0)
		failure = place_fd(
		    &actions, streams->out_fd, STDOUT_FILENO, O_WRONLY);
	if (failure == 0 && streams->quiet)
		failure = place_fd(&actions, -1, STDERR_FILENO, O_WRONLY);
	if (failure == 0)
		failure = posix_spawn(ret_pid, argv[0], &actions, NULL,
		    (char *const *)(uintptr_t)argv, env.list);
	(void)posix_spawn_file_actions_destroy(&actions);
	errno = failure;
	if (failure == ENOENT)
		return FIELD_ENOTFOUND;
	return failure == 0 ? FIELD_OK : FIELD_EIO;
}

int
run_program(const struct ctl *ctl, const char *const *argv,
    struct strbuf *output, int *ret_exit)
{
	return run_program_on(ctl, argv, -1, output, ret_exit);
}

int
run_program_on(const struct ctl *ctl, const char *const *argv, int in_fd,
    struct strbuf *output, int *ret_exit)
{
	struct run_streams streams = { in_fd, -1, false };
	int pipe_fd[2] = { -1, -1 };
	pid_t pid = -1;
	int rc, wait_err;

	if (fflush(ctl->out) != 0 || fflush(ctl->err) != 0)
		return FIELD_EIO;
	if (output != NULL && pipe2(pipe_fd, O_CLOEXEC) != 0)
		return FIELD_EIO;
	streams.out_fd = pipe_fd[1];
	rc = run_start(ctl, argv, &streams, &pid);
	if (pipe_fd[1] >= 0)
		(void)close(pipe_fd[1]);
	if (rc == FIELD_OK) {
		if (output != NULL)
			rc = read_output(pipe_fd[0], output);
		wait_err = run_wait(pid, ret_exit);
		rc = rc == FIELD_OK ? wait_err : rc;
	}
	if (pipe_fd[0] >= 0)
		(void)close(pipe_fd[0]);
	return rc;
}
