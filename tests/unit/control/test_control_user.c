/* Requests about people: listed, shown, added, edited (control/user). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/file.h"
#include "base/str.h"
#include "store/verb/user.h"
#include "tests/support/asking.h"

static const char *
text_of(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));

	return text != NULL ? text : "";
}

static bool
is_true(const json_t *object, const char *key)
{
	return json_is_true(json_object_get(object, key));
}

/* The login names in the rows, separated by blanks. */
static const char *
logins(const struct asked *asked)
{
	static char text[400];
	const json_t *row;
	size_t i;

	text[0] = '\0';
	json_array_foreach(asked->rows, i, row)
	{
		(void)strcat(text, i == 0 ? "" : " ");
		(void)strcat(text, text_of(row, "login"));
	}
	return text;
}

static void
lists(struct company *company, const char *params, const char *expected)
{
	struct asked asked = ask_as_root(company, "user.list", params);

	assert_int_equal(asked.answer.exit_code, EX_OK);
	if (strcmp(logins(&asked), expected) != 0)
		fail_msg(
		    "%s: '%s', not '%s'", params, logins(&asked), expected);
	asked_release(&asked);
}

/* Send a request that must succeed; its result, borrowed from *ASKED. */
static const json_t *
result_of(struct asked *asked)
{
	if (asked->answer.exit_code != EX_OK)
		fail_msg("ended with %d (%s)", asked->answer.exit_code,
		    asked_code(asked));
	return asked->answer.result;
}

/* --- the list ------------------------------------------------------------------ */

static void
U4_each_filter_of_a_list_takes_its_own(void **state)
{
	struct company *company = *state;
	struct user omar;

	company_add(company, "jane", "dispatcher");
	omar = company_add(company, "omar", NULL);
	company_do(company, user_block, &omar);
	omar = company_add(company, "gone", NULL);
	company_do(company, user_delete, &omar);
	company_sql(company,
	    "UPDATE person SET last_sign_in_at = 1795000000,"
	    " kind = 'fieldworker' WHERE login = 'jane'");
	lists(company, NULL, "ada jane omar");
	lists(company, "{\"deleted\":true}", "ada gone jane omar");
	lists(company, "{\"status\":\"deleted\"}", "gone");
	lists(company, "{\"status\":\"blocked\"}", "omar");
	lists(company, "{\"role\":\"dispatcher\"}", "jane");
	lists(company, "{\"site\":\"depot-north\"}", "ada");
	lists(company, "{\"kind\":\"fieldworker\"}", "jane");
	lists(company, "{\"name\":\"OMAR\"}", "omar");
	lists(company, "{\"email\":\"ada@\"}", "ada");
	lists(company, "{\"never_signed_in\":true}", "ada omar");
	lists(company, "{\"signed_in_before\":\"2026-11-18T00:00:00Z\"}",
	    "ada omar");
	lists(company, "{\"org\":\"acme\"}", "ada jane omar");
	asked_refused(ask_as_root(company, "user.list", "{\"org\":\"beta\"}"),
	    "no_such_org");
	asked_refused(ask_as_root(company, "user.list", "{\"role\":\"none\"}"),
	    "no_such_role");
}

#define CROWD 450 /* more than two pages, and not a whole number of them */

/* p0001 ... inserted directly, without verbs */
static void
add_crowd(struct company *company)
{
	company_sql(company,
	    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n"
	    "     WHERE i < 450)"
	    "INSERT INTO person (id, org_id, login, uid, kind, status,"
	    "     first_name, last_name, created_at, created_by, updated_at)"
	    " SELECT printf('00000000-0000-4000-8000-%012d', i), a.org_id,"
	    "     printf('p%04d', i), a.uid + 1000 + i, 'internal', 'active',"
	    "     'Pat', printf('No %d', i), 1, 'root', 1"
	    " FROM n, person AS a WHERE a.login = 'ada'");
}

/* A person is added before and after the row being sent. */
struct crowd {
	struct company *company;
	size_t count;
	bool is_ordered;
	char last[40];
	size_t stop_after; /* 0: never */
};

static bool
take_row(json_t *row, void *context)
{
	struct crowd *crowd = context;
	const char *login = text_of(row, "login");

	crowd->is_ordered = crowd->is_ordered && strcmp(crowd->last, login) < 0;
	(void)str_copy(crowd->last, sizeof(crowd->last), login);
	if (++crowd->count == 10) {
		company_add(crowd->company, "aaa", NULL);
		company_add(crowd->company, "zzz", NULL);
	}
	return crowd->count != crowd->stop_after;
}

