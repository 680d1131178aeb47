/* The state of accounting connections (A1, A2, A5). */
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
#include "base/str.h"
#include "store/core/user.h"
#include "tests/support/books.h"
#include "tests/support/outbox.h"

static struct source_tokens
tokens(const char *access, const char *refresh)
{
	struct source_tokens made = { .access = SECRET_INIT,
		.refresh = SECRET_INIT,
		.access_expires_at = COMPANY_NOW + 3600,
		.refresh_expires_at = COMPANY_NOW + 8640000,
		.scopes = "com.intuit.quickbooks.accounting" };

	assert_int_equal(secret_init(&made.access, access, strlen(access)), 0);
	if (refresh != NULL)
		assert_int_equal(
		    secret_init(&made.refresh, refresh, strlen(refresh)), 0);
	return made;
}

static void
connect(struct company *company, const char *realm, const char *access,
    const char *refresh)
{
	struct source source = books_source(company);
	struct source_tokens made = tokens(access, refresh);
	struct change *change = company_root(company);
	struct refusal why;

	assert_int_equal(source_connect(change, source.id, realm, "Acme Books",
			     &made, false, &why),
	    0);
	company_end(change);
	source_tokens_release(&made);
}

static void
assert_tokens(struct company *company, const char *access, const char *refresh)
{
	struct source source = books_source(company);
	struct source_tokens loaded;

	assert_int_equal(
	    source_load_tokens(company->store, source.id, &loaded), 0);
	assert_string_equal(loaded.access.bytes, access);
	if (refresh != NULL)
		assert_string_equal(loaded.refresh.bytes, refresh);
	else
		assert_int_equal(loaded.refresh.len, 0);
	source_tokens_release(&loaded);
}

static void
tokens_come_back_as_they_were_stored(void **state)
{
	struct company *company = *state;
	struct source source;

	connect(company, "9341", "access-1", "refresh-1");
	assert_tokens(company, "access-1", "refresh-1");
	source = books_source(company);
	assert_true(source.connected);
	assert_string_equal(source.realm, "9341");
	assert_string_equal(source.realm_title, "Acme Books");
	assert_int_equal(source.access_expires_at, COMPANY_NOW + 3600);
	connect(company, "9341", "only-access", NULL);
	assert_tokens(company, "only-access", NULL);
}

static void
tokens_are_unreadable_in_the_database(void **state)
{
	struct company *company = *state;
	char *bytes = NULL, path[PATHS_MAX + 8];
	size_t len = 0;

	connect(company, "9341", "needle-access-7", "needle-refresh-7");
	for (int i = 0; i < 2; i++) {
		assert_true(str_format(path, sizeof(path), "%s%s",
		    company->paths.db_file, i == 0 ? "" : "-wal"));
		assert_int_equal(file_read(path, 1 << 26, &bytes, &len), 0);
		assert_null(memmem(bytes, len, "needle-", 7));
		free(bytes);
	}
}

static void
tokens_of_one_tenant_do_not_open_as_anothers(void **state)
{
	struct company *company = *state;
	struct source source;
	struct source_tokens loaded;

	connect(company, "9341", "access-1", "refresh-1");
	source = books_source(company);
	company_sql(company, "UPDATE source SET realm = '6666'");
	assert_true(source_load_tokens(company->store, source.id, &loaded) < 0);
}

static void
a_rotated_token_is_available_to_the_next_process(void **state)
{
	struct company *company = *state;
	struct source source = books_source(company);
	struct source_tokens made = tokens("access-2", "refresh-2");
	struct store_options options = { .paths = &company->paths,
		.config = &company->config,
		.clock = &company->clock,
		.mode = STORE_WRITE };

	connect(company, "9341", "access-1", "refresh-1");
	assert_int_equal(
	    source_save_tokens(company->store, source.id, &made), 0);
	source_tokens_release(&made);
	store_close(company->store);
	assert_int_equal(store_open(&options, &company->store), 0);
	assert_tokens(company, "access-2", "refresh-2");
}

static void
a_rotation_does_not_connect_what_was_disconnected(void **state)
{
	struct company *company = *state;
	struct source source = books_source(company);
	struct source_tokens made = tokens("access-2", "refresh-2"), loaded;
	struct change *change;
	struct refusal why;

	connect(company, "9341", "access-1", "refresh-1");
	change = company_root(company);
	assert_int_equal(source_disconnect(change, source.id, &why), 0);
	company_end(change);
	assert_int_equal(source_save_tokens(company->store, source.id, &made),
	    FIELD_ENOTFOUND);
	source_tokens_release(&made);
	assert_false(books_source(company).connected);
	assert_int_equal(source_load_tokens(company->store, source.id, &loaded),
	    FIELD_ENOTFOUND);
}

