#include <getopt.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "base/err.h"
#include "base/i18n.h"
#include "base/str.h"
#include "fieldctl/frame/option.h"

/* getopt_long()'s table with the specs that its entries came from. */
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

/* What getopt_long() stumbled over, in a sentence. */
static int
explain_failure(int code, const char *word, char *why, size_t why_size)
{
	bool fits = code == ':' ?
	    str_format(
		why, why_size, _("The option '%s' needs a value."), word) :
	    str_format(why, why_size, _("There is no option '%s' here."), word);

	if (!fits)
		(void)str_copy(why, why_size, _("An option is not known."));
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
	(void)str_format(why, why_size,
	    _("The option '--%s' was given too often."), spec->name);
	return FIELD_EINVAL;
}

/* The word that getopt_long() has just taken for an option. */
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

int
options_parse(struct options *ret_options, const struct option_spec *specs,
    const struct option_spec *common, int argc, char **argv, int *ret_first,
    char *why, size_t why_size)
{
	struct long_options table = { .count = 0 };
	struct options options = { .count = 0 };

	long_options_add(&table, specs);
	long_options_add(&table, common);
	opterr = 0;
	optind = 0; /* glibc: start anew, also for a second command line */
	for (;;) {
		int index = -1, rc;
		int code = getopt_long(argc, argv, ":", table.option, &index);

		if (code == -1)
			break;
		if (code != 0)
			return explain_failure(
			    code, argv[optind - 1], why, why_size);
		if (!is_whole_name(option_word(argv), table.spec[index]->name))
			return explain_failure(
			    '?', option_word(argv), why, why_size);
		rc = remember(
		    &options, table.spec[index], optarg, why, why_size);
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
