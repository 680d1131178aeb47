/* PAM files as libpam reads them: lines, controls, stacks, options. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/err.h"
#include "base/file.h"
#include "base/str.h"
#include "pamconf/blind.h"
#include "pamconf/control.h"
#include "pamconf/options.h"
#include "pamconf/service.h"

static char root[] = "/tmp/fieldauth-pamconf.XXXXXX";

/* --- lines ------------------------------------------------------------------ */

static int
parse(const char *text, struct pamconf_rule *rule)
{
	char line[PAMCONF_LINE_SIZE];
	size_t len;
	int rc = pamconf_line(text, line, &len);

	return rc == FIELD_OK ? pamconf_rule_parse(line, rule) : rc;
}

static void
rule_is_read_however_it_is_written(void **state)
{
	static const char *const texts[] = {
		"auth required pam_a.so one two=2\n",
		"-AUTH\tRequired   /usr/lib/x/pam_a.so  one\ttwo=2 # why\n",
		"auth \\\n  required \\\n# not this\n\n pam_a.so one two=2",
		"auth [required] [pam_a.so] [one] two=2 # [x]\n",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		const char *argv[PAMCONF_ARGS_MAX];
		struct pamconf_rule rule;

		assert_int_equal(parse(texts[i], &rule), FIELD_OK);
		assert_int_equal(rule.kind, PAMCONF_MODULE);
		assert_int_equal(rule.type, PAMCONF_AUTH);
		assert_true(str_equals_nocase(rule.control, "required"));
		assert_string_equal(rule.name, "pam_a.so");
		assert_int_equal(pamconf_rule_argv(&rule, argv), 2);
		assert_string_equal(argv[0], "one");
		assert_string_equal(argv[1], "two=2");
	}
}

static void
bracketed_argument_is_one_word(void **state)
{
	const char *argv[PAMCONF_ARGS_MAX];
	struct pamconf_rule rule;

	(void)state;
	assert_int_equal(
	    parse("account [success=1 default=bad] pam_a.so [a b\\]c] d\n",
		&rule),
	    FIELD_OK);
	assert_string_equal(rule.control, "success=1 default=bad");
	assert_int_equal(pamconf_rule_argv(&rule, argv), 2);
	assert_string_equal(argv[0], "a b]c");
	assert_string_equal(argv[1], "d");
}

static void
what_libpam_cannot_read_is_refused(void **state)
{
	static const char *const texts[] = { "auth\n", "auth required\n",
		"auth [success=1 pam_a.so\n", "authx required pam_a.so\n",
		"required pam_a.so\n", "auth required pam_a.so \\\n",
		"auth required pam_a.so [open\n", "@include\n",
		"auth include # nothing\n", "auth required /usr/lib/\n" };
	struct pamconf_rule rule;
	char huge[4096];

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		assert_int_equal(parse(texts[i], &rule), FIELD_EINVAL);
	memset(huge, 'x', sizeof(huge));
	memcpy(huge, "auth required pam_a.so ", 23);
	huge[sizeof(huge) - 1] = '\0';
	assert_int_equal(parse(huge, &rule), FIELD_EINVAL);
}

static void
comment_ends_a_line_and_no_backslash_in_it_goes_on(void **state)
{
	static const char text[] = "# one \\\nauth required pam_a.so # x \\\n";
	char line[PAMCONF_LINE_SIZE];
	size_t len;

	(void)state;
	assert_int_equal(pamconf_line(text, line, &len), FIELD_OK);
	assert_int_equal(len, 8);
	assert_string_equal(line, "");
	assert_int_equal(pamconf_line(text + len, line, &len), FIELD_OK);
	assert_int_equal(len, strlen(text) - 8);
}

/* --- controls ---------------------------------------------------------------- */

static void
control_says_what_becomes_of_an_answer(void **state)
{
	static const struct {
		const char *control, *code;
		enum pamconf_action action;
	} rows[] = {
		{ "required", "auth_err", PAMCONF_BAD },
		{ "Requisite", "auth_err", PAMCONF_DIE },
		{ "sufficient", "auth_err", PAMCONF_IGNORE },
		{ "sufficient", "success", PAMCONF_DONE },
		{ "optional", "perm_denied", PAMCONF_IGNORE },
		{ "required", "ignore", PAMCONF_IGNORE },
		{ "success=2 default=bad", "auth_err", PAMCONF_BAD },
		{ "success=2 default=bad", "success", PAMCONF_JUMP },
		{ "success=ok", "auth_err", PAMCONF_BAD }, /* no default */
		{ "default=die auth_err=ignore", "auth_err", PAMCONF_IGNORE },
		{ "auth_err=ignore default=die", "auth_err", PAMCONF_IGNORE },
		{ "default=ignore default=die", "auth_err", PAMCONF_IGNORE },
		{ "default = ignore", "auth_err", PAMCONF_IGNORE },
		{ "default=nothing", "auth_err", PAMCONF_BAD },
		{ "success=0 default=ignore", "auth_err", PAMCONF_BAD },
		{ "nonsense", "auth_err", PAMCONF_BAD },
	};
	unsigned long jump;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_int_equal(
		    pamconf_action(rows[i].control, rows[i].code, &jump),
		    rows[i].action);
	(void)pamconf_action("success=12 default=bad", "success", &jump);
	assert_int_equal(jump, 12);
}

