/* Imports cannot gain power (A10); mapping rules (A3); hostile records. */
#include <assert.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"
#include "store/core/user.h"
#include "store/people/role.h"
#include "store/people/user.h"
#include "store/verb/role.h"
#include "store/verb/user.h"
#include "tests/support/books.h"

static struct plan_record
jane(void)
{
	return books_record("1", "Jane", "Doe", "jane@acme.example");
}

static int
try_rule(struct company *company, const struct source_rule_new *rule,
    struct refusal *why)
{
	struct source source = books_source(company);
	struct change *change = company_root(company);
	int rc = source_rule_add(change, source.id, rule, why);

	if (rc < 0)
		change_abort(change);
	else
		company_end(change);
	return rc;
}

static void
add_rule(struct company *company, const char *field, const char *value,
    const char *kind, const char *role)
{
	struct source_rule_new rule = { .match_field = field,
		.match_value = value,
		.kind = kind,
		.role = role };
	struct refusal why;

	assert_int_equal(try_rule(company, &rule, &why), 0);
}

static void
assert_rule_refused(
    struct company *company, struct source_rule_new rule, enum reason reason)
{
	struct refusal why = { REASON_NONE, { "", "" } };

	assert_int_equal(try_rule(company, &rule, &why), FIELD_EDENIED);
	assert_string_equal(reason_code(why.reason), reason_code(reason));
	assert_int_equal(
	    company_count(company, "SELECT count(*) FROM source_rule"), 0);
}

/* The plan's result for one record. */
static void
assert_line(struct company *company, struct plan_record record,
    enum plan_action action, enum reason reason)
{
	struct plan *plan = books_plan(company, false, &record, 1);
	const struct plan_line *line = books_line(plan, record.external_id);

	assert_non_null(line);
	assert_string_equal(
	    plan_action_name(line->action), plan_action_name(action));
	assert_string_equal(reason_code(line->why.reason), reason_code(reason));
	plan_free(plan);
}

static bool
has_role(struct company *company, const char *login, const char *role)
{
	struct user user = company_user(company, login);
	struct name_list names;
	bool has = false;

	assert_int_equal(user_roles(company->store, user.id, &names), 0);
	for (size_t i = 0; i < names.count; i++)
		has = has || strcmp(names.names[i], role) == 0;
	name_list_release(&names);
	return has;
}

static void
a_rule_may_not_name_a_privileged_role(void **state)
{
	assert_rule_refused(*state,
	    (struct source_rule_new){ .match_field = "any", .role = "admin" },
	    REASON_PRIVILEGED_ROLE);
}

static void
a_role_that_has_become_privileged_refuses_the_person(void **state)
{
	struct company *company = *state;
	struct plan_record both[] = { jane(),
		books_record("2", "Joe", "Poe", "joe@acme.example") };
	struct change *change;
	struct role role;
	struct refusal why;

	add_rule(company, "title", "Dispatcher", NULL, "dispatcher");
	change = company_root(company);
	assert_int_equal(role_by_name(company->store, "dispatcher", &role), 0);
	assert_int_equal(
	    role_set_level(change, role.id, "users", "delete", &why), 0);
	company_end(change);
	both[0].title = "dispatcher";
	assert_line(company, both[0], PLAN_REFUSE, REASON_PRIVILEGED_ROLE);
	books_import(company, false, both, 2);
	assert_int_equal(company_count(company,
			     "SELECT count(*) FROM person WHERE login IN "
			     "('jdoe', 'jpoe')"),
	    1);
}

static void
a_rule_to_a_crew_or_an_invitation_is_refused_with_a_sentence(void **state)
{
	char sentence[300];
	struct refusal why = { REASON_RULE_CREW, { "jsmith", "" } };

	assert_rule_refused(*state,
	    (struct source_rule_new){ .match_field = "any", .crew = "jsmith" },
	    REASON_RULE_CREW);
	assert_rule_refused(*state,
	    (struct source_rule_new){
		.match_field = "any", .kind = "internal", .invite = true },
	    REASON_RULE_INVITE);
	assert_non_null(strstr(
	    refusal_sentence(&why, sentence, sizeof(sentence)), "jsmith"));
}

