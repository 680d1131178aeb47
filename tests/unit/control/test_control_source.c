/* Requests about sources of people: control/source. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include <cmocka.h>
#include <sodium.h>

#include "base/file.h"
#include "base/str.h"
#include "tests/support/asking.h"

#define TOKENS                                          \
	"\"access_token\":\"YWNjZXNzLXRva2VuLTE=\","    \
	"\"refresh_token\":\"cmVmcmVzaC10b2tlbi0x\","   \
	"\"expires_at\":1795561200,\"realm\":\"9341\"," \
	"\"realm_title\":\"Acme Books\""
#define CONNECT "{\"source\":\"books\"," TOKENS "}"

static const char *
text_of(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));

	return text != NULL ? text : "";
}

/* A company with a source, which is not connected. */
static int
open_books(void **state)
{
	static const char conf[] =
	    "[terminal]\nname = van-7\n"
	    "[source books]\ntype = quickbooks\norg = acme\n"
	    "client_id = ABc123\n"
	    "client_secret_file = /etc/fieldauth/books.secret\n";
	struct company *company;

	if (asking_open(state) != 0)
		return -1;
	company = *state;
	return file_replace(
	    company->paths.conf_file, conf, sizeof(conf) - 1, 0644);
}

static void
done(struct company *company, const char *name, const char *params)
{
	struct asked asked = ask_as_root(company, name, params);

	if (asked.answer.exit_code != EX_OK)
		fail_msg("%s %s: %d %s", name, params, asked.answer.exit_code,
		    asked_code(&asked));
	asked_release(&asked);
}

static void
refused(struct company *company, const char *name, const char *params,
    const char *code)
{
	asked_refused(ask_as_root(company, name, params), code);
}

/* The only row of source.list. */
static void
is_listed_as(struct company *company, const char *state)
{
	struct asked asked = ask_as_root(company, "source.list", NULL);
	const json_t *row = json_array_get(asked.rows, 0);

	assert_int_equal(asked.answer.exit_code, EX_OK);
	assert_int_equal(json_array_size(asked.rows), 1);
	assert_string_equal(text_of(row, "source"), "books");
	assert_string_equal(text_of(row, "type"), "quickbooks");
	assert_string_equal(text_of(row, "state"), state);
	asked_release(&asked);
}

/* A person with LEVEL of the settings, and no other relevant right. */
static struct user
add_of_settings(struct company *company, const char *login, const char *level)
{
	struct user user;
	char params[120];

	(void)snprintf(params, sizeof(params), "{\"name\":\"%s\"}", login);
	done(company, "role.add", params);
	user = company_add(company, login, login);
	(void)snprintf(params, sizeof(params),
	    "{\"name\":\"%s\",\"module\":\"settings\",\"level\":\"%s\"}", login,
	    level);
	done(company, "role.level", params);
	return user;
}

/* --- connections --------------------------------------------------------------- */

static void
A1_a_source_that_is_not_connected_is_listed_and_says_so(void **state)
{
	struct company *company = *state;

	is_listed_as(company, "not-connected");
	done(company, "source.find", "{\"source\":\"books\"}");
	refused(
	    company, "source.rules", "{\"source\":\"books\"}", "not_connected");
	refused(
	    company, "source.runs", "{\"source\":\"books\"}", "not_connected");
	refused(
	    company, "source.find", "{\"source\":\"mars\"}", "no_such_source");
	refused(
	    company, "source.list", "{\"source\":\"mars\"}", "no_such_source");
	refused(
	    company, "source.rules", "{\"source\":\"mars\"}", "no_such_source");
}

static void
A2_tokens_connect_a_source(void **state)
{
	static const char sealed[] =
	    "SELECT count(*) FROM source WHERE tokens IS NOT NULL "
	    "AND instr(tokens, 'token-1') = 0 AND realm = '9341'";
	struct company *company = *state;
	struct control_host host = host_of(company, NULL);

	asked_ends(ask_by(&host, "source.connect", CONNECT, true), EX_OK);
	is_listed_as(company, "not-connected");
	done(company, "source.connect", CONNECT);
	is_listed_as(company, "connected");
	assert_int_equal(company_count(company, sealed), 1);
	refused(company, "source.connect",
	    "{\"source\":\"../books\"," TOKENS "}", "no_such_source");
}

/* --- rules and decisions --------------------------------------------------------- */

