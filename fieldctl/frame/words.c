/* Parses a command line down to its verb.  Nothing is printed or decided here:
 * completion parses incomplete lines in the same way. */
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/near.h"
#include "base/str.h"
#include "fieldctl/frame/words.h"

const struct option_spec common_options[] = {
	{ "yes", NULL, N_("do not ask"), false, 'y' },
	{ "json", NULL, N_("results and errors as JSON"), false },
	{ "help", NULL, N_("show this help"), false, 'h' },
	{ "version", NULL, N_("show the version"), false, 'V' },
	OPTION_END,
};

static const struct command *
child_by_name(const struct command *parent, const char *name)
{
	const struct command *child = parent->children;

	for (; child != NULL && child->name != NULL; child++)
		if (strcmp(child->name, name) == 0)
			return child;
	return NULL;
}

static const struct option_spec *
option_in(const struct option_spec *specs, const char *name, size_t len)
{
	for (; specs != NULL && specs->name != NULL; specs++)
		if (strncmp(specs->name, name, len) == 0 &&
		    specs->name[len] == '\0')
			return specs;
	return NULL;
}

/* An option of the verbs below COMMAND; which verb is not known yet. */
static const struct option_spec *
option_below(const struct command *command, const char *name, size_t len)
{
	const struct command *child = command->children;
	const struct option_spec *found = NULL;

	for (; found == NULL && child != NULL && child->name != NULL; child++) {
		found = option_in(child->options, name, len);
		if (found == NULL)
			found = option_below(child, name, len);
	}
	return found;
}

const struct option_spec *
words_option(const struct command *command, const char *name, size_t name_len)
{
	const struct option_spec *found = option_in(
	    command->options, name, name_len);

	if (found == NULL)
		found = option_in(common_options, name, name_len);
	return found != NULL ? found : option_below(command, name, name_len);
}

/* Whether the word after OPTION is its value, as in "--role dispatcher". */
static bool
takes_next(const struct command *command, const char *option)
{
	const struct option_spec *spec;

	if (strncmp(option, "--", 2) != 0 || strchr(option, '=') != NULL)
		return false;
	spec = words_option(command, option + 2, strlen(option + 2));
	return spec != NULL && spec->arg != NULL;
}

static bool
is_option(const char *word)
{
	return word[0] == '-' && word[1] != '\0';
}

static void
add_word(struct words *words, char *word)
{
	words->argv[words->argc++] = word;
	words->argv[words->argc] = NULL;
}

static void
descend(struct words *words, const struct command *child)
{
	char title[sizeof(words->title)];

	words->command = child;
	if (str_format(
		title, sizeof(title), "%s %s", words->title, child->name))
		(void)str_copy(words->title, sizeof(words->title), title);
}

bool
words_find(
    const struct command *top, int argc, char **argv, struct words *ret_words)
{
	struct words words = { .command = top };
	const struct command *child;
	int i = 1;

	words.argv = calloc((size_t)argc + 2, sizeof(*words.argv));
	if (words.argv == NULL)
		return false;
	(void)str_copy(words.title, sizeof(words.title), top->name);
	add_word(&words, argc > 0 ? argv[0] : (char *)(uintptr_t)top->name);
	for (; i < argc && strcmp(argv[i], "--") != 0; i++) {
		child = child_by_name(words.command, argv[i]);
		if (is_option(argv[i])) {
			add_word(&words, argv[i]);
			if (i + 1 < argc && takes_next(words.command, argv[i]))
				add_word(&words, argv[++i]);
		} else if (words.command->children != NULL &&
		    strcmp(argv[i], "help") == 0) {
			words.wants_help = true;
		} else if (child != NULL) {
			descend(&words, child);
		} else {
			break;
		}
	}
	while (i < argc)
		add_word(&words, argv[i++]);
	*ret_words = words; /* transferred */
	return true;
}

void
words_release(struct words *words)
{
	free(words->argv);
	words->argv = NULL;
}

const char *
words_first_argument(const struct words *words)
{
	for (int i = 1; i < words->argc; i++) {
		if (!is_option(words->argv[i]))
			return words->argv[i];
		if (takes_next(words->command, words->argv[i]))
			i++;
	}
	return NULL;
}

const char *
words_near_verb(
    const struct command *parent, const char *word, char *buf, size_t size)
{
	const struct command *child = parent->children;
	struct near near;

	near_start(&near, word);
	for (; child != NULL && child->name != NULL; child++)
		if (child->help != NULL)
			near_offer(&near, child->name);
	return near_found(&near) != NULL &&
		str_copy(buf, size, near_found(&near)) ?
	    buf :
	    NULL;
}
