/* The audit log: its contents, and that it cannot be forged (X1). */
#include <setjmp.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"
#include "base/str.h"
#include "store/core/audit.h"
#include "store/core/detail.h"
#include "store/core/user.h"
#include "tests/support/company.h"

struct seen {
	int count;
	int64_t seqs[64];
	char action[64], actor_login[64], subject_login[64], detail[512];
	char terminal[64], service[64], outcome[16], reason[32];
	char behind[64], behind_login[64], via[64], via_login[64];
};

static bool
note(const struct audit_row *row, void *context)
{
	struct seen *seen = context;

	if (seen->count < 64)
		seen->seqs[seen->count] = row->seq;
	if (seen->count++ == 0) {
		(void)str_copy(seen->action, sizeof(seen->action), row->action);
		(void)str_copy(seen->actor_login, sizeof(seen->actor_login),
		    row->actor_login);
		(void)str_copy(seen->subject_login, sizeof(seen->subject_login),
		    row->subject_login);
		(void)str_copy(seen->detail, sizeof(seen->detail), row->detail);
		(void)str_copy(
		    seen->terminal, sizeof(seen->terminal), row->terminal);
		(void)str_copy(
		    seen->service, sizeof(seen->service), row->service);
		(void)str_copy(
		    seen->outcome, sizeof(seen->outcome), row->outcome);
		(void)str_copy(seen->reason, sizeof(seen->reason), row->reason);
		(void)str_copy(seen->behind, sizeof(seen->behind), row->behind);
		(void)str_copy(seen->behind_login, sizeof(seen->behind_login),
		    row->behind_login);
		(void)str_copy(seen->via, sizeof(seen->via), row->via);
		(void)str_copy(
		    seen->via_login, sizeof(seen->via_login), row->via_login);
	}
	return true;
}

static struct seen
list(struct company *company, const struct audit_filter *filter)
{
	struct seen seen;

	memset(&seen, 0, sizeof(seen));
	assert_int_equal(
	    audit_list(company->store, filter, note, &seen), FIELD_OK);
	return seen;
}

/* DETAIL, which is empty, with "k". */
static struct detail *
told(struct detail *detail, const char *value)
{
	detail_text(detail, "k", value);
	return detail;
}

static void
append(struct company *company, const char *action, const char *subject,
    struct detail *detail)
{
	struct actor actor = actor_person(company->ada.id, "sshd");
	struct audit_entry entry = {
		.action = action, .subject = subject, .detail = detail
	};
	struct change *change = NULL;

	(void)strcpy(actor.tty, "pts/3");
	(void)strcpy(actor.address, "192.0.2.7");
	assert_int_equal(
	    change_begin(company->store, &actor, &change), FIELD_OK);
	assert_int_equal(audit_append(change, &entry), FIELD_OK);
	company_end(change);
}

static int64_t
first_bad(struct company *company)
{
	int64_t bad = 0;
	int rc = audit_verify(company->store, &bad);

	assert_true(rc == FIELD_OK || rc == FIELD_ECORRUPT);
	return rc == FIELD_OK ? 0 : bad;
}

/* --- what it says ----------------------------------------------------------------- */

static void
a_row_has_actor_action_subject_and_origin(void **state)
{
	struct company *company = *state;
	struct user jane = company_add(company, "jane", NULL);
	struct audit_filter filter = { .action = "user.test" };
	struct detail detail = DETAIL_INIT;
	struct seen seen;

	detail_change(&detail, "title", "a", "b");
	append(company, "user.test", jane.id, &detail);
	seen = list(company, &filter);
	assert_int_equal(seen.count, 1);
	assert_string_equal(seen.actor_login, "ada");
	assert_string_equal(seen.subject_login, "jane");
	assert_string_equal(seen.terminal, "van-7");
	assert_string_equal(seen.service, "sshd");
	assert_string_equal(seen.outcome, "done");
	assert_string_equal(seen.reason, "");
	assert_string_equal(seen.detail,
	    "{\"tty\":\"pts/3\",\"address\":\"192.0.2.7\","
	    "\"title\":[\"a\",\"b\"]}");
}