static void
U4_people_come_in_pages_and_no_one_twice(void **state)
{
	struct company *company = *state;
	struct control_host host = host_of(company, NULL);
	const struct control_ask ask = { "user.list", NULL, false };
	struct crowd crowd = { .company = company, .is_ordered = true };
	const struct control_sink sink = { take_row, &crowd };
	struct control_answer answer;

	add_crowd(company);
	control_run(&host, &ask, &sink, &answer);
	assert_int_equal(answer.exit_code, EX_OK);
	assert_true(crowd.is_ordered);
	/* ada and the crowd; zzz was added during the listing, aaa too late */
	assert_int_equal(crowd.count, CROWD + 2);
	assert_string_equal(crowd.last, "zzz");
	control_answer_release(&answer);
}

static void
U4_a_page_is_filled_with_matching_people(void **state)
{
	struct company *company = *state;
	struct asked asked;

	add_crowd(company);
	company_sql(company,
	    "UPDATE person SET blocked = 1 WHERE login LIKE 'p%' AND"
	    " uid % 2 = 0");
	asked = ask_as_root(company, "user.list",
	    "{\"name\":\"pat no\",\"status\":\"blocked\"}");
	assert_int_equal(asked.answer.exit_code, EX_OK);
	assert_int_equal(json_array_size(asked.rows), CROWD / 2);
	asked_release(&asked);
	/* a last page that ends with the last person is the last one */
	company_sql(company,
	    "DELETE FROM person WHERE login > 'p0399' AND login LIKE 'p%'");
	asked = ask_as_root(company, "user.list", NULL);
	assert_int_equal(json_array_size(asked.rows), 400);
	asked_release(&asked);
}

static void
U4_a_list_that_is_no_longer_wanted_ends(void **state)
{
	struct company *company = *state;
	struct control_host host = host_of(company, NULL);
	const struct control_ask ask = { "user.list", NULL, false };
	struct crowd crowd = { .company = company, .stop_after = 5 };
	const struct control_sink sink = { take_row, &crowd };
	struct control_answer answer;

	add_crowd(company);
	control_run(&host, &ask, &sink, &answer);
	assert_int_equal(crowd.count, 5);
	assert_int_not_equal(answer.exit_code, EX_OK);
	control_answer_release(&answer);
}

/* Each person once, by whatever names; for a filter, those who still match. */
static void
U6_a_crowd_is_chosen_each_once(void **state)
{
	struct company *company = *state;
	struct asked asked;
	char params[200];

	add_crowd(company);
	asked = ask_as_root(company, "user.choose", "{\"all\":true}");
	assert_int_equal(asked.answer.exit_code, EX_OK);
	assert_int_equal(json_array_size(asked.rows), CROWD + 1);
	asked_release(&asked);
	asked = ask_as_root(
	    company, "user.choose", "{\"all\":true,\"spare\":true}");
	assert_int_equal(json_array_size(asked.rows), CROWD);
	asked_release(&asked);
	(void)str_format(params, sizeof(params),
	    "{\"people\":[\"p0002\",\"ada\",\"p0002\",\"%s\","
	    "\"ada@acme.example\",\"p0001\"]}",
	    company->ada.id);
	asked = ask_as_root(company, "user.choose", params);
	assert_string_equal(logins(&asked), "p0002 ada p0001");
	asked_release(&asked);
	company_sql(
	    company, "UPDATE person SET blocked = 1 WHERE login = 'p0002'");
	asked = ask_as_root(company, "user.unblock",
	    "{\"people\":[\"p0001\",\"p0002\"],\"status\":\"blocked\"}");
	assert_int_equal(asked.answer.exit_code, EX_OK);
	assert_string_equal(logins(&asked), "p0002");
	assert_string_equal(
	    json_string_value(json_array_get(
		json_object_get(asked.answer.result, "titles"), 0)),
	    "Pat No 2 (p0002)");
	asked_release(&asked);
}

