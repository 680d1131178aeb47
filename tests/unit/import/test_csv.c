/* People from a file and back (A11). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"
#include "store/import/csv.h"
#include "tests/support/books.h"

/* The rows of TEXT as "line[a|b]line[c|d]", or "line: !" where it fails. */
static const char *
parsed(const char *text)
{
	static char out[2000];
	struct csv_reader *reader;
	struct csv_problem problem;
	struct csv_row row;
	size_t len = 0;
	int rc = csv_open(text, strlen(text), &reader, &problem);

	out[0] = '\0';
	if (rc == FIELD_OK)
		rc = csv_next(reader, &row, &problem);
	else
		reader = NULL;
	for (; rc == 1; rc = csv_next(reader, &row, &problem)) {
		len += (size_t)sprintf(out + len, "%d[", (int)row.line);
		for (size_t i = 0; i < row.count; i++)
			len += (size_t)sprintf(
			    out + len, "%s%s", i > 0 ? "|" : "", row.fields[i]);
		len += (size_t)sprintf(out + len, "]");
	}
	if (rc < 0)
		(void)sprintf(out + len, "%d: !", (int)problem.line);
	csv_close(reader);
	return out;
}

static void
fields_are_read_as_the_standard_says(void **state)
{
	(void)state;
	assert_string_equal(parsed("a,b\r\nc,d\r\n"), "1[a|b]2[c|d]");
	assert_string_equal(parsed("a,b\nc,d"), "1[a|b]2[c|d]");
	assert_string_equal(parsed("a,\"b,\"\"x\"\"\"\n"), "1[a|b,\"x\"]");
	assert_string_equal(parsed("a,,\n,b,\n"), "1[a||]2[|b|]");
	assert_string_equal(parsed(""), "");
	assert_string_equal(parsed("\"\",\n"), "1[|]");
}

static void
other_separators_and_a_byte_order_mark_are_understood(void **state)
{
	(void)state;
	assert_string_equal(parsed("\xef\xbb\xbf"
				   "a;b\nc;d,e\n"),
	    "1[a|b]2[c|d,e]");
	assert_string_equal(parsed("a\tb\nc\td\n"), "1[a|b]2[c|d]");
	assert_string_equal(parsed("\"a;a\",b\nc,d\n"), "1[a;a|b]2[c|d]");
}

static void
a_line_of_excels_own_says_the_separator(void **state)
{
	(void)state;
	assert_string_equal(
	    parsed("sep=;\r\na;b,b\r\nc;d\r\n"), "2[a|b,b]3[c|d]");
	assert_string_equal(
	    parsed("\xef\xbb\xbfSEP=,\na;b,c;d;e\n"), "2[a;b|c;d;e]");
	assert_string_equal(parsed("sep=\t\na,b\tc\n"), "2[a,b|c]");
	assert_string_equal(parsed("sep=|\na|b,b;\n"), "2[a|b,b;]");
	/* as others save it */
	assert_string_equal(
	    parsed("\"sep=;\"\r\na;b,b\r\nc;d\r\n"), "2[a|b,b]3[c|d]");
	assert_string_equal(parsed("\"SEP=;\",,\n\"a;x\",b,c\n"), "2[a;x|b|c]");
	assert_string_equal(parsed("sep=,,,\na,b\n"), "2[a|b]");
	assert_string_equal(parsed("sep=,;;\na,x;b;c\n"), "2[a,x|b|c]");
	assert_string_equal(parsed("\"sep=;\"\n"), "");
	assert_string_equal(parsed("sep=;"), "");
	/* a header of these names */
	assert_string_equal(parsed("sep=;x\na;b\n"), "1[sep=|x]2[a|b]");
	assert_string_equal(parsed("\"sep=;\";x\na;b\n"), "1[sep=;|x]2[a|b]");
	assert_string_equal(parsed("sep=x\n"), "1[sep=x]");
}

/* ASCII TEXT in UTF-16 with its mark, of *ret_len bytes. */
static const char *
wide(const char *text, bool little, size_t *ret_len)
{
	static char out[400];
	size_t len = 0;

	out[len++] = (char)(little ? 0xff : 0xfe);
	out[len++] = (char)(little ? 0xfe : 0xff);
	for (; *text != '\0'; text++) {
		out[len + !little] = *text;
		out[len + little] = '\0';
		len += 2;
	}
	*ret_len = len;
	return out;
}