static void
details_are_always_one_object(void **state)
{
	struct company *company = *state;
	struct detail detail = DETAIL_INIT;
	struct audit_filter filter = { .action = "user.test", .limit = 1 };

	append(company, "user.test", "", NULL);
	assert_string_equal(list(company, &filter).detail,
	    "{\"tty\":\"pts/3\",\"address\":\"192.0.2.7\"}");
	append(company, "user.test", "", &detail);
	assert_string_equal(list(company, &filter).detail,
	    "{\"tty\":\"pts/3\",\"address\":\"192.0.2.7\"}");
}

static void
filters_choose_by_time_person_module_action_and_text(void **state)
{
	struct company *company = *state;
	struct detail detail = DETAIL_INIT;
	struct user jane = company_add(company, "jane", NULL);
	struct audit_filter filter;

	company->clock.fixed_s = COMPANY_NOW + 1000;
	append(company, "user.one", jane.id, told(&detail, "Needle"));
	company->clock.fixed_s = COMPANY_NOW + 2000;
	append(company, "role.two", "", told(&detail, "hay"));

	filter = (struct audit_filter){ .since = COMPANY_NOW + 1000 };
	assert_int_equal(list(company, &filter).count, 2);
	assert_string_equal(list(company, &filter).action, "role.two");
	filter.until = COMPANY_NOW + 2000; /* excluding that second */
	assert_int_equal(list(company, &filter).count, 1);
	filter = (struct audit_filter){ .module = "roles",
		.since = COMPANY_NOW + 1 };
	assert_string_equal(list(company, &filter).action, "role.two");
	filter = (struct audit_filter){ .action = "user.one" };
	assert_int_equal(list(company, &filter).count, 1);
	filter = (struct audit_filter){ .text = "nEEdle" };
	assert_string_equal(list(company, &filter).action, "user.one");
	assert_int_equal(list(company, &filter).count, 1);
	filter = (struct audit_filter){ .text = "%" }; /* no pattern */
	assert_int_equal(list(company, &filter).count, 0);
	filter = (struct audit_filter){ .person_id = jane.id,
		.since = COMPANY_NOW + 1 };
	assert_int_equal(list(company, &filter).count, 1); /* as subject */
	filter.person_id = company->ada.id;
	assert_int_equal(list(company, &filter).count, 2); /* as actor */
	filter = (struct audit_filter){ .limit = 1 };
	assert_int_equal(list(company, &filter).count, 1);
	assert_string_equal(list(company, &filter).action, "role.two");
}

static bool
stop(const struct audit_row *row, void *context)
{
	(void)row;
	++*(int *)context;
	return false;
}

static void
a_reader_can_stop(void **state)
{
	struct company *company = *state;
	struct audit_filter filter = { .limit = 0 };
	int count = 0;

	append(company, "a", "", NULL);
	append(company, "b", "", NULL);
	assert_int_equal(
	    audit_list(company->store, &filter, stop, &count), FIELD_OK);
	assert_int_equal(count, 1);
}

static void
a_refusal_is_written_in_its_own_transaction(void **state)
{
	struct company *company = *state;
	struct user jane = company_add(company, "jane", NULL);
	struct actor actor = actor_person(jane.id, "fieldctl");
	struct audit_filter filter = { .limit = 1 };
	struct refusal why;
	struct seen seen;

	(void)refuse(&why, REASON_SELF, "user.block", NULL);
	assert_int_equal(
	    audit_refused(company->store, &actor, "user.block", jane.id, &why),
	    FIELD_OK);
	seen = list(company, &filter);
	assert_string_equal(seen.outcome, "refused");
	assert_string_equal(seen.reason, "self");
	assert_string_equal(seen.subject_login, "jane");
	assert_int_equal(company_count(company,
			     "SELECT count(*) FROM audit WHERE module ="
			     " 'users' AND outcome = 'refused' AND org_id <>"
			     " ''"),
	    1);
	/* typed text becomes a detail, not the subject */
	assert_int_equal(audit_refused(company->store, &actor, "user.block",
			     "so\"me\nbody", &why),
	    FIELD_OK);
	seen = list(company, &filter);
	assert_non_null(strstr(seen.detail, "so\\\"me\\u000abody"));
	assert_int_equal(first_bad(company), 0);
}

