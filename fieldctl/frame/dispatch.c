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
#include "base/secret.h"
#include "base/str.h"
#include "build_paths.h"
#include "fieldctl/frame/dispatch.h"
#include "fieldctl/frame/help.h"
#include "store/db/reserve.h"
#include "store/people/org.h"
#include "store/publish/publish.h"

/* Every verb understands these. */
static const struct option_spec common_options[] = {
	{ "yes", NULL, N_("do not ask"), false },
	{ "json", NULL, N_("results and errors as JSON"), false },
	{ "help", NULL, N_("show this help"), false },
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

/* Walk from TOP down the words of ARGV; *ret_depth words were verbs.  TITLE becomes
 * "fieldctl user add". */
static const struct command *
find_command(const struct command *top, int argc, char **argv, int *ret_depth,
    char *title, size_t size)
{
	const struct command *command = top;
	struct strbuf words = STRBUF_INIT;
	int depth = 0;

	strbuf_puts(&words, command->name);
	while (depth + 1 < argc) {
		const struct command *child = child_by_name(
		    command, argv[depth + 1]);

		if (child == NULL)
			break;
		command = child;
		strbuf_printf(&words, " %s", child->name);
		depth++;
	}
	(void)str_copy(title, size, words.failed ? "fieldctl" : words.bytes);
	strbuf_release(&words);
	*ret_depth = depth;
	return command;
}

/* COMMAND only has verbs below it: help, or what is wrong. */
static int
run_group(struct ctl *ctl, const struct command *command, const char *title,
    bool is_top, const char *word)
{
	if (word == NULL) {
		help_print(ctl->err, command, title, common_options);
		return EX_USAGE;
	}
	if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0) {
		help_print(ctl->out, command, title, common_options);
		return EX_OK;
	}
	if (strcmp(word, "--version") == 0 && is_top) {
		fprintf(ctl->out, "fieldctl %s\n", FIELDAUTH_VERSION);
		return EX_OK;
	}
	return ctl_usage(ctl, _("'%s' has no verb '%s'.  See: %s --help."),
	    title, word, title);
}

static int
check_arguments(
    struct ctl *ctl, const struct command *command, const char *title)
{
	if (ctl->arg_count < command->min_args)
		return ctl_usage(ctl, _("Too little was given: %s %s"), title,
		    command->args);
	if (command->max_args >= 0 && ctl->arg_count > command->max_args)
		return ctl_usage(
		    ctl, _("Too much was given: %s %s"), title, command->args);
	return EX_OK;
}

/* Nobody but root may read the database, so say it before failing on it.  Where
 * the work is requests, who may is judged by whoever answers them. */
static int
check_caller(struct ctl *ctl, const struct command *command, const char *title)
{
	const int needs = command->needs & (NEEDS_REQUESTS | NEEDS_ROOT);

	return needs == NEEDS_REQUESTS ? EX_OK : ctl_root_only(ctl, title);
}

/* A setup that was refused leaves a database in which nobody is. */
static int
check_set_up(struct ctl *ctl)
{
	struct org *orgs = NULL;
	size_t count = 0;
	int rc = org_list(ctl->store, &orgs, &count);

	free(orgs);
	if (rc != FIELD_OK)
		return ctl_failed(ctl, rc, NULL);
	return count > 0 ? EX_OK :
			   ctl_reason(ctl, REASON_NOT_SET_UP, NULL, NULL);
}

static int
make_ready(struct ctl *ctl, const struct command *command, const char *title)
{
	const bool bad_config_will_do = (command->needs & BAD_CONFIG_WILL_DO) !=
	    0;
	const int needs = command->needs & NEEDS_MASK;
	int status = check_caller(ctl, command, title);

	ctl->takes_reserve = (command->needs & TAKES_RESERVE) != 0;
	if (status == EX_OK && paths_init(&ctl->paths, ctl->root) != FIELD_OK)
		status = ctl_usage(
		    ctl, _("FIELDAUTH_ROOT is not a usable absolute path."));
	if (status == EX_OK && needs >= NEEDS_CONFIG)
		status = bad_config_will_do ? ctl_load_terminal(ctl) :
					      ctl_load_config(ctl);
	if (status == EX_OK && needs >= NEEDS_READ)
		status = ctl_open_store(
		    ctl, needs == NEEDS_WRITE ? STORE_WRITE : STORE_READ);
	if (status == EX_OK && needs >= NEEDS_READ)
		status = check_set_up(ctl);
	return status;
}

static void
settle(struct ctl *ctl)
{
	store_settle(ctl->store);
	reserve_make(&ctl->paths);
}

static int
run_leaf(struct ctl *ctl, const struct command *command, const char *title,
    int argc, char **argv)
{
	char why[300] = "";
	int first = 0, status;
	int rc = options_parse(&ctl->options, command->options, common_options,
	    argc, argv, &first, why, sizeof(why));

	if (rc != FIELD_OK)
		return ctl_usage(ctl, _("%s  See: %s --help."), why, title);
	if (option_is_set(&ctl->options, "help")) {
		help_print(ctl->out, command, title, common_options);
		return EX_OK;
	}
	if (option_is_set(&ctl->options, "json"))
		ctl->format = CTL_JSON;
	else if (option_is_set(&ctl->options, "csv"))
		ctl->format = CTL_CSV;
	ctl->dry_run = option_is_set(&ctl->options, "dry-run");
	ctl->args = argv + first;
	ctl->arg_count = argc - first;
	status = check_arguments(ctl, command, title);
	if (status == EX_OK)
		status = make_ready(ctl, command, title);
	if (status != EX_OK)
		return status;
	status = command->run(ctl);
	if (ctl->store != NULL && (command->needs & NEEDS_MASK) != NEEDS_READ)
		settle(ctl);
	if (publish_left_caches())
		ctl_warn_caches(ctl);
	return status;
}

/* Before the options are parsed: an error in them is to be JSON as well. */
static bool
asks_for_json(int argc, char **argv)
{
	for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++)
		if (strcmp(argv[i], "--json") == 0)
			return true;
	return false;
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
	};
	char title[80];
	int depth = 0, status;
	const struct command *command = find_command(
	    top, argc, argv, &depth, title, sizeof(title));

	invoker_identify(
	    getenv("SUDO_UID"), getenv("PKEXEC_UID"), &ctl.actor.invoker);
	if (secret_library_init() != FIELD_OK)
		return ctl_reason(&ctl, REASON_SYSTEM, NULL, NULL);
	if (command->run == NULL)
		status = run_group(
		    &ctl, command, title, depth == 0, argv[depth + 1]);
	else
		status = run_leaf(
		    &ctl, command, title, argc - depth, argv + depth);
	ctl_close(&ctl);
	/* A full disk or a closed pipe must not look like success. */
	if (fflush(ctl.out) != 0 && status == EX_OK)
		status = EX_IOERR;
	return status;
}