static const char *
first_field(const char *bytes, size_t len)
{
	static char field[100];
	struct csv_problem problem = { .why = "" };
	struct csv_reader *reader = NULL;
	struct csv_row row;

	if (csv_open(bytes, len, &reader, &problem) < 0 ||
	    csv_next(reader, &row, &problem) != 1)
		(void)snprintf(field, sizeof(field), "%d: %.80s",
		    (int)problem.line, problem.why);
	else
		(void)snprintf(field, sizeof(field), "%s", row.fields[0]);
	csv_close(reader);
	return field;
}

static void
utf16_is_read_where_a_mark_says_so(void **state)
{
	static const char zoe[] = "\xff\xfeZ\0o\0\xeb\0\n\0";
	const char *bytes;
	size_t len;

	(void)state;
	bytes = wide("name,email\n", true, &len);
	assert_string_equal(first_field(bytes, len), "name");
	bytes = wide("name,email\n", false, &len);
	assert_string_equal(first_field(bytes, len), "name");
	assert_string_equal(first_field(zoe, sizeof(zoe) - 1), "Zo\xc3\xab");
	/* half a unit, and half a pair */
	bytes = wide("name\n", true, &len);
	assert_non_null(strstr(first_field(bytes, len - 1), "1: "));
	assert_non_null(strstr(first_field("\xff\xfe\x00\xd8\n\0", 6), "1: "));
}

static void
what_another_encoding_is_read_by_is_said(void **state)
{
	static const char zoe[] = "name\nZo\xeb\n", marks[] = "n\0a\0m\0";

	(void)state;
	assert_non_null(
	    strstr(first_field(zoe, sizeof(zoe) - 1), "Windows-1252"));
	assert_int_equal(first_field(zoe, sizeof(zoe) - 1)[0], '2');
	assert_non_null(
	    strstr(first_field(marks, sizeof(marks) - 1), "UTF-16"));
}

