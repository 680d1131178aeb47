/* Copies of the database, and going back to one (Q5). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>
#include <dirent.h>
#include <ftw.h>
#include <sqlite3.h>

#include "base/err.h"
#include "base/file.h"
#include "base/secret.h"
#include "store/db/backup.h"

#define DAY_S 86400

struct rig {
	char root[64];
	struct paths paths;
	struct config config;
	struct clock clock;
	struct store *store;
};

static int
open_store(struct rig *rig)
{
	struct store_options options = { .paths = &rig->paths,
		.config = &rig->config,
		.clock = &rig->clock,
		.mode = STORE_CREATE };

	return store_open(&options, &rig->store);
}

static int
set_up(void **state)
{
	struct rig *rig = calloc(1, sizeof(*rig));
	struct config_problem problem;

	(void)snprintf(rig->root, sizeof(rig->root), "/tmp/backup.XXXXXX");
	assert_non_null(mkdtemp(rig->root));
	assert_int_equal(paths_init(&rig->paths, rig->root), FIELD_OK);
	assert_int_equal(
	    config_load(rig->paths.conf_file, &rig->config, &problem),
	    FIELD_OK);
	rig->clock = clock_fixed(1764028800); /* 2025-11-25 */
	assert_int_equal(open_store(rig), FIELD_OK);
	*state = rig;
	return 0;
}

static int
remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

static int
tear_down(void **state)
{
	struct rig *rig = *state;

	store_close(rig->store);
	(void)nftw(rig->root, remove_one, 8, FTW_DEPTH | FTW_PHYS);
	free(rig);
	return 0;
}

