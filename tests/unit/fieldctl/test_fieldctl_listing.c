/* One list in three formats: its columns, and that no text of a row reaches a
 * terminal as a control. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <termios.h>
#include <unistd.h>

#include <cmocka.h>
#include <jansson.h>
#include <pty.h>

#include "fieldctl/frame/listing.h"

static const struct listing_column columns[] = {
	{ "login", "LOGIN", 0 },
	{ "name", "NAME", 0 },
	{ "phone", "PHONE", COLUMN_WIDE },
	{ "last_sign_in_at", "LAST SIGN-IN", COLUMN_TIME },
	{ "first_name", NULL, 0 },
	{ "detail", "DETAILS", COLUMN_NOT_CSV },
	{ NULL, NULL, 0 },
};

/* A call with options, and its output. */
struct call {
	struct ctl ctl;
	struct option_spec specs[4];
	char *out, *err;
	size_t out_len, err_len;
	int status;
};

static void
set_option(struct call *call, const char *name, const char *value)
{
	struct options *options = &call->ctl.options;

	call->specs[options->count].name = name;
	options->given[options->count].spec = &call->specs[options->count];
	options->given[options->count].value = value;
	options->count++;
}

static json_t *
make_row(const char *name)
{
	return json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s}", "login", "jane",
	    "name", name, "phone", "+1 555 0100", "last_sign_in_at",
	    "2026-11-29T07:14:00Z", "first_name", "Jane", "detail", "none",
	    "id", "not a column");
}

static void
begin(struct call *call, enum ctl_format format)
{
	memset(call, 0, sizeof(*call));
	call->ctl.format = format;
	call->ctl.out = open_memstream(&call->out, &call->out_len);
	call->ctl.err = open_memstream(&call->err, &call->err_len);
}

static void
list_one(struct call *call, const char *name)
{
	struct listing *listing;

	call->status = listing_check(&call->ctl, columns);
	if (call->status == EX_OK) {
		listing = listing_open(&call->ctl, columns);
		listing_add(listing, make_row(name));
		call->status = listing_close(listing);
	}
	(void)fclose(call->ctl.out);
	(void)fclose(call->ctl.err);
}

static void
end(struct call *call)
{
	free(call->out);
	free(call->err);
}

/* The first line of a list in FORMAT with --columns LIST or --wide. */
static void
expect_header(
    enum ctl_format format, const char *list, bool wide, const char *expected)
{
	struct call call;

	begin(&call, format);
	if (list != NULL)
		set_option(&call, "columns", list);
	if (wide)
		set_option(&call, "wide", NULL);
	list_one(&call, "Jane");
	assert_int_equal(call.status, EX_OK);
	call.out[strcspn(call.out, "\r\n")] = '\0';
	assert_string_equal(call.out, expected);
	end(&call);
}

static void
a_table_has_fewer_columns_than_csv(void **state)
{
	(void)state;
	expect_header(CTL_TABLE, NULL, false,
	    "LOGIN  NAME  LAST SIGN-IN          DETAILS");
	expect_header(CTL_TABLE, NULL, true,
	    "LOGIN  NAME  PHONE        LAST SIGN-IN          DETAILS");
	expect_header(CTL_CSV, NULL, false,
	    "login,name,phone,last_sign_in_at,first_name");
	expect_header(
	    CTL_CSV, NULL, true, "login,name,phone,last_sign_in_at,first_name");
}

static void
columns_are_chosen_and_ordered_by_name(void **state)
{
	(void)state;
	expect_header(CTL_TABLE, "phone,login", false, "PHONE        LOGIN");
	expect_header(CTL_TABLE, "first_name,LAST-SIGN-IN-AT", false,
	    "FIRST NAME  LAST SIGN-IN");
	expect_header(CTL_TABLE, "Last sign-in,name", false,
	    "LAST SIGN-IN          NAME");
	expect_header(CTL_CSV, "phone,login", false, "phone,login");
	expect_header(CTL_CSV, "detail", false, "detail");
}

static void
json_has_all_members_whatever_the_columns(void **state)
{
	struct call call;
	json_t *rows;

	(void)state;
	begin(&call, CTL_JSON);
	set_option(&call, "columns", "login");
	list_one(&call, "Jane");
	assert_int_equal(call.status, EX_OK);
	rows = json_loads(call.out, 0, NULL);
	assert_int_equal(json_object_size(json_array_get(rows, 0)), 7);
	json_decref(rows);
	end(&call);
}

static void
an_unknown_column_is_refused_with_those_that_there_are(void **state)
{
	static const char *const lists[] = { "login,shoe,name", "shoe", "",
		"login,", "login,,name", "log" };

	(void)state;
	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
		struct call call;

		begin(&call, CTL_TABLE);
		set_option(&call, "columns", lists[i]);
		list_one(&call, "Jane");
		assert_int_equal(call.status, EX_USAGE);
		assert_string_equal(call.out, "");
		assert_non_null(strstr(call.err,
		    "login, name, phone, last_sign_in_at, first_name, "
		    "detail"));
		if (strstr(lists[i], "shoe") != NULL)
			assert_non_null(strstr(call.err, "'shoe'"));
		end(&call);
	}
}