/* The others would run in the spreadsheet that opens the file. */
static void
A11_nothing_that_is_exported_is_a_formula(void **state)
{
	static const struct {
		const char *value, *written;
	} cases[] = {
		{ "=1+1", "'=1+1" },
		{ "+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0" },
		{ "-2+3", "-2+3" },
		{ "-Jane", "'-Jane" },
		{ "@SUM(A1)", "'@SUM(A1)" },
		{ "\t=1", "\"'\t=1\"" },
		{ "\r=1", "\"'\r=1\"" },
		{ "\xef\xbc\x9d"
		  "1",
		    "'\xef\xbc\x9d"
		    "1" },
		{ "'=1", "''=1" },
		{ "sep=;", "\"'sep=;\"" },
		{ "'sep=|", "''sep=|" },
		{ "'t Hooft", "''t Hooft" },
		{ "'", "''" },
		{ "+44 (20) 7946-00.18", "+44 (20) 7946-00.18" },
		{ "O'Brien", "O'Brien" },
		{ "1=1", "1=1" },
		{ "", "\"\"" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct strbuf buf = STRBUF_INIT;
		char line[100];

		csv_put_row(&buf, &cases[i].value, 1);
		(void)snprintf(line, sizeof(line), "%s\r\n", cases[i].written);
		assert_string_equal(buf.bytes, line);
		assert_string_equal(
		    first_field(buf.bytes, buf.len), cases[i].value);
		strbuf_release(&buf);
	}
	/* of another program's file */
	assert_string_equal(first_field("'t Hooft\n", 9), "'t Hooft");
	assert_string_equal(first_field("'+44 20\n", 8), "+44 20");
}

static void
lines_are_counted_through_quotes_and_empty_lines(void **state)
{
	(void)state;
	assert_string_equal(parsed("a,\"x\ny\r\nz\"\nb,c\n\n\r\nd,e\n"),
	    "1[a|x\ny\r\nz]4[b|c]7[d|e]");
}

static void
invalid_csv_is_refused_with_its_line(void **state)
{
	(void)state;
	assert_string_equal(parsed("a,b\nc,\"d\n\ne"), "1[a|b]2: !");
	assert_string_equal(parsed("a,b\nc,\"d\"e\n"), "1[a|b]2: !");
	assert_string_equal(parsed("a,b\nc,d\"e\n"), "1[a|b]2: !");
	assert_string_equal(parsed("a,b\rc,d\n"), "1: !");
	assert_string_equal(parsed("a,b\nc,\xff\n"), "2: !");
}

static void
a_nul_byte_is_refused(void **state)
{
	struct csv_reader *reader;
	struct csv_problem problem;

	(void)state;
	assert_int_equal(
	    csv_open("a,b\n\0,d\n", 8, &reader, &problem), FIELD_EINVAL);
	assert_int_equal(problem.line, 2);
	assert_true(problem.why[0] != '\0');
}

static void
too_many_columns_and_too_long_fields_are_refused(void **state)
{
	struct strbuf text = STRBUF_INIT;

	(void)state;
	for (int i = 0; i < CSV_COLUMN_MAX; i++)
		strbuf_puts(&text, ",");
	assert_string_equal(parsed(text.bytes), "1: !");
	strbuf_release(&text);
	for (size_t i = 0; i <= CSV_FIELD_MAX; i++)
		strbuf_puts(&text, "x");
	assert_string_equal(parsed(text.bytes), "1: !");
	strbuf_release(&text);
}

static void
what_is_written_reads_back(void **state)
{
	static const char *const fields[] = { "plain", "", "with, comma",
		"\"quoted\"", " edges ", "two\nlines", "cr\r", "semi;tab\t" };
	struct strbuf text = STRBUF_INIT;
	struct csv_reader *reader;
	struct csv_problem problem;
	struct csv_row row;

	(void)state;
	csv_put_row(&text, fields, BOOKS_COUNT(fields));
	assert_int_equal(csv_open(text.bytes, text.len, &reader, &problem), 0);
	assert_int_equal(csv_next(reader, &row, &problem), 1);
	assert_int_equal(row.count, BOOKS_COUNT(fields));
	for (size_t i = 0; i < row.count; i++)
		assert_string_equal(row.fields[i], fields[i]);
	assert_int_equal(csv_next(reader, &row, &problem), 0);
	csv_close(reader);
	strbuf_release(&text);
}

/* --- people ------------------------------------------------------------- */

static struct source
file_source(struct company *company)
{
	struct change *change = company_root(company);
	struct source source;
	struct refusal why;

	assert_int_equal(
	    source_ensure_csv(change, "file", company->org.id, &source, &why),
	    0);
	company_end(change);
	assert_true(source.is_csv);
	return source;
}

static struct plan *
plan_text(struct company *company, const char *text,
    const struct csv_mapping *mappings, size_t count)
{
	struct source source = file_source(company);
	struct csv_found found = { .passed_over = NULL };
	struct csv_problem problem = { 0 };
	struct plan *plan;

	assert_int_equal(plan_new(company->store, source.id, false, &plan), 0);
	assert_int_equal(csv_import(plan, text, strlen(text), mappings, count,
			     &found, &problem),
	    0);
	csv_found_release(&found);
	assert_int_equal(plan_make(plan), 0);
	return plan;
}

static void
import_text(struct company *company, const char *text)
{
	struct plan *plan = plan_text(company, text, NULL, 0);
	struct plan_outcome outcome = { .accept_hash = plan_hash(plan) };
	struct change *change = company_root(company);
	struct refusal why;

	assert_int_equal(plan_apply(plan, change, &outcome, &why), 0);
	company_end(change);
	plan_free(plan);
}

static void
assert_problem(struct company *company, const char *text, int64_t line)
{
	struct source source = file_source(company);
	struct csv_found found = { .passed_over = NULL };
	struct csv_problem problem = { 0 };
	struct plan *plan;

	assert_int_equal(plan_new(company->store, source.id, false, &plan), 0);
	assert_int_equal(
	    csv_import(plan, text, strlen(text), NULL, 0, &found, &problem),
	    FIELD_EINVAL);
	assert_int_equal(problem.line, line);
	assert_true(problem.why[0] != '\0');
	csv_found_release(&found);
	plan_free(plan);
}

static void
a_file_adds_people_by_the_names_of_its_columns(void **state)
{
	struct company *company = *state;
	struct user user;

	import_text(company,
	    "E-Mail,Given Name,SURNAME,Job title,Kind,Phone\n"
	    "jane@acme.example,Jane,Doe,Lead,fieldworker,\"+1, 555\"\n");
	user = company_user(company, "jdoe");
	assert_string_equal(user.email, "jane@acme.example");
	assert_string_equal(user.first_name, "Jane");
	assert_string_equal(user.last_name, "Doe");
	assert_string_equal(user.title, "Lead");
	assert_string_equal(user.phone, "+1, 555");
	assert_int_equal(user.kind, USER_FIELDWORKER);
	assert_true(user.held);
}

static void
columns_are_mapped_by_hand_and_passed_over(void **state)
{
	struct company *company = *state;
	const struct csv_mapping mappings[] = { { "vorname", "first_name" },
		{ "Nachname", "last name" }, { "Nr", "employee_number" },
		{ "Gehalt", "-" } };
	struct plan *plan = plan_text(company,
	    "Nr,Vorname,Nachname,Gehalt\n7,Jane,Doe,1000\n", mappings, 4);

	assert_int_equal(plan_count(plan, PLAN_ADD), 1);
	assert_string_equal(plan_line_at(plan, 0)->login, "jdoe");
	assert_int_equal(plan_line_at(plan, 0)->line, 2);
	plan_free(plan);
}

static void
a_mapping_to_or_from_nothing_is_refused(void **state)
{
	struct company *company = *state;
	const struct csv_mapping wrong[] = { { "Vorname", "first_name" },
		{ "name", "shoe size" } };
	const char *text = "name,email\nJane,jane@acme.example\n";
	struct source source = file_source(company);
	struct csv_found found = { .passed_over = NULL };
	struct csv_problem problem;
	struct plan *plan;

	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		assert_int_equal(
		    plan_new(company->store, source.id, false, &plan), 0);
		assert_int_equal(csv_import(plan, text, strlen(text), &wrong[i],
				     1, &found, &problem),
		    FIELD_EINVAL);
		csv_found_release(&found);
		assert_int_equal(problem.line, 1);
		plan_free(plan);
	}
}

