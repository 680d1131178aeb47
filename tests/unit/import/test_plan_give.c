/* Files and rules give new people no more than their authors could assign (A3,
 * A10, A11). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"
#include "store/verb/role.h"
#include "store/verb/user.h"
#include "tests/support/books.h"

static struct plan_record
jane(const char *roles, const char *sites, const char *crew)
{
	struct plan_record record = books_record(
	    "1", "Jane", "Doe", "jane@acme.example");

	record.roles = roles;
	record.sites = sites;
	record.crew = crew;
	return record;
}

/* The plan of RECORDS by AUTHOR, NULL for the import itself. */
static struct plan *
plan_by(struct company *company, const struct actor *author,
    const struct plan_record *records, size_t count)
{
	struct source source = books_source(company);
	struct plan *plan;

	assert_int_equal(plan_new(company->store, source.id, false, &plan), 0);
	if (author != NULL)
		plan_set_author(plan, author);
	for (size_t i = 0; i < count; i++)
		assert_int_equal(plan_add_record(plan, &records[i]), 0);
	assert_int_equal(plan_make(plan), 0);
	return plan;
}

/* Why the row of RECORD is refused; NONE if it is added. */
static enum reason
reason_by(struct company *company, const struct actor *author,
    const struct plan_record *record)
{
	struct plan *plan = plan_by(company, author, record, 1);
	const struct plan_line *line = plan_line_at(plan, 0);
	enum reason reason = line->why.reason;

	assert_int_equal(plan_line_count(plan), 1);
	assert_int_equal(
	    line->action, reason == REASON_NONE ? PLAN_ADD : PLAN_REFUSE);
	plan_free(plan);
	return reason;
}

static void
grant(struct company *company, const char *login, const char *permission)
{
	char sql[400];

	(void)snprintf(sql, sizeof(sql),
	    "INSERT INTO person_permission (id, person_id, permission, effect,"
	    " granted_by, granted_at) SELECT id || '%s', id, '%s', 'grant',"
	    " 'root', 0 FROM person WHERE login = '%s'",
	    permission, permission, login);
	company_sql(company, sql);
}

static void
A10_a_file_gives_what_its_author_could_give_by_a_verb(void **state)
{
	struct company *company = *state;
	struct user helper = company_add(company, "helper", NULL);
	struct user novice = company_add(company, "novice", NULL);
	const struct actor root = actor_root("test"),
			   by_ada = actor_person(company->ada.id, "test"),
			   by_helper = actor_person(helper.id, "test"),
			   by_novice = actor_person(novice.id, "test");
	const struct {
		const struct actor *author;
		const char *roles, *sites, *crew;
		enum reason reason;
	} cases[] = {
		{ &root, "dispatcher fieldworker", "depot-north", "helper",
		    REASON_NONE },
		{ &by_ada, "dispatcher", "depot-north", "helper", REASON_NONE },
		{ NULL, "dispatcher", "", "", REASON_NONE },
		/* by no import */
		{ &root, "admin", "", "", REASON_PRIVILEGED_ROLE },
		{ &by_ada, "dispatcher,admin", "", "", REASON_PRIVILEGED_ROLE },
		{ NULL, "admin", "", "", REASON_PRIVILEGED_ROLE },
		{ &root, "nosuch", "", "", REASON_NO_SUCH_ROLE },
		{ &root, "", "nosuch", "", REASON_NO_SUCH_PLACE },
		{ &root, "", "", "nosuch", REASON_NO_SUCH_PERSON },
		/* may assign, and lacks what is assigned */
		{ &by_helper, "dispatcher", "", "", REASON_ROLE_BEYOND_YOURS },
		{ &by_helper, "", "depot-north", "",
		    REASON_PLACE_BEYOND_YOURS },
		{ &by_helper, "", "", "ada", REASON_NOT_PERMITTED },
		/* may not */
		{ &by_novice, "fieldworker", "", "", REASON_NOT_PERMITTED },
		{ &by_novice, "", "depot-north", "", REASON_NOT_PERMITTED },
		{ &by_novice, "", "", "ada", REASON_NOT_PERMITTED },
		{ &by_novice, "", "", "", REASON_NONE },
	};

	grant(company, "helper", "users.edit");
	for (size_t i = 0; i < BOOKS_COUNT(cases); i++) {
		const struct plan_record record = jane(
		    cases[i].roles, cases[i].sites, cases[i].crew);
		enum reason reason = reason_by(
		    company, cases[i].author, &record);

		if (reason != cases[i].reason)
			fail_msg("case %zu: %s", i, reason_code(reason));
	}
}

static void
add_rule(struct company *company, const struct user *who, const char *role)
{
	const struct source_rule_new rule = { .match_field = "any",
		.role = role };
	struct source source = books_source(company);
	struct change *change = company_as(company, who);
	struct refusal why;

	if (source_rule_add(change, source.id, &rule, &why) != FIELD_OK)
		fail_msg("%s %s %s", reason_code(why.reason), why.text[0],
		    why.text[1]);
	company_end(change);
}

