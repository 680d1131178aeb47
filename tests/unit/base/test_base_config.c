/* conf/config and log: the file is parsed strictly, the log cannot be
 * forged. */
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
#include "base/log.h"
#include "base/str.h"
#include "conf/config.h"

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

/* --- valid files
 * ---------------------------------------------------------------------- */

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
			      "[mail]\nsmtp_url = smtps://mail.example:465\n"
			      "from = Acme <mail@acme.example>\n"
			      "[text_gateway T-Mobile US]\n"
			      "address = {phone}@tmomail.example\n"
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
	assert_true(config_sends_mail(&config));
	assert_int_equal(config.mail_per_minute, 30);
	assert_string_equal(
	    config_text_gateway(&config, "t-mobile us")->address,
	    "{phone}@tmomail.example");
	assert_null(config_text_gateway(&config, "t-mobile"));
	config_release(&config);
}

static void
mail_and_texts_are_checked(void **state)
{
	static const char *const bad[] = {
		"[mail]\nsmtp_url = mail.example:25\n",
		"[mail]\nsmtp_url = smtp://user@mail.example\n",
		"[mail]\nsmtp_url = smtp://mail.example:0\n",
		"[mail]\nsmtp_url = smtp://mail.example/x\n",
		"[mail]\nsmtp_url = smtp://:25\n",
		"[mail]\nfrom = a@x.example, Bob\n",
		"[mail]\nfrom = jane\n",
		"[mail]\nstarttls = no\n",
		"[mail]\nauth = plain\n",
		"[mail]\nper_minute = 0\n",
		"[mail]\npassword_file = here\n",
		"[mail]\nurl = smtp://mail.example\n",
		"[mail]\nuser = jane\n",
		"[mail]\nsmtp_url = smtp://mail.example\n", /* no from */
		"[mail]\nsmtp_url = smtp://mail.example\nfrom = a@x.example\n"
		"starttls = opportunistic\n",
		"[mail]\nsmtp_url = smtp://127.0.0.1\nfrom = a@x.example\n"
		"username = jane\n",
		"[text]\nurl = http://sms.example\nbody = {text}\n",
		"[text]\nurl = https://sms.example\nbody = {phone}\n",
		"[text_gateway a]\naddress = x@y.example\n",
		"[text_gateway a]\naddress = {phone}@\n",
		"[text_gateway a]\naddress = {phone}@y.example\n"
		"address = {phone}@z.example\n",
		"[text_gateway a]\nurl = x\n",
	};
	static const char *const good[] = {
		"[mail]\nsmtp_url = smtp://[::1]:25\nfrom = a@x.example\n"
		"starttls = opportunistic\n",
		"[mail]\nsmtp_url = smtp://localhost\nfrom = a@x.example\n"
		"starttls = required\nusername = jane\n",
		"[mail]\nsmtp_url = smtps://127.0.0.1\nfrom = a@x.example\n"
		"username = jane\n",
		"[text]\nurl = https://sms.example/?to={phone}&text={text}\n",
	};
	struct config_problem problem;
	struct config config;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		if (load(bad[i], &config, &problem) != FIELD_EINVAL)
			fail_msg("accepted: %s", bad[i]);
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		if (load(good[i], &config, &problem) != FIELD_OK)
			fail_msg("%s: %s", good[i], problem.why);
		config_release(&config);
	}
}

/* Without TLS, mail reaches only this machine. */
static void
only_a_local_server_may_do_without_tls(void **state)
{
	static const struct {
		const char *text;
		bool is_local, needs_tls;
	} cases[] = {
		{ "smtp_url = smtp://mail.example:25\n", false, true },
		{ "smtp_url = smtp://127.0.0.2:25\n", true, false },
		{ "smtp_url = smtp://[::1]\n", true, false },
		{ "smtp_url = smtp://localhost\nstarttls = required\n", true,
		    true },
		{ "smtp_url = smtp://127.0.0.1.example\n", false, true },
	};
	struct config_problem problem;
	struct config config;
	char text[256];

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		(void)snprintf(text, sizeof(text),
		    "[mail]\nfrom = a@x.example\n%s", cases[i].text);
		assert_int_equal(load(text, &config, &problem), FIELD_OK);
		assert_int_equal(
		    config_mail_is_local(&config), cases[i].is_local);
		assert_int_equal(
		    config_mail_needs_tls(&config), cases[i].needs_tls);
		config_release(&config);
	}
}

