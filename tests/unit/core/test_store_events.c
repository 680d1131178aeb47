/* Every row of the log touches the file that followers watch. */
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

#include "base/err.h"
#include "base/str.h"
#include "base/watch.h"
#include "store/after.h"
#include "store/core/audit.h"
#include "store/core/events.h"
#include "store/session/session.h"
#include "store/signin/signin.h"
#include "store/verb/user.h"
#include "tests/support/company.h"

static struct watch
watch_events(struct company *company)
{
	struct watch watch = WATCH_INIT;

	assert_int_equal(
	    watch_open(&watch, company->paths.run_dir, EVENTS_FILE), FIELD_OK);
	return watch;
}

/* Since the last call. */
static bool
was_touched(struct watch *watch)
{
	bool touched = false;

	assert_int_equal(watch_take(watch, &touched), FIELD_OK);
	return touched;
}

static void
append(struct change *change)
{
	const struct audit_entry entry = { .action = "user.test" };

	assert_int_equal(audit_append(change, &entry), FIELD_OK);
}

static void
a_row_touches_the_file_whatever_the_kind_of_commit(void **state)
{
	struct company *company = *state;
	struct actor actor = actor_root("fieldctl");
	struct watch watch = watch_events(company);
	struct after_report after;
	struct change *change = NULL;

	change = company_root(company);
	append(change);
	assert_false(was_touched(&watch)); /* not before the commit */
	assert_int_equal(after_end(change, FIELD_OK, &after), FIELD_OK);
	assert_true(was_touched(&watch));
	change = company_root(company);
	append(change);
	assert_int_equal(change_end(change, FIELD_OK), FIELD_OK);
	assert_true(was_touched(&watch));
	assert_int_equal(
	    change_begin_fast(company->store, &actor, &change), FIELD_OK);
	append(change);
	assert_int_equal(change_end(change, FIELD_OK), FIELD_OK);
	assert_true(was_touched(&watch));
	watch_close(&watch);
}

static void
a_refusal_and_a_session_touch(void **state)
{
	struct company *company = *state;
	struct user jane = company_add(company, "jane", NULL);
	struct actor actor = actor_person(jane.id, "sshd");
	struct watch watch = watch_events(company);
	struct session_new session = { .person_id = jane.id,
		.uid = jane.uid,
		.service = "sshd",
		.tty = "",
		.address = "",
		.method = "password",
		.leader = getpid() };
	struct change *change = NULL;
	struct refusal why;
	char id[ID_SIZE];

	(void)refuse(&why, REASON_SELF, "user.block", NULL);
	assert_int_equal(
	    audit_refused(company->store, &actor, "user.block", jane.id, &why),
	    FIELD_OK);
	assert_true(was_touched(&watch));
	assert_int_equal(
	    change_begin_fast(company->store, &actor, &change), FIELD_OK);
	assert_int_equal(
	    change_end(change, session_open(change, &session, id)), FIELD_OK);
	assert_true(was_touched(&watch));
	assert_int_equal(
	    change_begin_fast(company->store, &actor, &change), FIELD_OK);
	assert_int_equal(
	    change_end(change, session_close(change, id, "closed")), FIELD_OK);
	assert_true(was_touched(&watch));
	watch_close(&watch);
}

/* S2: watching must not distinguish known names from unknown ones either. */
static void
a_wrong_secret_touches_for_known_names_and_unknown_ones(void **state)
{
	struct company *company = *state;
	struct watch watch = watch_events(company);
	struct signin_request request = { .login = "ada",
		.uid = company->ada.uid,
		.service = "sshd",
		.tty = "",
		.address = "" };
	struct secret wrong = SECRET_INIT;
	struct signin_verdict verdict;

	assert_int_equal(secret_init(&wrong, "wrong", 5), FIELD_OK);
	assert_int_equal(
	    signin_authenticate(company->store, &request, &wrong, &verdict),
	    FIELD_OK);
	assert_int_equal(verdict.reason, REASON_WRONG_SECRET);
	assert_true(was_touched(&watch));
	request.login = "nosuch";
	request.uid = 0;
	assert_int_equal(
	    signin_authenticate(company->store, &request, &wrong, &verdict),
	    FIELD_OK);
	assert_true(was_touched(&watch));
	secret_release(&wrong);
	watch_close(&watch);
}