static void
an_aborted_change_leaves_no_row(void **state)
{
	struct company *company = *state;
	int64_t before = company_count(company, "SELECT count(*) FROM audit");
	struct audit_entry entry = { .action = "a" };
	struct change *change = company_root(company);

	assert_int_equal(audit_append(change, &entry), FIELD_OK);
	change_abort(change);
	assert_int_equal(
	    company_count(company, "SELECT count(*) FROM audit"), before);
	assert_int_equal(first_bad(company), 0);
}

/* --- who is behind root --------------------------------------------------------- */

/* A person, by the login uid; or a local user. */
static struct invoker_login
login_of(uint32_t uid, const char *name)
{
	struct invoker_login login = { .known = true, .uid = uid };

	(void)str_copy(login.name, sizeof(login.name), name);
	return login;
}

static void
append_behind(struct company *company, const struct invoker *invoker)
{
	struct actor actor = actor_root("fieldctl");
	struct audit_entry entry = { .action = "user.test" };
	struct change *change = NULL;

	actor.invoker = *invoker;
	assert_int_equal(
	    change_begin(company->store, &actor, &change), FIELD_OK);
	assert_int_equal(audit_append(change, &entry), FIELD_OK);
	company_end(change);
}

static void
X1_rows_of_root_name_the_invoker_and_the_account_in_between(void **state)
{
	struct company *company = *state;
	struct user jane = company_add(company, "jane", NULL);
	/* the login name of a person is not looked up */
	const struct invoker invoker = {
		.login = login_of(jane.uid, "impostor"),
		.via = login_of(1000, "bob"),
	};
	struct audit_filter filter = { .action = "user.test" };
	struct seen seen;

	append_behind(company, &invoker);
	seen = list(company, &filter);
	assert_int_equal(seen.count, 1);
	assert_string_equal(seen.behind, jane.id);
	assert_string_equal(seen.behind_login, "jane");
	assert_string_equal(seen.via, "local:bob");
	assert_string_equal(seen.via_login, "bob");
	filter.person_id = jane.id;
	assert_int_equal(list(company, &filter).count, 1);
	filter.person_id = company->ada.id;
	assert_int_equal(list(company, &filter).count, 0);
	filter = (struct audit_filter){ .text = "local:bob" };
	assert_int_equal(list(company, &filter).count, 1);
	assert_int_equal(first_bad(company), 0);
}

static void
X1_root_without_an_invoker_is_root(void **state)
{
	struct company *company = *state;
	const struct invoker nobody = { .login = { .known = false } };
	struct audit_filter filter = { .action = "user.test" };
	struct seen seen;

	append_behind(company, &nobody);
	seen = list(company, &filter);
	assert_string_equal(seen.behind, "");
	assert_string_equal(seen.behind_login, "");
	assert_string_equal(seen.via, "");
	assert_string_equal(seen.via_login, "");
}

static void
X1_a_refusal_also_names_the_person_behind_the_actor(void **state)
{
	struct company *company = *state;
	struct actor actor = actor_root("fieldctl");
	struct audit_filter filter = { .limit = 1 };
	struct refusal why;

	actor.invoker.login = login_of(company->ada.uid, "ada");
	(void)refuse(&why, REASON_SELF, "user.block", NULL);
	assert_int_equal(
	    audit_refused(company->store, &actor, "user.block", "", &why),
	    FIELD_OK);
	assert_string_equal(list(company, &filter).behind_login, "ada");
}

/* --- that it cannot be bent --------------------------------------------------------- */

static bool
is_refused(struct company *company, const char *sql)
{
	sqlite3 *db = NULL;
	int rc;

	assert_int_equal(sqlite3_open(company->paths.db_file, &db), SQLITE_OK);
	rc = sqlite3_exec(db, sql, NULL, NULL, NULL);
	sqlite3_close(db);
	return rc != SQLITE_OK;
}

/* SQL without the triggers, which an intruder would drop as well. */
static void
bend(struct company *company, const char *sql)
{
	company_sql(company,
	    "DROP TRIGGER audit_is_append_only;"
	    "DROP TRIGGER audit_is_kept;");
	company_sql(company, sql);
}

static void
write_some(struct company *company)
{
	struct detail detail = DETAIL_INIT;

	for (int i = 0; i < 5; i++)
		append(company, "user.test", "ab", told(&detail, "v"));
}

