/* Requests about the terminal as a whole: control/data, control/org/setup. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/err.h"
#include "base/file.h"
#include "base/str.h"
#include "store/db/backup.h"
#include "tests/support/asking.h"

static const char *
text_of(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));

	return text != NULL ? text : "";
}

/* The path of the newest copy. */
static void
newest_copy(struct company *company, char *path, size_t size)
{
	struct asked asked = ask_as_root(company, "database.copies", NULL);

	assert_int_equal(asked.answer.exit_code, EX_OK);
	assert_int_equal(json_array_size(asked.rows), 1);
	assert_true(str_copy(
	    path, size, text_of(json_array_get(asked.rows, 0), "path")));
	asked_release(&asked);
}

static struct asked
restore(struct company *company, const char *path, bool dry_run)
{
	struct control_host host = host_of(company, NULL);
	char params[PATHS_MAX + 100];

	assert_true(
	    str_format(params, sizeof(params), "{\"copy\":\"%s\"}", path));
	return ask_by(&host, "database.restore", params, dry_run);
}

/* --- the snapshot -------------------------------------------------------------- */

static void
Q2_excluded_ranges_are_rows_of_a_table(void **state)
{
	struct company *company = *state;
	struct asked asked;
	const json_t *row;

	company_add(company, "jane", NULL);
	company_sql(
	    company, "UPDATE person SET login = 'jlocal' WHERE login = 'jane'");
	asked = ask_as_root(company, "snapshot.publish", NULL);
	assert_int_equal(asked.answer.exit_code, EX_OK);
	row = json_array_get(asked.rows, 0);
	assert_string_equal(text_of(row, "kind"), "entry");
	assert_string_equal(text_of(row, "name"), "jlocal");
	assert_true(text_of(row, "why")[0] != '\0');
	asked_release(&asked);
}

static void
a_dry_run_publishes_nothing(void **state)
{
	struct company *company = *state;
	struct control_host host = host_of(company, NULL);

	(void)unlink(company->paths.snapshot_file);
	asked_ends(ask_by(&host, "snapshot.publish", NULL, true), EX_OK);
	assert_int_not_equal(access(company->paths.snapshot_file, F_OK), 0);
	asked_ends(ask_by(&host, "snapshot.publish", NULL, false), EX_OK);
	assert_int_equal(access(company->paths.snapshot_file, F_OK), 0);
}

/* --- copies ---------------------------------------------------------------------- */

static void
Q5_a_copy_is_listed_and_restored(void **state)
{
	static const char janes[] =
	    "SELECT count(*) FROM person WHERE login = 'jane'";
	struct company *company = *state;
	char path[PATHS_MAX + 64];
	struct asked asked;

	assert_int_equal(backup_make_daily(company->store), FIELD_OK);
	newest_copy(company, path, sizeof(path));
	company_add(company, "jane", NULL);
	asked_ends(restore(company, path, true), EX_OK);
	assert_int_equal(company_count(company, janes), 1);
	asked = restore(company, path, false);
	assert_int_equal(asked.answer.exit_code, EX_OK);
	assert_string_equal(text_of(asked.answer.result, "restored"), path);
	asked_release(&asked);
	assert_int_equal(company_count(company, janes), 0);
	assert_int_equal(
	    company_count(company,
		"SELECT count(*) FROM audit WHERE action = 'database.restore' "
		"AND outcome = 'done'"),
	    1);
}

static void
Q5_a_file_other_than_a_copy_is_refused(void **state)
{
	struct company *company = *state;
	char path[PATHS_MAX];

	asked_refused(
	    restore(company, "/no/such/copy.db", false), "no_such_copy");
	assert_true(str_format(
	    path, sizeof(path), "%s/garbage", company->paths.state_dir));
	assert_int_equal(file_replace(path, "garbage", 7, 0600), 0);
	asked_refused(restore(company, path, false), "damaged_copy");
}

static void
Q5_a_database_that_is_damaged_does_not_stop_a_restore(void **state)
{
	struct company *company = *state;
	char path[PATHS_MAX + 64];

	assert_int_equal(backup_make_daily(company->store), FIELD_OK);
	newest_copy(company, path, sizeof(path));
	assert_int_equal(
	    file_replace(company->paths.db_file, "garbage", 7, 0600), 0);
	newest_copy(company, path, sizeof(path));
	asked_ends(restore(company, path, false), EX_OK);
	assert_int_equal(company_count(company,
			     "SELECT count(*) FROM person WHERE login = 'ada'"),
	    1);
}

/* --- setting up -------------------------------------------------------------------- */

#define SETUP                                                              \
	"{\"org\":\"beta\",\"org_title\":\"Beta\",\"terminal\":\"van-7\"," \
	"\"site\":\"\",\"admin\":\"eve\",\"admin_first\":\"Eve\","         \
	"\"admin_last\":\"\",\"admin_email\":\"eve@example.com\","         \
	"\"admin_password\":\"R3Jhbml0ZS04OC1xdWFycnk=\"}"

