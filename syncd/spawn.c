#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <unistd.h>

#include "syncd/spawn.h"

extern char **environ;

int
spawn_self(
    const struct program *program, const char *const *options, pid_t *ret_pid)
{
	char *argv[9] = { "syncd" };
	size_t count = 1;
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	sigset_t none;
	pid_t pid = 0;
	int rc;

	for (size_t i = 0; i < 5 && options[i] != NULL; i++)
		argv[count++] = (char *)options[i];
	if (program->config_file != NULL) {
		argv[count++] = "--config";
		argv[count++] = (char *)program->config_file;
	}
	(void)sigemptyset(&none);
	(void)posix_spawnattr_init(&attributes);
	(void)posix_spawnattr_setsigmask(&attributes, &none);
	(void)posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
	(void)posix_spawn_file_actions_init(&actions);
	(void)posix_spawn_file_actions_addopen(
	    &actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
	(void)posix_spawn_file_actions_addopen(
	    &actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
	rc = posix_spawn(
	    &pid, "/proc/self/exe", &actions, &attributes, argv, environ);
	(void)posix_spawn_file_actions_destroy(&actions);
	(void)posix_spawnattr_destroy(&attributes);
	*ret_pid = rc == 0 ? pid : 0;
	return rc;
}
