/* One list in three formats: which columns it has, and that no text of a row
 * reaches a terminal as a control. */
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

/* A call with options, and what it wrote. */
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

/* --- what a terminal gets ----------------------------------------------- */

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

/* What a list writes to a terminal of WIDTH columns.  It is closed by then, and
 * reading it fails once all has been read (EIO). */
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
	begin(&call, CTL_TABLE);
	read_terminal(&call, 40, "Jane Worker", text, sizeof(text));
	assert_string_equal(text,
	    "LOGIN  NAME         LAST SIGN-IN\n"
	    "jane   Jane Worker  2026-11-29T07:14:00Z\n");
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
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