static void
nothing_is_touched_without_a_row(void **state)
{
	struct company *company = *state;
	struct watch watch = watch_events(company);
	struct change *change = company_root(company);

	append(change);
	change_abort(change);
	assert_false(was_touched(&watch));
	assert_int_equal(change_end(company_root(company), FIELD_OK), FIELD_OK);
	assert_false(was_touched(&watch));
	change = company_root(company);
	append(change);
	assert_int_equal(change_end(change, FIELD_EDENIED), FIELD_EDENIED);
	assert_false(was_touched(&watch));
	watch_close(&watch);
}

static void
only_root_can_access_the_file(void **state)
{
	struct company *company = *state;
	char path[PATHS_MAX + 16];
	struct stat st;
	struct watch watch = watch_events(company); /* makes the folder */
	const mode_t mask = umask(0);

	events_touch(&company->paths);
	(void)umask(mask);
	(void)snprintf(
	    path, sizeof(path), "%s/" EVENTS_FILE, company->paths.run_dir);
	assert_int_equal(stat(path, &st), 0);
	assert_true(S_ISREG(st.st_mode));
	assert_int_equal(st.st_mode & 07777, 0600);
	assert_int_equal(st.st_size, 0);
	watch_close(&watch);
}

/* Other objects in place of the folder or the file. */
static void
a_commit_succeeds_without_the_file(void **state)
{
	struct company *company = *state;
	static const char *const spoilers[] = { "true", ": >$0",
		"mkdir -p $0/" EVENTS_FILE,
		"mkdir $0; ln -s /nowhere $0/" EVENTS_FILE,
		"mkdir $0; mkfifo $0/" EVENTS_FILE };
	struct watch watch = watch_events(company);
	const char *dir = company->paths.run_dir;
	int64_t rows = company_count(company, "SELECT count(*) FROM audit");

	for (size_t i = 0; i < sizeof(spoilers) / sizeof(spoilers[0]); i++) {
		char command[3 * PATHS_MAX];
		struct after_report after;
		struct change *change;

		(void)snprintf(command, sizeof(command),
		    "rm -rf %s; sh -c '%s' %s", dir, spoilers[i], dir);
		assert_int_equal(system(command), 0);
		change = company_root(company);
		append(change);
		assert_int_equal(after_end(change, FIELD_OK, &after), FIELD_OK);
		assert_true(after.committed);
		assert_int_equal(
		    company_count(company, "SELECT count(*) FROM audit"),
		    rows + (int64_t)i + 1);
	}
	assert_int_not_equal(access("/nowhere", F_OK), 0);
	watch_close(&watch);
}

static void
a_recreated_file_is_still_watched(void **state)
{
	struct company *company = *state;
	struct watch watch = watch_events(company);
	char path[PATHS_MAX + 16];

	(void)snprintf(
	    path, sizeof(path), "%s/" EVENTS_FILE, company->paths.run_dir);
	events_touch(&company->paths);
	assert_true(was_touched(&watch));
	assert_int_equal(unlink(path), 0);
	assert_false(was_touched(&watch));
	events_touch(&company->paths);
	assert_true(was_touched(&watch));
	watch_close(&watch);
}

static void
watchers_notice_that_the_folder_was_removed(void **state)
{
	struct company *company = *state;
	struct watch watch = watch_events(company);
	char command[PATHS_MAX + 16];
	bool touched;

	(void)snprintf(
	    command, sizeof(command), "rm -rf %s", company->paths.run_dir);
	assert_int_equal(system(command), 0);
	assert_int_equal(watch_take(&watch, &touched), FIELD_ENOTFOUND);
	watch_close(&watch);
	watch = watch_events(company); /* which creates it again */
	events_touch(&company->paths);
	assert_true(was_touched(&watch));
	watch_close(&watch);
}

#define CLAIM(name) \
	cmocka_unit_test_setup_teardown(name, company_open, company_close)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		CLAIM(a_row_touches_the_file_whatever_the_kind_of_commit),
		CLAIM(a_refusal_and_a_session_touch),
		CLAIM(a_wrong_secret_touches_for_known_names_and_unknown_ones),
		CLAIM(nothing_is_touched_without_a_row),
		CLAIM(only_root_can_access_the_file),
		CLAIM(a_commit_succeeds_without_the_file),
		CLAIM(a_recreated_file_is_still_watched),
		CLAIM(watchers_notice_that_the_folder_was_removed),
	};

	return cmocka_run_group_tests_name("store_events", tests, NULL, NULL);
}