/* --- stacks ------------------------------------------------------------------- */

static void
put(const char *path, const char *text)
{
	char full[256];
	int slash;

	assert_true(str_format(full, sizeof(full), "%s%s", root, path));
	slash = (int)(strrchr(full, '/') - full);
	{
		char folder[256];

		assert_true(
		    str_format(folder, sizeof(folder), "%.*s", slash, full));
		assert_int_equal(file_make_folder(folder, 0755), FIELD_OK);
	}
	assert_int_equal(
	    file_replace(full, text, strlen(text), 0644), FIELD_OK);
}

/* The stack of SERVICE as "type:module ..." */
static int
stack_of(const char *service_name, char *buf, size_t size)
{
	struct pamconf_service service;
	int rc = pamconf_service_read(root, service_name, &service);
	size_t used = 0;

	buf[0] = '\0';
	for (size_t i = 0; i < service.count && rc == FIELD_OK; i++)
		used += (size_t)snprintf(buf + used, size - used, "%s:%s ",
		    pamconf_type_name(service.rules[i].type),
		    service.rules[i].name);
	pamconf_service_release(&service);
	return rc;
}

static void
assert_stack(const char *service, const char *expected)
{
	char found[1024];

	assert_int_equal(stack_of(service, found, sizeof(found)), FIELD_OK);
	assert_string_equal(found, expected);
}

static void
assert_no_stack(const char *service, int err)
{
	char found[1024];

	assert_int_equal(stack_of(service, found, sizeof(found)), err);
}

static int
set_up(void **state)
{
	(void)state;
	assert_non_null(mkdtemp(root));
	put("/etc/pam.d/other",
	    "auth required pam_other.so\nsession optional pam_other.so\n"
	    "account required pam_other.so\npassword required pam_other.so\n");
	put("/etc/pam.d/common",
	    "auth required pam_c.so\naccount required pam_d.so\n"
	    "session required pam_e.so\npassword required pam_f.so\n");
	put("/etc/pam.d/all", "@include common\n");
	put("/etc/pam.d/some",
	    "auth include common\naccount substack common\n");
	put("/etc/pam.d/path", "auth include /srv/stack\n");
	put("/srv/stack", "auth required pam_g.so\n");
	put("/etc/pam.d/lost", "auth include nowhere\n");
	put("/etc/pam.d/loop", "auth include loop\n");
	put("/etc/pam.d/wide", "@include wide2\n@include wide2\n");
	put("/etc/pam.d/wide2", "@include wide3\n@include wide3\n");
	put("/etc/pam.d/wide3", "@include wide\n@include wide\n");
	put("/etc/pam.d/broken", "auth required pam_a.so\nnonsense\n");
	put("/usr/lib/pam.d/vendor", "auth required pam_v.so\n");
	return 0;
}

static int
tear_down(void **state)
{
	char command[128];

	(void)state;
	assert_true(str_format(command, sizeof(command), "rm -rf '%s'", root));
	return system(command);
}

static void
stack_is_followed_through_every_kind_of_inclusion(void **state)
{
	(void)state;
	assert_stack("all",
	    "auth:pam_c.so account:pam_d.so session:pam_e.so "
	    "password:pam_f.so ");
	assert_stack("ALL",
	    "auth:pam_c.so account:pam_d.so session:pam_e.so "
	    "password:pam_f.so ");
	assert_stack("some",
	    "auth:pam_c.so account:pam_d.so session:pam_other.so "
	    "password:pam_other.so ");
	assert_stack("path",
	    "auth:pam_g.so session:pam_other.so account:pam_other.so "
	    "password:pam_other.so ");
	assert_stack("vendor",
	    "auth:pam_v.so session:pam_other.so account:pam_other.so "
	    "password:pam_other.so ");
	assert_stack("nosuchservice",
	    "auth:pam_other.so session:pam_other.so account:pam_other.so "
	    "password:pam_other.so ");
}

static void
stack_that_cannot_be_read_as_a_whole_is_refused(void **state)
{
	char path[256];

	(void)state;
	assert_no_stack("lost", FIELD_EINVAL);
	assert_no_stack("loop", FIELD_EINVAL);
	assert_no_stack("wide", FIELD_EINVAL);
	assert_no_stack("broken", FIELD_EINVAL);
	assert_true(str_format(path, sizeof(path), "%s/etc/pam.d/fifo", root));
	assert_int_equal(mkfifo(path, 0644), 0);
	assert_no_stack("fifo", FIELD_EINVAL);
	assert_true(
	    str_format(path, sizeof(path), "%s/etc/pam.d/folder", root));
	assert_int_equal(mkdir(path, 0755), 0);
	assert_no_stack("folder", FIELD_EINVAL);
}

