/*
 * Measures lookups: one operation, one service, one round.
 *
 *	driver libc OP PEOPLE THREADS        through libc, using nsswitch.conf
 *	driver alone SO SERVICE OP PEOPLE    calling the module directly
 *	driver fresh COUNT [NAME]            processes with one lookup, or none
 *	driver once [NAME]                   such a process
 *	driver memory NAME                   private kB, descriptors, libraries
 *
 * OP: name uid group list miss enum.  Prints the nanoseconds of one operation
 * (enum: of one entry).  This is CPU time including the kernel, which depends less
 * on other work on the machine.  Answers are checked, so that a module that fails
 * quickly does not appear faster.
 */
#include <dirent.h>
#include <grp.h>
#include <pthread.h>
#include <pwd.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "tests/support/nss_module.h"

#define FIRST_UID     70006u
#define FIRST_GID     65700u
#define GROUPS        200u
#define KEYS          1024u
#define MEASURE_NS    60000000
#define BUFFER_LEN    (1 << 20)
#define GROUPS_EXPECT 5

extern char **environ;

static struct nss_module module; /* used by `alone` */
static bool is_null;
static char names[KEYS][16];
static uid_t uids[KEYS];
static gid_t gids[KEYS];

static void
fail(const char *what)
{
	fprintf(stderr, "driver: wrong answer: %s\n", what);
	exit(1);
}

static int64_t
now_ns(clockid_t id)
{
	struct timespec t;

	(void)clock_gettime(id, &t);
	return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

/* Keys from the whole range, the same in each run. */
static void
make_keys(unsigned people, bool miss)
{
	uint32_t x = 12345;

	for (unsigned i = 0; i < KEYS; i++) {
		x = x * 1664525u + 1013904223u;
		uids[i] = FIRST_UID + (x >> 8) % (people - 6);
		gids[i] = FIRST_GID + (x >> 8) % GROUPS;
		(void)snprintf(names[i], sizeof(names[i]), "%s%u",
		    miss ? "q" : "p", uids[i]);
	}
}

/* --- one operation -------------------------------------------------------------- */

/* Performs one operation (enum: all) and returns the number of entries. */
typedef unsigned operation(unsigned key, char *buffer);

static unsigned
libc_name(unsigned key, char *buffer)
{
	struct passwd pw, *found;

	if (getpwnam_r(names[key], &pw, buffer, BUFFER_LEN, &found) != 0 ||
	    found == NULL || (!is_null && pw.pw_uid != uids[key]))
		fail("name");
	return 1;
}

static unsigned
libc_uid(unsigned key, char *buffer)
{
	struct passwd pw, *found;

	if (getpwuid_r(uids[key], &pw, buffer, BUFFER_LEN, &found) != 0 ||
	    found == NULL || (!is_null && strcmp(pw.pw_name, names[key]) != 0))
		fail("uid");
	return 1;
}

static unsigned
libc_group(unsigned key, char *buffer)
{
	struct group gr, *found;

	if (getgrgid_r(gids[key], &gr, buffer, BUFFER_LEN, &found) != 0 ||
	    found == NULL || (!is_null && gr.gr_gid != gids[key]))
		fail("group");
	return 1;
}

static unsigned
libc_list(unsigned key, char *buffer)
{
	gid_t list[64];
	int count = 64;

	(void)buffer;
	if (getgrouplist(names[key], uids[key], list, &count) < 0 ||
	    (!is_null && count != GROUPS_EXPECT + 1))
		fail("list");
	return 1;
}

static unsigned
libc_miss(unsigned key, char *buffer)
{
	struct passwd pw, *found;

	if (getpwnam_r(names[key], &pw, buffer, BUFFER_LEN, &found) != 0 ||
	    found != NULL)
		fail("miss");
	return 1;
}

static unsigned
libc_enum(unsigned key, char *buffer)
{
	struct passwd pw, *found;
	unsigned count = 0;

	(void)key;
	setpwent();
	while (getpwent_r(&pw, buffer, BUFFER_LEN, &found) == 0)
		count++;
	endpwent();
	return count;
}

static unsigned
alone_name(unsigned key, char *buffer)
{
	struct passwd pw;
	int e;

	if (module.getpwnam_r(names[key], &pw, buffer, BUFFER_LEN, &e) !=
		NSS_STATUS_SUCCESS ||
	    (!is_null && pw.pw_uid != uids[key]))
		fail("name");
	return 1;
}

static unsigned
alone_uid(unsigned key, char *buffer)
{
	struct passwd pw;
	int e;

	if (module.getpwuid_r(uids[key], &pw, buffer, BUFFER_LEN, &e) !=
		NSS_STATUS_SUCCESS ||
	    (!is_null && pw.pw_uid != uids[key]))
		fail("uid");
	return 1;
}

static unsigned
alone_group(unsigned key, char *buffer)
{
	struct group gr;
	int e;

	if (module.getgrgid_r(gids[key], &gr, buffer, BUFFER_LEN, &e) !=
		NSS_STATUS_SUCCESS ||
	    (!is_null && gr.gr_gid != gids[key]))
		fail("group");
	return 1;
}

static unsigned
alone_list(unsigned key, char *buffer)
{
	long int start = 0, size = 64;
	gid_t *list = (gid_t *)(void *)buffer;
	int e;

	if (module.initgroups_dyn(names[key], uids[key], &start, &size, &list,
		64,
		&e) != (is_null ? NSS_STATUS_NOTFOUND : NSS_STATUS_SUCCESS) ||
	    (!is_null && start != GROUPS_EXPECT))
		fail("list");
	return 1;
}

static unsigned
alone_miss(unsigned key, char *buffer)
{
	struct passwd pw;
	int e;

	if (module.getpwnam_r(names[key], &pw, buffer, BUFFER_LEN, &e) !=
	    NSS_STATUS_NOTFOUND)
		fail("miss");
	return 1;
}

static unsigned
alone_enum(unsigned key, char *buffer)
{
	struct passwd pw;
	unsigned count = 0;
	int e;

	(void)key;
	module.setpwent(0);
	while (module.getpwent_r(&pw, buffer, BUFFER_LEN, &e) ==
	    NSS_STATUS_SUCCESS)
		count++;
	return count;
}

static operation *
operation_of(const char *op, bool alone)
{
	static const struct {
		const char *name;
		operation *libc, *alone;
	} table[] = {
		{ "name", libc_name, alone_name },
		{ "uid", libc_uid, alone_uid },
		{ "group", libc_group, alone_group },
		{ "list", libc_list, alone_list },
		{ "miss", libc_miss, alone_miss },
		{ "enum", libc_enum, alone_enum },
	};

	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++)
		if (strcmp(table[i].name, op) == 0)
			return alone ? table[i].alone : table[i].libc;
	fail(op);
	return NULL;
}

