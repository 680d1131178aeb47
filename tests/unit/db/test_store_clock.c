/* Rules go by the later of the clock and the latest time that was seen. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"
#include "base/file.h"
#include "store/db/backup.h"
#include "store/db/db_time.h"
#include "tests/support/company.h"

#define HOUR INT64_C(3600)
#define DAY  (24 * HOUR)
#define SEEN "SELECT latest_at FROM meta"

/* A transaction that changes nothing. */
static void
commit(struct company *company)
{
	assert_int_equal(db_begin(company->store), 0);
	assert_int_equal(db_commit(company->store), 0);
}

/* Another program, whose clock shows NOW_S. */
static int64_t
rules_time(struct company *company, int64_t now_s, int64_t uptime_s)
{
	struct clock clock = clock_fixed(now_s);
	struct store_options options = {
		.paths = &company->paths,
		.config = &company->config,
		.clock = &clock,
		.mode = STORE_READ,
	};
	struct store *store;
	int64_t time_s;

	clock.fixed_uptime_s = uptime_s;
	assert_int_equal(store_open(&options, &store), 0);
	time_s = store_now_s(store);
	store_close(store);
	return time_s;
}

static void
setting_up_is_the_first_time_that_is_seen(void **state)
{
	assert_int_equal(company_count(*state, SEEN), COMPANY_NOW);
}

static void
rules_follow_a_clock_that_is_right(void **state)
{
	struct company *company = *state;

	assert_int_equal(rules_time(company, COMPANY_NOW, 1), COMPANY_NOW);
	assert_int_equal(
	    rules_time(company, COMPANY_NOW + 5, 1), COMPANY_NOW + 5);
	company->clock.fixed_s += DAY;
	assert_int_equal(store_now_s(company->store), COMPANY_NOW + DAY);
}

static void
a_clock_that_went_back_takes_no_rule_along(void **state)
{
	struct company *company = *state;

	company->clock.fixed_s += DAY;
	commit(company);
	assert_int_equal(company_count(company, SEEN), COMPANY_NOW + DAY);
	company->clock.fixed_s = 0; /* 1970: no battery */
	assert_int_equal(store_now_s(company->store), COMPANY_NOW + DAY);
	commit(company);
	assert_int_equal(company_count(company, SEEN), COMPANY_NOW + DAY);
	assert_int_equal(rules_time(company, 0, 0), COMPANY_NOW + DAY);
	assert_int_equal(
	    rules_time(company, COMPANY_NOW, 0), COMPANY_NOW + DAY);
}

static void
each_commit_remembers_the_time_and_an_aborted_change_does_not(void **state)
{
	struct company *company = *state;

	company->clock.fixed_s += 60;
	assert_int_equal(db_begin(company->store), 0);
	db_rollback(company->store);
	assert_int_equal(company_count(company, SEEN), COMPANY_NOW);
	assert_int_equal(db_begin_read(company->store), 0);
	db_rollback(company->store);
	assert_int_equal(company_count(company, SEEN), COMPANY_NOW);
	/* attempts are counted by a fast commit */
	assert_int_equal(db_begin_fast(company->store), 0);
	assert_int_equal(db_commit(company->store), 0);
	assert_int_equal(company_count(company, SEEN), COMPANY_NOW + 60);
}

/* A lock ends, and a code expires, before the clock is set. */
static void
time_passes_with_the_uptime_while_the_clock_is_behind(void **state)
{
	struct company *company = *state;

	company->clock.fixed_uptime_s = 1000;
	company->clock.fixed_s += 60;
	commit(company);
	assert_int_equal(rules_time(company, 0, 1000), COMPANY_NOW + 60);
	assert_int_equal(
	    rules_time(company, 0, 1000 + HOUR), COMPANY_NOW + 60 + HOUR);
	/* the clock is still behind after another boot */
	company_sql(company, "UPDATE meta SET latest_boot = 'the one before'");
	assert_int_equal(rules_time(company, 0, 30), COMPANY_NOW + 60 + 30);
	company->clock.fixed_s = 0;
	company->clock.fixed_uptime_s = 30;
	commit(company); /* which is then this boot's time */
	assert_int_equal(company_count(company, SEEN), COMPANY_NOW + 60 + 30);
	assert_int_equal(rules_time(company, 0, 40), COMPANY_NOW + 60 + 40);
}