static void
an_invalid_rule_is_refused(void **state)
{
	assert_rule_refused(*state,
	    (struct source_rule_new){ .match_field = "shoe size",
		.match_value = "44",
		.kind = "internal" },
	    REASON_BAD_VALUE);
	assert_rule_refused(*state,
	    (struct source_rule_new){
		.match_field = "title", .match_value = "", .kind = "internal" },
	    REASON_BAD_VALUE);
	assert_rule_refused(*state,
	    (struct source_rule_new){ .match_field = "any" },
	    REASON_RULE_EMPTY);
	assert_rule_refused(*state,
	    (struct source_rule_new){ .match_field = "any", .kind = "emperor" },
	    REASON_BAD_VALUE);
	assert_rule_refused(*state,
	    (struct source_rule_new){
		.match_field = "any", .role = "nobody-has-it" },
	    REASON_NO_SUCH_ROLE);
	assert_rule_refused(*state,
	    (struct source_rule_new){ .match_field = "any", .site = "nowhere" },
	    REASON_NO_SUCH_PLACE);
}

static void
the_first_rule_that_fits_gives_kind_role_and_site(void **state)
{
	struct company *company = *state;
	struct source_rule_new site = { .match_field = "department",
		.match_value = "Field",
		.kind = "fieldworker",
		.role = "dispatcher",
		.site = "depot-north" };
	struct plan_record record = jane();
	struct refusal why;

	assert_int_equal(try_rule(company, &site, &why), 0);
	add_rule(company, "any", NULL, "external", NULL);
	record.department = "FIELD";
	books_import(company, false, &record, 1);
	assert_int_equal(company_user(company, "jdoe").kind, USER_FIELDWORKER);
	assert_true(has_role(company, "jdoe", "dispatcher"));
	assert_int_equal(company_count(company,
			     "SELECT count(*) FROM person_place n JOIN person p"
			     " ON p.id = n.person_id WHERE p.login = 'jdoe'"),
	    1);
	record = books_record("2", "Joe", "Poe", "");
	books_import(company, false, &record, 1);
	assert_int_equal(company_user(company, "jpoe").kind, USER_EXTERNAL);
}

static void
every_kind_of_rule_matches_its_field(void **state)
{
	struct company *company = *state;
	static const char *const groups[] = { "Friends", "Field crew" };
	const struct {
		const char *field, *value;
	} rules[] = { { "entity", "Employee" }, { "kind", "EMPLOYEE" },
		{ "title", "lead" }, { "department", "north" },
		{ "contact-group", "field crew" },
		{ "provider-role", "standard" } };
	struct plan_record record = jane();

	record.title = "Lead";
	record.department = "North";
	record.provider_role = "STANDARD";
	record.contact_groups = groups;
	record.contact_group_count = 2;
	for (size_t i = 0; i < BOOKS_COUNT(rules); i++) {
		struct source_rule_new rule = { .match_field = rules[i].field,
			.match_value = rules[i].value,
			.refuse = true };
		struct source source = books_source(company);
		struct change *change;
		struct refusal why;

		assert_line(company, record, PLAN_ADD, REASON_NONE);
		assert_int_equal(try_rule(company, &rule, &why), 0);
		assert_line(company, record, PLAN_REFUSE, REASON_IMPORT_RULE);
		change = company_root(company);
		assert_int_equal(
		    source_rule_remove(change, source.id, 1, &why), 0);
		company_end(change);
	}
}