/* --- measuring ------------------------------------------------------------------ */

struct round {
	operation *run;
	clockid_t clock;
	double ns; /* for each operation */
	pthread_barrier_t *together;
};

static void *
measure(void *context)
{
	struct round *round = context;
	char *buffer = malloc(BUFFER_LEN);
	int64_t begin, end;
	uint64_t done = 0;
	unsigned key = 0;

	if (buffer == NULL)
		fail("memory");
	for (unsigned i = 0; i < 3; i++) /* warm */
		(void)round->run(i, buffer);
	(void)pthread_barrier_wait(round->together);
	begin = now_ns(round->clock);
	do {
		/* read the clock only occasionally */
		for (unsigned i = 0; i < 64; i++) {
			done += round->run(key++ % KEYS, buffer);
			if (round->run == libc_enum || round->run == alone_enum)
				break;
			if (done < 64 &&
			    now_ns(round->clock) - begin > MEASURE_NS)
				break;
		}
		end = now_ns(round->clock);
	} while (end - begin < MEASURE_NS);
	round->ns = (double)(end - begin) / (double)(done > 0 ? done : 1);
	free(buffer);
	return NULL;
}

static int
measure_threads(operation *run, clockid_t clock, unsigned count)
{
	struct round rounds[16];
	pthread_t threads[16];
	pthread_barrier_t together;
	double sum = 0;

	if (count < 1 || count > 16)
		return 2;
	(void)pthread_barrier_init(&together, NULL, count);
	for (unsigned i = 0; i < count; i++) {
		rounds[i] = (struct round){ run, clock, 0, &together };
		if (pthread_create(&threads[i], NULL, measure, &rounds[i]) != 0)
			fail("thread");
	}
	for (unsigned i = 0; i < count; i++) {
		(void)pthread_join(threads[i], NULL);
		sum += rounds[i].ns;
	}
	printf("%.2f\n", sum / count);
	return 0;
}

/* CPU time of children that have ended, including the kernel. */
static double
children_ns(void)
{
	struct rusage used;

	(void)getrusage(RUSAGE_CHILDREN, &used);
	return ((double)used.ru_utime.tv_sec + (double)used.ru_stime.tv_sec) *
	    1e9 +
	    ((double)used.ru_utime.tv_usec + (double)used.ru_stime.tv_usec) *
	    1e3;
}