static void
A3_rules_are_added_before_the_first_connection_listed_and_removed(void **state)
{
	struct company *company = *state;
	struct asked asked;

	done(company, "source.rule-add",
	    "{\"source\":\"books\",\"field\":\"title\",\"value\":\"Cook\","
	    "\"refuse\":true}");
	done(company, "source.rule-add",
	    "{\"source\":\"books\",\"field\":\"any\",\"kind\":\"external\","
	    "\"position\":1}");
	asked = ask_as_root(company, "source.rules", "{\"source\":\"books\"}");
	assert_int_equal(json_array_size(asked.rows), 2);
	assert_string_equal(
	    text_of(json_array_get(asked.rows, 0), "kind"), "external");
	assert_string_equal(
	    text_of(json_array_get(asked.rows, 1), "value"), "Cook");
	asked_release(&asked);
	done(company, "source.rule-remove",
	    "{\"source\":\"books\",\"position\":1}");
	assert_int_equal(
	    company_count(company, "SELECT count(*) FROM source_rule"), 1);
	refused(company, "source.rule-add",
	    "{\"source\":\"books\",\"field\":\"shoe\",\"kind\":\"external\"}",
	    "bad_value");
	refused(company, "source.rule-remove",
	    "{\"source\":\"mars\",\"position\":1}", "no_such_source");
}

#define RECORD                                          \
	"\"source\":\"books\",\"entity\":\"employee\"," \
	"\"external_id\":\"7\""

static void
A4_a_record_is_decided_about_and_the_decision_taken_back(void **state)
{
	static const char linked[] =
	    "SELECT count(*) FROM source_decision d JOIN person p ON "
	    "p.id = d.person_id WHERE p.login = 'jane' AND decision = 'link'";
	struct company *company = *state;

	company_add(company, "jane", NULL);
	refused(company, "source.decide",
	    "{" RECORD ",\"decision\":\"ignore\"}", "not_connected");
	done(company, "source.connect", CONNECT);
	done(company, "source.decide",
	    "{" RECORD ",\"decision\":\"link\",\"person\":\"jane\"}");
	assert_int_equal(company_count(company, linked), 1);
	done(company, "source.undecide", "{" RECORD "}");
	assert_int_equal(company_count(company, linked), 0);
	refused(company, "source.decide", "{" RECORD ",\"decision\":\"link\"}",
	    "bad_value");
	refused(company, "source.decide",
	    "{" RECORD ",\"decision\":\"add\",\"person\":\"jane\"}",
	    "bad_value");
	refused(company, "source.decide", "{" RECORD ",\"decision\":\"eat\"}",
	    "bad_value");
	refused(company, "source.decide",
	    "{" RECORD ",\"decision\":\"link\",\"person\":\"nobody\"}",
	    "no_such_person");
	refused(company, "source.decide-address",
	    "{\"source\":\"books\",\"decision\":\"add\",\"address\":\"x\"}",
	    "bad_email");
}

/* --- files --------------------------------------------------------------------- */

static struct asked
import_as(struct company *company, const struct user *who, const char *csv,
    const char *more, bool dry_run)
{
	struct control_host host = host_of(company, who);
	const size_t size = sodium_base64_encoded_len(
	    strlen(csv), sodium_base64_VARIANT_ORIGINAL);
	char *file = malloc(size), *params = NULL;
	struct asked asked;

	assert_non_null(file);
	(void)sodium_bin2base64(file, size, (const unsigned char *)csv,
	    strlen(csv), sodium_base64_VARIANT_ORIGINAL);
	assert_true(asprintf(&params, "{\"file\":\"%s\"%s}", file, more) > 0);
	asked = ask_by(&host, "source.import", params, dry_run);
	free(params);
	free(file);
	return asked;
}

static void
A11_a_file_is_previewed_and_imported(void **state)
{
	static const char csv[] =
	    "first_name,last_name,Post\nJane,Doe,jd@acme.example\n"
	    "Joe,Poe,jp@acme.example\n";
	static const char map[] = ",\"map\":[\"Post=email\"]";
	static const char people[] =
	    "SELECT count(*) FROM person WHERE last_name IN ('Doe', 'Poe')";
	struct company *company = *state;
	struct asked asked = import_as(company, NULL, csv, map, true);

	assert_int_equal(asked.answer.exit_code, EX_OK);
	assert_int_equal(json_array_size(asked.rows), 2);
	assert_string_equal(
	    text_of(json_array_get(asked.rows, 0), "action"), "add");
	assert_string_equal(
	    text_of(asked.answer.result, "outcome"), "previewed");
	asked_release(&asked);
	assert_int_equal(company_count(company, people), 0);
	asked = import_as(company, NULL, csv, map, false);
	assert_string_equal(text_of(asked.answer.result, "outcome"), "applied");
	asked_release(&asked);
	assert_int_equal(company_count(company, people), 2);
	asked = import_as(company, NULL, csv, map, false);
	assert_string_equal(
	    text_of(asked.answer.result, "outcome"), "unchanged");
	asked_release(&asked);
	asked = ask_as_root(company, "source.runs", "{\"limit\":2}");
	assert_int_equal(json_array_size(asked.rows), 2);
	assert_string_equal(
	    text_of(json_array_get(asked.rows, 0), "outcome"), "unchanged");
	asked_release(&asked);
}

