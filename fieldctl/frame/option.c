#include <getopt.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "base/err.h"
#include "base/i18n.h"
#include "base/near.h"
#include "base/str.h"
#include "fieldctl/frame/option.h"

/* getopt_long()'s table, and the specs of its entries. */
struct long_options {
	struct option option[OPTIONS_MAX + 1];
	const struct option_spec *spec[OPTIONS_MAX];
	int count;
};

static void
long_options_add(struct long_options *table, const struct option_spec *specs)
{
	for (; specs != NULL && specs->name != NULL; specs++) {
		if (table->count == OPTIONS_MAX)
			return;
		table->option[table->count] = (struct option){
			.name = specs->name,
			.has_arg = specs->arg != NULL ? required_argument :
							no_argument,
		};
		table->spec[table->count] = specs;
		table->count++;
	}
}

/* The option most similar to NAME, which has no dashes. */
static const char *
near_option(
    struct near *near, const struct long_options *table, const char *name)
{
	near_start(near, name);
	for (int i = 0; i < table->count; i++)
		near_offer(near, table->spec[i]->name);
	return near_found(near);
}

/* What getopt_long() stumbled over, in a sentence.  The value stays unsaid:
 * "--password=..." may be a secret. */
static int
explain_failure(const struct long_options *table, int code, const char *word,
    char *why, size_t why_size)
{
	const char *found = NULL;
	char name[NEAR_SIZE];
	struct near near;
	bool fits = str_format(
	    name, sizeof(name), "%.*s", (int)strcspn(word, "="), word);
	if (fits && strncmp(name, "--", 2) == 0)
		found = near_option(&near, table, name + 2);
	if (!fits)
		(void)str_copy(why, why_size, _("unknown option"));
	else if (code == ':')
		(void)str_format(
		    why, why_size, _("option '%s' requires a value"), name);
	else if (found != NULL && strcmp(found, name + 2) == 0)
		(void)str_format(why, why_size,
		    _("option '%s' does not take a value"), name);
	else if (found != NULL)
		(void)str_format(why, why_size,
		    _("unknown option '%1$s'; did you mean '--%2$s'?"), name,
		    found);
	else
		(void)str_format(why, why_size, _("unknown option '%s'"), name);
	return FIELD_EINVAL;
}

static int
remember(struct options *options, const struct option_spec *spec,
    const char *value, char *why, size_t why_size)
{
	bool fits = options->count < OPTIONS_MAX;

	if (fits && (spec->many || !option_is_set(options, spec->name))) {
		options->given[options->count].spec = spec;
		options->given[options->count].value = value;
		options->count++;
		return FIELD_OK;
	}
	(void)str_format(
	    why, why_size, _("option '--%s' given more than once"), spec->name);
	return FIELD_EINVAL;
}

/* The word that getopt_long() has just processed as an option. */
static const char *
option_word(char **argv)
{
	bool value_apart = optarg != NULL && optarg == argv[optind - 1];

	return argv[optind - (value_apart ? 2 : 1)];
}

/*
 * getopt_long() takes any unambiguous beginning of a name.  A script that
 * relies on one breaks with the next option, and "--password SECRET" would
 * pass for "--password-file": only whole names are taken.
 */
static bool
is_whole_name(const char *word, const char *name)
{
	size_t len = strlen(name);

	return strncmp(word, "--", 2) == 0 &&
	    strncmp(word + 2, name, len) == 0 &&
	    (word[2 + len] == '\0' || word[2 + len] == '=');
}

/* ":hyV": no messages of getopt's own, and the letters of TABLE. */
static void
put_letters(const struct long_options *table, char letters[OPTIONS_MAX + 2])
{
	size_t len = 0;

	letters[len++] = ':';
	for (int i = 0; i < table->count; i++)
		if (table->spec[i]->letter != 0)
			letters[len++] = table->spec[i]->letter;
	letters[len] = '\0';
}

/* The option that getopt_long() has just returned as CODE; NULL if it is
 * invalid. */
static const struct option_spec *
option_read(const struct long_options *table, int code, int index, char **argv)
{
	if (code == 0 &&
	    is_whole_name(option_word(argv), table->spec[index]->name))
		return table->spec[index];
	for (int i = 0; code != 0 && i < table->count; i++)
		if (table->spec[i]->letter == code)
			return table->spec[i];
	return NULL;
}

/* The invalid option: only the letter, or the word.  CODE is getopt_long()'s,
 * which sets optopt only on its own errors. */
static const char *
bad_word(int code, int index, char **argv, char letter[3])
{
	letter[0] = '-';
	letter[1] = (char)optopt;
	letter[2] = '\0';
	if (code != 0 && optopt != 0)
		return letter;
	return index >= 0 ? option_word(argv) : argv[optind - 1];
}

int
options_parse(struct options *ret_options, const struct option_spec *specs,
    const struct option_spec *common, int argc, char **argv, int *ret_first,
    char *why, size_t why_size)
{
	struct long_options table = { .count = 0 };
	struct options options = { .count = 0 };
	char letters[OPTIONS_MAX + 2], letter[3];

	long_options_add(&table, specs);
	long_options_add(&table, common);
	put_letters(&table, letters);
	opterr = 0;
	optind = 0; /* glibc: restart, also for a second command line */
	for (;;) {
		const struct option_spec *spec;
		int rc, index = -1;
		int code = getopt_long(
		    argc, argv, letters, table.option, &index);

		if (code == -1)
			break;
		spec = option_read(&table, code, index, argv);
		if (spec == NULL)
			return explain_failure(&table, code,
			    bad_word(code, index, argv, letter), why, why_size);
		rc = remember(&options, spec, optarg, why, why_size);
		if (rc != FIELD_OK)
			return rc;
	}
	*ret_first = optind;
	*ret_options = options;
	return FIELD_OK;
}

bool
option_is_set(const struct options *options, const char *name)
{
	for (size_t i = 0; i < options->count; i++)
		if (strcmp(options->given[i].spec->name, name) == 0)
			return true;
	return false;
}

const char *
option_text(const struct options *options, const char *name)
{
	for (size_t i = 0; i < options->count; i++)
		if (strcmp(options->given[i].spec->name, name) == 0)
			return options->given[i].value;
	return NULL;
}

size_t
option_texts(const struct options *options, const char *name,
    const char **ret_values, size_t max)
{
	size_t count = 0;

	for (size_t i = 0; i < options->count && count < max; i++)
		if (strcmp(options->given[i].spec->name, name) == 0)
			ret_values[count++] = options->given[i].value;
	return count;
}
