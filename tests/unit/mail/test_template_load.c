/* Which text a template has: the language, administrators' files, and the
 * built-in texts (L10). */
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
#include "store/mail/builtin.h"
#include "store/mail/template_load.h"
#include "tests/support/company.h"

#define GOOD "Subject: {terminal}\n\nes: {code} {expires}\n"

static void
put(struct company *company, const char *name, const char *text)
{
	char path[PATHS_MAX];

	assert_true(str_format(path, sizeof(path), "%s/templates/%s",
	    company->paths.conf_dir, name));
	*strrchr(path, '/') = '\0';
	assert_int_equal(file_make_folder(path, 0755), FIELD_OK);
	path[strlen(path)] = '/';
	assert_int_equal(
	    file_replace(path, text, strlen(text), 0644), FIELD_OK);
}

static void
loads(struct company *company, enum mail_template id, const char *first,
    const char *second, const char *language, const char *file)
{
	const char *languages[] = { first, second, NULL };
	struct template_text text;
	size_t len = strlen(file);

	assert_int_equal(
	    template_load(&company->paths, id, false, languages, &text),
	    FIELD_OK);
	assert_string_equal(text.language, language);
	if (len == 0)
		assert_string_equal(text.file, "");
	else
		assert_string_equal(text.file + strlen(text.file) - len, file);
	assert_true(text.text[0] != '\0');
	template_text_release(&text);
}

static void
L10_each_template_is_built_in_and_valid(void **state)
{
	unsigned mails = 0, texts = 0;

	(void)state;
	for (size_t i = 0; i < MAIL_TEMPLATE_COUNT; i++)
		texts += mail_template_info((enum mail_template)i)->by_text;
	for (unsigned i = 0; i < mail_builtin_count; i++) {
		const struct mail_builtin *builtin = &mail_builtins[i];
		struct template_problem problem;
		enum mail_template id;

		assert_int_equal(
		    mail_template_by_name(builtin->name, &id), FIELD_OK);
		if (template_check(id, builtin->by_text, builtin->text,
			strlen(builtin->text), &problem) != FIELD_OK)
			fail_msg("%s: %d: %s", builtin->name, problem.line,
			    problem.why);
		assert_true(
		    !builtin->by_text || mail_template_info(id)->by_text);
		mails += !builtin->by_text;
		texts -= builtin->by_text;
	}
	assert_int_equal(mails, MAIL_TEMPLATE_COUNT);
	assert_int_equal(texts, 0);
}

static void
L10_the_persons_language_comes_before_the_terminals(void **state)
{
	struct company *company = *state;

	loads(company, MAIL_LINK, "es_MX.UTF-8", "fr", "en", "");
	put(company, "fr/link.txt", GOOD);
	loads(company, MAIL_LINK, "es_MX.UTF-8", "fr", "fr", "fr/link.txt");
	put(company, "es/link.txt", GOOD);
	loads(company, MAIL_LINK, "es_MX.UTF-8", "fr", "es", "es/link.txt");
	loads(company, MAIL_LINK, "es-MX", "", "es", "es/link.txt");
	put(company, "es_MX/link.txt", GOOD);
	loads(company, MAIL_LINK, "es-MX", "", "es_MX", "es_MX/link.txt");
	/* one who reads English does not get the terminal's language */
	loads(company, MAIL_LINK, "en_GB", "fr", "en", "");
	loads(company, MAIL_LINK, "", "", "en", "");
	put(company, "en/link.txt", GOOD);
	loads(company, MAIL_LINK, "", "", "en", "en/link.txt");
	loads(company, MAIL_LINK, "en_GB", "fr", "en", "en/link.txt");
	loads(company, MAIL_RESET, "es", "fr", "en", "");
}

static void
L10_a_language_leads_to_no_other_folder(void **state)
{
	struct company *company = *state;

	put(company, "../link.txt", GOOD);
	loads(company, MAIL_LINK, "..", "../templates", "en", "");
	loads(company, MAIL_LINK, "e", "en/../..", "en", "");
	loads(company, MAIL_LINK, "aaaa", "es_aaaaaaaaaaaaaaaaaaaa", "en", "");
}

static void
L10_instead_of_a_broken_file_the_built_in_text_is_used(void **state)
{
	struct company *company = *state;

	put(company, "es/link.txt", "Subject: a\n\n{cod}\n");
	put(company, "fr/link.txt", GOOD);
	loads(company, MAIL_LINK, "es", "fr", "en", "");
}

struct found {
	char text[2000];
};

static void
note(const char *file, const struct template_problem *problem, void *context)
{
	struct found *found = context;
	size_t len = strlen(found->text);

	(void)snprintf(found->text + len, sizeof(found->text) - len,
	    "%s:%d:%s\n", strstr(file, "templates/"), problem->line,
	    problem->why);
}

static void
L10_each_file_that_is_not_used_is_told(void **state)
{
	struct company *company = *state;
	struct found found = { "" };

	assert_int_equal(
	    template_check_files(&company->paths, note, &found), FIELD_OK);
	assert_string_equal(found.text, "");
	put(company, "es/link.txt", GOOD);
	put(company, "es/text/link.txt", "{code}\n");
	assert_int_equal(
	    template_check_files(&company->paths, note, &found), FIELD_OK);
	assert_string_equal(found.text, "");
	put(company, "es/reset.txt", GOOD);
	put(company, "es/nonesuch.txt", GOOD);
	put(company, "es/link.txt~", GOOD);
	put(company, "es/text/test.txt", "x\n");
	put(company, "es/text/locked.txt", "{whom}\n");
	put(company, "Spanish!/link.txt", GOOD);
	assert_int_equal(
	    template_check_files(&company->paths, note, &found), FIELD_OK);
	assert_string_equal(found.text,
	    "templates/Spanish!:0:there is no language of this name\n"
	    "templates/es/link.txt~:0:there is no template of this name\n"
	    "templates/es/nonesuch.txt:0:there is no template of this name\n"
	    "templates/es/reset.txt:3:mails of this kind have no field: "
	    "code\n"
	    "templates/es/text/locked.txt:1:no such field: {whom}\n"
	    "templates/es/text/test.txt:0:this template is not for text "
	    "messages\n");
}

#define TEST(f) \
	cmocka_unit_test_setup_teardown(f, company_open_empty, company_close)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(L10_each_template_is_built_in_and_valid),
		TEST(L10_the_persons_language_comes_before_the_terminals),
		TEST(L10_a_language_leads_to_no_other_folder),
		TEST(L10_instead_of_a_broken_file_the_built_in_text_is_used),
		TEST(L10_each_file_that_is_not_used_is_told),
	};

	return cmocka_run_group_tests_name("template_load", tests, NULL, NULL);
}
