/* Whose login name an address is, and what changes that (U7, U8). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"
#include "base/str.h"
#include "store/org/user_add.h"
#include "store/people/alias.h"
#include "store/verb/user.h"
#include "tests/support/books.h"

#define ADDRESS "ada@acme.example"

static struct user
add(struct company *company, const char *login, const char *email)
{
	struct user_new in = { .org_id = company->org.id,
		.login = login,
		.first_name = login,
		.email = email };
	struct change *change = company_root(company);
	struct refusal why;
	struct user user;

	assert_int_equal(user_add(change, &in, &user, &why), FIELD_OK);
	company_end(change);
	return user;
}

static const char *
join(const struct name_list *list, char *buf, size_t size)
{
	buf[0] = '\0';
	for (size_t i = 0; i < list->count; i++) {
		size_t len = strlen(buf);

		(void)snprintf(buf + len, size - len, "%s%s", i > 0 ? " " : "",
		    list->names[i]);
	}
	return buf;
}

static void
assert_people(struct company *company, const char *expected)
{
	struct name_list people = { NULL, 0 };
	char buf[200];

	assert_int_equal(
	    alias_people(company->store, ADDRESS, &people), FIELD_OK);
	assert_string_equal(join(&people, buf, sizeof(buf)), expected);
	name_list_release(&people);
}

static void
U7_existing_people_count_whatever_their_state(void **state)
{
	struct company *company = *state;
	struct user bob = add(company, "bob", "Ada@ACME.example");

	assert_people(company, "ada bob");
	/* their names stay, so the address stays ambiguous */
	(void)company_do(company, user_block, &bob);
	(void)company_do(company, user_hold, &bob);
	(void)company_do(company, user_deactivate, &bob);
	assert_people(company, "ada bob");
	(void)company_do(company, user_delete, &bob);
	assert_people(company, "ada");
	(void)company_do(company, user_restore, &bob);
	assert_people(company, "ada bob");
}

static void
U8_hidden_people_do_not_count_and_email_sign_in_can_be_off(void **state)
{
	struct company *company = *state;

	(void)add(company, "bob", ADDRESS);
	company_sql(company,
	    "INSERT INTO org (id, name, title, created_at)"
	    " VALUES ('b', 'bolt', 'Bolt', 1);"
	    "UPDATE person SET org_id = 'b' WHERE login = 'bob'");
	assert_people(company, "ada");
	(void)strcpy(company->config.terminal_orgs, "acme bolt");
	assert_people(company, "ada bob");
	company->config.email_sign_in = false;
	assert_people(company, "");
}

/* "ADDRESS: before > after" of each that the watch keeps. */
static void
assert_kept(const struct alias_watch *watch, const char *expected)
{
	char text[400] = "", before[100], after[100];

	for (size_t i = 0; i < watch->count; i++) {
		size_t len = strlen(text);

		(void)snprintf(text + len, sizeof(text) - len, "%s: %s > %s;",
		    watch->states[i].email,
		    join(&watch->states[i].before, before, sizeof(before)),
		    join(&watch->states[i].after, after, sizeof(after)));
	}
	assert_string_equal(text, expected);
}

static void
U7_a_lost_and_a_regained_address_are_both_reported(void **state)
{
	struct company *company = *state;
	struct user bob = add(company, "bob", ADDRESS);
	struct user_edit edit = { .email = "cid@acme.example" };
	struct alias_watch watch = { NULL, 0 };
	struct change *change;
	struct refusal why;

	(void)add(company, "cid", "cid@acme.example");
	(void)add(company, "dot", "dot@acme.example");
	change = company_root(company);
	assert_int_equal(
	    alias_watch_add(&watch, company->store, ADDRESS), FIELD_OK);
	assert_int_equal(
	    alias_watch_add(&watch, company->store, "CID@acme.example"),
	    FIELD_OK);
	assert_int_equal(
	    alias_watch_add(&watch, company->store, "cid@acme.example"),
	    FIELD_OK);
	assert_int_equal(
	    alias_watch_add(&watch, company->store, "dot@acme.example"),
	    FIELD_OK);
	assert_int_equal(
	    alias_watch_add(&watch, company->store, "no address"), FIELD_OK);
	assert_int_equal(alias_watch_add(&watch, company->store, NULL), 0);
	assert_int_equal(user_edit(change, bob.id, &edit, &why), FIELD_OK);
	assert_int_equal(alias_watch_end(&watch, company->store), FIELD_OK);
	company_end(change);
	assert_kept(&watch,
	    "ada@acme.example: ada bob > ada;"
	    "cid@acme.example: cid > bob cid;");
	alias_watch_release(&watch);
}

/* --- in a plan --------------------------------------------------------------- */

static void
assert_sharers(const struct plan *plan, const char *id, const char *expected)
{
	const struct plan_line *line = books_line(plan, id);
	char text[400] = "";

	assert_non_null(line);
	for (size_t i = 0; i < line->sharer_count; i++) {
		size_t len = strlen(text);

		(void)snprintf(text + len, sizeof(text) - len, "%s%s",
		    i > 0 ? " " : "", line->sharers[i]);
	}
	assert_string_equal(text, expected);
}