static void
a_broken_connection_is_reported_once_and_ends_with_the_next(void **state)
{
	struct company *company = *state;
	struct source source = books_source(company);

	connect(company, "9341", "access-1", "refresh-1");
	for (int i = 0; i < 3; i++)
		assert_int_equal(source_mark_broken(company->store, source.id,
				     "invalid_grant"),
		    0);
	assert_int_equal(books_source(company).broken_at, COMPANY_NOW);
	assert_string_equal(books_source(company).broken_why, "invalid_grant");
	assert_int_equal(company_count(company,
			     "SELECT count(*) FROM outbox WHERE template = "
			     "'sync-broken'"),
	    1);
	connect(company, "9341", "access-2", "refresh-2");
	assert_int_equal(books_source(company).broken_at, 0);
}

static void
the_providers_text_about_a_broken_connection_is_not_trusted(void **state)
{
	struct company *company = *state;
	struct source source = books_source(company);

	assert_int_equal(
	    source_mark_broken(company->store, source.id, "evil\x1b[2J"), 0);
	assert_null(strchr(books_source(company).broken_why, '\x1b'));
}

static void
limits_and_schedule_survive_a_restart(void **state)
{
	struct company *company = *state;
	struct source source = books_source(company);
	struct source_limits limits = { .blocked_until = COMPANY_NOW + 77000,
		.blocked_why = "day",
		.budget_left = 0,
		.budget_known_at = COMPANY_NOW,
		.recent_calls = 55,
		.recent_at = COMPANY_NOW };
	struct store_options options = { .paths = &company->paths,
		.config = &company->config,
		.clock = &company->clock,
		.mode = STORE_WRITE };

	assert_int_equal(source.budget_left, -1);
	assert_int_equal(
	    source_save_limits(company->store, source.id, &limits), 0);
	assert_int_equal(source_save_schedule(
			     company->store, source.id, COMPANY_NOW + 3600, 2),
	    0);
	store_close(company->store);
	assert_int_equal(store_open(&options, &company->store), 0);
	source = books_source(company);
	assert_int_equal(source.blocked_until, COMPANY_NOW + 77000);
	assert_string_equal(source.blocked_why, "day");
	assert_int_equal(source.budget_left, 0);
	assert_int_equal(source.recent_calls, 55);
	assert_int_equal(source.next_run_at, COMPANY_NOW + 3600);
	assert_int_equal(source.failure_count, 2);
}

static void
a_source_needs_its_section(void **state)
{
	struct company *company = *state;
	struct change *change = company_root(company);
	struct source source;
	struct refusal why;

	assert_int_equal(
	    source_ensure(change, "nowhere", &source, &why), FIELD_EDENIED);
	assert_int_equal(why.reason, REASON_NO_SUCH_SOURCE);
	change_abort(change);
	company->config.sources[0].name[0] = 'B';
	assert_int_equal(
	    source_by_name(company->store, "books", &source), FIELD_ENOTFOUND);
}

static void
a_source_does_not_change_its_kind_under_its_name(void **state)
{
	struct company *company = *state;
	struct change *change;
	struct source source;
	struct refusal why;

	company->config.sources[0].type = CONFIG_XERO;
	change = company_root(company);
	assert_int_equal(
	    source_ensure(change, "books", &source, &why), FIELD_EDENIED);
	assert_int_equal(why.reason, REASON_SOURCE_SETTING);
	change_abort(change);
}

static void
another_company_starts_with_a_fresh_cursor(void **state)
{
	struct company *company = *state;

	connect(company, "9341", "access-1", "refresh-1");
	company_sql(company, "UPDATE source SET cursor = 'c'");
	connect(company, "9341", "access-2", "refresh-2");
	assert_string_equal(books_source(company).cursor, "c");
	connect(company, "7777", "access-3", "refresh-3");
	assert_string_equal(books_source(company).cursor, "");
}

