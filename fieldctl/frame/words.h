/*
 * fieldctl/frame/words: which verb a command line names, wherever its options
 * stand.
 * Layer: fieldctl.  Users: dispatch, complete.
 */
#ifndef FIELDCTL_FRAME_WORDS_H
#define FIELDCTL_FRAME_WORDS_H

#include <stdbool.h>

#include "fieldctl/frame/command.h"

/* What every verb understands: --yes, --json, --help, --version. */
extern const struct option_spec common_options[];

struct words {
	const struct command *command; /* the deepest one that is named */
	char title[80];                /* "fieldctl user add" */
	bool wants_help;               /* 'help' stands among the verbs */
	/* What is left, for options_parse(): its first word is the program's,
	 * then come the options that stood before the verb.  Ended by NULL. */
	char **argv;
	int argc;
};

/*
 * Walk from TOP down the words of ARGV.  Options may stand before and between
 * the verbs; the value of an option is never taken for a verb.  "--" ends the
 * verbs.  False: out of memory.  words_release() the result; the texts
 * stay those of ARGV.
 */
bool words_find(
    const struct command *top, int argc, char **argv, struct words *ret_words);
void words_release(struct words *words);

/* The first word that is left and no option, such as a verb that is unknown;
 * NULL if there is none. */
const char *words_first_argument(const struct words *words);

/* The verb below PARENT that WORD was probably meant to be, or NULL. */
const char *words_near_verb(
    const struct command *parent, const char *word, char *buf, size_t size);

/* The option called NAME of COMMAND, of all verbs, or (where COMMAND only has
 * verbs) of one of those; NULL if there is none. */
const struct option_spec *words_option(
    const struct command *command, const char *name, size_t name_len);

#endif