static int
fresh(const char *self, unsigned count, const char *name)
{
	char *args[] = { (char *)(uintptr_t)self, (char *)(uintptr_t) "once",
		(char *)(uintptr_t)name, NULL };
	double begin = children_ns();

	for (unsigned i = 0; i < count; i++) {
		int status;
		pid_t pid;

		if (posix_spawn(&pid, self, NULL, NULL, args, environ) != 0 ||
		    waitpid(pid, &status, 0) != pid || status != 0)
			fail("fresh");
	}
	printf("%.0f\n", (children_ns() - begin) / (double)count);
	return 0;
}

/* Excludes the snapshot, which all processes share: if it is on a tmpfs, its
 * pages count as dirty. */
static unsigned
private_kb(void)
{
	char line[512];
	unsigned sum = 0, kb;
	bool counts = true;
	FILE *file = fopen("/proc/self/smaps", "r");

	while (file != NULL && fgets(line, sizeof(line), file) != NULL) {
		if (line[0] >= 'a' || (line[0] >= '0' && line[0] <= '9'))
			counts = strstr(line, "fieldusers.db") == NULL;
		if (counts && sscanf(line, "Private_Dirty: %u", &kb) == 1)
			sum += kb;
	}
	if (file != NULL)
		(void)fclose(file);
	return sum;
}

static unsigned
count_entries(const char *folder)
{
	unsigned count = 0;
	DIR *dir = opendir(folder);

	while (dir != NULL && readdir(dir) != NULL)
		count++;
	if (dir != NULL)
		(void)closedir(dir);
	return count;
}

static unsigned
count_libraries(void)
{
	char line[512];
	unsigned count = 0;
	FILE *file = fopen("/proc/self/maps", "r");

	while (file != NULL && fgets(line, sizeof(line), file) != NULL)
		count += strstr(line, ".so") != NULL &&
		    strstr(line, " 00000000 ") != NULL;
	if (file != NULL)
		(void)fclose(file);
	return count;
}

/* The resources that a process keeps after lookups, until it exits. */
static int
memory(const char *name)
{
	static char buffer[BUFFER_LEN];
	struct passwd pw, *found;
	unsigned kb, fds, libraries;

	for (int warm = 0; warm < 2; warm++) { /* stdio buffers */
		kb = private_kb();
		fds = count_entries("/proc/self/fd");
		libraries = count_libraries();
	}
	for (int i = 0; i < 100; i++)
		if (getpwnam_r(name, &pw, buffer, sizeof(buffer), &found) !=
			0 ||
		    found == NULL)
			fail("memory");
	printf("%d %d %d\n", (int)(private_kb() - kb),
	    (int)(count_entries("/proc/self/fd") - fds),
	    (int)(count_libraries() - libraries));
	return 0;
}

int
main(int argc, char **argv)
{
	const char *mode = argc > 1 ? argv[1] : "";

	is_null = getenv("BENCH_NULL") != NULL;
	if (strcmp(mode, "once") == 0) {
		static char buffer[4096];
		struct passwd pw, *found = &pw;

		if (argc > 2)
			(void)getpwnam_r(
			    argv[2], &pw, buffer, sizeof(buffer), &found);
		return found == NULL;
	}
	if (strcmp(mode, "fresh") == 0 && argc >= 3)
		return fresh("/proc/self/exe", (unsigned)atoi(argv[2]),
		    argc > 3 ? argv[3] : NULL);
	if (strcmp(mode, "memory") == 0 && argc == 3)
		return memory(argv[2]);
	if (strcmp(mode, "libc") == 0 && argc == 5) {
		make_keys(
		    (unsigned)atoi(argv[3]), strcmp(argv[2], "miss") == 0);
		return measure_threads(operation_of(argv[2], false),
		    CLOCK_THREAD_CPUTIME_ID, (unsigned)atoi(argv[4]));
	}
	if (strcmp(mode, "alone") == 0 && argc == 6) {
		make_keys(
		    (unsigned)atoi(argv[5]), strcmp(argv[4], "miss") == 0);
		if (nss_module_open(&module, argv[2], argv[3]) < 0)
			return 1;
		return measure_threads(
		    operation_of(argv[4], true), CLOCK_THREAD_CPUTIME_ID, 1);
	}
	fprintf(stderr, "driver: usage is in driver.c\n");
	return 2;
}