/* The realm becomes part of an address, the title of a terminal's screen. */
static void
an_invalid_realm_is_refused_and_a_hostile_title_dropped(void **state)
{
	struct company *company = *state;
	struct source source = books_source(company);
	struct source_tokens made = tokens("a", "r");
	const char *const wrong[] = { "../../x", "1?query=", "1 2", "1\n" };
	struct change *change;
	struct refusal why;

	for (size_t i = 0; i < BOOKS_COUNT(wrong); i++) {
		change = company_root(company);
		assert_int_equal(source_connect(change, source.id, wrong[i], "",
				     &made, false, &why),
		    FIELD_EDENIED);
		assert_int_equal(why.reason, REASON_BAD_VALUE);
		change_abort(change);
	}
	change = company_root(company);
	assert_int_equal(source_connect(change, source.id, "1", "Acme\x1b[2J",
			     &made, false, &why),
	    0);
	company_end(change);
	assert_string_equal(books_source(company).realm_title, "");
	source_tokens_release(&made);
}

static void
only_people_with_the_settings_right_can_connect(void **state)
{
	struct company *company = *state;
	struct user clerk = company_add(company, "clerk", "dispatcher");
	struct source source = books_source(company);
	struct source_tokens made = tokens("a", "r");
	struct change *change = company_as(company, &clerk);
	struct source_rule_new rule = { .match_field = "any",
		.kind = "external" };
	struct refusal why;

	assert_int_equal(
	    source_connect(change, source.id, "1", "", &made, false, &why),
	    FIELD_EDENIED);
	change_abort(change);
	change = company_as(company, &clerk);
	assert_int_equal(
	    source_rule_add(change, source.id, &rule, &why), FIELD_EDENIED);
	change_abort(change);
	change = company_as(company, &clerk);
	assert_int_equal(source_decide(change, source.id, "employee", "1",
			     SOURCE_IGNORE, NULL, &why),
	    FIELD_EDENIED);
	change_abort(change);
	source_tokens_release(&made);
}

static void
the_log_is_newest_first_with_the_lines_of_each_run(void **state)
{
	struct company *company = *state;
	struct source source = books_source(company);
	struct sync_run run = { .outcome = "failed",
		.message = "no network",
		.correlation_id = "tid-1" };
	const struct actor sync = actor_sync("books");
	struct sync_run *runs;
	size_t count;

	assert_int_equal(sync_run_start(company->store, source.id, "schedule",
			     false, run.id),
	    0);
	assert_int_equal(
	    sync_run_end(company->store, &sync, &run, REASON_NETWORK), 0);
	(void)str_copy(run.outcome, sizeof(run.outcome), "unchanged");
	assert_int_equal(
	    sync_run_start(company->store, source.id, "hand", true, run.id), 0);
	assert_int_equal(
	    sync_run_end(company->store, &sync, &run, REASON_NONE), 0);
	assert_int_equal(
	    sync_run_list(company->store, NULL, 0, &runs, &count), 0);
	assert_int_equal(count, 2);
	assert_string_equal(runs[0].outcome, "unchanged");
	assert_string_equal(runs[0].trigger, "hand");
	assert_true(runs[0].full_listing);
	assert_string_equal(runs[1].outcome, "failed");
	assert_string_equal(runs[1].message, "no network");
	assert_string_equal(runs[1].correlation_id, "tid-1");
	free(runs);
}

static int64_t
logged_failures(struct company *company)
{
	return company_count(company,
	    "SELECT count(*) FROM audit WHERE action = 'source.run'"
	    " AND actor = 'sync:books' AND outcome = 'failed'"
	    " AND reason = 'network' AND org_id <> '' AND subject <> ''");
}

static void
end_run_as(struct company *company, const char *source_id, const char *outcome)
{
	const struct actor sync = actor_sync("books");
	struct sync_run run = { .message = "no network" };

	assert_int_equal(sync_run_start(company->store, source_id, "schedule",
			     false, run.id),
	    0);
	(void)str_copy(run.outcome, sizeof(run.outcome), outcome);
	assert_int_equal(
	    sync_run_end(company->store, &sync, &run, REASON_NETWORK), 0);
}