static void
A11_a_file_that_is_wrong_is_refused_with_its_line(void **state)
{
	struct company *company = *state;
	struct asked asked = import_as(company, NULL, "name,shoe\nA,1\n",
	    ",\"title\":\"staff.csv\"", false);

	assert_string_equal(asked_code(&asked), "bad_csv");
	assert_non_null(strstr(
	    text_of(asked.answer.error, "message"), "staff.csv, line 1: "));
	asked_release(&asked);
	asked_refused(
	    import_as(company, NULL, "name\nA\n", ",\"map\":[\"x\"]", false),
	    "usage");
	asked_refused(import_as(company, NULL, "name\nA\n",
			  ",\"accept_plan\":\"0123\"", false),
	    "plan_changed");
	assert_int_equal(
	    company_count(
		company, "SELECT count(*) FROM person WHERE first_name = 'A'"),
	    0);
}

static void
A11_an_export_has_all_people_over_its_pages_and_one_header(void **state)
{
	struct company *company = *state;
	struct strbuf csv = STRBUF_INIT, text = STRBUF_INIT;
	size_t lines = 0;
	struct asked asked;

	strbuf_puts(&csv, "first_name,last_name,employee_number\n");
	for (int i = 0; i < 450; i++)
		strbuf_printf(&csv, "P%d,Q,N%d\n", i, i);
	asked = import_as(company, NULL, csv.bytes, "", false);
	assert_int_equal(asked.answer.exit_code, EX_OK);
	asked_release(&asked);
	asked = ask_as_root(company, "source.export", NULL);
	assert_int_equal(asked.answer.exit_code, EX_OK);
	assert_int_equal(json_array_size(asked.rows), 3);
	for (size_t i = 0; i < json_array_size(asked.rows); i++)
		strbuf_puts(
		    &text, text_of(json_array_get(asked.rows, i), "csv"));
	asked_release(&asked);
	for (const char *at = text.bytes; *at != '\0'; at++)
		lines += *at == '\n';
	/* the header, ada, and the people of the file */
	assert_int_equal(lines, 1 + 1 + 450);
	assert_int_equal(strncmp(text.bytes, "id,login,", 9), 0);
	assert_null(strstr(text.bytes + 9, "id,login,"));
	/* its content equals the database */
	asked = import_as(company, NULL, text.bytes, "", true);
	assert_int_equal(asked.answer.exit_code, EX_OK);
	assert_int_equal(json_array_size(asked.rows), 0);
	asked_release(&asked);
	strbuf_release(&csv);
	strbuf_release(&text);
}

/* --- rights
 * ------------------------------------------------------------------------ */

static void
R14_each_request_about_sources_asks_for_its_right(void **state)
{
	static const struct {
		const char *name, *params;
		const char *nobody, *sees, *edits; /* "": allowed */
	} cases[] = {
#define NO "not_permitted"
		{ "source.list", "{}", NO, "", "" },
		{ "source.find", "{\"source\":\"books\"}", NO, "", "" },
		{ "source.runs", "{}", NO, "", "" },
		{ "source.rules", "{\"source\":\"books\"}", NO, "", "" },
		{ "source.rules", "{\"source\":\"mars\"}", NO, "no_such_source",
		    "no_such_source" },
		{ "source.rule-add",
		    "{\"source\":\"books\",\"field\":\"any\","
		    "\"kind\":\"external\"}",
		    NO, NO, "" },
		{ "source.rule-remove", "{\"source\":\"books\",\"position\":1}",
		    NO, NO, "" },
		{ "source.decide", "{" RECORD ",\"decision\":\"ignore\"}", NO,
		    NO, "" },
		{ "source.undecide", "{" RECORD "}", NO, NO, "" },
		{ "source.decide-address",
		    "{\"source\":\"books\",\"decision\":\"add\","
		    "\"address\":\"office@acme.example\"}",
		    NO, NO, "" },
		{ "source.connect", CONNECT, NO, NO, "super_admin_only" },
		{ "source.import", "{\"file\":\"bmFtZQpBCg==\"}",
		    "super_admin_only", "super_admin_only",
		    "super_admin_only" },
#undef NO
	};
	struct company *company = *state;
	const struct user nobody = company_add(company, "nina", NULL);
	const struct user sees = add_of_settings(company, "seth", "view");
	const struct user edits = add_of_settings(company, "eda", "edit");

	done(company, "source.connect", CONNECT);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct {
			const struct user *who;
			const char *code;
		} tries[] = { { &nobody, cases[i].nobody },
			{ &sees, cases[i].sees }, { &edits, cases[i].edits } };

		for (size_t j = 0; j < sizeof(tries) / sizeof(tries[0]); j++) {
			struct asked asked = ask_as(company, tries[j].who,
			    cases[i].name, cases[i].params);

			if (strcmp(asked_code(&asked), tries[j].code) != 0)
				fail_msg("%s %s by %s: '%s', not '%s'",
				    cases[i].name, cases[i].params,
				    tries[j].who->login, asked_code(&asked),
				    tries[j].code);
			asked_release(&asked);
		}
	}
}