static void
U5_a_person_is_shown_by_any_of_its_names(void **state)
{
	struct company *company = *state;
	char params[100];
	struct asked asked;

	(void)str_format(
	    params, sizeof(params), "{\"person\":\"%s\"}", company->ada.id);
	asked = ask_as_root(company, "user.show", params);
	assert_string_equal(text_of(result_of(&asked), "login"), "ada");
	assert_true(
	    json_is_array(json_object_get(asked.answer.result, "pinned")));
	assert_int_equal(json_array_size(asked.rows), 0);
	asked_release(&asked);
	asked_refused(ask_as_root(company, "user.show", "{\"person\":\"zed\"}"),
	    "no_such_person");
	asked_refused(
	    ask_as_root(company, "user.show", NULL), "missing_parameter");
}

/* --- adding --------------------------------------------------------------------- */

static void
U1_a_person_is_added_with_all_that_is_given(void **state)
{
	static const char params[] =
	    "{\"login\":\"jane\",\"first_name\":\"Jane\",\"last_name\":\"Doe\","
	    "\"email\":\"jane@acme.example\",\"phone\":\"+15551230000\","
	    "\"title\":\"Boss\",\"kind\":\"fieldworker\","
	    "\"roles\":[\"dispatcher\",\"viewer\"],\"site\":\"depot-north\","
	    "\"lead\":\"ada\",\"password\":\"Y29ycmVjdCBob3JzZSBiYXR0ZXJ5IDE=\","
	    "\"must_change\":true,\"active\":true}";
	struct company *company = *state;
	struct asked asked = ask_as_root(company, "user.add", params);
	const json_t *result = result_of(&asked);
	const json_t *person = json_object_get(result, "person");

	assert_string_equal(text_of(result, "title"), "Jane Doe (jane)");
	assert_string_equal(text_of(result, "login"), "jane");
	assert_false(is_true(result, "held"));
	assert_true(json_is_array(json_object_get(result, "addresses")));
	assert_non_null(json_object_get(result, "home"));
	assert_string_equal(text_of(person, "kind"), "fieldworker");
	assert_string_equal(text_of(person, "title"), "Boss");
	assert_string_equal(text_of(person, "lead"), "ada");
	assert_true(is_true(person, "must_change"));
	assert_string_equal(json_string_value(json_array_get(
				json_object_get(person, "roles"), 0)),
	    "dispatcher");
	assert_int_equal(json_array_size(json_object_get(person, "roles")), 2);
	assert_int_equal(json_array_size(json_object_get(person, "sites")), 1);
	asked_release(&asked);
	assert_int_equal(company_count(company,
			     "SELECT count(*) FROM password WHERE person_id ="
			     " (SELECT id FROM person WHERE login = 'jane')"),
	    1);
}

static void
U1_adding_is_held_as_it_is_asked(void **state)
{
	struct company *company = *state;
	struct asked asked = ask_as_root(company, "user.add",
	    "{\"login\":\"jane\",\"first_name\":\"Jane\",\"held\":true}");

	assert_true(is_true(result_of(&asked), "held"));
	asked_release(&asked);
	asked_refused(ask_as_root(company, "user.add",
			  "{\"login\":\"omar\",\"first_name\":\"Omar\","
			  "\"held\":true,\"active\":true}"),
	    "bad_parameter");
	asked_refused(ask_as_root(company, "user.add",
			  "{\"first_name\":\"Omar\",\"kind\":\"robot\"}"),
	    "no_such_kind");
	asked_refused(ask_as_root(company, "user.add",
			  "{\"first_name\":\"Omar\",\"lead\":\"zed\"}"),
	    "no_such_person");
	asked_refused(ask_as_root(company, "user.add",
			  "{\"first_name\":\"Omar\",\"roles\":[\"none\"]}"),
	    "no_such_role");
}

static void
X2_a_dry_run_of_adding_leaves_no_person(void **state)
{
	struct company *company = *state;
	struct control_host host = host_of(company, NULL);
	struct asked asked = ask_by(&host, "user.add",
	    "{\"login\":\"jane\",\"first_name\":\"Jane\"}", true);
	const json_t *result = result_of(&asked);

	assert_string_equal(text_of(result, "login"), "jane");
	assert_true(json_is_null(json_object_get(result, "person")));
	asked_release(&asked);
	assert_int_equal(
	    company_count(
		company, "SELECT count(*) FROM person WHERE login = 'jane'"),
	    0);
}