static void
A10_a_rule_gives_nothing_that_its_author_may_no_longer_give(void **state)
{
	struct company *company = *state;
	struct user helper = company_add(company, "helper", NULL);
	const struct plan_record record = jane("", "", "");
	struct change *change = company_root(company);
	const struct source_rule_new rule = { .match_field = "any",
		.role = "trainee" };
	struct source source = books_source(company);
	struct refusal why;

	assert_int_equal(
	    role_add(change, company->org.id, "trainee", "Trainee", &why), 0);
	company_end(change);
	grant(company, "helper", "settings.edit");
	/* they may change settings, but not assign roles */
	change = company_as(company, &helper);
	assert_int_equal(
	    source_rule_add(change, source.id, &rule, &why), FIELD_EDENIED);
	assert_int_equal(why.reason, REASON_NOT_PERMITTED);
	change_abort(change);
	grant(company, "helper", "users.edit");
	grant(company, "helper", "self.edit"); /* which every role has */
	add_rule(company, &helper, "trainee");
	assert_int_equal(reason_by(company, NULL, &record), REASON_NONE);
	company_sql(company,
	    "DELETE FROM person_permission WHERE permission = 'users.edit'");
	assert_int_equal(reason_by(company, NULL, &record), REASON_RULE_AUTHOR);
	grant(company, "helper", "users.edit");
	assert_int_equal(reason_by(company, NULL, &record), REASON_NONE);
	(void)company_do(company, user_block, &helper);
	assert_int_equal(reason_by(company, NULL, &record), REASON_RULE_AUTHOR);
}

static void
A11_a_login_of_a_row_is_given_to_no_other_row(void **state)
{
	struct company *company = *state;
	struct plan_record records[] = {
		books_record("1", "Jane", "Doe", "jane@acme.example"),
		books_record("2", "Jack", "Doe", "jack@acme.example"),
		books_record("3", "Jill", "Doe", "jill@acme.example"),
		books_record("4", "\xd9\x85\xd8\xad\xd9\x85\xd8\xaf", "", ""),
	};
	struct plan *plan;

	records[1].login = "jdoe";
	records[2].login = "jdoe";
	records[3].login = "mo";
	plan = plan_by(company, NULL, records, BOOKS_COUNT(records));
	assert_string_equal(books_line(plan, "1")->login, "jdoe2");
	assert_string_equal(books_line(plan, "2")->login, "jdoe");
	assert_int_equal(books_line(plan, "3")->why.reason, REASON_TAKEN);
	assert_string_equal(books_line(plan, "4")->login, "mo");
	assert_int_equal(plan_count(plan, PLAN_ADD), 3);
	plan_free(plan);
}

static void
A11_leads_of_the_same_file_lead_in_no_circle(void **state)
{
	struct company *company = *state;
	struct plan_record records[] = {
		books_record("1", "Ann", "One", "ann@acme.example"),
		books_record("2", "Bob", "Two", "bob@acme.example"),
		books_record("3", "Cid", "Three", "cid@acme.example"),
		books_record("4", "Dot", "Four", "dot@acme.example"),
	};
	struct refusal why;
	struct plan *plan;

	records[0].login = "ann";
	records[0].crew = "bob";
	records[1].login = "bob";
	records[1].crew = "ann";
	records[2].crew = "dot"; /* who comes later */
	records[3].login = "dot";
	plan = plan_by(company, NULL, records, BOOKS_COUNT(records));
	assert_int_equal(plan_count(plan, PLAN_ADD), 4);
	assert_int_equal(plan_count(plan, PLAN_REFUSE), 1);
	assert_int_equal(
	    books_apply(company, plan, plan_hash(plan), &why), FIELD_OK);
	plan_free(plan);
	assert_string_equal(company_user(company, "cthree").lead_id,
	    company_user(company, "dot").id);
	assert_int_equal(company_count(company,
			     "SELECT count(*) FROM person WHERE login IN "
			     "('ann', 'bob') AND lead_id IS NOT NULL"),
	    1);
}

static void
A11_people_who_are_there_keep_what_they_have(void **state)
{
	struct company *company = *state;
	struct plan_record record = jane(
	    "dispatcher fieldworker", "depot-north", "ada");
	const struct actor root = actor_root("test");
	struct refusal why;
	struct plan *plan = plan_by(company, &root, &record, 1);

	assert_int_equal(
	    books_apply(company, plan, plan_hash(plan), &why), FIELD_OK);
	plan_free(plan);
	record.roles = "fieldworker;dispatcher";
	plan = plan_by(company, &root, &record, 1);
	assert_int_equal(plan_line_count(plan), 0);
	plan_free(plan);
	record.roles = "fieldworker";
	record.login = "other";
	record.crew = "nosuch";
	plan = plan_by(company, &root, &record, 1);
	assert_true(plan_is_empty(plan));
	assert_int_equal(plan_count(plan, PLAN_REFUSE), 3);
	for (size_t i = 0; i < plan_line_count(plan); i++)
		assert_int_equal(
		    plan_line_at(plan, i)->why.reason, REASON_IMPORT_KEEPS);
	assert_string_equal(
	    plan_line_at(plan, 0)->roles, "dispatcher fieldworker");
	assert_string_equal(plan_line_at(plan, 0)->crew, "ada");
	assert_string_equal(plan_line_at(plan, 0)->state, "active, held");
	plan_free(plan);
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, books_open, company_close)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(A10_a_file_gives_what_its_author_could_give_by_a_verb),
		TEST(
		    A10_a_rule_gives_nothing_that_its_author_may_no_longer_give),
		TEST(A11_a_login_of_a_row_is_given_to_no_other_row),
		TEST(A11_leads_of_the_same_file_lead_in_no_circle),
		TEST(A11_people_who_are_there_keep_what_they_have),
	};

	return cmocka_run_group_tests_name("plan: giving", tests, NULL, NULL);
}
