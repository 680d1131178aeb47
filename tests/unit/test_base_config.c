/* base/config and log: the file is read strictly, the log cannot be forged. */
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

#include "base/config.h"
#include "base/err.h"
#include "base/file.h"
#include "base/log.h"
#include "base/str.h"

static char folder[64], file[128];

static int
set_up(void **state)
{
	(void)state;
	(void)strcpy(folder, "/tmp/config.XXXXXX");
	if (mkdtemp(folder) == NULL)
		return -1;
	(void)snprintf(file, sizeof(file), "%s/fieldauth.conf", folder);
	return 0;
}

static int
tear_down(void **state)
{
	char command[96];

	(void)state;
	(void)snprintf(command, sizeof(command), "rm -rf '%s'", folder);
	return system(command);
}

static int
load(const char *text, struct config *config, struct config_problem *problem)
{
	assert_int_equal(
	    file_replace(file, text, strlen(text), 0644), FIELD_OK);
	return config_load(file, config, problem);
}

static void
drop_in(const char *name, const char *text)
{
	char path[256];

	(void)snprintf(path, sizeof(path), "%s/conf.d", folder);
	assert_int_equal(file_make_folder(path, 0755), FIELD_OK);
	(void)snprintf(path, sizeof(path), "%s/conf.d/%s", folder, name);
	assert_int_equal(
	    file_replace(path, text, strlen(text), 0644), FIELD_OK);
}

/* --- what is good ------------------------------------------------------------------ */

static void
no_file_gives_the_defaults(void **state)
{
	struct config_problem problem;
	struct config config;

	(void)state;
	assert_int_equal(config_load(file, &config, &problem), FIELD_OK);
	assert_int_equal(config.uid_min, 70000);
	assert_int_equal(config.uid_max, 99999);
	assert_int_equal(config.gid_min, 65600);
	assert_int_equal(config.gid_max, 69999);
	assert_true(config.enumerate && config.members && config.email_sign_in);
	assert_string_equal(config.home_template, "/home/%s");
	assert_string_equal(config.shell, "/bin/bash");
	assert_int_equal(config.source_count, 0);
	assert_null(config_id_range_problem(config.uid_min, config.uid_max));
	assert_null(config_id_range_problem(config.gid_min, config.gid_max));
	config_release(&config);
}

static void
every_section_is_read(void **state)
{
	const struct config_source *source;
	struct config_problem problem;
	struct config config;

	(void)state;
	assert_int_equal(load("# a comment\n"
			      "[terminal]\nname = van-7\norgs = acme other\n"
			      "enumerate = no\nhome = /srv/%s\n"
			      "[ids]\nuid_min = 1900000000\n"
			      "uid_max=1900999999\n"
			      "[mail]\nurl = smtps://mail.example:465\n"
			      "[source qbo]\ntype = quickbooks\norg = acme\n"
			      "api_url = https://api.example/\n"
			      "token_url = http://127.0.0.1:8443/token\n"
			      "every = 30m\nsandbox = yes\n"
			      "[source x]\ntype = xero\norg = other",
			     &config, &problem),
	    FIELD_OK);
	assert_string_equal(config.terminal_name, "van-7");
	assert_false(config.enumerate);
	assert_int_equal(config.uid_max, 1900999999);
	assert_int_equal(config.source_count, 2);
	source = config_source(&config, "qbo");
	assert_non_null(source);
	assert_string_equal(source->api_url, "https://api.example");
	assert_int_equal(source->every_s, 1800);
	assert_true(source->sandbox && source->limits);
	assert_int_equal(config_source(&config, "x")->type, CONFIG_XERO);
	assert_null(config_source(&config, "y"));
	config_release(&config);
}

static void
later_files_replace_key_by_key_in_the_order_of_their_names(void **state)
{
	struct config_problem problem;
	struct config config;

	(void)state;
	drop_in("20-b.conf", "[terminal]\nname = two\n");
	drop_in("10-a.conf", "[terminal]\nname = one\nlanguage = es\n");
	drop_in("30-c.txt", "[terminal]\nname = not-read\n");
	drop_in(".hidden.conf", "[terminal]\nname = not-read\n");
	assert_int_equal(
	    load("[terminal]\nname = zero\nsite = north\n", &config, &problem),
	    FIELD_OK);
	assert_string_equal(config.terminal_name, "two");
	assert_string_equal(config.language, "es");
	assert_string_equal(config.terminal_site, "north");
	config_release(&config);
}

