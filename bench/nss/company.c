/*
 * Creates the database of a company and publishes it.
 *
 *	company SQL FOLDER PEOPLE ROUNDS
 *
 * SQL is company.sql.  FOLDER is an empty folder, which is prefixed to all paths
 * of fieldauth.  Prints the medians of ROUNDS of publish(), from reading SQLite to
 * the durable file, in milliseconds: elapsed time, and CPU time of the process.
 */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/err.h"
#include "base/file.h"
#include "base/secret.h"
#include "conf/config.h"
#include "conf/paths.h"
#include "snapshot/reader.h"
#include "store/publish/publish.h"

#define ROUNDS_MAX 64
#define SQL_MAX    (64 * 1024)
#define GROUPS     242 /* in company.sql */

static void
fail(const char *what)
{
	fprintf(stderr, "company: %s\n", what);
	exit(1);
}

static double
now_ms(clockid_t id)
{
	struct timespec t;

	(void)clock_gettime(id, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static int
compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return x < y ? -1 : x > y;
}

static double
median(double *values, unsigned count)
{
	qsort(values, count, sizeof(*values), compare);
	return values[count / 2];
}

/* --- the company ------------------------------------------------------------- */

static struct store *
open_store(const struct paths *paths, const struct config *config)
{
	struct store_options options = {
		.paths = paths,
		.config = config,
		.mode = STORE_CREATE,
	};
	struct store *store;

	if (store_open(&options, &store) != FIELD_OK)
		fail("the database cannot be made");
	return store;
}

/* Uses its own connection, since no verb adds 100,000 people at once. */
static void
fill(const char *db_file, const char *sql_file, unsigned people)
{
	static char sql[SQL_MAX];
	char wanted[80];
	FILE *file = fopen(sql_file, "re");
	sqlite3 *db = NULL;

	if (file == NULL || fread(sql, 1, sizeof(sql) - 1, file) == 0)
		fail("company.sql cannot be read");
	(void)fclose(file);
	(void)snprintf(wanted, sizeof(wanted),
	    "CREATE TEMP TABLE wanted AS SELECT %u AS people", people);
	if (sqlite3_open(db_file, &db) != SQLITE_OK ||
	    sqlite3_exec(db, wanted, NULL, NULL, NULL) != SQLITE_OK ||
	    sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK)
		fail(sqlite3_errmsg(db));
	(void)sqlite3_close(db);
}

/* Verify that all people and groups were published: fewer would be faster. */
static void
verify(const char *path, unsigned people)
{
	static struct snapshot_cache cache = SNAPSHOT_CACHE_INIT;
	struct snapshot_source source = { path };
	struct snapshot_person person;
	struct snapshot_info info;
	struct snapshot_view view;

	if (snapshot_enter(&cache, &source, &view) != SNAPSHOT_OK)
		fail("nothing is out");
	snapshot_get_info(&view, &info);
	if (info.person_count != people || info.group_count != GROUPS ||
	    snapshot_by_uid(&view, 70006 + people / 2, &person) !=
		SNAPSHOT_OK ||
	    person.gid_count != 8)
		fail("what is out is not the company");
	snapshot_leave(&view);
}

/* --- measuring ------------------------------------------------------------------ */

static void
measure(struct store *store, unsigned rounds)
{
	double wall_ms[ROUNDS_MAX], cpu_ms[ROUNDS_MAX];

	for (unsigned i = 0; i < rounds; i++) {
		double wall = now_ms(CLOCK_MONOTONIC);
		double cpu = now_ms(CLOCK_PROCESS_CPUTIME_ID);

		if (publish(store, true) != FIELD_OK)
			fail("publishing failed");
		wall_ms[i] = now_ms(CLOCK_MONOTONIC) - wall;
		cpu_ms[i] = now_ms(CLOCK_PROCESS_CPUTIME_ID) - cpu;
	}
	printf("%.2f %.2f\n", median(wall_ms, rounds), median(cpu_ms, rounds));
}

int
main(int argc, char **argv)
{
	unsigned people = argc == 5 ? (unsigned)atoi(argv[3]) : 0;
	unsigned rounds = argc == 5 ? (unsigned)atoi(argv[4]) : 0;
	struct config_problem problem;
	struct config config;
	struct paths paths;
	struct store *store;

	if (people < 7 || rounds < 1 || rounds > ROUNDS_MAX)
		fail("usage is in company.c");
	if (secret_library_init() != FIELD_OK ||
	    paths_init(&paths, argv[2]) != FIELD_OK ||
	    config_load(paths.conf_file, &config, &problem) != FIELD_OK)
		fail("the folder cannot be used");
	config.uid_max = config.uid_min + people + 6;
	store_close(open_store(&paths, &config));
	fill(paths.db_file, argv[1], people);
	store = open_store(&paths, &config); /* a change since the last check */
	measure(store, rounds);
	verify(paths.snapshot_file, people);
	store_close(store);
	config_release(&config);
	return 0;
}