static void
U7_plan_names_the_person_who_has_the_address(void **state)
{
	struct company *company = *state;
	struct plan_record jane = books_record(
	    "1", "Jane", "Doe", "jane@acme.example");
	struct plan *plan;

	(void)add(company, "bob", "bob@acme.example");
	plan = books_plan(company, false, &jane, 1);
	assert_sharers(plan, "1", "");
	plan_free(plan);
	books_import(company, false, &jane, 1);
	jane.email = "Bob@acme.example";
	plan = books_plan(company, false, &jane, 1);
	assert_sharers(plan, "1", "bob");
	plan_free(plan);
	company->config.email_sign_in = false;
	plan = books_plan(company, false, &jane, 1);
	assert_sharers(plan, "1", "");
	plan_free(plan);
}

static void
U7_plan_names_the_others_who_get_the_address(void **state)
{
	struct company *company = *state;
	struct plan_record family[] = {
		books_record("1", "Ann", "Roe", "roe@home.example"),
		books_record("2", "Ben", "Roe", "roe@home.example"),
	};
	struct plan *plan;

	books_decide(company, "1", SOURCE_ADD, NULL);
	books_decide(company, "2", SOURCE_ADD, NULL);
	plan = books_plan(company, false, family, 2);
	assert_sharers(plan, "1", "broe");
	assert_sharers(plan, "2", "aroe");
	plan_free(plan);
}

/* Two people who exchange their addresses share none. */
static void
U7_plan_knows_the_person_who_gives_an_address_up(void **state)
{
	struct company *company = *state;
	struct plan_record two[] = {
		books_record("1", "Ann", "Roe", "ann@home.example"),
		books_record("2", "Ben", "Roe", "ben@home.example"),
	};
	struct plan *plan;

	books_import(company, false, two, 2);
	two[0].email = "ben@home.example";
	two[1].email = "new@home.example";
	plan = books_plan(company, false, two, 2);
	assert_sharers(plan, "1", "");
	assert_sharers(plan, "2", "");
	plan_free(plan);
}

static void
assert_returned(const struct plan *plan, const char *id, const char *email,
    const char *login)
{
	const struct plan_line *line = books_line(plan, id);

	assert_non_null(line);
	assert_string_equal(
	    line->returned != NULL ? line->returned : "", email);
	assert_string_equal(line->heir != NULL ? line->heir : "", login);
}

static void
U7_plan_reports_an_address_that_one_person_has_again(void **state)
{
	struct company *company = *state;
	struct plan_record three[] = {
		books_record("1", "Ann", "Roe", "ann@home.example"),
		books_record("2", "Ben", "Roe", "roe@home.example"),
		books_record("3", "Cid", "Roe", "roe@home.example"),
	};
	struct plan *plan;

	books_import_family(company, three, 3);
	three[1].email = "ben@home.example";
	plan = books_plan(company, false, three, 3);
	assert_returned(plan, "2", "roe@home.example", "croe");
	plan_free(plan);
	/* it names no person then */
	three[2].email = "cid@home.example";
	plan = books_plan(company, false, three, 3);
	assert_returned(plan, "2", "", "");
	assert_returned(plan, "3", "", "");
	plan_free(plan);
	/* the person who already has it */
	books_import(company, false, three, 3);
	three[0].email = "anna@home.example";
	plan = books_plan(company, false, three, 3);
	assert_returned(plan, "1", "", "");
	plan_free(plan);
}

/* A file with one address for all people names a few, not all for each. */
static void
U7_plan_of_one_address_for_all_stays_small(void **state)
{
	enum { MANY = 300 };
	static char ids[MANY][24], names[MANY][24];
	struct company *company = *state;
	struct plan_record records[MANY];
	struct plan *plan;

	for (size_t i = 0; i < MANY; i++) {
		(void)snprintf(ids[i], sizeof(ids[i]), "%zu", i);
		(void)snprintf(names[i], sizeof(names[i]), "Ann%zu", i);
		records[i] = books_record(
		    ids[i], names[i], "Roe", "office@home.example");
		books_decide(company, ids[i], SOURCE_ADD, NULL);
	}
	plan = books_plan(company, false, records, MANY);
	for (size_t i = 0; i < MANY; i++)
		assert_int_equal(books_line(plan, ids[i])->sharer_count, 10);
	plan_free(plan);
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, books_open, company_close)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(U7_existing_people_count_whatever_their_state),
		TEST(
		    U8_hidden_people_do_not_count_and_email_sign_in_can_be_off),
		TEST(U7_a_lost_and_a_regained_address_are_both_reported),
		TEST(U7_plan_names_the_person_who_has_the_address),
		TEST(U7_plan_names_the_others_who_get_the_address),
		TEST(U7_plan_knows_the_person_who_gives_an_address_up),
		TEST(U7_plan_reports_an_address_that_one_person_has_again),
		TEST(U7_plan_of_one_address_for_all_stays_small),
	};

	return cmocka_run_group_tests_name("alias", tests, NULL, NULL);
}