/* An unprivileged caller chooses the service's name. */
static void
name_of_a_service_leads_to_no_other_file(void **state)
{
	static const char *const names[] = { "", ".", "..", "../../srv/stack",
		"/srv/stack", "a/b", ".hidden", "a b", "a\nb", "all\x01" };
	char longest[400];

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		assert_no_stack(names[i], FIELD_EINVAL);
	memset(longest, 'a', sizeof(longest));
	longest[sizeof(longest) - 1] = '\0';
	assert_no_stack(longest, FIELD_EINVAL);
}

/* --- modules that depend on the name
 * --------------------------------------------- */

static const char *
reader_of(const char *text)
{
	static char name[256];
	const struct pamconf_rule *reader;
	struct pamconf_service service;

	put("/etc/pam.d/tried", text);
	put("/etc/pam.d/other", "");
	assert_int_equal(
	    pamconf_service_read(root, "tried", &service), FIELD_OK);
	reader = pamconf_name_reader(root, &service);
	(void)snprintf(
	    name, sizeof(name), "%s", reader != NULL ? reader->name : "");
	pamconf_service_release(&service);
	return name;
}

static void
unknown_module_may_look_at_the_name(void **state)
{
	(void)state;
	assert_string_equal(reader_of("auth required pam_unix.so\n"), "");
	assert_string_equal(reader_of("auth required pam_unix.so\n"
				      "session optional /opt/pam_mine.so\n"),
	    "pam_mine.so");
	assert_string_equal(
	    reader_of("auth required pam_unix.so.1\n"), "pam_unix.so.1");
	assert_string_equal(reader_of("password optional pam_faillock.so\n"),
	    "pam_faillock.so");
}

static void
some_modules_are_blind_while_they_have_nothing_to_look_for(void **state)
{
	static const char text[] = "auth optional pam_group.so\n";
	static const char systemd[] = "session optional pam_systemd.so\n";

	(void)state;
	assert_string_equal(reader_of(text), "");
	put("/etc/security/group.conf", "# a rule\n\n  # another\n");
	assert_string_equal(reader_of(text), "");
	put("/etc/security/group.conf", "#\nsu;*;!jane;Al0000-2400;dialout\n");
	assert_string_equal(reader_of(text), "pam_group.so");
	assert_string_equal(reader_of(systemd), "");
	put("/run/systemd/userdb/io.systemd.Multiplexer", "");
	assert_string_equal(reader_of(systemd), "pam_systemd.so");
}

/* --- options -------------------------------------------------------------------- */

static enum pamconf_fault
fault_of(const char *one, const char *two)
{
	const char *argv[] = { one, two };

	return pamconf_options_read(two != NULL ? 2 : 1, argv).fault;
}

static void
option_that_is_wrong_is_a_fault(void **state)
{
	(void)state;
	assert_int_equal(fault_of("debug", NULL), PAMCONF_FAULT_NONE);
	assert_int_equal(
	    fault_of("require=users.view", "debug"), PAMCONF_FAULT_NONE);
	assert_int_equal(
	    fault_of("portal=planner", NULL), PAMCONF_FAULT_UNKNOWN);
	assert_int_equal(fault_of("require", NULL), PAMCONF_FAULT_UNKNOWN);
	assert_int_equal(fault_of("require=", NULL), PAMCONF_FAULT_VALUE);
	assert_int_equal(fault_of("require=a b", NULL), PAMCONF_FAULT_VALUE);
	assert_int_equal(fault_of("debug", "debug"), PAMCONF_FAULT_TWICE);
	assert_int_equal(fault_of("require=users.view", "require=users.edit"),
	    PAMCONF_FAULT_TWICE);
	assert_int_equal(fault_of("", NULL), PAMCONF_FAULT_UNKNOWN);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rule_is_read_however_it_is_written),
		cmocka_unit_test(bracketed_argument_is_one_word),
		cmocka_unit_test(what_libpam_cannot_read_is_refused),
		cmocka_unit_test(
		    comment_ends_a_line_and_no_backslash_in_it_goes_on),
		cmocka_unit_test(control_says_what_becomes_of_an_answer),
		cmocka_unit_test(
		    stack_is_followed_through_every_kind_of_inclusion),
		cmocka_unit_test(
		    stack_that_cannot_be_read_as_a_whole_is_refused),
		cmocka_unit_test(name_of_a_service_leads_to_no_other_file),
		cmocka_unit_test(unknown_module_may_look_at_the_name),
		cmocka_unit_test(
		    some_modules_are_blind_while_they_have_nothing_to_look_for),
		cmocka_unit_test(option_that_is_wrong_is_a_fault),
	};

	return cmocka_run_group_tests_name("pamconf", tests, set_up, tear_down);
}