static void
a_terminal_sends_no_mail_unless_it_is_to(void **state)
{
	struct config_problem problem;
	struct config config;

	(void)state;
	assert_int_equal(
	    load("[terminal]\nname = a\n", &config, &problem), FIELD_OK);
	assert_false(config_sends_mail(&config));
	config_release(&config);
	assert_int_equal(
	    load("[mail]\nsmtp_url = smtp://localhost\nsender = no\n"
		 "from = a@x.example\n",
		&config, &problem),
	    FIELD_OK);
	assert_false(config_sends_mail(&config));
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

/* --- invalid files
 * ---------------------------------------------------------------------- */

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
bytes_that_are_not_text_are_refused(void **state)
{
	struct config_problem problem;
	struct config config;

	(void)state;
	assert_int_equal(
	    file_replace(file, "[mail]\nfrom = a\0b\n", 18, 0644), FIELD_OK);
	assert_int_equal(config_load(file, &config, &problem), FIELD_EINVAL);
	assert_int_equal(
	    load("[mail]\nusername = \x1b[2J\n", &config, &problem),
	    FIELD_EINVAL);
	assert_int_equal(
	    load("[mail]\nusername = \xff\n", &config, &problem), FIELD_EINVAL);
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
id_ranges_must_not_overlap_other_allocations(void **state)
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

/* --- what sign-ins need --------------------------------------------------------------- */

static char kept_file[160];

static int
load_terminal(const char *text, struct config *config,
    enum config_reading *reading, struct config_problem *problem)
{
	(void)snprintf(
	    kept_file, sizeof(kept_file), "%s/terminal.conf", folder);
	assert_int_equal(
	    file_replace(file, text, strlen(text), 0644), FIELD_OK);
	return config_load_terminal(file, kept_file, config, reading, problem);
}

#define GOOD                                            \
	"[terminal]\nname = van-7\norgs = acme bravo\n" \
	"members = no\n[ids]\nuid_max = 80000\n"

static void
a_sign_in_knows_whether_there_is_mail(void **state)
{
	enum config_reading reading;
	struct config_problem problem;
	struct config config;

	(void)state;
	assert_int_equal(
	    load_terminal(GOOD "[mail]\nsmtp_url = smtp://localhost\n"
			       "from = a@x.example\nnonsense\n",
		&config, &reading, &problem),
	    FIELD_OK);
	assert_int_equal(reading, CONFIG_READ);
	assert_true(config_sends_mail(&config));
	assert_int_equal(
	    load_terminal(GOOD, &config, &reading, &problem), FIELD_OK);
	assert_false(config_sends_mail(&config));
}

static void
other_sections_cannot_spoil_a_sign_in(void **state)
{
	static const char *const others[] = {
		"[source q]\ntpye = xero\n",
		"[source q]\n",
		"[source q]\ntype = xero\n",
		"[source Q!]\ntype = xero\n",
		"[source q]\nno key at all\n",
		"[source q]\ntype = xero\ntype = xero\n",
		"[source q]\norg = \x1b[2J\n",
		"[mail]\nurll = x\n",
		"[text]\nurll = x\n",
		"[text_gateway \x1b]\naddress = x\n",
		"[mail]\nnonsense\n",
		"[source aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa]\n"
		"name = van-8\n",
		"[mail]\nfrom = aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
		"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
		"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
		"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n",
	};
	enum config_reading reading;
	struct config_problem problem;
	struct config config;
	char text[1024];

	(void)state;
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		for (int after = 0; after < 2; after++) {
			(void)snprintf(text, sizeof(text), "%s%s",
			    after ? GOOD : others[i], after ? others[i] : GOOD);
			assert_int_equal(
			    load_terminal(text, &config, &reading, &problem),
			    FIELD_OK);
			if (reading != CONFIG_READ || config.members ||
			    config.uid_max != 80000 ||
			    strcmp(config.terminal_name, "van-7") != 0 ||
			    config.source_count != 0)
				fail_msg("%s", text);
			if (i != 1) /* an empty section header is invalid */
				assert_string_not_equal(problem.why, "");
			config_release(&config);
		}
}

static void
a_bad_terminal_goes_by_the_last_good_one(void **state)
{
	static const char *const bad[] = {
		"[terminal]\nname = van-8\nnmae = x\n",
		"[terminal]\nname = van-8\nmembers = maybe\n",
		"[terminal]\nname = van-8\nnonsense\n",
		"[terminal]\nname = van-8\nname = van-8\n",
		"[terminal]\nname = van-8\nhome = /home/x\n",
		"[terminal]\nname = van-8\n[ids]\nuid_min = 5\nuid_max = 4\n",
		"[terminal]\nname = van-8\n[ids]\nuid_mni = 5\n",
		"[terminal\nname = van-8\n",
		"[termnial]\nname = van-8\n",
		"[terminal]\nname = van-8\n[idz]\nuid_min = 70000\n",
		"name = van-8\n",
		"nonsense\n[terminal]\nname = van-8\n",
		"[source q]\ntpye = x\n[terminal]\nname = van-8\nx = y\n",
		"",
		"# nothing\n",
		"[terminal]\nsite = north\n",
	};
	enum config_reading reading;
	struct config_problem problem;
	struct config config;

	(void)state;
	assert_int_equal(
	    load_terminal(GOOD, &config, &reading, &problem), FIELD_OK);
	assert_int_equal(reading, CONFIG_READ);
	assert_string_equal(problem.why, "");
	config_keep(kept_file, &config);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		assert_int_equal(
		    load_terminal(bad[i], &config, &reading, &problem),
		    FIELD_OK);
		if (reading != CONFIG_KEPT || config.members ||
		    config.uid_max != 80000 ||
		    strcmp(config.terminal_name, "van-7") != 0 ||
		    strcmp(config.terminal_orgs, "acme bravo") != 0 ||
		    problem.why[0] == '\0')
			fail_msg("%s", bad[i]);
	}
}

static void
a_file_that_cannot_be_read_goes_by_the_last_good_one(void **state)
{
	enum config_reading reading;
	struct config_problem problem;
	struct config config;
	char other[160];

	(void)state;
	assert_int_equal(
	    load_terminal(GOOD, &config, &reading, &problem), FIELD_OK);
	config_keep(kept_file, &config);
	assert_int_equal(
	    file_replace(file, "[terminal]\nname = a\0\n", 22, 0644), FIELD_OK);
	for (int i = 0; i < 5; i++) {
		(void)snprintf(other, sizeof(other), "%s/other", folder);
		switch (i) {
		case 1: /* longer than 1 MiB */
			assert_int_equal(truncate(file, 2 << 20), 0);
			break;
		case 2: /* gone */
			assert_int_equal(unlink(file), 0);
			break;
		case 3: /* a link */
			assert_int_equal(symlink(other, file), 0);
			break;
		case 4: /* a folder */
			assert_int_equal(unlink(file), 0);
			assert_int_equal(mkdir(file, 0755), 0);
			break;
		}
		assert_int_equal(config_load_terminal(file, kept_file, &config,
				     &reading, &problem),
		    FIELD_OK);
		assert_int_equal(reading, CONFIG_KEPT);
		assert_string_equal(config.terminal_name, "van-7");
		assert_string_not_equal(problem.why, "");
	}
	assert_int_equal(rmdir(file), 0);
	assert_int_equal(
	    load_terminal(GOOD, &config, &reading, &problem), FIELD_OK);
	drop_in("10-bad.conf", "[terminal]\nmembers = maybe\n");
	assert_int_equal(
	    config_load_terminal(file, kept_file, &config, &reading, &problem),
	    FIELD_OK);
	assert_int_equal(reading, CONFIG_KEPT);
	assert_non_null(strstr(problem.file, "10-bad.conf"));
}

static void
nothing_bad_is_taken_when_nothing_was_kept(void **state)
{
	enum config_reading reading;
	struct config_problem problem;
	struct config config;

	(void)state;
	assert_int_equal(load_terminal("[terminal]\norsg = acme\n", &config,
			     &reading, &problem),
	    FIELD_EINVAL);
	assert_int_equal(problem.line, 2);
	/* a terminal without a name yet, as before setup */
	assert_int_equal(
	    load_terminal("", &config, &reading, &problem), FIELD_OK);
	assert_int_equal(reading, CONFIG_READ);
	config_keep(kept_file, &config);
	assert_int_equal(access(kept_file, F_OK), -1);
	/* the saved copy is damaged as well */
	assert_int_equal(file_replace(kept_file, "noise", 5, 0600), FIELD_OK);
	assert_int_equal(
	    load_terminal("nonsense\n", &config, &reading, &problem),
	    FIELD_EINVAL);
}

static void
what_was_kept_comes_back_as_it_was_and_is_roots_alone(void **state)
{
	static const char text[] =
	    "[terminal]\nname = van-7\nsite = depot-north\norgs = a b c\n"
	    "language = de_DE.UTF-8\nemail_sign_in = no\nenumerate = no\n"
	    "members = no\nhome = /srv/%s\nshell = /bin/sh\n[ids]\n"
	    "uid_min = 71000\nuid_max = 72000\ngid_min = 66000\n"
	    "gid_max = 67000\ndenied_groups = video, audio\n";
	enum config_reading reading;
	struct config_problem problem;
	struct config config, again;
	struct stat before, after;

	(void)state;
	memset(&config, 0, sizeof(config));
	memset(&again, 0, sizeof(again));
	assert_int_equal(
	    load_terminal(text, &config, &reading, &problem), FIELD_OK);
	config_keep(kept_file, &config);
	assert_int_equal(stat(kept_file, &before), 0);
	assert_int_equal(before.st_mode & 07777, 0600);
	assert_int_equal(
	    load_terminal("nonsense", &again, &reading, &problem), FIELD_OK);
	assert_int_equal(reading, CONFIG_KEPT);
	assert_memory_equal(&config, &again, sizeof(config));
	/* unchanged settings are not written again */
	config_keep(kept_file, &again);
	assert_int_equal(stat(kept_file, &after), 0);
	assert_int_equal(before.st_ino, after.st_ino);
}

struct seen {
	int lines[16];
	int count;
};

static void
note_line(const struct config_problem *problem, void *context)
{
	struct seen *seen = context;

	assert_string_not_equal(problem->why, "");
	assert_true(seen->count < 16);
	seen->lines[seen->count++] = problem->line;
}

static void
a_check_tells_of_every_mistake_with_its_line(void **state)
{
	static const char text[] = "stray = 1\n" /* 1 */
				   "[terminal]\n"
				   "name = van-7\n"
				   "nmae = van-7\n"    /* 4 */
				   "members = maybe\n" /* 5 */
				   "nonsense\n"        /* 6 */
				   "; fine\n"
				   "\n"
				   "[unknown]\n"
				   "a = 1\n" /* 10, once */
				   "b = 2\n"
				   "[source q]\n"
				   "tpye = xero\n" /* 13 */
				   "org = acme\n"
				   "more nonsense\n" /* 15 */
				   "[mail\n"         /* 16 */
				   "url = x\n";
	static const int lines[] = { 1, 4, 5, 6, 10, 13, 15, 16, 0 };
	struct seen seen = { .count = 0 };

	(void)state;
	assert_int_equal(
	    file_replace(file, text, strlen(text), 0644), FIELD_OK);
	assert_int_equal(config_check(file, note_line, &seen), FIELD_OK);
	assert_int_equal(seen.count, (int)(sizeof(lines) / sizeof(lines[0])));
	for (int i = 0; i < seen.count; i++)
		assert_int_equal(seen.lines[i], lines[i]);
	seen.count = 0;
	assert_int_equal(
	    file_replace(file, GOOD, strlen(GOOD), 0644), FIELD_OK);
	assert_int_equal(config_check(file, note_line, &seen), FIELD_OK);
	assert_int_equal(seen.count, 0);
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
		CLAIM(mail_and_texts_are_checked),
		CLAIM(only_a_local_server_may_do_without_tls),
		CLAIM(a_terminal_sends_no_mail_unless_it_is_to),
		CLAIM(a_sign_in_knows_whether_there_is_mail),
		CLAIM(
		    later_files_replace_key_by_key_in_the_order_of_their_names),
		CLAIM(each_mistake_is_refused_with_its_line),
		CLAIM(lines_and_sections_that_inih_would_cut_are_refused),
		CLAIM(a_bad_drop_in_spoils_the_whole),
		CLAIM(bytes_that_are_not_text_are_refused),
		CLAIM(plain_http_is_for_loopback_alone),
		CLAIM(id_ranges_must_not_overlap_other_allocations),
		CLAIM(other_sections_cannot_spoil_a_sign_in),
		CLAIM(a_bad_terminal_goes_by_the_last_good_one),
		CLAIM(a_file_that_cannot_be_read_goes_by_the_last_good_one),
		CLAIM(nothing_bad_is_taken_when_nothing_was_kept),
		CLAIM(what_was_kept_comes_back_as_it_was_and_is_roots_alone),
		CLAIM(a_check_tells_of_every_mistake_with_its_line),
		CLAIM(a_name_cannot_forge_a_line_of_the_log),
	};

	return cmocka_run_group_tests_name("base_config", tests, NULL, NULL);
}
