#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "conf/config.h"

void
config_problem_text(
    const struct config_problem *problem, char *buf, size_t size)
{
	if (problem->line > 0)
		(void)str_format(buf, size, "%s:%d: %s", problem->file,
		    problem->line, problem->why);
	else
		(void)str_format(
		    buf, size, "%s: %s", problem->file, problem->why);
}

void
config_release(struct config *config)
{
	free(config->sources);
	config->sources = NULL;
	config->source_count = 0;
}

const struct config_source *
config_source(const struct config *config, const char *name)
{
	for (size_t i = 0; i < config->source_count; i++)
		if (strcmp(config->sources[i].name, name) == 0)
			return &config->sources[i];
	return NULL;
}
