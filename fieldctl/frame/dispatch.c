#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/err.h"
#include "base/i18n.h"
#include "base/invoker.h"
#include "base/near.h"
#include "base/secret.h"
#include "base/str.h"
#include "build_paths.h"
#include "fieldctl/frame/dispatch.h"
#include "fieldctl/frame/help.h"
#include "fieldctl/frame/words.h"
#include "store/db/reserve.h"
#include "store/publish/publish.h"

/* The usage of the verb at TITLE, as the hint of an error. */
static int
usage_problem(struct ctl *ctl, const char *title, const char *message)
{
	char hint[120];

	(void)str_format(hint, sizeof(hint), _("See: %s --help"), title);
	return ctl_problem(ctl, EX_USAGE, "usage", message, hint);
}

static int
unknown_verb(struct ctl *ctl, const struct words *words, const char *word)
{
	char near[NEAR_SIZE], message[400];
	const bool found = words_near_verb(words->command, word, near,
			       sizeof(near)) != NULL;

	if (found)
		(void)str_format(message, sizeof(message),
		    _("unknown verb '%1$.100s'; did you mean '%2$s'?"), word,
		    near);
	else
		(void)str_format(
		    message, sizeof(message), _("unknown verb '%.100s'"), word);
	return usage_problem(ctl, words->title, message);
}

static int
print_help(struct ctl *ctl, const struct words *words)
{
	help_print(ctl->out, words->command, words->title);
	return EX_OK;
}

static int
print_version(struct ctl *ctl)
{
	fprintf(ctl->out, "fieldctl %s\n", FIELDAUTH_VERSION);
	return EX_OK;
}

/* The options of the verb, or the common ones if it only has subcommands. */
static int
parse_options(struct ctl *ctl, const struct words *words)
{
	char why[300] = "";
	int first = 0;
	int rc = options_parse(&ctl->options, words->command->options,
	    common_options, words->argc, words->argv, &first, why, sizeof(why));

	if (rc != FIELD_OK)
		return usage_problem(ctl, words->title, why);
	ctl->args = words->argv + first;
	ctl->arg_count = words->argc - first;
	return EX_OK;
}

/* The command only has subcommands: print help, or the error. */
static int
run_group(struct ctl *ctl, const struct words *words)
{
	const char *word = words_first_argument(words);
	int status;

	if (word != NULL)
		return unknown_verb(ctl, words, word);
	status = parse_options(ctl, words);
	if (status != EX_OK)
		return status;
	if (option_is_set(&ctl->options, "help"))
		return print_help(ctl, words);
	if (option_is_set(&ctl->options, "version"))
		return print_version(ctl);
	help_print(ctl->err, words->command, words->title);
	return EX_USAGE;
}

/* "fieldctl help user add": what follows the verb makes no difference. */
static int
run_help(struct ctl *ctl, const struct words *words)
{
	const char *word = words_first_argument(words);
	int status;

	if (word != NULL && words->command->children != NULL)
		return unknown_verb(ctl, words, word);
	status = parse_options(ctl, words);
	if (status != EX_OK)
		return status;
	if (option_is_set(&ctl->options, "version"))
		return print_version(ctl);
	return print_help(ctl, words);
}

static int
check_arguments(struct ctl *ctl, const struct words *words)
{
	const struct command *command = words->command;
	char word[100];

	if (ctl->arg_count < command->min_args)
		return ctl_usage(ctl, _("missing argument; usage: %1$s %2$s"),
		    words->title, command->args);
	if (command->max_args < 0 || ctl->arg_count <= command->max_args)
		return EX_OK;
	if (command->children != NULL && command->max_args == 0)
		return unknown_verb(ctl, words, ctl->args[0]);
	(void)str_format(
	    word, sizeof(word), "%.90s", ctl->args[command->max_args]);
	return ctl_usage(ctl,
	    command->args[0] != '\0' ?
		_("too many arguments: '%1$s'; usage: %2$s %3$s") :
		_("too many arguments: '%1$s'; usage: %2$s%3$s"),
	    word, words->title, command->args);
}

/* Only root can read the database: report this before failing.  For requests,
 * permission is decided where they are processed. */
static int
check_caller(struct ctl *ctl, const struct command *command, const char *title)
{
	const int needs = command->needs & (NEEDS_REQUESTS | NEEDS_ROOT);

	return needs == NEEDS_REQUESTS ? EX_OK : ctl_root_only(ctl, title);
}

static int
make_ready(struct ctl *ctl, const struct command *command, const char *title)
{
	int status = check_caller(ctl, command, title);

	if (status == EX_OK && paths_init(&ctl->paths, ctl->root) != FIELD_OK)
		status = ctl_usage(ctl,
		    _("FIELDAUTH_ROOT is not an absolute path, or too long."));
	if (status == EX_OK && (command->needs & NEEDS_CONFIG) != 0)
		status = ctl_load_config(ctl);
	return status;
}

static void
settle(struct ctl *ctl)
{
	store_settle(ctl->store);
	reserve_make(&ctl->paths);
}

static int
run_leaf(struct ctl *ctl, const struct words *words)
{
	const struct command *command = words->command;
	int status = parse_options(ctl, words);

	if (status != EX_OK)
		return status;
	if (option_is_set(&ctl->options, "help"))
		return print_help(ctl, words);
	if (option_is_set(&ctl->options, "version"))
		return print_version(ctl);
	if (option_is_set(&ctl->options, "json"))
		ctl->format = CTL_JSON;
	else if (option_is_set(&ctl->options, "csv"))
		ctl->format = CTL_CSV;
	ctl->dry_run = option_is_set(&ctl->options, "dry-run");
	status = check_arguments(ctl, words);
	if (status == EX_OK)
		status = make_ready(ctl, command, words->title);
	if (status != EX_OK)
		return status;
	status = command->run(ctl);
	if (ctl->store != NULL)
		settle(ctl);
	if (publish_left_caches())
		ctl_warn_caches(ctl);
	return status;
}

/* Before the options are parsed: an error in them must be JSON as well. */
static bool
asks_for_json(int argc, char **argv)
{
	for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++)
		if (strcmp(argv[i], "--json") == 0)
			return true;
	return false;
}

static int
run_words(struct ctl *ctl, const struct words *words)
{
	if (words->wants_help)
		return run_help(ctl, words);
	return words->command->run == NULL ? run_group(ctl, words) :
					     run_leaf(ctl, words);
}

int
command_run(const struct command *top, int argc, char **argv, const char *root,
    const struct command_streams *streams)
{
	struct ctl ctl = {
		.in = streams->in,
		.out = streams->out,
		.err = streams->err,
		.root = root != NULL ? root : "",
		.format = asks_for_json(argc, argv) ? CTL_JSON : CTL_TABLE,
		.is_root = geteuid() == 0 || (root != NULL && root[0] != '\0'),
		.actor = actor_root("fieldctl"),
		.top = top,
	};
	struct words words;
	int status;

	invoker_identify(
	    getenv("SUDO_UID"), getenv("PKEXEC_UID"), &ctl.actor.invoker);
	if (secret_library_init() != FIELD_OK)
		return ctl_reason(&ctl, REASON_SYSTEM, NULL, NULL);
	if (!words_find(top, argc, argv, &words))
		return ctl_reason(&ctl, REASON_NO_MEMORY, NULL, NULL);
	status = run_words(&ctl, &words);
	words_release(&words);
	ctl_close(&ctl);
	/* A full disk or a closed pipe must not look like success. */
	if (fflush(ctl.out) != 0 && status == EX_OK)
		status = EX_IOERR;
	return status;
}