static void
a_jump_ahead_of_more_than_a_year_is_not_remembered(void **state)
{
	struct company *company = *state;

	company->clock.fixed_s += DB_TIME_JUMP_MAX_S + 1;
	assert_int_equal(store_now_s(company->store), company->clock.fixed_s);
	commit(company);
	assert_int_equal(company_count(company, SEEN), COMPANY_NOW);
	company->clock.fixed_s = COMPANY_NOW + 7;
	assert_int_equal(store_now_s(company->store), COMPANY_NOW + 7);
	company->clock.fixed_s = COMPANY_NOW + DB_TIME_JUMP_MAX_S;
	commit(company);
	assert_int_equal(
	    company_count(company, SEEN), COMPANY_NOW + DB_TIME_JUMP_MAX_S);
}

/* Another program saw a later time since this connection was opened. */
static void
what_others_saw_is_read_when_a_transaction_begins(void **state)
{
	struct company *company = *state;

	company_sql(company, "UPDATE meta SET latest_at = latest_at + 500");
	assert_int_equal(store_now_s(company->store), COMPANY_NOW);
	assert_int_equal(db_begin_read(company->store), 0);
	assert_int_equal(store_now_s(company->store), COMPANY_NOW + 500);
	db_rollback(company->store);
	company_sql(company, "UPDATE meta SET latest_at = latest_at + 500");
	assert_int_equal(db_begin(company->store), 0);
	assert_int_equal(store_now_s(company->store), COMPANY_NOW + 1000);
	db_rollback(company->store);
}

static void
a_clock_from_before_the_release_is_wrong(void **state)
{
	struct company *company = *state;

	company->clock.not_before_s = COMPANY_NOW + HOUR;
	assert_int_equal(db_begin_read(company->store), 0);
	assert_int_equal(store_now_s(company->store), COMPANY_NOW + HOUR);
	db_rollback(company->store);
	assert_true(clock_system.not_before_s > 0);
	assert_true(clock_system.not_before_s <= clock_now_s(&clock_system));
}

static void
a_restored_copy_does_not_go_back(void **state)
{
	struct company *company = *state;
	char path[PATHS_MAX + 16], *bytes;
	size_t len;

	(void)snprintf(path, sizeof(path), "%s/copy.db", company->root);
	company_sql(company, "PRAGMA wal_checkpoint(TRUNCATE)");
	assert_int_equal(
	    file_read(company->paths.db_file, 1 << 24, &bytes, &len), 0);
	assert_int_equal(file_replace(path, bytes, len, 0600), 0);
	free(bytes);
	company_sql(company, "UPDATE meta SET latest_at = 4000000000");
	assert_int_equal(
	    backup_restore(&company->paths, &company->config, path), 0);
	assert_true(company_count(company, SEEN) >= 4000000000);
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, company_open, company_close)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(setting_up_is_the_first_time_that_is_seen),
		TEST(rules_follow_a_clock_that_is_right),
		TEST(a_clock_that_went_back_takes_no_rule_along),
		TEST(
		    each_commit_remembers_the_time_and_an_aborted_change_does_not),
		TEST(time_passes_with_the_uptime_while_the_clock_is_behind),
		TEST(a_jump_ahead_of_more_than_a_year_is_not_remembered),
		TEST(what_others_saw_is_read_when_a_transaction_begins),
		TEST(a_clock_from_before_the_release_is_wrong),
		TEST(a_restored_copy_does_not_go_back),
	};

	return cmocka_run_group_tests_name("store_clock", tests, NULL, NULL);
}