static void
rules_keep_their_order_when_others_are_added_or_removed(void **state)
{
	struct company *company = *state;
	struct source source = books_source(company);
	struct source_rule_new first = { .position = 1,
		.match_field = "title",
		.match_value = "zero",
		.kind = "internal" };
	struct source_rule *rules;
	struct change *change;
	struct refusal why;
	size_t count;

	add_rule(company, "title", "one", "internal", NULL);
	add_rule(company, "title", "two", "internal", NULL);
	assert_int_equal(try_rule(company, &first, &why), 0);
	change = company_root(company);
	assert_int_equal(source_rule_remove(change, source.id, 2, &why), 0);
	assert_int_equal(
	    source_rule_remove(change, source.id, 9, &why), FIELD_ENOTFOUND);
	company_end(change);
	assert_int_equal(
	    source_rule_list(company->store, source.id, &rules, &count), 0);
	assert_int_equal(count, 2);
	assert_string_equal(rules[0].match_value, "zero");
	assert_string_equal(rules[1].match_value, "two");
	assert_int_equal(rules[1].position, 2);
	free(rules);
}

static void
a_rule_never_changes_an_existing_person(void **state)
{
	struct company *company = *state;
	struct plan_record record = jane();

	books_import(company, false, &record, 1);
	add_rule(company, "any", NULL, "external", "dispatcher");
	record.title = "Anything";
	books_import(company, false, &record, 1);
	assert_int_equal(company_user(company, "jdoe").kind, USER_INTERNAL);
	assert_false(has_role(company, "jdoe", "dispatcher"));
}

static void
no_rule_admits_customers_and_companies(void **state)
{
	struct company *company = *state;
	struct plan_record record = jane();

	add_rule(company, "kind", "customer", "internal", NULL);
	add_rule(company, "kind", "company", "internal", NULL);
	record.kind_hint = "customer";
	assert_line(company, record, PLAN_REFUSE, REASON_IMPORT_CUSTOMER);
	record.kind_hint = "company";
	assert_line(company, record, PLAN_REFUSE, REASON_IMPORT_COMPANY);
	/* Not even to link them with an existing person. */
	record.kind_hint = "customer";
	record.email = "ada@acme.example";
	assert_line(company, record, PLAN_REFUSE, REASON_IMPORT_CUSTOMER);
}

static void
an_adviser_needs_an_explicit_rule(void **state)
{
	struct company *company = *state;
	struct plan_record record = jane();

	record.kind_hint = "adviser";
	assert_line(company, record, PLAN_REFUSE, REASON_IMPORT_ADVISER);
	add_rule(company, "any", NULL, "external", NULL);
	assert_line(company, record, PLAN_REFUSE, REASON_IMPORT_ADVISER);
}

static void
an_adviser_is_admitted_by_a_rule(void **state)
{
	struct company *company = *state;
	struct plan_record record = jane();

	record.kind_hint = "adviser";
	add_rule(company, "kind", "adviser", "external", NULL);
	assert_line(company, record, PLAN_ADD, REASON_NONE);
}

/* pitfall: an unknown value breaks the import */
static void
unknown_words_of_the_provider_change_nothing(void **state)
{
	struct company *company = *state;
	struct plan_record record = jane();

	record.kind_hint = "";
	record.provider_role = "SOMETHING_NEW_2031";
	books_import(company, false, &record, 1);
	assert_int_equal(company_user(company, "jdoe").kind, USER_INTERNAL);
}

static void
a_contractor_is_external(void **state)
{
	struct company *company = *state;
	struct plan_record record = jane();

	record.kind_hint = "contractor";
	books_import(company, false, &record, 1);
	assert_int_equal(company_user(company, "jdoe").kind, USER_EXTERNAL);
}

static void
new_people_are_held_or_active_by_policy(void **state)
{
	struct company *company = *state;
	struct plan_record first = jane();
	struct plan_record second = books_record("2", "Joe", "Poe", "");

	books_import(company, false, &first, 1);
	assert_true(company_user(company, "jdoe").held);
	company_policy(company, "hold_imported", "no");
	books_import(company, false, &second, 1);
	assert_false(company_user(company, "jpoe").held);
}

