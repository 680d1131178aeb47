/* Parses the options of the module.  Must never skip an unknown option. */
#include <stddef.h>
#include <string.h>

#include "pamconf/options.h"

#define REQUIRE "require="

static enum pamconf_fault
take_flag(bool *flag)
{
	enum pamconf_fault fault = *flag ? PAMCONF_FAULT_TWICE :
					   PAMCONF_FAULT_NONE;

	*flag = true;
	return fault;
}

/* Permissions are written in lower case, as in 'work-orders.view'. */
static enum pamconf_fault
take_required(struct pamconf_options *options, const char *value)
{
	size_t len = strspn(value, "abcdefghijklmnopqrstuvwxyz0123456789-_.");
	bool twice = options->required != NULL;

	options->required = value;
	if (len == 0 || value[len] != '\0' || len >= PAMCONF_REQUIRED_SIZE)
		return PAMCONF_FAULT_VALUE;
	return twice ? PAMCONF_FAULT_TWICE : PAMCONF_FAULT_NONE;
}

static enum pamconf_fault
take_word(struct pamconf_options *options, const char *word)
{
	if (strcmp(word, "use_first_pass") == 0)
		return take_flag(&options->use_first_pass);
	if (strcmp(word, "try_first_pass") == 0)
		return take_flag(&options->try_first_pass);
	if (strcmp(word, "use_authtok") == 0)
		return take_flag(&options->use_authtok);
	if (strcmp(word, "debug") == 0)
		return take_flag(&options->debug);
	if (strncmp(word, REQUIRE, sizeof(REQUIRE) - 1) == 0)
		return take_required(options, word + sizeof(REQUIRE) - 1);
	return PAMCONF_FAULT_UNKNOWN;
}

struct pamconf_options
pamconf_options_read(int argc, const char *const *argv)
{
	struct pamconf_options options = { .required = NULL };

	for (int i = 0; i < argc; i++) {
		enum pamconf_fault fault = take_word(&options, argv[i]);

		if (fault != PAMCONF_FAULT_NONE &&
		    options.fault == PAMCONF_FAULT_NONE) {
			options.fault = fault;
			options.word = argv[i];
		}
	}
	return options;
}