static void
U7_a_shared_address_is_reported_for_all_its_people(void **state)
{
	static const char params[] =
	    "{\"login\":\"jane\",\"first_name\":\"Jane\","
	    "\"email\":\"ada@acme.example\"}";
	struct company *company = *state;
	struct control_host host = host_of(company, NULL);

	/* a dry run creates no jane, but reports the same */
	for (int dry_run = 1; dry_run >= 0; dry_run--) {
		struct asked asked = ask_by(
		    &host, "user.add", params, dry_run != 0);
		const json_t *address = json_array_get(
		    json_object_get(result_of(&asked), "addresses"), 0);
		const json_t *people = json_object_get(address, "people");

		assert_string_equal(
		    text_of(address, "email"), "ada@acme.example");
		assert_true(json_is_null(json_object_get(address, "login")));
		assert_int_equal(json_array_size(people), 2);
		assert_string_equal(
		    json_string_value(json_array_get(people, 1)), "jane");
		asked_release(&asked);
	}
}

static void
R14_callers_without_the_right_add_no_one(void **state)
{
	struct company *company = *state;
	struct user jane = company_add(company, "jane", "dispatcher");

	asked_refused(ask_as(company, &jane, "user.add",
			  "{\"login\":\"omar\",\"first_name\":\"Omar\"}"),
	    "not_permitted");
	asked_ends(ask_as(company, &company->ada, "user.add",
		       "{\"login\":\"omar\",\"first_name\":\"Omar\"}"),
	    EX_OK);
	assert_int_equal(
	    company_count(company,
		"SELECT count(*) FROM audit WHERE action = 'user.add' AND"
		" outcome = 'refused' AND actor ="
		" (SELECT id FROM person WHERE login = 'jane')"),
	    1);
}

/* --- editing --------------------------------------------------------------------- */

static void
U3_a_profile_is_edited_field_by_field(void **state)
{
	struct company *company = *state;
	struct asked asked;
	const json_t *person;

	company_add(company, "jane", NULL);
	asked = ask_as_root(company, "user.edit",
	    "{\"person\":\"jane\",\"last_name\":\"Roe\",\"mobile\":"
	    "\"+15551230001\",\"mobile_provider\":\"Orange\","
	    "\"street\":\"1 Way\",\"city\":\"Bath\",\"region\":\"Avon\","
	    "\"postcode\":\"BA1\",\"country\":\"UK\",\"language\":\"es\","
	    "\"kind\":\"fieldworker\",\"lead\":\"ada\","
	    "\"expires_at\":\"2030-01-01T00:00:00Z\",\"shell\":\"/bin/sh\"}");
	person = json_object_get(result_of(&asked), "person");
	assert_string_equal(text_of(person, "name"), "jane Roe");
	assert_string_equal(text_of(person, "mobile"), "+15551230001");
	assert_string_equal(text_of(person, "mobile_provider"), "Orange");
	assert_string_equal(text_of(person, "city"), "Bath");
	assert_string_equal(text_of(person, "language"), "es");
	assert_string_equal(text_of(person, "kind"), "fieldworker");
	assert_string_equal(text_of(person, "lead"), "ada");
	assert_string_equal(
	    text_of(person, "expires_at"), "2030-01-01T00:00:00Z");
	assert_string_equal(text_of(person, "shell"), "/bin/sh");
	asked_release(&asked);
	/* "" removes what can be removed, and missing parameters change
	 * nothing */
	asked = ask_as_root(company, "user.edit",
	    "{\"person\":\"jane\",\"expires_at\":\"\",\"lead\":\"\"}");
	person = json_object_get(result_of(&asked), "person");
	assert_true(json_is_null(json_object_get(person, "expires_at")));
	assert_true(json_is_null(json_object_get(person, "lead")));
	assert_string_equal(text_of(person, "city"), "Bath");
	asked_release(&asked);
}

static size_t
pinned_count(struct company *company, const char *login)
{
	char params[100];
	struct asked asked;
	size_t count;

	(void)str_format(params, sizeof(params), "{\"person\":\"%s\"}", login);
	asked = ask_as_root(company, "user.show", params);
	count = json_array_size(json_object_get(result_of(&asked), "pinned"));
	asked_release(&asked);
	return count;
}