static void
a_file_that_is_wrong_is_refused_with_the_line(void **state)
{
	struct company *company = *state;

	assert_problem(company, "", 1);
	assert_problem(company, "email\njane@acme.example\n", 1);
	assert_problem(company, "name,salary\nJane,1\n", 1);
	assert_problem(company, "name,Full Name\nJane,Jane\n", 1);
	assert_problem(company, "name,email\nA,a@x.example\n\nB\n", 4);
	assert_problem(company,
	    "name,email,title\nA,a@x.example,x\nB,b@x.example,\n"
	    "a,A@X.example,y\n",
	    4);
	assert_problem(company, "name,email\nA,\"a\n", 2);
}

static const struct plan_line *
line_of(const struct plan *plan, const char *id)
{
	for (size_t i = 0; i < plan_line_count(plan); i++)
		if (strcmp(plan_line_at(plan, i)->external_id, id) == 0)
			return plan_line_at(plan, i);
	return NULL;
}

static void
assert_action(const struct plan *plan, const char *id, const char *action)
{
	const struct plan_line *line = line_of(plan, id);

	if (line == NULL)
		fail_msg("there is no line of '%s'", id);
	assert_string_equal(plan_action_name(line->action), action);
}

/* Rows with only a name and the address of another row. */
static void
C10_rows_with_one_address_are_several_records(void **state)
{
	struct company *company = *state;
	struct plan *plan = plan_text(company,
	    "name,email\nBob Smith,smith@acme.example\n"
	    "Zo\xc3\xab Smith,Smith@acme.example\n"
	    "Joe Poe,joe@acme.example\n",
	    NULL, 0);
	struct plan_outcome outcome = { .accept_hash = plan_hash(plan) };
	struct change *change = company_root(company);
	struct refusal why;

	assert_action(plan, "mail:smith@acme.example/bob_smith", "add");
	assert_action(
	    plan, "mail:smith@acme.example/zo%C3%AB_smith", "undecided");
	assert_action(plan, "mail:joe@acme.example", "add");
	assert_int_equal(plan_apply(plan, change, &outcome, &why), 0);
	company_end(change);
	plan_free(plan);
	/* each is known again, in another normal form and alone as well */
	plan = plan_text(company,
	    "name,email\nZoe\xcc\x88 Smith,smith@acme.example\n", NULL, 0);
	assert_true(plan_is_empty(plan));
	plan_free(plan);
	plan = plan_text(company,
	    "name,email,title\nBob Smith,smith@acme.example,Lead\n", NULL, 0);
	assert_action(plan, "mail:smith@acme.example/bob_smith", "change");
	plan_free(plan);
}