static void
a_privileged_persons_address_stays_whatever_accounting_says(void **state)
{
	struct company *company = *state;
	struct plan_record ada = books_record(
	    "1", "Ada", "Admin", "ada@acme.example");

	books_import(company, false, &ada, 1);
	ada.email = "thief@evil.example";
	ada.title = "Owner";
	books_import(company, false, &ada, 1);
	assert_string_equal(
	    company_user(company, "ada").email, "ada@acme.example");
	assert_string_equal(company_user(company, "ada").title, "Owner");
}

static void
reserved_names_become_other_names(void **state)
{
	struct company *company = *state;
	struct plan_record records[] = {
		books_record("1", "", "Root", ""),
		books_record("2", "", "Sudo", ""),
		books_record("3", "J", "Local", ""),
		books_record("4", "", "Daemon", ""),
		books_record("5", "", "Docker", ""),
		books_record("6", "", "Assignable", ""),
		books_record("7", "A", "da", ""),
	};

	books_import(company, false, records, BOOKS_COUNT(records));
	assert_int_equal(company_count(company, "SELECT count(*) FROM person"),
	    1 + (int)BOOKS_COUNT(records));
	assert_int_equal(company_count(company,
			     "SELECT count(*) FROM person WHERE login IN "
			     "('root', 'sudo', 'jlocal', 'daemon', 'docker', "
			     "'assignable')"),
	    0);
	assert_string_equal(company_user(company, "ada2").first_name, "A");
}

static void
names_in_every_script_become_safe_login_names(void **state)
{
	struct company *company = *state;
	struct plan_record records[] = {
		books_record("1", "Zoë", "Müller-O'Brien", ""),
		books_record("2", "王小明", "", ""),
		books_record("3", "Ó", "Súilleabháin", ""),
		books_record("4", "Иван", "Петров", ""),
		books_record("5", "محمد", "علي", "mali@acme.example"),
		books_record("6", "-", "--", "q@acme.example"),
		books_record("7", "Zoë", "Müller-O'Brien", ""),
	};
	struct plan *plan = books_plan(
	    company, false, records, BOOKS_COUNT(records));

	assert_int_equal(plan_count(plan, PLAN_ADD), BOOKS_COUNT(records));
	for (size_t i = 0; i < plan_line_count(plan); i++) {
		const char *login = plan_line_at(plan, i)->login;

		assert_in_range(strlen(login), 1, 32);
		assert_true(login[0] >= 'a' && login[0] <= 'z');
		assert_int_equal(
		    strspn(login, "abcdefghijklmnopqrstuvwxyz0123456789"),
		    strlen(login));
	}
	assert_string_equal(books_line(plan, "1")->login, "zmullerobrien");
	assert_string_equal(books_line(plan, "7")->login, "zmullerobrien2");
	plan_free(plan);
}

static void
forty_namesakes_get_forty_login_names(void **state)
{
	struct company *company = *state;
	static char ids[40][4];
	struct plan_record records[40];

	for (size_t i = 0; i < 40; i++) {
		(void)snprintf(ids[i], sizeof(ids[i]), "%zu", i);
		records[i] = books_record(ids[i], "Jane", "Smith", "");
	}
	books_import(company, false, records, 20);
	books_import(company, false, records, 40);
	assert_string_equal(company_user(company, "jsmith").first_name, "Jane");
	assert_int_equal(company_count(company,
			     "SELECT count(DISTINCT login) FROM person WHERE "
			     "login GLOB 'jsmith*'"),
	    40);
}