static void
A7_an_edit_pins_and_unpinning_lets_go(void **state)
{
	struct company *company = *state;

	company_add(company, "jane", NULL);
	asked_ends(ask_as_root(company, "user.edit",
		       "{\"person\":\"jane\",\"phone\":\"+15551230002\","
		       "\"no_pin\":true}"),
	    EX_OK);
	assert_int_equal(pinned_count(company, "jane"), 0);
	asked_ends(ask_as_root(company, "user.edit",
		       "{\"person\":\"jane\",\"phone\":\"+15551230003\","
		       "\"title\":\"Boss\",\"last_name\":\"Roe\"}"),
	    EX_OK);
	assert_int_equal(pinned_count(company, "jane"), 3);
	asked_ends(ask_as_root(company, "user.unpin",
		       "{\"person\":\"jane\",\"fields\":[\"phone\"]}"),
	    EX_OK);
	assert_int_equal(pinned_count(company, "jane"), 2);
	asked_refused(ask_as_root(company, "user.unpin",
			  "{\"person\":\"jane\",\"fields\":[\"colour\"]}"),
	    "bad_value");
	asked_ends(ask_as_root(company, "user.unpin",
		       "{\"person\":\"jane\",\"fields\":[]}"),
	    EX_OK);
	assert_int_equal(pinned_count(company, "jane"), 0);
}

static void
U5_a_person_edits_own_fields_that_self_edit_covers(void **state)
{
	struct company *company = *state;
	struct user jane = company_add(company, "jane", "fieldworker");

	company_add(company, "omar", "fieldworker");
	asked_ends(ask_as(company, &jane, "user.edit",
		       "{\"person\":\"jane\",\"mobile\":\"+15551230004\","
		       "\"city\":\"Bath\"}"),
	    EX_OK);
	asked_refused(ask_as(company, &jane, "user.edit",
			  "{\"person\":\"jane\",\"title\":\"Boss\"}"),
	    "not_permitted");
	asked_refused(
	    ask_as(company, &jane, "user.edit",
		"{\"person\":\"jane\",\"expires_at\":\"\",\"city\":\"York\"}"),
	    "not_permitted");
	asked_refused(ask_as(company, &jane, "user.edit",
			  "{\"person\":\"omar\",\"city\":\"Bath\"}"),
	    "not_permitted");
	assert_int_equal(company_count(company,
			     "SELECT count(*) FROM person WHERE city = 'Bath'"),
	    1);
}

/* --- passwords --------------------------------------------------------------------- */

static void
L7_a_password_is_set_by_callers_with_the_right(void **state)
{
	static const char given[] =
	    "{\"person\":\"omar\",\"must_change\":true,"
	    "\"password\":\"Y29ycmVjdCBob3JzZSBiYXR0ZXJ5IDE=\"}";
	static const char has[] =
	    "SELECT count(*) FROM password WHERE person_id ="
	    " (SELECT id FROM person WHERE login = 'omar')";
	struct company *company = *state;
	struct user jane = company_add(company, "jane", "dispatcher");
	struct asked asked;

	company_add(company, "omar", NULL);
	asked_refused(
	    ask_as(company, &jane, "user.password", given), "not_permitted");
	assert_int_equal(company_count(company, has), 0);
	asked = ask_as(company, &company->ada, "user.password", given);
	assert_string_equal(text_of(result_of(&asked), "login"), "omar");
	assert_true(is_true(asked.answer.result, "must_change"));
	asked_release(&asked);
	assert_int_equal(company_count(company, has), 1);
	/* a guess at a former one is logged */
	company_sql(company,
	    "INSERT INTO password_history SELECT person_id, hash, 1"
	    " FROM password; DELETE FROM password");
	asked_refused(ask_as(company, &company->ada, "user.password", given),
	    "password_reused");
	assert_int_equal(
	    company_count(company,
		"SELECT count(*) FROM audit WHERE action = 'user.password'"
		" AND outcome = 'refused' AND reason = 'password_reused'"),
	    1);
	/* the caller's own password is changed, not set */
	asked_refused(ask_as(company, &company->ada, "user.password",
			  "{\"person\":\"ada\",\"password\":"
			  "\"Y29ycmVjdCBob3JzZSBiYXR0ZXJ5IDE=\"}"),
	    "self");
}