/* The only row with the address keeps its person. */
static void
C10_row_that_joins_another_at_its_address_is_undecided_alone(void **state)
{
	struct company *company = *state;
	struct plan *plan;

	import_text(company, "name,email\nBob Smith,smith@acme.example\n");
	plan = plan_text(company,
	    "name,email,title\nRobert Smith,smith@acme.example,\n"
	    "Bob Smith,smith@acme.example,Lead\n",
	    NULL, 0);
	assert_int_equal(plan_line_count(plan), 2);
	assert_action(
	    plan, "mail:smith@acme.example/robert_smith", "undecided");
	assert_action(plan, "mail:smith@acme.example", "change");
	plan_free(plan);
}

static void
an_invalid_row_is_refused_alone_with_its_line(void **state)
{
	struct company *company = *state;
	struct plan *plan = plan_text(company,
	    "name,email,status,kind\n"
	    "Jane Doe,jane@acme.example,active,\n"
	    "Joe Poe,joe@acme.example,maybe,\n"
	    "Ann Roe,,active,\n"
	    "Eve Coe,eve@acme.example,,emperor\n"
	    "Zed:Noe,zed@acme.example,,\n"
	    "Gone Foe,gone@acme.example,deleted,\n",
	    NULL, 0);
	int64_t line_of_zed = 0;
	size_t sentences = 0;

	assert_int_equal(plan_count(plan, PLAN_ADD), 1);
	assert_int_equal(plan_count(plan, PLAN_REFUSE), 4);
	for (size_t i = 0; i < plan_line_count(plan); i++) {
		const struct plan_line *line = plan_line_at(plan, i);

		if (line->why.reason == REASON_BAD_TEXT)
			line_of_zed = line->line;
		if (line->why.reason == REASON_IMPORT_UNREADABLE)
			sentences += strstr(line->why.text[0], "line ") != NULL;
	}
	assert_int_equal(line_of_zed, 6);
	assert_int_equal(sentences, 3);
	plan_free(plan);
}

static bool
put_listed(const struct user_listed *listed, void *context)
{
	csv_put_person(context, listed, "", COMPANY_NOW);
	return true;
}

/* All people who are not deleted. */
static void export(struct company *company, struct strbuf *text)
{
	const struct user_filter filter = { .org_id = company->org.id,
		.status = -1,
		.kind = -1,
		.blocked = -1,
		.held = -1 };

	csv_put_header(text);
	assert_int_equal(
	    user_each(company->store, &filter, put_listed, text), 0);
	assert_false(text->failed);
}

static void
rows_and_columns_that_hold_nothing_mean_nothing(void **state)
{
	struct company *company = *state;

	import_text(company,
	    ",,,\nname,email,,\n,,,\nJane Doe,jane@acme.example,,,,\n"
	    " , ,,\n");
	assert_string_equal(
	    company_user(company, "jdoe").email, "jane@acme.example");
	assert_problem(company, "name,email,\nA,a@x.example,,more\n", 2);
	assert_problem(company, "name,,email\nA,,a@x.example\n", 1);
}

