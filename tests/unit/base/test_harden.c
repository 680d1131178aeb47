/* base/harden: dropped capabilities cannot be regained. */
#include <linux/capability.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/harden.h"

/* A capability set of this process, by its name in proc(5). */
static uint64_t
capabilities(const char *name)
{
	FILE *status = fopen("/proc/self/status", "r");
	unsigned long long set = 0;
	char line[256];

	if (status == NULL)
		return ~0ULL;
	while (fgets(line, sizeof(line), status) != NULL)
		if (strncmp(line, name, strlen(name)) == 0)
			(void)sscanf(line + strlen(name), ": %llx", &set);
	(void)fclose(status);
	return set;
}

static int
in_child(int (*body)(void))
{
	int status = 0;
	pid_t pid = fork();

	assert_true(pid >= 0);
	if (pid == 0)
		_exit(body());
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static int
give_up_two(void)
{
	const uint64_t gone = 1ULL << CAP_KILL | 1ULL << CAP_SETUID;
	const uint64_t before = capabilities("CapPrm");

	if ((before & gone) != gone)
		return 1; /* the test needs root */
	if (!harden_without(gone))
		return 2;
	if (capabilities("CapPrm") != (before & ~gone) ||
	    capabilities("CapEff") != (before & ~gone))
		return 3;
	/* and cannot be regained */
	return setuid(1) == 0 ? 4 : 0;
}

static void
what_is_given_up_is_neither_effective_nor_permitted(void **state)
{
	(void)state;
	assert_int_equal(in_child(give_up_two), 0);
}

static int
give_up_a_high_one(void)
{
	const uint64_t before = capabilities("CapPrm");

	if (!harden_without(1ULL << CAP_CHECKPOINT_RESTORE))
		return 1;
	return capabilities("CapPrm") ==
		(before & ~(1ULL << CAP_CHECKPOINT_RESTORE)) ?
	    0 :
	    2;
}

static void
numbers_beyond_32_are_given_up_too(void **state)
{
	(void)state;
	assert_int_equal(in_child(give_up_a_high_one), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    what_is_given_up_is_neither_effective_nor_permitted),
		cmocka_unit_test(numbers_beyond_32_are_given_up_too),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