static void
A9_administrators_are_told_once_a_day_that_imports_keep_failing(void **state)
{
	struct company *company = *state;
	struct source source = books_source(company);
	struct queued queued;

	end_run_as(company, source.id, "failed");
	end_run_as(company, source.id, "failed");
	end_run_as(company, source.id, "unchanged");
	for (int i = 1; i < SYNC_FAILING_RUNS; i++)
		end_run_as(company, source.id, "failed");
	assert_int_equal(queued_count(company, MAIL_SYNC_FAILING), 0);
	for (int i = 0; i < 5; i++)
		end_run_as(company, source.id, "failed");
	assert_int_equal(queued_count(company, MAIL_SYNC_FAILING), 1);
	queued_newest(company, MAIL_SYNC_FAILING, &queued);
	assert_string_equal(queued.fields.text[MAIL_FIELD_WHY], "no network");
	assert_true(queued.fields.time_s[MAIL_FIELD_SINCE] == COMPANY_NOW);
	queued_release(&queued);
	company->clock = clock_fixed(COMPANY_NOW + INT64_C(86400));
	end_run_as(company, source.id, "failed");
	assert_int_equal(queued_count(company, MAIL_SYNC_FAILING), 2);
}

static void
X1_the_first_run_that_fails_is_in_the_log_and_others_after_it_are_not(
    void **state)
{
	struct company *company = *state;
	struct source source = books_source(company);

	end_run_as(company, source.id, "failed");
	assert_int_equal(logged_failures(company), 1);
	end_run_as(company, source.id, "failed");
	end_run_as(company, source.id, "previewed");
	end_run_as(company, source.id, "failed");
	assert_int_equal(logged_failures(company), 1);
	end_run_as(company, source.id, "unchanged");
	assert_int_equal(logged_failures(company), 1);
	end_run_as(company, source.id, "failed");
	assert_int_equal(logged_failures(company), 2);
}

static void
a_run_that_was_killed_gets_its_end_from_the_next(void **state)
{
	struct company *company = *state;
	struct source source = books_source(company);
	char dead[ID_SIZE], next[ID_SIZE];
	struct sync_run *runs;
	size_t count;

	assert_int_equal(
	    sync_run_start(company->store, source.id, "schedule", false, dead),
	    0);
	assert_int_equal(
	    sync_run_start(company->store, source.id, "schedule", false, next),
	    0);
	assert_int_equal(
	    sync_run_list(company->store, source.id, 0, &runs, &count), 0);
	assert_int_equal(count, 2);
	assert_string_equal(runs[0].id, next);
	assert_string_equal(runs[0].outcome, "running");
	assert_string_equal(runs[1].id, dead);
	assert_string_equal(runs[1].outcome, "failed");
	assert_int_equal(runs[1].finished_at, COMPANY_NOW);
	assert_true(runs[1].message[0] != '\0');
	free(runs);
}

static void
a_decision_for_an_unknown_person_is_refused(void **state)
{
	struct company *company = *state;
	struct source source = books_source(company);
	struct change *change = company_root(company);
	struct refusal why;

	assert_int_equal(
	    source_decide(change, source.id, "employee", "1", SOURCE_LINK,
		"00000000-0000-4000-8000-000000000000", &why),
	    FIELD_EDENIED);
	assert_int_equal(why.reason, REASON_NO_SUCH_PERSON);
	change_abort(change);
	change = company_root(company);
	assert_int_equal(
	    source_undecide(change, source.id, "employee", "1", &why),
	    FIELD_ENOTFOUND);
	change_abort(change);
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, books_open, company_close)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(
		    A9_administrators_are_told_once_a_day_that_imports_keep_failing),
		TEST(tokens_come_back_as_they_were_stored),
		TEST(tokens_are_unreadable_in_the_database),
		TEST(tokens_of_one_tenant_do_not_open_as_anothers),
		TEST(a_rotated_token_is_available_to_the_next_process),
		TEST(a_rotation_does_not_connect_what_was_disconnected),
		TEST(
		    a_broken_connection_is_reported_once_and_ends_with_the_next),
		TEST(
		    the_providers_text_about_a_broken_connection_is_not_trusted),
		TEST(limits_and_schedule_survive_a_restart),
		TEST(a_source_needs_its_section),
		TEST(a_source_does_not_change_its_kind_under_its_name),
		TEST(another_company_starts_with_a_fresh_cursor),
		TEST(an_invalid_realm_is_refused_and_a_hostile_title_dropped),
		TEST(only_people_with_the_settings_right_can_connect),
		TEST(the_log_is_newest_first_with_the_lines_of_each_run),
		TEST(
		    X1_the_first_run_that_fails_is_in_the_log_and_others_after_it_are_not),
		TEST(a_run_that_was_killed_gets_its_end_from_the_next),
		TEST(a_decision_for_an_unknown_person_is_refused),
	};

	return cmocka_run_group_tests_name("source", tests, NULL, NULL);
}
