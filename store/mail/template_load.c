/* Selects and reads templates.  MUST: a template that is broken never stops a
 * mail; tested by test_template_load. */
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/file.h"
#include "store/mail/builtin.h"
#include "store/mail/template_load.h"

#define FOLDER     "templates"
#define ENGLISH    "en"
#define LETTERS    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define SUFFIX     ".txt"
#define SUFFIX_LEN (sizeof(SUFFIX) - 1)

static const char *
builtin_text(enum mail_template id, bool by_text)
{
	const char *name = mail_template_info(id)->name;

	for (unsigned i = 0; i < mail_builtin_count; i++)
		if (mail_builtins[i].by_text == by_text &&
		    strcmp(mail_builtins[i].name, name) == 0)
			return mail_builtins[i].text;
	return ""; /* does not happen: test_template_load checks each */
}

static int
use_builtin(enum mail_template id, bool by_text, struct template_text *ret_text)
{
	ret_text->file[0] = '\0';
	(void)str_copy(ret_text->language, sizeof(ret_text->language), ENGLISH);
	ret_text->text = str_dup(builtin_text(id, by_text));
	return ret_text->text != NULL ? FIELD_OK : FIELD_ENOMEM;
}

/* What is wrong with the file at PATH; FIELD_EINVAL with *ret_problem. */
static int
read_checked(const char *path, enum mail_template id, bool by_text,
    char **ret_text, struct template_problem *ret_problem)
{
	size_t len;
	int rc = file_read(path, TEMPLATE_TEXT_MAX, ret_text, &len);

	*ret_problem = (struct template_problem){ 0 };
	if (rc == FIELD_OK)
		rc = template_check(id, by_text, *ret_text, len, ret_problem);
	else if (rc == FIELD_EINVAL || rc == FIELD_EIO)
		(void)str_copy(ret_problem->why, sizeof(ret_problem->why),
		    rc == FIELD_EIO ?
			"it cannot be read" :
			"it is not a regular file, or larger than 16 KiB");
	if (rc == FIELD_OK)
		return FIELD_OK;
	free(*ret_text);
	*ret_text = NULL;
	return rc == FIELD_EIO ? FIELD_EINVAL : rc;
}

/* The folder's name for a locale: "es_MX", or with SHORT "es"; "" if it is not
 * one, so that no language can lead to another folder. */
static void
language_of(const char *locale, bool is_short, char ret_language[16])
{
	const size_t len = strspn(locale, LETTERS);
	size_t region = 0;

	ret_language[0] = '\0';
	if (len < 2 || len > 3)
		return;
	if (!is_short && (locale[len] == '_' || locale[len] == '-'))
		region = strspn(locale + len + 1, LETTERS "0123456789");
	(void)str_format(ret_language, 16, "%.*s%s%.*s", (int)len, locale,
	    region > 0 ? "_" : "", (int)region,
	    region > 0 ? locale + len + 1 : "");
}

/* FIELD_ENOTFOUND: there is none for this language. */
static int
try_language(const struct paths *paths, enum mail_template id, bool by_text,
    const char *language, struct template_text *ret_text)
{
	struct template_problem problem;
	int rc;

	if (language[0] == '\0' ||
	    !str_format(ret_text->file, sizeof(ret_text->file),
		"%s/" FOLDER "/%s/%s%s" SUFFIX, paths->conf_dir, language,
		by_text ? "text/" : "", mail_template_info(id)->name))
		return FIELD_ENOTFOUND;
	rc = read_checked(
	    ret_text->file, id, by_text, &ret_text->text, &problem);
	if (rc == FIELD_EINVAL)
		return use_builtin(id, by_text, ret_text);
	if (rc == FIELD_OK)
		(void)str_copy(
		    ret_text->language, sizeof(ret_text->language), language);
	return rc;
}