static int64_t
number(const char *path, const char *sql)
{
	sqlite3 *db;
	sqlite3_stmt *stmt;
	int64_t value;

	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	assert_int_equal(
	    sqlite3_prepare_v2(db, sql, -1, &stmt, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_step(stmt), SQLITE_ROW);
	value = sqlite3_column_int64(stmt, 0);
	(void)sqlite3_finalize(stmt);
	(void)sqlite3_close(db);
	return value;
}

static void
execute(const char *path, const char *sql)
{
	sqlite3 *db;

	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
	(void)sqlite3_close(db);
}

static char *
text(const char *path, const char *sql)
{
	sqlite3 *db;
	sqlite3_stmt *stmt;
	char *value;

	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	assert_int_equal(
	    sqlite3_prepare_v2(db, sql, -1, &stmt, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_step(stmt), SQLITE_ROW);
	value = strdup((const char *)sqlite3_column_text(stmt, 0));
	(void)sqlite3_finalize(stmt);
	(void)sqlite3_close(db);
	return value;
}

static int
count_files(const char *folder)
{
	DIR *entries = opendir(folder);
	int count = 0;

	assert_non_null(entries);
	while (readdir(entries) != NULL)
		count++;
	(void)closedir(entries);
	return count;
}

static void
one_copy_per_day_is_kept_private_and_complete(void **state)
{
	struct rig *rig = *state;
	struct backup *backups;
	struct stat st;
	size_t count;

	assert_int_equal(backup_make_daily(rig->store), FIELD_OK);
	assert_int_equal(backup_make_daily(rig->store), FIELD_OK);
	assert_int_equal(backup_list(&rig->paths, &backups, &count), FIELD_OK);
	assert_int_equal(count, 1);
	assert_string_equal(backups[0].name, "field-2025-11-25.db");
	assert_int_equal(stat(backups[0].path, &st), 0);
	/* itself, "." and ".." */
	*strrchr(backups[0].path, '/') = '\0';
	assert_int_equal(count_files(backups[0].path), 3);
	backups[0].path[strlen(backups[0].path)] = '/';
	assert_int_equal(st.st_mode & 07777, 0600);
	assert_int_equal(
	    number(backups[0].path, "SELECT count(*) FROM meta"), 1);
	free(backups);
}

static void
the_seven_newest_copies_stay(void **state)
{
	struct rig *rig = *state;
	struct backup *backups;
	size_t count;

	for (int day = 0; day < 9; day++) {
		rig->clock.fixed_s += DAY_S;
		assert_int_equal(backup_make_daily(rig->store), FIELD_OK);
	}
	assert_int_equal(backup_list(&rig->paths, &backups, &count), FIELD_OK);
	assert_int_equal(count, BACKUP_KEPT);
	assert_string_equal(backups[0].name, "field-2025-12-04.db");
	assert_string_equal(backups[6].name, "field-2025-11-28.db");
	free(backups);
}

/* Both kinds, newest first, and neither displaces the other. */
static void
copies_on_request_are_kept_beside_the_daily_ones(void **state)
{
	struct rig *rig = *state;
	struct backup *backups, made;
	size_t count;

	assert_int_equal(backup_make_daily(rig->store), FIELD_OK);
	for (int i = 0; i < 9; i++) {
		rig->clock.fixed_s += 3600;
		assert_int_equal(backup_make_now(rig->store, &made), FIELD_OK);
	}
	assert_int_equal(backup_list(&rig->paths, &backups, &count), FIELD_OK);
	assert_int_equal(count, 1 + BACKUP_KEPT);
	assert_string_equal(backups[0].path, made.path);
	assert_false(made.daily);
	assert_true(made.len > 0);
	assert_true(backups[BACKUP_KEPT].daily);
	free(backups);
	assert_int_equal(
	    backup_restore(&rig->paths, &rig->config, made.path), FIELD_OK);
}

static void
a_copy_of_a_damaged_database_is_not_kept(void **state)
{
	struct rig *rig = *state;
	struct backup *backups, made;
	size_t count;

	execute(rig->paths.db_file,
	    "PRAGMA foreign_keys = OFF; INSERT INTO person_pin "
	    "VALUES ('nobody', 'phone', 'root', 1)");
	assert_int_equal(backup_make_now(rig->store, &made), FIELD_ECORRUPT);
	assert_int_equal(backup_list(&rig->paths, &backups, &count), FIELD_OK);
	assert_int_equal(count, 0);
	free(backups);
}

static void
restored_database_never_assigns_a_number_twice(void **state)
{
	struct rig *rig = *state;
	struct backup *backups;
	size_t count;

	assert_int_equal(backup_make_daily(rig->store), FIELD_OK);
	assert_int_equal(backup_list(&rig->paths, &backups, &count), FIELD_OK);
	store_close(rig->store);
	execute(rig->paths.db_file,
	    "UPDATE meta SET next_uid = 70500,"
	    " next_gid = 65700");
	assert_int_equal(
	    backup_restore(&rig->paths, &rig->config, backups[0].path),
	    FIELD_OK);
	assert_int_equal(open_store(rig), FIELD_OK);
	assert_int_equal(
	    number(rig->paths.db_file, "SELECT next_uid FROM meta"), 70500);
	assert_int_equal(
	    number(rig->paths.db_file, "SELECT next_gid FROM meta"), 65700);
	free(backups);
}

static void
restored_database_has_a_new_id_and_the_old_one_is_kept(void **state)
{
	struct rig *rig = *state;
	struct backup *backups;
	char replaced[PATHS_MAX + 32], *old_id, *new_id, *kept_id;
	size_t count;

	assert_int_equal(backup_make_daily(rig->store), FIELD_OK);
	assert_int_equal(backup_list(&rig->paths, &backups, &count), FIELD_OK);
	store_close(rig->store);
	old_id = text(rig->paths.db_file, "SELECT database_id FROM meta");
	assert_int_equal(
	    backup_restore(&rig->paths, &rig->config, backups[0].path),
	    FIELD_OK);
	assert_int_equal(open_store(rig), FIELD_OK);
	(void)snprintf(
	    replaced, sizeof(replaced), "%s.replaced", rig->paths.db_file);
	new_id = text(rig->paths.db_file, "SELECT database_id FROM meta");
	kept_id = text(replaced, "SELECT database_id FROM meta");
	assert_string_not_equal(old_id, new_id);
	assert_string_equal(old_id, kept_id);
	free(old_id);
	free(new_id);
	free(kept_id);
	free(backups);
}

static void
damaged_copy_is_refused_and_nothing_changes(void **state)
{
	struct rig *rig = *state;
	struct backup *backups;
	size_t count;
	FILE *file;

	assert_int_equal(backup_make_daily(rig->store), FIELD_OK);
	assert_int_equal(backup_list(&rig->paths, &backups, &count), FIELD_OK);
	file = fopen(backups[0].path, "r+");
	assert_non_null(file);
	(void)fputs("this is no database at all", file);
	(void)fclose(file);
	assert_int_equal(
	    backup_restore(&rig->paths, &rig->config, backups[0].path),
	    FIELD_ECORRUPT);
	assert_int_equal(
	    number(rig->paths.db_file, "SELECT count(*) FROM meta"), 1);
	free(backups);
}

static void
missing_copy_is_not_found(void **state)
{
	struct rig *rig = *state;

	assert_int_equal(
	    backup_restore(&rig->paths, &rig->config, "/nonexistent/field.db"),
	    FIELD_ENOTFOUND);
}

static int
start_library(void **state)
{
	(void)state;
	return secret_library_init();
}

#define RIGGED(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		RIGGED(one_copy_per_day_is_kept_private_and_complete),
		RIGGED(the_seven_newest_copies_stay),
		RIGGED(copies_on_request_are_kept_beside_the_daily_ones),
		RIGGED(a_copy_of_a_damaged_database_is_not_kept),
		RIGGED(restored_database_never_assigns_a_number_twice),
		RIGGED(restored_database_has_a_new_id_and_the_old_one_is_kept),
		RIGGED(damaged_copy_is_refused_and_nothing_changes),
		RIGGED(missing_copy_is_not_found),
	};

	return cmocka_run_group_tests(tests, start_library, NULL);
}