static void
L7_an_unusable_password_is_refused(void **state)
{
	struct company *company = *state;

	company_add(company, "omar", NULL);
	asked_refused(ask_as_root(company, "user.password",
			  "{\"person\":\"omar\",\"password\":\"YQBi\"}"),
	    "bad_parameter");
	asked_refused(ask_as_root(company, "user.password",
			  "{\"person\":\"omar\",\"password\":\"\"}"),
	    "password_short");
	asked_refused(
	    ask_as_root(company, "user.password", "{\"person\":\"omar\"}"),
	    "missing_parameter");
	assert_int_equal(company_count(company,
			     "SELECT count(*) FROM password WHERE person_id ="
			     " (SELECT id FROM person WHERE login = 'omar')"),
	    0);
}

/* --- home folders -------------------------------------------------------------------- */

#define FORMER 4321 /* the folder's owner, an unknown uid */

/* Jane's home folder, which belongs to FORMER, with a file in it. */
static void
make_home(struct company *company, const char *login, char *file, size_t size)
{
	char conf[300], path[200];

	(void)str_format(conf, sizeof(conf),
	    "[terminal]\nname = van-7\nhome = %s/home/%%s\n", company->root);
	assert_int_equal(
	    file_replace(company->paths.conf_file, conf, strlen(conf), 0644),
	    0);
	(void)str_format(path, sizeof(path), "%s/home", company->root);
	(void)mkdir(path, 0755);
	(void)str_format(
	    path, sizeof(path), "%s/home/%s", company->root, login);
	assert_int_equal(mkdir(path, 0700), 0);
	assert_int_equal(chown(path, FORMER, FORMER), 0);
	(void)str_format(file, size, "%s/letter", path);
	assert_int_equal(file_replace(file, "x", 1, 0600), 0);
	assert_int_equal(chown(file, FORMER, FORMER), 0);
}

static uid_t
owner_of(const char *path)
{
	struct stat st;

	assert_int_equal(stat(path, &st), 0);
	return st.st_uid;
}

static void
N5_a_home_folder_is_given_by_root_alone_and_of_the_owner_that_was_meant(
    void **state)
{
	struct company *company = *state;
	struct user jane = company_add(company, "jane", NULL);
	struct asked asked;
	const json_t *home;
	char file[300];

	make_home(company, "jane", file, sizeof(file));
	asked = ask_as_root(
	    company, "user.edit", "{\"person\":\"jane\",\"city\":\"Bath\"}");
	home = json_object_get(result_of(&asked), "home");
	assert_string_equal(text_of(home, "problem"), "foreign");
	assert_int_equal(
	    json_integer_value(json_object_get(home, "owner_uid")), FORMER);
	asked_release(&asked);
	asked_refused(ask_as(company, &company->ada, "user.take-home",
			  "{\"person\":\"jane\",\"owner_uid\":4321}"),
	    "root_only");
	asked = ask_as_root(company, "user.take-home",
	    "{\"person\":\"jane\",\"owner_uid\":4322}");
	assert_false(is_true(result_of(&asked), "given"));
	asked_release(&asked);
	assert_int_equal(owner_of(file), FORMER);
	asked = ask_as_root(company, "user.take-home",
	    "{\"person\":\"jane\",\"owner_uid\":4321}");
	assert_true(is_true(result_of(&asked), "given"));
	assert_true(json_is_null(json_object_get(asked.answer.result, "home")));
	asked_release(&asked);
	assert_int_equal(owner_of(file), jane.uid);
	assert_int_equal(
	    company_count(company,
		"SELECT count(*) FROM audit WHERE action = 'user.take-home'"
		" AND outcome = 'done'"),
	    1);
}

/* --- temporary passwords ------------------------------------------------------ */

static void
L3_generated_passwords_are_temporary_until_the_policys_end(void **state)
{
	struct company *company = *state;
	struct asked asked;
	struct user bob;

	company_add(company, "bob", NULL);
	company_add(company, "carol", NULL);
	company_policy(company, "min_password_length", "40");
	asked = ask_as_root(company, "user.generate-password",
	    "{\"people\": [\"carol\", \"bob\"]}");
	assert_int_equal(asked.answer.exit_code, EX_OK);
	assert_string_equal(logins(&asked), "carol bob");
	assert_true(
	    strlen(text_of(json_array_get(asked.rows, 0), "password")) >= 40);
	asked_release(&asked);
	bob = company_user(company, "bob");
	assert_int_equal(bob.stored_secret, USER_SECRET_TEMPORARY);
	assert_int_equal(
	    bob.secret_expires_at, COMPANY_NOW + INT64_C(72) * 60 * 60);
	assert_true(bob.must_change);
	assert_int_equal(user_secret_at(&bob, bob.secret_expires_at - 1),
	    USER_SECRET_TEMPORARY);
	assert_int_equal(
	    user_secret_at(&bob, bob.secret_expires_at), USER_SECRET_NONE);
}