int
template_load(const struct paths *paths, enum mail_template id, bool by_text,
    const char *const *languages, struct template_text *ret_text)
{
	char language[16];
	int rc = FIELD_ENOTFOUND;

	*ret_text = (struct template_text){ 0 };
	for (; rc == FIELD_ENOTFOUND && *languages != NULL; languages++)
		for (int i = 0; rc == FIELD_ENOTFOUND && i < 2; i++) {
			language_of(*languages, i == 1, language);
			rc = try_language(
			    paths, id, by_text, language, ret_text);
			/* a person who reads English gets the built-in one */
			if (rc == FIELD_ENOTFOUND &&
			    strcmp(language, ENGLISH) == 0)
				return use_builtin(id, by_text, ret_text);
		}
	if (rc == FIELD_ENOTFOUND)
		rc = try_language(paths, id, by_text, ENGLISH, ret_text);
	if (rc == FIELD_ENOTFOUND)
		rc = use_builtin(id, by_text, ret_text);
	return rc;
}

void
template_text_release(struct template_text *text)
{
	free(text->text);
	text->text = NULL;
}

/* --- all files ------------------------------------------------------------------ */

struct walk {
	template_visit *visit;
	void *context;
	int rc;
};

static void
say(struct walk *walk, const char *file, const char *why)
{
	struct template_problem problem = { 0 };

	(void)str_copy(problem.why, sizeof(problem.why), why);
	walk->visit(file, &problem, walk->context);
}

/* NAME.txt of a template, in a folder for mails or for texts. */
static void
check_file(struct walk *walk, const char *path, const char *entry, bool by_text)
{
	size_t len = strlen(entry);
	struct template_problem problem;
	enum mail_template id;
	char name[64], *text = NULL;
	int rc;

	if (len <= SUFFIX_LEN ||
	    strcmp(entry + len - SUFFIX_LEN, SUFFIX) != 0 ||
	    !str_format(
		name, sizeof(name), "%.*s", (int)(len - SUFFIX_LEN), entry) ||
	    mail_template_by_name(name, &id) < 0) {
		say(walk, path, "there is no template of this name");
		return;
	}
	if (by_text && !mail_template_info(id)->by_text) {
		say(walk, path, "this template is not for text messages");
		return;
	}
	rc = read_checked(path, id, by_text, &text, &problem);
	free(text);
	if (rc == FIELD_EINVAL)
		walk->visit(path, &problem, walk->context);
	else if (rc != FIELD_OK)
		walk->rc = rc;
}

typedef void each_entry(struct walk *walk, const char *path, const char *entry);

/* Visit the entries of FOLDER in order; it need not exist. */
static void
each(struct walk *walk, const char *folder, each_entry *visit)
{
	struct dirent **entries;
	char path[PATHS_MAX];
	int count = scandir(folder, &entries, NULL, alphasort);

	if (count < 0 && errno != ENOENT && errno != ENOTDIR)
		walk->rc = FIELD_EIO;
	for (int i = 0; i < count; i++) {
		if (entries[i]->d_name[0] != '.' &&
		    str_format(path, sizeof(path), "%s/%s", folder,
			entries[i]->d_name))
			visit(walk, path, entries[i]->d_name);
		free(entries[i]);
	}
	if (count >= 0)
		free(entries);
}

static void
visit_text(struct walk *walk, const char *path, const char *entry)
{
	check_file(walk, path, entry, true);
}

static void
visit_mail(struct walk *walk, const char *path, const char *entry)
{
	if (strcmp(entry, "text") == 0)
		each(walk, path, visit_text);
	else
		check_file(walk, path, entry, false);
}

static void
visit_language(struct walk *walk, const char *path, const char *entry)
{
	char language[16];

	language_of(entry, false, language);
	if (strcmp(language, entry) != 0)
		say(walk, path, "there is no language of this name");
	else
		each(walk, path, visit_mail);
}

int
template_check_files(
    const struct paths *paths, template_visit *visit, void *context)
{
	struct walk walk = { visit, context, FIELD_OK };
	char folder[PATHS_MAX];

	if (!str_format(folder, sizeof(folder), "%s/" FOLDER, paths->conf_dir))
		return FIELD_EINVAL;
	each(&walk, folder, visit_language);
	return walk.rc;
}