static void
X4_a_second_setup_touches_nothing(void **state)
{
	struct company *company = *state;

	asked_refused(
	    ask_as_root(company, "terminal.check", NULL), "set_up_already");
	asked_refused(
	    ask_as_root(company, "terminal.setup", SETUP), "set_up_already");
	assert_int_equal(access(company->paths.key_file, F_OK), 0);
	assert_int_equal(company_count(company, "SELECT count(*) FROM org"), 1);
}

static void
Q5_a_setup_makes_key_and_database_and_a_dry_run_none(void **state)
{
	struct company *company = *state;
	struct control_host host = host_of(company, NULL);

	assert_int_equal(unlink(company->paths.key_file), 0);
	assert_int_equal(unlink(company->paths.db_file), 0);
	asked_ends(ask_as_root(company, "terminal.check", NULL), EX_OK);
	asked_ends(ask_by(&host, "terminal.setup", SETUP, true), EX_OK);
	assert_int_not_equal(access(company->paths.key_file, F_OK), 0);
	assert_int_not_equal(access(company->paths.db_file, F_OK), 0);
	asked_ends(ask_as_root(company, "terminal.check", NULL), EX_OK);
	asked_ends(ask_by(&host, "terminal.setup", SETUP, false), EX_OK);
	assert_int_equal(access(company->paths.key_file, F_OK), 0);
	assert_int_equal(company_count(company,
			     "SELECT count(*) FROM person WHERE login = 'eve'"),
	    1);
}

/* Check each answer as soon as it is given, with those before it. */
static void
Q5_answers_are_checked_one_by_one_and_nothing_is_made(void **state)
{
	static const struct {
		const char *answers, *code; /* NULL: acceptable */
	} cases[] = {
		{ "{}", NULL },
		{ "{\"org\":\"beta\"}", NULL },
		{ "{\"org\":\"Beta Ltd\"}", "bad_name" },
		{ "{\"org\":\"beta\",\"org_title\":\"Be\\u0007ta\"}",
		    "bad_text" },
		{ "{\"admin\":\"eve\"}", NULL },
		{ "{\"admin\":\"Eve\"}", "bad_login" },
		{ "{\"admin\":\"backup\"}", "local_name" },
		{ "{\"admin_first\":\"Eve\",\"admin_last\":\"\"}", NULL },
		{ "{\"admin_first\":\"=Eve\"}", "bad_text" },
		{ "{\"admin_email\":\"eve@example.com\"}", NULL },
		{ "{\"admin_email\":\"\"}", NULL },
		{ "{\"admin_email\":\"eve\"}", "bad_email" },
		{ "{\"terminal\":\"van-7\"}", NULL },
		{ "{\"terminal\":\" \"}", "bad_text" },
		{ "{\"site\":\"depot-north\"}", NULL },
		{ "{\"site\":\"Depot North\"}", "bad_name" },
		{ "{\"admin_password\":\"R3Jhbml0ZS04OC1xdWFycnk=\"}", NULL },
		{ "{\"admin_password\":\"YWJj\"}", "password_short" },
	};
	struct company *company = *state;

	assert_int_equal(unlink(company->paths.key_file), 0);
	assert_int_equal(unlink(company->paths.db_file), 0);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct asked asked = ask_as_root(
		    company, "terminal.check", cases[i].answers);

		if (cases[i].code == NULL)
			asked_ends(asked, EX_OK);
		else
			asked_refused(asked, cases[i].code);
	}
	assert_int_not_equal(access(company->paths.key_file, F_OK), 0);
	assert_int_not_equal(access(company->paths.db_file, F_OK), 0);
}

/* Not even for a super admin: a path is opened there. */
static void
only_root_is_allowed(void **state)
{
	struct company *company = *state;
	const struct user *ada = &company->ada;

	asked_refused(
	    ask_as(company, ada, "snapshot.publish", NULL), "root_only");
	asked_refused(
	    ask_as(company, ada, "database.copies", NULL), "root_only");
	asked_refused(
	    ask_as(company, ada, "terminal.setup", SETUP), "root_only");
	asked_refused(ask_as(company, ada, "database.restore",
			  "{\"copy\":\"/etc/shadow\"}"),
	    "root_only");
}

#define CASE(test) \
	cmocka_unit_test_setup_teardown(test, asking_open, company_close)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(Q2_excluded_ranges_are_rows_of_a_table),
		CASE(a_dry_run_publishes_nothing),
		CASE(Q5_a_copy_is_listed_and_restored),
		CASE(Q5_a_file_other_than_a_copy_is_refused),
		CASE(Q5_a_database_that_is_damaged_does_not_stop_a_restore),
		CASE(X4_a_second_setup_touches_nothing),
		CASE(Q5_a_setup_makes_key_and_database_and_a_dry_run_none),
		CASE(Q5_answers_are_checked_one_by_one_and_nothing_is_made),
		CASE(only_root_is_allowed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
