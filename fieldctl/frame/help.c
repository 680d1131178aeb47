#include <stdio.h>
#include <string.h>

#include "base/i18n.h"
#include "base/str.h"
#include "fieldctl/frame/help.h"
#include "fieldctl/frame/words.h"

#define LEFT_WIDTH 30 /* columns for a verb or an option */

static void
print_entry(FILE *stream, const char *left, const char *help)
{
	if (strlen(left) > LEFT_WIDTH - 1)
		fprintf(stream, "  %s\n  %*s%s\n", left, LEFT_WIDTH, "",
		    i18n_marked(help));
	else
		fprintf(
		    stream, "  %-*s%s\n", LEFT_WIDTH, left, i18n_marked(help));
}

static void
print_options(FILE *stream, const struct option_spec *specs)
{
	char left[80];

	for (; specs != NULL && specs->name != NULL; specs++) {
		char letter[] = { '-', specs->letter, ',', ' ', '\0' };

		(void)str_format(left, sizeof(left), "%s--%s%s%s%s",
		    specs->letter != 0 ? letter : "", specs->name,
		    specs->arg != NULL ? " " : "",
		    specs->arg != NULL ? specs->arg : "",
		    specs->many ? " ..." : "");
		print_entry(stream, left, specs->help);
	}
}

static void
print_children(FILE *stream, const struct command *child)
{
	char left[160];

	for (; child != NULL && child->name != NULL; child++) {
		if (child->help == NULL)
			continue;
		(void)str_format(left, sizeof(left), "%s%s%s", child->name,
		    child->args[0] != '\0' ? " " : "", child->args);
		print_entry(stream, left, child->help);
	}
}

void
help_print(FILE *stream, const struct command *command, const char *title)
{
	fprintf(stream, _("Usage: %s%s%s%s\n"), title,
	    command->args[0] != '\0' ? " " : "", command->args,
	    command->run != NULL ? _(" [OPTION]...") : "");
	if (command->help != NULL)
		fprintf(stream, "%s.\n", i18n_marked(command->help));
	if (command->children != NULL) {
		fprintf(stream, "\n%s\n", _("Verbs:"));
		print_children(stream, command->children);
	}
	if (command->run != NULL) {
		fprintf(stream, "\n%s\n", _("Options:"));
		print_options(stream, command->options);
		print_options(stream, common_options);
	}
	fprintf(stream, "\n%s\n", _("See fieldctl(8)."));
}