static void
hostile_texts_affect_only_their_field_or_person(void **state)
{
	struct company *company = *state;
	static char long_name[10001];
	struct plan_record records[] = {
		books_record("1", "Jane:0:0", "Doe", ""),
		books_record("2", "Jane\n", "Do\ne", ""),
		books_record("3", "Jane", "Doe\x1b[2J", ""),
		books_record("4", "Ja\xffne", "Doe", ""),
		books_record("5", "Jane",
		    "\xe2\x80\xae"
		    "eoD",
		    ""),
		books_record("6", long_name, "Doe", ""),
		books_record("7", "Jane", "Doe", "jane@acme.example\nBcc: x"),
		books_record("8", "Jane", "Doe", "<>"),
		books_record("9", "", "", ""),
		books_record("10", "Good", "Person", "good@acme.example"),
	};
	static const enum reason reasons[] = {
		REASON_BAD_TEXT,
		REASON_BAD_TEXT,
		REASON_BAD_TEXT,
		REASON_BAD_TEXT,
		REASON_BAD_TEXT,
		REASON_BAD_TEXT,
		REASON_BAD_EMAIL, /* no part of it is used as the address */
		REASON_BAD_TEXT,
		REASON_NAME_MISSING,
		REASON_NONE,
	};
	struct plan *plan;
	struct refusal why;

	static_assert(BOOKS_COUNT(reasons) == BOOKS_COUNT(records),
	    "a reason for each record");
	memset(long_name, 'x', sizeof(long_name) - 1);
	records[7].title = "Boss:root";
	plan = books_plan(company, false, records, BOOKS_COUNT(records));
	for (size_t i = 0; i < BOOKS_COUNT(reasons); i++) {
		const struct plan_line *line = books_line(
		    plan, records[i].external_id);

		if (reasons[i] == REASON_NONE)
			assert_int_equal(line->action, PLAN_ADD);
		else
			assert_int_equal(line->why.reason, reasons[i]);
	}
	assert_int_equal(books_apply(company, plan, NULL, &why), 0);
	plan_free(plan);
	assert_int_equal(
	    company_count(company, "SELECT count(*) FROM person"), 4);
	assert_int_equal(company_count(company,
			     "SELECT count(*) FROM person WHERE first_name = "
			     "'Jane' AND title = '' AND email = ''"),
	    2);
	assert_string_equal(
	    company_user(company, "gperson").email, "good@acme.example");
	assert_int_equal(company_count(company,
			     "SELECT count(*) FROM sync_run_line WHERE action "
			     "= 'refuse' AND reason <> ''"),
	    9);
}

static void
a_spent_address_is_refused_and_the_rest_continues(void **state)
{
	struct company *company = *state;
	struct plan_record records[] = { jane(),
		books_record("2", "Joe", "Poe", "jane@acme.example"),
		books_record("3", "Ann", "Roe", "ann@acme.example") };
	struct change *change;
	struct refusal why;

	books_import(company, false, records, 1);
	change = company_root(company);
	assert_int_equal(
	    user_delete(change, company_user(company, "jdoe").id, &why), 0);
	company_end(change);
	assert_line(company, records[1], PLAN_REFUSE, REASON_EMAIL_SPENT);
	books_import(company, false, records, 3);
	assert_string_equal(
	    company_user(company, "aroe").email, "ann@acme.example");
}

/* A person who is new by an administrator's decision is added, without what
 * another person has. */