static void
L3_caller_who_may_not_reset_one_of_them_generates_none(void **state)
{
	struct company *company = *state;
	const struct user dana = company_add(company, "dana", "manager");

	company_add(company, "bob", NULL);
	company_add(company, "root2", "admin");
	/* dana may edit people, and has fewer rights than an admin */
	company_sql(company,
	    "INSERT OR IGNORE INTO role_permission SELECT id, 'users.edit' "
	    "FROM role WHERE name = 'manager'");
	asked_ends(ask_as(company, &dana, "user.generate-password",
		       "{\"people\": [\"bob\"]}"),
	    EX_OK);
	company_sql(company, "DELETE FROM password");
	asked_refused(ask_as(company, &dana, "user.generate-password",
			  "{\"people\": [\"bob\", \"root2\"]}"),
	    "super_admin_only");
	assert_int_equal(
	    company_count(company, "SELECT count(*) FROM password"), 0);
}

static void
U4_people_are_listed_by_their_secret(void **state)
{
	struct company *company = *state;

	company_add(company, "bob", NULL);
	company_add(company, "carol", NULL);
	asked_ends(ask_as_root(company, "user.generate-password",
		       "{\"people\": [\"carol\"]}"),
	    EX_OK);
	lists(company, "{\"secret\": \"none\"}", "ada bob");
	lists(company, "{\"secret\": \"temporary\"}", "carol");
	lists(company, "{\"secret\": \"password\"}", "");
	company_sql(company,
	    "UPDATE password SET expires_at = set_at "
	    "WHERE temporary = 1");
	lists(company, "{\"secret\": \"none\"}", "ada bob carol");
	lists(company, "{\"secret\": \"temporary\"}", "");
	asked_refused(
	    ask_as_root(company, "user.list", "{\"secret\": \"nothing\"}"),
	    "no_such_secret");
}

static void
S8_people_are_listed_by_their_invitation(void **state)
{
	struct company *company = *state;

	company_add(company, "bob", NULL);
	company_add(company, "carol", NULL);
	asked_ends(
	    ask_as_root(company, "user.invite", "{\"people\": [\"carol\"]}"),
	    EX_OK);
	lists(company, "{\"invited\": \"pending\"}", "carol");
	lists(company, "{\"invited\": \"expired\"}", "");
	company_sql(company, "UPDATE one_time_code SET expires_at = 1");
	lists(company, "{\"invited\": \"pending\"}", "");
	lists(company, "{\"invited\": \"expired\"}", "carol");
	asked_refused(
	    ask_as_root(company, "user.list", "{\"invited\": \"none\"}"),
	    "no_such_invited");
}

static void
counts(struct company *company, const struct user *who, int64_t active,
    int64_t inactive)
{
	struct asked asked = who == NULL ?
	    ask_as_root(company, "user.count", NULL) :
	    ask_as(company, who, "user.count", NULL);

	assert_int_equal(asked.answer.exit_code, EX_OK);
	assert_int_equal(
	    json_integer_value(json_object_get(asked.answer.result, "active")),
	    active);
	assert_int_equal(json_integer_value(
			     json_object_get(asked.answer.result, "inactive")),
	    inactive);
	assert_int_equal(
	    json_integer_value(json_object_get(asked.answer.result, "total")),
	    active + inactive);
	asked_release(&asked);
}

static void
U10_active_and_inactive_people_count_and_deleted_ones_do_not(void **state)
{
	struct company *company = *state;
	struct user bob = company_add(company, "bob", NULL);
	struct user carol = company_add(company, "carol", NULL);
	struct user dan = company_add(company, "dan", NULL);

	counts(company, NULL, 4, 0);
	(void)company_do(company, user_deactivate, &bob);
	(void)company_do(company, user_block, &carol);
	(void)company_do(company, user_delete, &dan);
	counts(company, NULL, 2, 1);
	company_sql(company,
	    "INSERT INTO org (id, name, title, created_at)"
	    " VALUES ('bolt', 'bolt', 'Bolt', 1);"
	    "UPDATE person SET org_id = 'bolt' WHERE login = 'bob'");
	counts(company, NULL, 2, 1);
	counts(company, &company->ada, 2, 0);
	(void)company_do(company, user_unblock, &carol);
	asked_refused(
	    ask_as(company, &carol, "user.count", NULL), "not_permitted");
}