static void
a_number_that_a_spreadsheet_shortened_is_refused(void **state)
{
	struct company *company = *state;
	struct plan *plan = plan_text(company,
	    "name,employee number,mobile\nJane Doe,4.12E+11,\n"
	    "Joe Poe,00123,\nAnn Roe,7,4.12E+11\n",
	    NULL, 0);

	assert_int_equal(plan_count(plan, PLAN_ADD), 2);
	assert_int_equal(plan_count(plan, PLAN_REFUSE), 2);
	for (size_t i = 0; i < plan_line_count(plan); i++) {
		const struct plan_line *line = plan_line_at(plan, i);
		char sentence[300];

		(void)refusal_sentence(&line->why, sentence, sizeof(sentence));
		if (line->action == PLAN_REFUSE)
			assert_non_null(strstr(sentence, "as text"));
		else
			assert_null(strstr(line->name, "Doe"));
	}
	plan_free(plan);
}

static void
an_export_imports_back_to_an_empty_plan(void **state)
{
	struct company *company = *state;
	struct plan_record records[] = {
		books_record("1", "Zoë", "Müller-O'Brien", "z@acme.example"),
		books_record("2", "王小明", "", ""),
		books_record("3", "Jane \"JD\"", "Doe, Jr.", "jd@acme.example"),
		books_record("4", "Left", "Long-Ago", "left@acme.example"),
		books_record("5", "'t", "+Hooft", "-t@acme.example"),
		books_record("6", "@at", "'-'", "=at@acme.example"),
	};
	struct strbuf text = STRBUF_INIT;
	struct plan *plan;

	records[2].phone = "+1 555; 0100";
	records[2].kind_hint = "contractor";
	books_import(company, false, records, 6);
	records[3].active = false;
	books_import(company, false, records, 6);
	export(company, &text);
	plan = plan_text(company, text.bytes, NULL, 0);
	assert_int_equal(plan_line_count(plan), 0);
	assert_true(plan_is_empty(plan));
	plan_free(plan);
	strbuf_release(&text);
}

static void
an_edited_export_changes_what_was_edited(void **state)
{
	struct company *company = *state;
	struct user jdoe = company_add(company, "jdoe", NULL);
	struct user gone = company_add(company, "gone", NULL);
	char text[400];

	(void)snprintf(text, sizeof(text),
	    "id,first_name,last_name,title,status\n"
	    "%s,jdoe,Person,Chief,active\n%s,gone,Person,,inactive\n",
	    jdoe.id, gone.id);
	import_text(company, text);
	assert_string_equal(company_user(company, "jdoe").title, "Chief");
	assert_int_equal(company_user(company, "gone").status, USER_INACTIVE);
	assert_int_equal(
	    company_count(company, "SELECT count(*) FROM source_link"), 0);
}

static void
a_file_gains_no_power_either(void **state)
{
	struct company *company = *state;
	char text[300];

	(void)snprintf(text, sizeof(text),
	    "id,name,email,roles,full_access\n"
	    "%s,Ada Admin,thief@evil.example,admin,1\n"
	    ",Root,root@evil.example,admin,1\n",
	    company->ada.id);
	import_text(company, text);
	assert_string_equal(
	    company_user(company, "ada").email, "ada@acme.example");
	assert_int_equal(company_count(company,
			     "SELECT count(*) FROM person_role n JOIN person p "
			     "ON p.id = n.person_id WHERE p.first_name = "
			     "'Root'"),
	    0);
	assert_int_equal(company_count(company,
			     "SELECT count(*) FROM person WHERE full_access = "
			     "1 AND first_name = 'Root' OR login = 'root'"),
	    0);
}

static void
a_file_is_known_again_by_number_or_address(void **state)
{
	struct company *company = *state;
	const char *text = "name,email,employee number\n"
			   "Jane Doe,jane@acme.example,\n"
			   "Joe Poe,,E 17\n";
	struct plan *plan;

	import_text(company, text);
	plan = plan_text(company, text, NULL, 0);
	assert_true(plan_is_empty(plan));
	assert_int_equal(plan_line_count(plan), 0);
	plan_free(plan);
}

static int64_t
people_with(struct company *company, const char *folded)
{
	char sql[200];

	(void)snprintf(sql, sizeof(sql),
	    "SELECT count(*) FROM person WHERE email_folded = '%s'", folded);
	return company_count(company, sql);
}

