/*
 * fieldctl/frame/words: finds the verb of a command line, wherever its options
 * are.
 * Layer: fieldctl.  Users: dispatch, complete.
 */
#ifndef FIELDCTL_FRAME_WORDS_H
#define FIELDCTL_FRAME_WORDS_H

#include <stdbool.h>

#include "fieldctl/frame/command.h"

/* Options of every verb: --yes, --json, --help, --version. */
extern const struct option_spec common_options[];

struct words {
	const struct command *command; /* the innermost one that is named */
	char title[80];                /* "fieldctl user add" */
	bool wants_help;               /* 'help' is among the verbs */
	/* The rest, for options_parse(): the program's name, then the options
	 * that preceded the verb, then the arguments.  Ended by NULL. */
	char **argv;
	int argc;
};

/*
 * Process the words of ARGV, starting at TOP.  Options may stand before and
 * between the verbs; the value of an option is never treated as a verb.  "--"
 * ends the verbs.  False: out of memory.  Release the result with
 * words_release(); the texts belong to ARGV.
 */
bool words_find(
    const struct command *top, int argc, char **argv, struct words *ret_words);
void words_release(struct words *words);

/* The first remaining word that is not an option, for example an unknown verb;
 * NULL if there is none. */
const char *words_first_argument(const struct words *words);

/* The verb below PARENT that is most similar to WORD, or NULL. */
const char *words_near_verb(
    const struct command *parent, const char *word, char *buf, size_t size);

/* The option called NAME of COMMAND, of all verbs, or (if COMMAND only has
 * subcommands) of one of those; NULL if there is none. */
const struct option_spec *words_option(
    const struct command *command, const char *name, size_t name_len);

#endif
