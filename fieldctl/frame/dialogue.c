#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/err.h"
#include "base/str.h"
#include "build_paths.h"
#include "fieldctl/frame/dialogue.h"
#include "fieldctl/frame/program.h"

const char *
dialogue_program(const struct ctl *ctl, char *buf)
{
	ssize_t len;
	char *slash;

	(void)str_copy(buf, PATHS_MAX, FIELDAUTH_SBINDIR "/syncd");
	if (ctl->root[0] == '\0')
		return buf;
	len = readlink("/proc/self/exe", buf, PATHS_MAX - sizeof("syncd"));
	if (len < 0) {
		(void)str_copy(buf, PATHS_MAX, FIELDAUTH_SBINDIR "/syncd");
		return buf;
	}
	buf[len] = '\0';
	slash = strrchr(buf, '/');
	(void)str_copy(slash + 1, sizeof("syncd"), "syncd");
	return buf;
}

static void
close_if_open(int fd)
{
	if (fd >= 0)
		(void)close(fd);
}

/* Each descriptor becomes its stream's, or is closed. */
static int
open_streams(struct dialogue *talk, int to_fd, int from_fd)
{
	talk->to = fdopen(to_fd, "w");
	if (talk->to == NULL)
		close_if_open(to_fd);
	talk->from = fdopen(from_fd, "r");
	if (talk->from == NULL)
		close_if_open(from_fd);
	if (talk->to != NULL && talk->from != NULL)
		return FIELD_OK;
	if (talk->to != NULL)
		(void)fclose(talk->to);
	if (talk->from != NULL)
		(void)fclose(talk->from);
	return FIELD_ENOMEM;
}

int
dialogue_open(struct ctl *ctl, const char *mode, const char *source,
    struct dialogue *ret_talk)
{
	char program[PATHS_MAX];
	const char *const argv[] = { dialogue_program(ctl, program), mode,
		source, NULL };
	int in_fd[2] = { -1, -1 }, out_fd[2] = { -1, -1 };
	struct dialogue talk = { NULL, NULL, -1 };
	int rc = FIELD_EIO;

	if (pipe2(in_fd, O_CLOEXEC) == 0 && pipe2(out_fd, O_CLOEXEC) == 0) {
		const struct run_streams streams = { in_fd[0], out_fd[1],
			false };

		rc = run_start(ctl, argv, &streams, &talk.pid);
	}
	close_if_open(in_fd[0]);
	close_if_open(out_fd[1]);
	if (rc != FIELD_OK) {
		close_if_open(in_fd[1]);
		close_if_open(out_fd[0]);
		return rc;
	}
	rc = open_streams(&talk, in_fd[1], out_fd[0]);
	if (rc != FIELD_OK) {
		int exit_code;

		/* its pipes are closed: it exits, and must be reaped */
		(void)run_wait(talk.pid, &exit_code);
		return rc;
	}
	/* If syncd has exited, this must be an error, not SIGPIPE. */
	(void)signal(SIGPIPE, SIG_IGN);
	*ret_talk = talk;
	return FIELD_OK;
}

json_t *
dialogue_hear(struct dialogue *talk)
{
	char *line = NULL;
	size_t size = 0;
	json_t *object = NULL;

	if (getline(&line, &size, talk->from) > 0)
		object = json_loads(line, JSON_REJECT_DUPLICATES, NULL);
	free(line);
	if (!json_is_object(object)) {
		json_decref(object);
		object = NULL;
	}
	return object;
}

int
dialogue_say(struct dialogue *talk, const char *key, const char *text)
{
	json_t *object = json_pack("{s:s}", key, text);
	int rc = FIELD_OK;

	if (object == NULL)
		return FIELD_EINVAL;
	if (json_dumpf(object, talk->to, JSON_COMPACT) != 0 ||
	    fputc('\n', talk->to) == EOF || fflush(talk->to) != 0)
		rc = FIELD_EIO;
	json_decref(object);
	return rc;
}

int
dialogue_close(struct dialogue *talk)
{
	int exit_code = EX_SOFTWARE;

	(void)fclose(talk->to);
	(void)fclose(talk->from);
	if (run_wait(talk->pid, &exit_code) != FIELD_OK)
		return EX_OSERR;
	return exit_code;
}
