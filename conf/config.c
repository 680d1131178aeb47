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
	free(config->text_gateways);
	config->text_gateways = NULL;
	config->text_gateway_count = 0;
}

const struct config_source *
config_source(const struct config *config, const char *name)
{
	for (size_t i = 0; i < config->source_count; i++)
		if (strcmp(config->sources[i].name, name) == 0)
			return &config->sources[i];
	return NULL;
}

const struct config_text_gateway *
config_text_gateway(const struct config *config, const char *provider)
{
	for (size_t i = 0; i < config->text_gateway_count; i++)
		if (str_equals_nocase(config->text_gateways[i].name, provider))
			return &config->text_gateways[i];
	return NULL;
}

bool
config_sends_text(const struct config *config)
{
	return config->text_url[0] != '\0' && config->mail_sender;
}

bool
config_sends_mail(const struct config *config)
{
	return config->mail_smtp_url[0] != '\0' &&
	    config->mail_from[0] != '\0' && config->mail_sender;
}
