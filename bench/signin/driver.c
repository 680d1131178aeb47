/*
 * bench/signin: a complete sign-in compared with the bare Argon2id verification
 * and with pam_unix.
 *
 * Each round performs one of each, in rotating order.  Measures elapsed time, which
 * the person waits for, and CPU time including the helpers: the median, and the
 * lowest tenth, which is least affected by other work on the machine.
 *
 *	driver ROUNDS LABEL
 *
 * Must be run in a world with a local user 'bench' whose password is
 * TERMINAL_PASSWORD.  Prints one row of a Markdown table on standard output.
 */
#include <setjmp.h>
#include <sodium.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <time.h>

#include <cmocka.h>

#include "conf/paths.h"
#include "store/secret/secret.h"
#include "tests/support/dialogue.h"
#include "tests/support/terminal.h"

#define ROUNDS_MAX 1000

static const char unix_stack[] = "auth required pam_unix.so\n"
				 "account required pam_unix.so\n"
				 "session required pam_unix.so\n";

enum what { BARE, FIELDAUTH, UNIX, WHAT_COUNT };

/* Milliseconds. */
struct took {
	double wall, cpu;
};

static double wall[WHAT_COUNT][ROUNDS_MAX], cpu[WHAT_COUNT][ROUNDS_MAX];
static char hash[SECRET_HASH_SIZE];

static double
of_timeval(struct timeval time)
{
	return (double)time.tv_sec * 1e3 + (double)time.tv_usec / 1e3;
}

static struct took
now(void)
{
	struct timespec clock;
	struct rusage self, children;

	(void)clock_gettime(CLOCK_MONOTONIC, &clock);
	(void)getrusage(RUSAGE_SELF, &self);
	(void)getrusage(RUSAGE_CHILDREN, &children);
	return (struct took){
		.wall = (double)clock.tv_sec * 1e3 +
		    (double)clock.tv_nsec / 1e6,
		.cpu = of_timeval(self.ru_utime) + of_timeval(self.ru_stime) +
		    of_timeval(children.ru_utime) +
		    of_timeval(children.ru_stime),
	};
}

static void
sign_in(const char *user)
{
	struct dialogue dialogue = DIALOGUE(TERMINAL_PASSWORD);
	pam_handle_t *pamh = dialogue_start_again(user, &dialogue);

	assert_non_null(pamh);
	assert_int_equal(pam_authenticate(pamh, 0), PAM_SUCCESS);
	assert_int_equal(pam_acct_mgmt(pamh, 0), PAM_SUCCESS);
	assert_int_equal(pam_setcred(pamh, PAM_ESTABLISH_CRED), PAM_SUCCESS);
	assert_int_equal(pam_open_session(pamh, 0), PAM_SUCCESS);
	assert_int_equal(pam_close_session(pamh, 0), PAM_SUCCESS);
	dialogue_end(pamh);
}

/* The file of the stack is written before measuring. */
static void
use_stack(enum what what)
{
	struct dialogue none = DIALOGUE("");

	dialogue_end(dialogue_start(
	    what == UNIX ? unix_stack : dialogue_stack(""), "x", &none));
}

static void
verify_bare(void)
{
	assert_int_equal(crypto_pwhash_str_verify(hash, TERMINAL_PASSWORD,
			     sizeof(TERMINAL_PASSWORD) - 1),
	    0);
}

static struct took
measure(enum what what)
{
	struct took before, after;

	use_stack(what);
	before = now();

	switch (what) {
	case BARE:
		verify_bare();
		break;
	case FIELDAUTH:
		sign_in("jane");
		break;
	case UNIX:
		sign_in("bench");
		break;
	case WHAT_COUNT:
		break;
	}
	after = now();
	return (
	    struct took){ after.wall - before.wall, after.cpu - before.cpu };
}

static int
compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return x < y ? -1 : x > y;
}

static double
quantile(double *values, int count, double part)
{
	qsort(values, (size_t)count, sizeof(*values), compare);
	return values[(int)(part * (count - 1))];
}

/* The default parameters of a terminal. */
static void
use_default_parameters(void)
{
	struct secret password;
	struct policies policies;
	char sql[512];

	policies_init(&policies);
	assert_int_equal(secret_init(&password, TERMINAL_PASSWORD,
			     sizeof(TERMINAL_PASSWORD) - 1),
	    0);
	assert_int_equal(secret_hash(&password, &policies, hash), 0);
	secret_release(&password);
	terminal_sql("DELETE FROM policy");
	(void)snprintf(
	    sql, sizeof(sql), "UPDATE password SET hash = '%s'", hash);
	terminal_sql(sql);
}

static int rounds;
static const char *label;

/* PART 0.5: the median; 0.1: the time of an undisturbed round. */
static void
print_row(const char *kind, double part, double values[WHAT_COUNT][ROUNDS_MAX])
{
	double bare = quantile(values[BARE], rounds, part);
	double ours = quantile(values[FIELDAUTH], rounds, part);

	fprintf(stderr, "| %s, %s | %.1f | %.1f | %.2f | %.1f |\n", label, kind,
	    bare, ours, ours / bare, quantile(values[UNIX], rounds, part));
}

static void
bench(void **state)
{
	(void)state;
	use_default_parameters();
	for (int i = -3; i < rounds; i++) /* the first ones warm up */
		for (int j = 0; j < WHAT_COUNT; j++) {
			enum what what = (enum what)((i + 3 + j) % WHAT_COUNT);
			struct took took = measure(what);

			if (i < 0)
				continue;
			wall[what][i] = took.wall;
			cpu[what][i] = took.cpu;
		}
	print_row("CPU, lowest tenth", 0.1, cpu);
	print_row("wall, lowest tenth", 0.1, wall);
	print_row("CPU, median", 0.5, cpu);
	print_row("wall, median", 0.5, wall);
}

int
main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(bench) };

	rounds = argc > 1 ? atoi(argv[1]) : 50;
	label = argc > 2 ? argv[2] : "sign-in";
	if (rounds < 1 || rounds > ROUNDS_MAX)
		return 64;
	return cmocka_run_group_tests_name(
	    "bench_signin", tests, terminal_set_up, NULL);
}