/* --- what is bad --------------------------------------------------------------------- */

static void
each_mistake_is_refused_with_its_line(void **state)
{
	static const struct {
		const char *text;
		int line;
		const char *why;
	} cases[] = {
		{ "[terminal]\nname = a\nname = b\n", 3, "twice" },
		{ "[terminal]\nnaem = a\n", 2, "unknown key" },
		{ "[terminl]\nname = a\n", 2, "unknown section" },
		{ "name = a\n", 1, "unknown section" },
		{ "[terminal]\nname\n", 2, "" },
		{ "[terminal]\nenumerate = perhaps\n", 2, "yes or no" },
		{ "[terminal]\nname = A B\n", 2, "a name" },
		{ "[terminal]\nshell = bash\n", 2, "absolute path" },
		{ "[terminal]\nhome = /home\n", 0, "%s" },
		{ "[terminal]\nhome = /%s/%n\n", 0, "%s" },
		{ "[ids]\nuid_min = 0\n", 2, "number" },
		{ "[ids]\nuid_min = 4294967295\n", 2, "number" },
		{ "[ids]\nuid_min = 12x\n", 2, "number" },
		{ "[ids]\nuid_min = 99\nuid_max = 98\n", 0, "empty" },
		{ "[source s]\ntype = sage\n", 2, "quickbooks or xero" },
		{ "[source s]\ntype = xero\n", 0, "needs 'org'" },
		{ "[source s]\norg = a\n", 0, "needs 'type'" },
		{ "[source ]\ntype = xero\n", 2, "name" },
		{ "[source ../x]\ntype = xero\n", 2, "name" },
		{ "[source s]\ntype=xero\norg=a\n"
		  "api_url = http://api.example\n",
		    4, "https" },
		{ "[source s]\ntype=xero\norg=a\nevery = soon\n", 4,
		    "duration" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct config config = { .uid_min = 4711 };
		struct config_problem problem;

		if (load(cases[i].text, &config, &problem) != FIELD_EINVAL ||
		    problem.line != cases[i].line ||
		    strstr(problem.why, cases[i].why) == NULL ||
		    strcmp(problem.file, file) != 0 || config.uid_min != 4711)
			fail_msg("%s: line %d: %s", cases[i].text, problem.line,
			    problem.why);
	}
}

static void
lines_and_sections_that_inih_would_cut_are_refused(void **state)
{
	char text[512], filler[256];
	struct config_problem problem;
	struct config config;

	(void)state;
	memset(filler, 'x', sizeof(filler));
	/* 198 bytes pass, one more does not */
	(void)snprintf(text, sizeof(text), "[mail]\n#%.197s\n", filler);
	assert_int_equal(load(text, &config, &problem), FIELD_OK);
	config_release(&config);
	(void)snprintf(text, sizeof(text), "[mail]\n#%.198s\n", filler);
	assert_int_equal(load(text, &config, &problem), FIELD_EINVAL);
	assert_int_equal(problem.line, 2);
	(void)snprintf(text, sizeof(text),
	    "[source %.42s]\ntype = xero\norg = a\n", filler);
	assert_int_equal(load(text, &config, &problem), FIELD_OK);
	assert_int_equal(strlen(config.sources[0].name), 42);
	config_release(&config);
	(void)snprintf(text, sizeof(text),
	    "[source %.43s]\ntype = xero\norg = a\n", filler);
	assert_int_equal(load(text, &config, &problem), FIELD_EINVAL);
	assert_int_equal(problem.line, 1);
}

static void
a_bad_drop_in_spoils_the_whole(void **state)
{
	struct config config = { .uid_min = 4711 };
	struct config_problem problem;

	(void)state;
	drop_in("bad.conf", "[terminal]\n\n\nwhat = ever\n");
	assert_int_equal(
	    load("[terminal]\nname = zero\n", &config, &problem), FIELD_EINVAL);
	assert_non_null(strstr(problem.file, "conf.d/bad.conf"));
	assert_int_equal(problem.line, 4);
	assert_int_equal(config.uid_min, 4711);
}

static void
bytes_that_are_no_text_are_refused(void **state)
{
	struct config_problem problem;
	struct config config;

	(void)state;
	assert_int_equal(
	    file_replace(file, "[mail]\nurl = a\0b\n", 17, 0644), FIELD_OK);
	assert_int_equal(config_load(file, &config, &problem), FIELD_EINVAL);
	assert_int_equal(
	    load("[mail]\nurl = \x1b[2J\n", &config, &problem), FIELD_EINVAL);
	assert_int_equal(
	    load("[mail]\nurl = \xff\n", &config, &problem), FIELD_EINVAL);
	assert_int_equal(unlink(file), 0);
	assert_int_equal(mkdir(file, 0755), 0);
	assert_int_equal(config_load(file, &config, &problem), FIELD_EINVAL);
}

static void
plain_http_is_for_loopback_alone(void **state)
{
	static const char *const good[] = { "https://a.example",
		"https://a.example:443/x?y=z", "http://localhost",
		"http://localhost:8080/", "http://127.0.0.1:1/x",
		"http://127.255.255.254", "http://[::1]:8080/x" };
	static const char *const bad[] = { "", "a.example", "ftp://a",
		"http://a.example", "http://10.0.0.1", "http://128.0.0.1",
		"http://localhost.evil.example",
		"http://127.0.0.1.evil.example", "http://127.1",
		"http://user@localhost", "https://", "https:///x", "http://",
		"http://[::2]", "http://[::1", "https://a.example/#frag",
		"https://a b", "HTTP://localhost", "https://a.example/\n",
		"http://evil.example?localhost",
		"http://evil.example\\@127.0.0.1" };

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		if (!config_url_is_safe(good[i]))
			fail_msg("%s", good[i]);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		if (config_url_is_safe(bad[i]))
			fail_msg("%s", bad[i]);
}

static void
id_ranges_must_lie_where_nobody_allocates(void **state)
{
	static const struct {
		uint32_t min, max;
		bool good;
	} cases[] = {
		{ 70000, 99999, true },
		{ 65600, 69999, true },
		{ 1900000000, 1900999999, true },
		{ 1879048192, 2147483647, true },
		{ 70000, 100000, false },
		{ 60000, 60600, false },
		{ 61000, 61184, false },
		{ 65519, 65600, false },
		{ 524288, 600000, false },
		{ 1879048191, 1900000000, false },
		{ 2147483648, 2147483649, false },
		{ 0, 4294967295, false },
		{ 1000, 2000, false },
		{ 70001, 70000, false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		if ((config_id_range_problem(cases[i].min, cases[i].max) ==
			NULL) != cases[i].good)
			fail_msg("%u-%u", cases[i].min, cases[i].max);
}

/* --- the log ----------------------------------------------------------------------------- */

static void
a_name_cannot_forge_a_line_of_the_log(void **state)
{
	char path[128], *text = NULL;
	int kept = dup(STDERR_FILENO);
	FILE *stream;
	size_t len;

	(void)state;
	(void)snprintf(path, sizeof(path), "%s/log", folder);
	stream = fopen(path, "we");
	assert_non_null(stream);
	assert_true(dup2(fileno(stream), STDERR_FILENO) >= 0);
	log_line(LOG_ERR, "said before anybody listens");
	log_init(LOG_TARGET_JOURNAL, "test");
	log_line(LOG_NOTICE, "no %s", "x\n<0>forged\x1b[2J\xc3\xab");
	log_line(LOG_ERR, "second");
	assert_true(dup2(kept, STDERR_FILENO) >= 0);
	(void)close(kept);
	(void)fclose(stream);
	assert_int_equal(file_read(path, 4096, &text, &len), FIELD_OK);
	assert_string_equal(
	    text, "<5>no x\\x0a<0>forged\\x1b[2J\\xc3\\xab\n<3>second\n");
	free(text);
}

#define CLAIM(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		CLAIM(no_file_gives_the_defaults),
		CLAIM(every_section_is_read),
		CLAIM(
		    later_files_replace_key_by_key_in_the_order_of_their_names),
		CLAIM(each_mistake_is_refused_with_its_line),
		CLAIM(lines_and_sections_that_inih_would_cut_are_refused),
		CLAIM(a_bad_drop_in_spoils_the_whole),
		CLAIM(bytes_that_are_no_text_are_refused),
		CLAIM(plain_http_is_for_loopback_alone),
		CLAIM(id_ranges_must_lie_where_nobody_allocates),
		CLAIM(a_name_cannot_forge_a_line_of_the_log),
	};

	return cmocka_run_group_tests_name("base_config", tests, NULL, NULL);
}
