#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/str.h"
#include "syncd/load.h"
#include "syncd/settings.h"

static const char *
or_null(const char *text)
{
	return text[0] != '\0' ? text : NULL;
}

/* The words of `pull', and the entity that each selects. */
static const struct {
	const char *word;
	enum pipe_entity entity;
	enum config_source_type type;
} pulls[] = {
	{ "employees", PIPE_EMPLOYEE, CONFIG_QUICKBOOKS },
	{ "vendors", PIPE_VENDOR, CONFIG_QUICKBOOKS },
	{ "users", PIPE_USER, CONFIG_XERO },
	{ "contacts", PIPE_CONTACT, CONFIG_XERO },
	{ "payroll", PIPE_PAYROLL, CONFIG_XERO },
};

/* Those of one type stand together. */
static struct oneof
pull_words(enum config_source_type type)
{
	size_t first = 0, count = 0;

	for (size_t i = sizeof(pulls) / sizeof(pulls[0]); i > 0; i--)
		if (pulls[i - 1].type == type) {
			first = i - 1;
			count++;
		}
	return ONEOF_MEMBER(pulls + first, count, word);
}

static bool
pull_one(struct pipe_request *request, enum config_source_type type,
    const char *word)
{
	for (size_t i = 0; i < sizeof(pulls) / sizeof(pulls[0]); i++)
		if (pulls[i].type == type && strcmp(pulls[i].word, word) == 0) {
			request->entities[pulls[i].entity] = true;
			return true;
		}
	return false;
}

static int
choose_entities(struct settings *settings, const struct config_source *config,
    struct refusal *why)
{
	struct pipe_request *request = &settings->request;
	char words[sizeof(config->pull)], *rest = words, *word;

	(void)str_copy(words, sizeof(words), config->pull);
	for (word = strsep(&rest, " ,"); word != NULL;
	     word = strsep(&rest, " ,"))
		if (word[0] != '\0' && !pull_one(request, config->type, word))
			return refuse_value(why, REASON_BAD_CHOICE, word,
			    "pull", pull_words(config->type));
	if (config->pull[0] == '\0')
		(void)pull_one(request, config->type,
		    config->type == CONFIG_XERO ? "payroll" : "employees");
	if (config->type == CONFIG_XERO && config->contact_groups[0] != '\0')
		request->entities[PIPE_CONTACT] = true;
	if (request->entities[PIPE_CONTACT] &&
	    config->contact_groups[0] == '\0')
		return refuse(why, REASON_BAD_VALUE, "", "contact_groups");
	return FIELD_OK;
}

static int
choose_groups(struct settings *settings, const struct config_source *config,
    struct refusal *why)
{
	struct pipe_request *request = &settings->request;
	char *rest = settings->groups, *word;

	(void)str_copy(
	    settings->groups, sizeof(settings->groups), config->contact_groups);
	for (word = strsep(&rest, ","); word != NULL;
	     word = strsep(&rest, ",")) {
		const char *name = str_trim(word);

		if (name[0] == '\0')
			continue;
		if (request->contact_group_count == PIPE_GROUPS_MAX)
			return refuse(
			    why, REASON_BAD_VALUE, name, "contact_groups");
		request->contact_groups[request->contact_group_count++] = name;
	}
	return FIELD_OK;
}

int
settings_init(struct settings *ret_settings, const struct config_source *config,
    struct refusal *why)
{
	int rc;

	*ret_settings = (struct settings){ .client_secret = SECRET_INIT };
	ret_settings->request = (struct pipe_request){
		.provider = config->type == CONFIG_XERO ? PIPE_XERO :
							  PIPE_QUICKBOOKS,
		.api_url = or_null(config->api_url),
		.token_url = or_null(config->token_url),
		.revoke_url = or_null(config->revoke_url),
		.connections_url = or_null(config->connections_url),
		.client_id = config->client_id,
		.custom_connection = config->custom_connection,
		.sandbox = config->sandbox,
		.limits = config->limits,
	};
	if (config->client_id[0] == '\0')
		return refuse(why, REASON_BAD_VALUE, "", "client_id");
	rc = load_secret(config->client_secret_file, "client_secret_file",
	    &ret_settings->client_secret, why);
	ret_settings->request.client_secret = ret_settings->client_secret.bytes;
	if (rc == FIELD_OK)
		rc = load_ca(
		    config->ca_file, "ca_file", &ret_settings->ca, why);
	ret_settings->request.ca = ret_settings->ca;
	if (rc == FIELD_OK)
		rc = choose_entities(ret_settings, config, why);
	if (rc == FIELD_OK)
		rc = choose_groups(ret_settings, config, why);
	return rc;
}

void
settings_release(struct settings *settings)
{
	secret_release(&settings->client_secret);
	free(settings->ca);
	settings->ca = NULL;
	settings->request = (struct pipe_request){ 0 };
}

void
settings_add_state(struct settings *settings, const struct source *source)
{
	struct pipe_request *request = &settings->request;

	request->tenant = or_null(source->realm);
	request->limit_state = (struct pipe_limit){
		.blocked_until_s = source->blocked_until,
		.day_remaining = source->budget_left,
		.day_known_at_s = source->budget_known_at,
		.recent_calls = source->recent_calls,
		.recent_at_s = source->recent_at,
	};
}