/* From then on, a record determines where a person's codes are sent. */
static void
S7_no_one_links_a_record_to_a_person_with_more_rights(void **state)
{
	struct company *company = *state;
	const struct user edits = add_of_settings(company, "eda", "edit");

	done(company, "source.connect", CONNECT);
	/* without users.view other people are hidden */
	asked_refused(ask_as(company, &edits, "source.decide",
			  "{" RECORD ",\"decision\":\"link\","
			  "\"person\":\"ada\"}"),
	    "not_permitted");
	done(company, "role.level",
	    "{\"name\":\"eda\",\"module\":\"users\",\"level\":\"view\"}");
	asked_refused(ask_as(company, &edits, "source.decide",
			  "{" RECORD ",\"decision\":\"link\","
			  "\"person\":\"ada\"}"),
	    "beyond_yours");
	assert_int_equal(
	    company_count(company, "SELECT count(*) FROM source_decision"), 0);
}

static void
X1_the_log_names_the_person_who_imports_a_file(void **state)
{
	struct company *company = *state;
	char sql[300];

	asked_ends(import_as(company, &company->ada,
		       "name,employee_number\nJane Doe,7\n", "", false),
	    EX_OK);
	(void)snprintf(sql, sizeof(sql),
	    "SELECT count(*) FROM audit WHERE action = 'user.add' AND "
	    "actor = 'sync:file' AND behind = '%s'",
	    company->ada.id);
	assert_int_equal(company_count(company, sql), 1);
}

static void
X4_sources_of_another_organisation_are_not_there(void **state)
{
	static const char conf[] =
	    "[terminal]\nname = van-7\n"
	    "[source books]\ntype = quickbooks\norg = other\n"
	    "client_id = ABc123\n"
	    "client_secret_file = /etc/fieldauth/books.secret\n";
	static const char other[] = "11111111-1111-4111-8111-111111111111";
	struct company *company = *state;
	struct asked asked;
	char sql[300];

	(void)snprintf(sql, sizeof(sql),
	    "INSERT INTO org (id, name, title, created_at) SELECT '%s', "
	    "'other', 'Other', created_at FROM org",
	    other);
	company_sql(company, sql);
	assert_int_equal(file_replace(company->paths.conf_file, conf,
			     sizeof(conf) - 1, 0644),
	    0);
	done(company, "source.connect", CONNECT);
	is_listed_as(company, "connected");
	asked = ask_as(company, &company->ada, "source.list", NULL);
	assert_int_equal(asked.answer.exit_code, EX_OK);
	assert_int_equal(json_array_size(asked.rows), 0);
	asked_release(&asked);
	asked_refused(ask_as(company, &company->ada, "source.rules",
			  "{\"source\":\"books\"}"),
	    "no_such_source");
	asked_refused(ask_as(company, &company->ada, "source.find",
			  "{\"source\":\"books\"}"),
	    "no_such_source");
	asked_refused(ask_as(company, &company->ada, "source.connect", CONNECT),
	    "no_such_source");
}

#define CASE(test) \
	cmocka_unit_test_setup_teardown(test, open_books, company_close)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(A1_a_source_that_is_not_connected_is_listed_and_says_so),
		CASE(A2_tokens_connect_a_source),
		CASE(
		    A3_rules_are_added_before_the_first_connection_listed_and_removed),
		CASE(A4_a_record_is_decided_about_and_the_decision_taken_back),
		CASE(A11_a_file_is_previewed_and_imported),
		CASE(A11_a_file_that_is_wrong_is_refused_with_its_line),
		CASE(
		    A11_an_export_has_all_people_over_its_pages_and_one_header),
		CASE(R14_each_request_about_sources_asks_for_its_right),
		CASE(S7_no_one_links_a_record_to_a_person_with_more_rights),
		CASE(X1_the_log_names_the_person_who_imports_a_file),
		CASE(X4_sources_of_another_organisation_are_not_there),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