/* --- output to a terminal ------------------------------------------------ */

static const char hostile[] = "a\033[2Jb\302\233c\xe2\x80\xae"
			      "d\177e\nf";

static void
expect_harmless(const char *text)
{
	assert_null(strchr(text, '\033'));
	assert_null(strchr(text, '\177'));
	assert_null(strstr(text, "\302\233"));
	assert_null(strstr(text, "\xe2\x80\xae"));
}

static void
a_table_and_json_have_no_controls_of_a_row(void **state)
{
	struct call call;
	json_t *rows;

	(void)state;
	begin(&call, CTL_TABLE);
	list_one(&call, hostile);
	expect_harmless(call.out);
	assert_non_null(strstr(
	    call.out, "a\\x1b[2Jb\\xc2\\x9bc\\xe2\\x80\\xaed\\x7fe\\x0af"));
	end(&call);

	begin(&call, CTL_JSON);
	list_one(&call, hostile);
	expect_harmless(call.out);
	rows = json_loads(call.out, 0, NULL);
	assert_string_equal(
	    json_string_value(json_object_get(json_array_get(rows, 0), "name")),
	    hostile);
	json_decref(rows);
	end(&call);
}

/* The output of a list on a terminal of WIDTH columns.  The terminal is closed
 * by then, and reading fails once everything has been read (EIO). */
static void
read_terminal(struct call *call, unsigned short width, const char *name,
    char *buf, size_t size)
{
	struct termios raw;
	struct winsize window = { .ws_row = 24, .ws_col = width };
	int master, slave;
	size_t len = 0;
	ssize_t more;

	memset(&raw, 0, sizeof(raw));
	cfmakeraw(&raw);
	assert_int_equal(openpty(&master, &slave, NULL, &raw, &window), 0);
	(void)fclose(call->ctl.out);
	free(call->out);
	call->out = NULL;
	call->ctl.out = fdopen(slave, "w");
	list_one(call, name);
	while ((more = read(master, buf + len, size - 1 - len)) > 0)
		len += (size_t)more;
	buf[len] = '\0';
	(void)close(master);
}

static void
csv_has_controls_in_a_file_and_none_on_a_terminal(void **state)
{
	struct call call;
	char text[1000];

	(void)state;
	begin(&call, CTL_CSV);
	list_one(&call, hostile);
	assert_non_null(strstr(call.out, hostile));
	end(&call);

	begin(&call, CTL_CSV);
	read_terminal(&call, 80, hostile, text, sizeof(text));
	expect_harmless(text);
	end(&call);
}

static void
a_table_is_as_wide_as_the_terminal_says(void **state)
{
	struct call call;
	char text[1000];

	(void)state;
	unsetenv("COLUMNS");
	setenv("TZ", "Europe/Berlin", 1);
	begin(&call, CTL_TABLE);
	read_terminal(&call, 40, "Jane Worker", text, sizeof(text));
	assert_string_equal(text,
	    "LOGIN  NAME         LAST SIGN-IN\n"
	    "jane   Jane Worker  2026-11-29 08:14 CET\n");
	assert_string_equal(
	    call.err, "1 column is hidden; --wide shows all.\n");
	end(&call);
}

static void
COLUMNS_comes_before_what_the_terminal_says(void **state)
{
	static const struct {
		const char *columns;
		bool counts;
	} cases[] = { { "30", true }, { "0", false }, { "-30", false },
		{ "3", false }, { "wide", false }, { "", false },
		{ "99999999999999999999", false } };
	char text[1000];

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct call call;

		setenv("COLUMNS", cases[i].columns, 1);
		begin(&call, CTL_TABLE);
		read_terminal(&call, 200, "Jane", text, sizeof(text));
		assert_int_equal(
		    strstr(text, "DETAILS") == NULL, cases[i].counts);
		end(&call);
	}
	setenv("COLUMNS", "30", 1);
	expect_header(CTL_TABLE, NULL, false,
	    "LOGIN  NAME  LAST SIGN-IN          DETAILS");
	unsetenv("COLUMNS");
}

static void
wide_is_never_cut(void **state)
{
	struct call call;
	char text[1000];

	(void)state;
	begin(&call, CTL_TABLE);
	set_option(&call, "wide", NULL);
	read_terminal(&call, 20, "Jane", text, sizeof(text));
	assert_non_null(strstr(text, "+1 555 0100"));
	assert_non_null(strstr(text, "none"));
	assert_string_equal(call.err, "");
	end(&call);
}

/* --- times and details -------------------------------------------------- */