/* --- people selected by a filter ------------------------------------------------ */

static void
U6_a_filter_leaves_out_people_whose_state_allows_no_code(void **state)
{
	struct company *company = *state;
	struct user held = company_add(company, "held", NULL);
	struct asked asked;

	company_add(company, "bob", NULL);
	(void)company_do(company, user_hold, &held);
	asked = ask_as(
	    company, &company->ada, "user.invite", "{\"all\": true}");
	assert_int_equal(asked.answer.exit_code, EX_OK);
	assert_string_equal(logins(&asked), "ada bob held");
	/* themselves, and the person who is held */
	assert_string_equal(
	    text_of(json_array_get(asked.rows, 0), "why"), "self");
	assert_int_equal(
	    strlen(text_of(json_array_get(asked.rows, 1), "code")), 14);
	assert_string_equal(
	    text_of(json_array_get(asked.rows, 2), "why"), "code_held");
	assert_string_equal(
	    text_of(json_array_get(asked.rows, 2), "delivery"), "none");
	asked_release(&asked);
	assert_int_equal(
	    company_count(company, "SELECT count(*) FROM one_time_code"), 1);
	/* by name, all are meant: none is invited */
	asked_refused(ask_as(company, &company->ada, "user.invite",
			  "{\"people\": [\"bob\", \"held\"]}"),
	    "code_held");
	assert_int_equal(
	    company_count(company, "SELECT count(*) FROM one_time_code"), 1);
}

static void
X2_a_dry_run_of_an_invitation_issues_none(void **state)
{
	struct company *company = *state;
	struct control_host host = host_of(company, NULL);
	struct asked asked;

	company_add(company, "bob", NULL);
	asked = ask_by(&host, "user.invite", "{\"people\": [\"bob\"]}", true);
	assert_int_equal(asked.answer.exit_code, EX_OK);
	assert_true(json_is_null(
	    json_object_get(json_array_get(asked.rows, 0), "code")));
	asked_release(&asked);
	assert_int_equal(
	    company_count(company, "SELECT count(*) FROM one_time_code"), 0);
}

int
main(void)
{
#define CASE(name) \
	cmocka_unit_test_setup_teardown(name, asking_open, company_close)
	const struct CMUnitTest tests[] = {
		CASE(U4_each_filter_of_a_list_takes_its_own),
		CASE(U4_people_come_in_pages_and_no_one_twice),
		CASE(U4_a_page_is_filled_with_matching_people),
		CASE(U4_a_list_that_is_no_longer_wanted_ends),
		CASE(U6_a_crowd_is_chosen_each_once),
		CASE(U5_a_person_is_shown_by_any_of_its_names),
		CASE(U1_a_person_is_added_with_all_that_is_given),
		CASE(U1_adding_is_held_as_it_is_asked),
		CASE(X2_a_dry_run_of_adding_leaves_no_person),
		CASE(U7_a_shared_address_is_reported_for_all_its_people),
		CASE(R14_callers_without_the_right_add_no_one),
		CASE(U3_a_profile_is_edited_field_by_field),
		CASE(A7_an_edit_pins_and_unpinning_lets_go),
		CASE(U5_a_person_edits_own_fields_that_self_edit_covers),
		CASE(L7_a_password_is_set_by_callers_with_the_right),
		CASE(L7_an_unusable_password_is_refused),
		CASE(
		    N5_a_home_folder_is_given_by_root_alone_and_of_the_owner_that_was_meant),
		CASE(
		    L3_generated_passwords_are_temporary_until_the_policys_end),
		CASE(L3_caller_who_may_not_reset_one_of_them_generates_none),
		CASE(U4_people_are_listed_by_their_secret),
		CASE(S8_people_are_listed_by_their_invitation),
		CASE(
		    U10_active_and_inactive_people_count_and_deleted_ones_do_not),
		CASE(U6_a_filter_leaves_out_people_whose_state_allows_no_code),
		CASE(X2_a_dry_run_of_an_invitation_issues_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
