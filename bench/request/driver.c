/*
 * driver ROUNDS USER PROGRAM [ARG...]: measures the time of PROGRAM as root, which
 * processes its own requests, and as USER, whose requests are sent to
 * control.sock.  The runs alternate, so that the load of the machine affects both.
 * Prints one row of a Markdown table on standard output.  Exit status 1 if the
 * limit is exceeded.
 */
#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* The additional time allowed for a request through the socket. */
#define BAR_MS 15.0

static double
now_ms(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static void
become(const struct passwd *pw)
{
	if (initgroups(pw->pw_name, pw->pw_gid) < 0 || setgid(pw->pw_gid) < 0 ||
	    setuid(pw->pw_uid) < 0)
		_exit(126);
}

/* Returns the milliseconds of one run as PW (NULL: root); exits if it fails. */
static double
run(const struct passwd *pw, char **argv)
{
	double start = now_ms();
	pid_t pid = fork();
	int status;

	if (pid == 0) {
		int null_fd = open("/dev/null", O_WRONLY | O_CLOEXEC);

		if (pw != NULL)
			become(pw);
		(void)dup2(null_fd, STDOUT_FILENO);
		execv(argv[0], argv);
		_exit(127);
	}
	if (pid < 0 || waitpid(pid, &status, 0) != pid || status != 0) {
		fprintf(stderr, "driver: %s failed as %s\n", argv[0],
		    pw != NULL ? pw->pw_name : "root");
		exit(2);
	}
	return now_ms() - start;
}

static int
compare(const void *a, const void *b)
{
	const double *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

int
main(int argc, char **argv)
{
	struct passwd *pw = argc > 3 ? getpwnam(argv[2]) : NULL;
	size_t rounds = argc > 3 ? strtoul(argv[1], NULL, 10) : 0;
	double *here, *there, more;

	if (pw == NULL || rounds < 10) {
		fprintf(stderr, "usage: driver ROUNDS USER PROGRAM [ARG...]\n");
		return 2;
	}
	here = calloc(2 * rounds, sizeof(*here));
	if (here == NULL)
		return 2;
	there = here + rounds;
	(void)run(NULL, argv + 3); /* warm up the caches */
	(void)run(pw, argv + 3);
	for (size_t i = 0; i < rounds; i++) {
		here[i] = run(NULL, argv + 3);
		there[i] = run(pw, argv + 3);
	}
	qsort(here, rounds, sizeof(*here), compare);
	qsort(there, rounds, sizeof(*there), compare);
	more = there[rounds / 2] - here[rounds / 2];
	printf("| `fieldctl");
	for (char **arg = argv + 4; *arg != NULL; arg++)
		printf(" %s", *arg);
	printf("` | %.1f | %.1f | %.1f | %.1f | %.1f | %s |\n",
	    here[rounds / 10], there[rounds / 10], here[rounds / 2],
	    there[rounds / 2], more, more <= BAR_MS ? "met" : "missed");
	free(here);
	return more <= BAR_MS ? 0 : 1;
}
