/* Parses an incomplete command line, in the same way as frame/words and
 * options_parse() parse a complete one; invalid parts produce no
 * suggestions. */
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "base/i18n.h"
#include "base/str.h"
#include "fieldctl/complete/complete.h"
#include "fieldctl/complete/values.h"
#include "fieldctl/frame/words.h"

#define NAME_SIZE 80 /* of a value in a synopsis: "MODULE" */

/* The part before the word being completed. */
struct reading {
	struct words words;
	const struct option_spec *pending; /* its value is still missing */
	const struct option_spec *given[OPTIONS_MAX];
	size_t given_count;
	bool ended; /* "--" was among them */
	char **args;
	int arg_count;
};

static bool
is_option(const char *word)
{
	return word[0] == '-' && word[1] != '\0';
}

/* The option that WORD names, "--role" or "--role=x" or "-y". */
static const struct option_spec *
option_of(const struct command *command, const char *word)
{
	const struct option_spec *spec = common_options;

	if (strncmp(word, "--", 2) == 0)
		return words_option(command, word + 2, strcspn(word + 2, "="));
	for (; spec->name != NULL; spec++)
		if (spec->letter != 0 && spec->letter == word[1])
			return spec;
	return NULL;
}

static void
read_option(struct reading *reading, int *at)
{
	const struct words *words = &reading->words;
	const char *word = words->argv[*at];
	const struct option_spec *spec = option_of(words->command, word);

	if (spec == NULL)
		return;
	if (reading->given_count < OPTIONS_MAX)
		reading->given[reading->given_count++] = spec;
	if (spec->arg == NULL || strchr(word, '=') != NULL)
		return;
	if (*at + 1 == words->argc)
		reading->pending = spec;
	else
		(*at)++;
}

/* False: out of memory.  Release the result in any case. */
static bool
read_line(
    const struct command *top, int argc, char **argv, struct reading *reading)
{
	struct words *words = &reading->words;

	if (!words_find(top, argc, argv, words))
		return false;
	reading->args = calloc((size_t)argc + 1, sizeof(*reading->args));
	if (reading->args == NULL)
		return false;
	for (int i = 1; i < words->argc; i++) {
		char *word = words->argv[i];

		if (!reading->ended && strcmp(word, "--") == 0)
			reading->ended = true;
		else if (!reading->ended && is_option(word))
			read_option(reading, &i);
		else
			reading->args[reading->arg_count++] = word;
	}
	return true;
}

static void
release(struct reading *reading)
{
	words_release(&reading->words);
	free(reading->args);
	reading->args = NULL;
}

/* --- verbs and options ------------------------------------------------------- */

static void
offer_verbs(const struct offer *offer, const struct command *command)
{
	const struct command *child = command->children;

	for (; child != NULL && child->name != NULL; child++)
		if (child->help != NULL)
			offer_word(
			    offer, child->name, i18n_marked(child->help));
}

static bool
is_given(const struct reading *reading, const struct option_spec *spec)
{
	for (size_t i = 0; i < reading->given_count; i++)
		if (reading->given[i] == spec)
			return true;
	return false;
}

/* The options that may still be given. */
static void
offer_options(const struct offer *offer, const struct reading *reading,
    const struct option_spec *specs)
{
	char word[NAME_SIZE];

	for (; specs != NULL && specs->name != NULL; specs++)
		if ((specs->many || !is_given(reading, specs)) &&
		    str_format(word, sizeof(word), "--%s", specs->name))
			offer_word(offer, word, i18n_marked(specs->help));
}

/* --- values ------------------------------------------------------------------ */

/* "--role=dis": the text before the value stays. */
static void
offer_joined_value(struct completing *line, const struct command *command)
{
	const char *word = line->offer.typed, *value = strchr(word, '=') + 1;
	const struct option_spec *spec = option_of(command, word);
	char before[NAME_SIZE];

	if (spec == NULL || spec->arg == NULL ||
	    !str_format(
		before, sizeof(before), "%.*s", (int)(value - word), word))
		return;
	line->offer.before = before;
	line->offer.typed = value;
	line->option = spec;
	values_offer(line, spec->arg);
	line->offer.before = "";
	line->offer.typed = word;
}

/*
 * The names in a synopsis that may stand for argument number AT: for "PERSON...
 * ROLE" both, from the first argument on, since the people may be selected by
 * options.
 */
static void
offer_arguments(const struct completing *line, const char *synopsis, int at)
{
	static const char around[] = "[] ";
	char name[NAME_SIZE];
	int first = 0; /* argument that the name may stand for */
	bool repeats = false;

	while (*synopsis != '\0') {
		const char *start = synopsis + strspn(synopsis, around);
		size_t len = strcspn(start, around);
		bool many = len > 3 && strncmp(start + len - 3, "...", 3) == 0;

		synopsis = start + len;
		repeats = repeats || many;
		if (str_format(name, sizeof(name), "%.*s",
			(int)(many ? len - 3 : len), start) &&
		    (repeats ? first <= at : first == at))
			values_offer(line, name);
		first += many ? 0 : 1;
	}
}

static void
offer_all(struct completing *line, const struct reading *reading)
{
	const struct command *command = reading->words.command;
	const char *typed = line->offer.typed;

	if (reading->pending != NULL) {
		line->option = reading->pending;
		values_offer(line, reading->pending->arg);
	} else if (!reading->ended && typed[0] == '-' &&
	    strchr(typed, '=') != NULL) {
		offer_joined_value(line, command);
	} else if (!reading->ended && typed[0] == '-') {
		offer_options(&line->offer, reading, command->options);
		offer_options(&line->offer, reading, common_options);
	} else {
		if (!reading->ended && reading->arg_count == 0)
			offer_verbs(&line->offer, command);
		if (!reading->words.wants_help)
			offer_arguments(
			    line, command->args, reading->arg_count);
	}
}

/* A command line of ours, and the word: "fieldctl", "user", "show", "ja". */
static bool
complete(struct ctl *ctl, int argc, char **argv)
{
	struct reading reading = { .pending = NULL };
	const bool done = read_line(ctl->top, argc - 1, argv, &reading);
	struct completing line = {
		.ctl = ctl,
		.title = reading.words.title,
		.args = reading.args,
		.arg_count = reading.arg_count,
		.offer = { ctl->out, argv[argc - 1], "" },
	};

	if (done)
		offer_all(&line, &reading);
	release(&reading);
	return done;
}

int
complete_verb(struct ctl *ctl)
{
	static char program[] = "fieldctl", nothing[] = "";
	const int count = ctl->arg_count > 0 ? ctl->arg_count : 1;
	char **argv = calloc((size_t)count + 2, sizeof(*argv));
	FILE *said = ctl->err;

	if (argv == NULL)
		return EX_OSERR;
	argv[0] = program;
	argv[1] = nothing;
	for (int i = 0; i < ctl->arg_count; i++)
		argv[i + 1] = ctl->args[i];
	/* a refusal produces no suggestions and no message */
	ctl->err = fopen("/dev/null", "we");
	if (ctl->err != NULL) {
		(void)complete(ctl, count + 1, argv);
		(void)fclose(ctl->err);
	}
	ctl->err = said;
	free(argv);
	return EX_OK;
}