static void
C12_a_row_is_known_by_the_address_that_is_taken_from_it(void **state)
{
	struct company *company = *state;
	const char *text = "name,email\n"
			   "Jane Doe,Jane Doe <Jane@acme.example>\n"
			   "Zoe Poe,zo\xc3\xab@acme.example\n"
			   "Zed Poe,zo%C3%AB@acme.example\n";
	/* once more, with the diaeresis apart */
	const char *again = "name,email\n"
			    "Jane Doe,jane@acme.example\n"
			    "Zoe Poe,zoe\xcc\x88@acme.example\n"
			    "Zed Poe,zo%c3%ab@acme.example\n";
	struct plan *plan;

	import_text(company, text);
	assert_int_equal(people_with(company, "jane@acme.example"), 1);
	assert_int_equal(people_with(company, "zo\xc3\xab@acme.example"), 1);
	assert_int_equal(people_with(company, "zo%c3%ab@acme.example"), 1);
	plan = plan_text(company, again, NULL, 0);
	assert_true(plan_is_empty(plan));
	assert_int_equal(plan_line_count(plan), 0);
	plan_free(plan);
}

static void
C11_a_listing_with_its_states_is_a_file_and_anothers_states_are_not(
    void **state)
{
	struct company *company = *state;
	struct plan *plan = plan_text(company,
	    "login,name,email,state,held\n"
	    "jdoe,Jane Doe,jane@acme.example,\"active, held\",yes\n",
	    NULL, 0);

	assert_int_equal(plan_line_count(plan), 1);
	plan_free(plan);
	assert_problem(
	    company, "name,email,state\nJane,jane@acme.example,left\n", 1);
}

static void
a_source_of_a_section_takes_no_file(void **state)
{
	struct company *company = *state;
	struct change *change = company_root(company);
	struct source source;
	struct refusal why;

	assert_int_equal(
	    source_ensure_csv(change, "books", company->org.id, &source, &why),
	    FIELD_EDENIED);
	change_abort(change);
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, books_open, company_close)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fields_are_read_as_the_standard_says),
		cmocka_unit_test(
		    other_separators_and_a_byte_order_mark_are_understood),
		cmocka_unit_test(a_line_of_excels_own_says_the_separator),
		cmocka_unit_test(utf16_is_read_where_a_mark_says_so),
		cmocka_unit_test(what_another_encoding_is_read_by_is_said),
		cmocka_unit_test(A11_nothing_that_is_exported_is_a_formula),
		cmocka_unit_test(
		    lines_are_counted_through_quotes_and_empty_lines),
		cmocka_unit_test(invalid_csv_is_refused_with_its_line),
		cmocka_unit_test(a_nul_byte_is_refused),
		cmocka_unit_test(
		    too_many_columns_and_too_long_fields_are_refused),
		cmocka_unit_test(what_is_written_reads_back),
		TEST(a_file_adds_people_by_the_names_of_its_columns),
		TEST(columns_are_mapped_by_hand_and_passed_over),
		TEST(a_mapping_to_or_from_nothing_is_refused),
		TEST(a_file_that_is_wrong_is_refused_with_the_line),
		TEST(C10_rows_with_one_address_are_several_records),
		TEST(
		    C10_row_that_joins_another_at_its_address_is_undecided_alone),
		TEST(an_invalid_row_is_refused_alone_with_its_line),
		TEST(rows_and_columns_that_hold_nothing_mean_nothing),
		TEST(a_number_that_a_spreadsheet_shortened_is_refused),
		TEST(an_export_imports_back_to_an_empty_plan),
		TEST(an_edited_export_changes_what_was_edited),
		TEST(a_file_gains_no_power_either),
		TEST(a_file_is_known_again_by_number_or_address),
		TEST(C12_a_row_is_known_by_the_address_that_is_taken_from_it),
		TEST(
		    C11_a_listing_with_its_states_is_a_file_and_anothers_states_are_not),
		TEST(a_source_of_a_section_takes_no_file),
	};

	return cmocka_run_group_tests_name("csv", tests, NULL, NULL);
}