static void
B6_taken_address_is_left_out_for_a_new_person(void **state)
{
	struct company *company = *state;
	struct plan_record family[] = {
		books_record("1", "Ann", "Roe", "roe@home.example"),
		books_record("2", "Ben", "Roe", "Roe@home.example"),
	};
	const struct user_edit moves = { .email = "ann@home.example" };
	const struct plan_line *line;
	struct change *change;
	struct plan *plan;
	struct refusal why;

	company_policy(company, "email_unique", "yes");
	plan = books_plan(company, false, family, 2);
	assert_int_equal(plan_count(plan, PLAN_ADD), 1);
	assert_int_equal(plan_count(plan, PLAN_UNDECIDED), 1);
	assert_int_equal(books_apply(company, plan, NULL, &why), 0);
	plan_free(plan);
	books_decide(company, "2", SOURCE_ADD, NULL);
	plan = books_plan(company, false, family, 2);
	assert_int_equal(plan_count(plan, PLAN_ADD), 1);
	assert_int_equal(plan_count(plan, PLAN_REFUSE), 1);
	for (size_t i = 0; i < plan_line_count(plan); i++) {
		line = plan_line_at(plan, i);
		assert_string_equal(line->login, "broe");
		assert_int_equal(line->sharer_count, 0);
		if (line->action == PLAN_REFUSE)
			assert_int_equal(line->why.reason, REASON_EMAIL_TAKEN);
	}
	assert_int_equal(books_apply(company, plan, plan_hash(plan), &why), 0);
	plan_free(plan);
	assert_string_equal(company_user(company, "broe").email, "");
	/* a second run changes nothing; the address comes once it is free */
	plan = books_plan(company, false, family, 2);
	assert_true(plan_is_empty(plan));
	plan_free(plan);
	change = company_root(company);
	assert_int_equal(
	    user_edit(change, company_user(company, "aroe").id, &moves, &why),
	    0);
	company_end(change);
	books_import(company, false, family, 2);
	assert_string_equal(
	    company_user(company, "broe").email, "Roe@home.example");
}

/* B married, moved house, and wants an address that Ann has. */
static void
a_taken_address_is_left_out_for_a_known_person(void **state)
{
	struct company *company = *state;
	struct plan_record records[] = {
		books_record("1", "Ann", "Roe", "roe@home.example"),
		books_record("2", "Ben", "Doe", "ben@home.example"),
	};
	struct plan *plan;
	struct refusal why;
	struct user ben;

	company_policy(company, "email_unique", "yes");
	books_import(company, false, records, 2);
	records[1].last_name = "Roe";
	records[1].phone = "555 0177";
	records[1].email = "roe@home.example";
	plan = books_plan(company, false, records, 2);
	assert_int_equal(plan_count(plan, PLAN_CHANGE), 1);
	assert_int_equal(plan_count(plan, PLAN_REFUSE), 1);
	assert_int_equal(books_apply(company, plan, NULL, &why), 0);
	plan_free(plan);
	ben = company_user(company, "bdoe");
	assert_string_equal(ben.last_name, "Roe");
	assert_string_equal(ben.phone, "555 0177");
	assert_string_equal(ben.email, "ben@home.example");
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, books_open, company_close)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_rule_may_not_name_a_privileged_role),
		TEST(a_role_that_has_become_privileged_refuses_the_person),
		TEST(
		    a_rule_to_a_crew_or_an_invitation_is_refused_with_a_sentence),
		TEST(an_invalid_rule_is_refused),
		TEST(the_first_rule_that_fits_gives_kind_role_and_site),
		TEST(every_kind_of_rule_matches_its_field),
		TEST(rules_keep_their_order_when_others_are_added_or_removed),
		TEST(a_rule_never_changes_an_existing_person),
		TEST(no_rule_admits_customers_and_companies),
		TEST(an_adviser_needs_an_explicit_rule),
		TEST(an_adviser_is_admitted_by_a_rule),
		TEST(unknown_words_of_the_provider_change_nothing),
		TEST(a_contractor_is_external),
		TEST(new_people_are_held_or_active_by_policy),
		TEST(
		    a_privileged_persons_address_stays_whatever_accounting_says),
		TEST(reserved_names_become_other_names),
		TEST(names_in_every_script_become_safe_login_names),
		TEST(forty_namesakes_get_forty_login_names),
		TEST(hostile_texts_affect_only_their_field_or_person),
		TEST(a_spent_address_is_refused_and_the_rest_continues),
		TEST(B6_taken_address_is_left_out_for_a_new_person),
		TEST(a_taken_address_is_left_out_for_a_known_person),
	};

	return cmocka_run_group_tests_name("plan: power", tests, NULL, NULL);
}