static void
rows_cannot_be_changed_or_removed_by_mistake(void **state)
{
	struct company *company = *state;
	int64_t before = company_count(company, "SELECT count(*) FROM audit");

	write_some(company);
	assert_true(is_refused(company, "UPDATE audit SET actor = 'x'"));
	assert_true(is_refused(company, "DELETE FROM audit"));
	assert_int_equal(
	    company_count(company, "SELECT count(*) FROM audit"), before + 5);
}

static void
every_changed_field_is_found(void **state)
{
	static const char *const fields[] = { "at = at + 1", "actor = 'x'",
		"action = 'x'", "module = 'x'", "subject = 'x'", "org_id = 'x'",
		"terminal = 'x'", "service = 'x'", "outcome = 'failed'",
		"reason = 'x'", "detail_hash = zeroblob(32)",
		"hash = zeroblob(32)", "behind = 'x'", "via = 'x'",
		"impersonator = 'x'", "entered_from = 'x'", "method = 'x'",
		"form = 1",
		/* the same bytes, split at another place */
		"subject = 'a', org_id = 'b' || org_id" };

	(void)state;
	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
		struct company *company;
		int64_t seq;
		void *own = NULL;
		char sql[128];

		assert_int_equal(company_open(&own), 0);
		company = own;
		write_some(company);
		assert_int_equal(first_bad(company), 0);
		seq = company_count(company, "SELECT max(seq) - 2 FROM audit");
		(void)snprintf(sql, sizeof(sql),
		    "UPDATE audit SET %s WHERE seq = %lld", fields[i],
		    (long long)seq);
		bend(company, sql);
		assert_int_equal(first_bad(company), seq);
		assert_int_equal(company_close(&own), 0);
	}
}

static void
a_removed_row_is_found(void **state)
{
	struct company *company = *state;
	int64_t seq;
	char sql[160];

	write_some(company);
	seq = company_count(company, "SELECT max(seq) - 2 FROM audit");
	(void)snprintf(sql, sizeof(sql),
	    "DELETE FROM audit_detail WHERE seq = %lld;"
	    "DELETE FROM audit WHERE seq = %lld",
	    (long long)seq, (long long)seq);
	bend(company, sql);
	assert_int_equal(first_bad(company), seq);
}

static void
a_changed_detail_is_found_and_a_purged_one_is_not(void **state)
{
	struct company *company = *state;
	int64_t seq;
	char sql[160];

	write_some(company);
	seq = company_count(company, "SELECT max(seq) FROM audit");
	(void)snprintf(sql, sizeof(sql),
	    "DELETE FROM audit_detail WHERE seq < %lld", (long long)seq);
	company_sql(company, sql);
	assert_int_equal(first_bad(company), 0);
	company_sql(company, "UPDATE audit_detail SET body = '{}'");
	assert_int_equal(first_bad(company), seq);
}

static void
equal_details_have_different_hashes(void **state)
{
	struct company *company = *state;

	write_some(company);
	assert_int_equal(company_count(company,
			     "SELECT count(DISTINCT detail_hash) FROM audit"
			     " WHERE action = 'user.test'"),
	    5);
}

#define CLAIM(name) \
	cmocka_unit_test_setup_teardown(name, company_open, company_close)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		CLAIM(a_row_has_actor_action_subject_and_origin),
		CLAIM(details_are_always_one_object),
		CLAIM(filters_choose_by_time_person_module_action_and_text),
		CLAIM(a_reader_can_stop),
		CLAIM(a_refusal_is_written_in_its_own_transaction),
		CLAIM(an_aborted_change_leaves_no_row),
		CLAIM(
		    X1_rows_of_root_name_the_invoker_and_the_account_in_between),
		CLAIM(X1_root_without_an_invoker_is_root),
		CLAIM(X1_a_refusal_also_names_the_person_behind_the_actor),
		CLAIM(rows_cannot_be_changed_or_removed_by_mistake),
		cmocka_unit_test(every_changed_field_is_found),
		CLAIM(a_removed_row_is_found),
		CLAIM(a_changed_detail_is_found_and_a_purged_one_is_not),
		CLAIM(equal_details_have_different_hashes),
	};

	return cmocka_run_group_tests_name("store_audit", tests, NULL, NULL);
}