static const struct listing_column event_columns[] = {
	{ "at", "AT", COLUMN_TIME },
	{ "expires_at", "EXPIRES", COLUMN_END },
	{ "detail", "DETAILS", COLUMN_LAST },
	{ NULL, NULL, 0 },
};

/* The row of a list of one event, whose DETAIL is JSON. */
static void
expect_event(enum ctl_format format, const char *zone, const char *expires,
    const char *detail, const char *expected)
{
	struct call call;
	struct listing *listing;
	char *row;

	setenv("TZ", zone, 1);
	begin(&call, format);
	listing = listing_open(&call.ctl, event_columns);
	listing_add(listing,
	    json_pack("{s:s, s:s?, s:o}", "at", "2026-11-29T07:14:00Z",
		"expires_at", expires, "detail", json_loads(detail, 0, NULL)));
	assert_int_equal(listing_close(listing), EX_OK);
	(void)fclose(call.ctl.out);
	(void)fclose(call.ctl.err);
	row = strchr(call.out, '\n');
	assert_non_null(row);
	row[1 + strcspn(row + 1, "\r\n")] = '\0';
	assert_string_equal(row + 1, expected);
	end(&call);
}

static void
times_are_local_in_a_table_and_UTC_in_csv(void **state)
{
	(void)state;
	expect_event(CTL_TABLE, "Europe/Berlin", "2026-12-31T23:00:00Z", "{}",
	    "2026-11-29 08:14 CET  end of 2026-12-31 CET  -");
	expect_event(CTL_TABLE, "America/St_Johns", "2026-12-31T23:00:00Z",
	    "{}", "2026-11-29 03:44 NST  2026-12-31 19:30 NST  -");
	expect_event(CTL_TABLE, "Pacific/Kiritimati", NULL, "{}",
	    "2026-11-29 21:14 +14  -        -");
	/* the end of a day whose midnight the clock skips */
	expect_event(CTL_TABLE, "Asia/Beirut", "2026-03-28T22:00:00Z", "{}",
	    "2026-11-29 09:14 EET  end of 2026-03-28 EET  -");
	expect_event(CTL_CSV, "Europe/Berlin", "2026-12-31T23:00:00Z", "{}",
	    "2026-11-29T07:14:00Z,2026-12-31T23:00:00Z,{}");
}

static void
details_are_words(void **state)
{
	static const struct {
		const char *detail, *words;
	} cases[] = {
		{ "{\"email\":[\"a@x\",\"b@x\"],\"role\":\"lead\"}",
		    "email: a@x \xe2\x86\x92 b@x; role: lead" },
		{ "{\"phone\":[\"\",\"+1 555\"]}",
		    "phone: none \xe2\x86\x92 +1 555" },
		{ "{\"expires_at\":[\"0\",\"1798758000\"]}",
		    "expires: never \xe2\x86\x92 end of 2026-12-31 CET" },
		{ "{\"expires_at\":[\"1798758000\",\"1798762000\"]}",
		    "expires: end of 2026-12-31 CET \xe2\x86\x92 "
		    "2027-01-01 01:06 CET" },
		{ "{\"must_change\":true,\"employee_number\":\"7\"}",
		    "must change; employee number: 7" },
		{ "{\"refuse\":false,\"uid\":60001,\"valid_s\":1800}",
		    "refuse: no; uid: 60001; valid: 30m" },
		{ "{\"address\":\"10.0.0.1\",\"why\":\"\"}", "-" },
		{ "{\"a\":{\"b\":1,\"c\":[1,2,3]}}", "a: (b: 1; c: 1, 2, 3)" },
		{ "{\"text\":\"not JSON\"}", "not JSON" },
		{ "{\"until\":\"2026-11-29T07:14:00Z\"}",
		    "until: 2026-11-29 08:14 CET" },
		{ "{\"typed\":\"a\\u001b[2J\"}", "typed: a\\x1b[2J" },
	};
	char expected[200];

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		(void)snprintf(expected, sizeof(expected),
		    "2026-11-29 08:14 CET  -        %s", cases[i].words);
		expect_event(CTL_TABLE, "Europe/Berlin", NULL, cases[i].detail,
		    expected);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_table_has_fewer_columns_than_csv),
		cmocka_unit_test(columns_are_chosen_and_ordered_by_name),
		cmocka_unit_test(json_has_all_members_whatever_the_columns),
		cmocka_unit_test(
		    an_unknown_column_is_refused_with_those_that_there_are),
		cmocka_unit_test(a_table_and_json_have_no_controls_of_a_row),
		cmocka_unit_test(
		    csv_has_controls_in_a_file_and_none_on_a_terminal),
		cmocka_unit_test(a_table_is_as_wide_as_the_terminal_says),
		cmocka_unit_test(COLUMNS_comes_before_what_the_terminal_says),
		cmocka_unit_test(wide_is_never_cut),
		cmocka_unit_test(times_are_local_in_a_table_and_UTC_in_csv),
		cmocka_unit_test(details_are_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
