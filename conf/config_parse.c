#include <ini.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/err.h"
#include "base/str.h"
#include "conf/config_parse.h"

/* inih's INI_MAX_LINE less newline and NUL, and the section buffer of its
 * Debian build: inih silently splits or truncates what is longer. */
#define LINE_MAX_LEN    198
#define SECTION_MAX_LEN 49

int
config_complain(struct config_loading *loading, const char *format,
    const char *a, const char *b)
{
	struct config_problem problem = { .line = loading->line };

	/* format is a literal of conf/config_*.c with at most two %s */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
	(void)snprintf(problem.why, sizeof(problem.why), format, a, b);
#pragma GCC diagnostic pop
	(void)str_copy(problem.file, sizeof(problem.file), loading->file);
	if (loading->problem->why[0] == '\0' ||
	    (!loading->in_others && !loading->terminal_is_bad))
		*loading->problem = problem;
	if (loading->visit != NULL)
		loading->visit(&problem, loading->visit_context);
	if (!loading->in_others)
		loading->terminal_is_bad = true;
	if (!loading->goes_on)
		loading->rc = FIELD_EINVAL;
	return 0; /* makes inih treat this line as an error */
}

static bool
add_mask(uint32_t **masks, size_t count)
{
	return array_add(masks, &count, sizeof(**masks)) != NULL;
}

/* The source called NAME, created if it is new; NULL when out of memory. */
static struct config_source *
add_source(struct config_loading *loading, const char *name)
{
	struct config *config = &loading->config;
	const size_t count = config->source_count;
	struct config_source *source;

	for (size_t i = 0; i < count; i++)
		if (strcmp(config->sources[i].name, name) == 0)
			return &config->sources[i];
	if (!add_mask(&loading->source_seen, count) ||
	    !add_mask(&loading->source_given, count))
		return NULL;
	source = array_add(
	    &config->sources, &config->source_count, sizeof(*source));
	if (source == NULL)
		return NULL;
	source->limits = true;
	(void)str_copy(source->name, sizeof(source->name), name);
	return source;
}

static struct config_text_gateway *
add_gateway(struct config_loading *loading, const char *name)
{
	struct config *config = &loading->config;
	struct config_text_gateway *gateway;

	for (size_t i = 0; i < config->text_gateway_count; i++)
		if (str_equals_nocase(config->text_gateways[i].name, name))
			return &config->text_gateways[i];
	if (!add_mask(&loading->gateway_seen, config->text_gateway_count))
		return NULL;
	gateway = array_add(&config->text_gateways, &config->text_gateway_count,
	    sizeof(*gateway));
	if (gateway != NULL)
		(void)str_copy(gateway->name, sizeof(gateway->name), name);
	return gateway;
}

static int
take_key(struct config_loading *loading, const struct config_section *section,
    void *owner, uint32_t *seen, const char *name, const char *value)
{
	for (size_t i = 0; i < section->key_count; i++) {
		if (strcmp(section->keys[i].name, name) != 0)
			continue;
		if (*seen & (UINT32_C(1) << i))
			return config_complain(
			    loading, "'%s' is given twice", name, "");
		*seen |= UINT32_C(1) << i;
		if (!config_key_set(&section->keys[i], owner, value))
			return config_complain(loading, "'%s' must be %s", name,
			    config_key_expected(&section->keys[i]));
		return 1;
	}
	return config_complain(
	    loading, "unknown key '%s' in [%s]", name, section->name);
}

static int
take_source_key(struct config_loading *loading, const char *source_name,
    const char *name, const char *value)
{
	struct config_source *source;
	size_t i;
	int taken;

	if (!config_is_name(source_name))
		return config_complain(loading,
		    "a source needs a name of a-z, 0-9, "
		    "'-', '_' and '.': [source NAME]%s%s",
		    "", "");
	source = add_source(loading, source_name);
	if (source == NULL) {
		loading->rc = FIELD_ENOMEM;
		return 0;
	}
	i = (size_t)(source - loading->config.sources);
	taken = take_key(loading, &config_sections[CONFIG_SECTION_SOURCE],
	    source, &loading->source_seen[i], name, value);
	loading->source_given[i] |= loading->source_seen[i];
	return taken;
}

/* A mobile provider's name is free text. */
static int
take_gateway_key(struct config_loading *loading, const char *gateway_name,
    const char *name, const char *value)
{
	struct config_text_gateway *gateway;

	if (!str_is_printable(gateway_name))
		return config_complain(loading,
		    "the name of a text gateway has control characters%s%s", "",
		    "");
	gateway = add_gateway(loading, gateway_name);
	if (gateway == NULL) {
		loading->rc = FIELD_ENOMEM;
		return 0;
	}
	return take_key(loading, &config_sections[CONFIG_SECTION_GATEWAY],
	    gateway,
	    &loading->gateway_seen[gateway - loading->config.text_gateways],
	    name, value);
}

static int
handle(void *context, const char *section_name, const char *name,
    const char *value)
{
	struct config_loading *loading = context;

	loading->has_key = true;
	if (loading->rc < 0 || loading->skips_section)
		return 0;
	if (strncmp(section_name, "source ", 7) == 0)
		return take_source_key(loading, section_name + 7, name, value);
	if (strncmp(section_name, "text_gateway ", 13) == 0)
		return take_gateway_key(
		    loading, section_name + 13, name, value);
	for (size_t i = 0; i < CONFIG_SECTION_NAMED; i++)
		if (strcmp(section_name, config_sections[i].name) == 0) {
			if (i == 0 && strcmp(name, "name") == 0)
				loading->name_is_given = true;
			return take_key(loading, &config_sections[i],
			    &loading->config, &loading->seen[i], name, value);
		}
	if (loading->bad_section_line == loading->section_line &&
	    loading->section_line != 0)
		return 0; /* already reported */
	loading->bad_section_line = loading->section_line;
	return config_complain(
	    loading, "unknown section [%s]%s", section_name, "");
}

/* inih reports only the first line that it cannot read; this reports each. */
static void
end_line(struct config_loading *loading)
{
	if (loading->wants_key && !loading->has_key && loading->rc == FIELD_OK)
		(void)config_complain(loading,
		    "neither 'key = value' nor a [section]%s%s", "", "");
	loading->wants_key = false;
	loading->has_key = false;
}

/* START is a section header, or a malformed one.  Keys below a malformed header
 * belong to no section, not to the previous one. */
static void
begin_section(struct config_loading *loading, const char *start)
{
	const size_t len = strcspn(start, "]\n");

	loading->section_line = loading->line;
	loading->in_others = strncmp(start, "[mail]", 6) == 0 ||
	    strncmp(start, "[text]", 6) == 0 ||
	    strncmp(start, "[text_gateway ", 14) == 0 ||
	    strncmp(start, "[source ", 8) == 0;
	loading->skips_section = start[len] != ']' || len - 1 > SECTION_MAX_LEN;
	if (start[len] != ']')
		(void)config_complain(loading,
		    "neither 'key = value' nor a [section]%s%s", "", "");
	else if (loading->skips_section)
		(void)config_complain(loading,
		    "the section's name is longer than 49 bytes%s%s", "", "");
}

/* How inih will interpret the LEN bytes at LINE; false: it must not see
 * them. */
static bool
begin_line(struct config_loading *loading, const char *line, size_t len)
{
	const char *start = line;

	if (loading->line == 1 && strncmp(start, "\xef\xbb\xbf", 3) == 0)
		start += 3;
	start += strspn(start, " \t\r\v\f");
	if (*start == '[')
		begin_section(loading, start);
	if (len > LINE_MAX_LEN)
		(void)config_complain(
		    loading, "the line is longer than 198 bytes%s%s", "", "");
	loading->wants_key = len <= LINE_MAX_LEN && *start != '\0' &&
	    strchr("[;#\n", *start) == NULL;
	return len <= LINE_MAX_LEN &&
	    !(*start == '[' && loading->skips_section);
}

/* Reader for inih: returns one line of the text at a time, and counts lines. */
static char *
next_line(char *line, int size, void *stream)
{
	struct config_loading *loading = stream;
	const char *start = loading->line_start;
	size_t len = strcspn(start, "\n");

	end_line(loading);
	if (*start == '\0' || loading->rc < 0)
		return NULL;
	loading->line++;
	loading->line_start = start + len + (start[len] == '\n');
	if (!begin_line(loading, start, len))
		len = 0;
	if (loading->rc < 0 || (int)len + 2 > size)
		return NULL;
	memcpy(line, start, len);
	memcpy(line + len, "\n", 2);
	return line;
}

static void
check_source(struct config_loading *loading, size_t i)
{
	const struct config_source *source = &loading->config.sources[i];

	/* bit 0 is 'type', bit 1 is 'org': the order of source_keys */
	if ((loading->source_given[i] & 3) == 3)
		return;
	(void)config_complain(loading, "[source %s] needs '%s'", source->name,
	    (loading->source_given[i] & 1) ? "org" : "type");
}

/* Neither a password nor mail leaves the machine without TLS. */
static void
check_mail(struct config_loading *loading)
{
	const struct config *config = &loading->config;

	if (config->mail_smtp_url[0] == '\0')
		return;
	if (!config_mail_needs_tls(config) && !config_mail_is_local(config))
		(void)config_complain(loading,
		    "[mail] %s is for a server on a loopback address "
		    "only%s",
		    "starttls = opportunistic", "");
	else if (!config_mail_needs_tls(config) &&
	    config->mail_username[0] != '\0' &&
	    strncmp(config->mail_smtp_url, "smtps://", 8) != 0)
		(void)config_complain(loading, "[mail] '%s' needs '%s'",
		    "username", "starttls = required");
	if (loading->rc == FIELD_OK && config->mail_from[0] == '\0')
		(void)config_complain(
		    loading, "[mail] needs '%s'%s", "from", "");
}

static void
check_text(struct config_loading *loading)
{
	const struct config *config = &loading->config;

	if (config->text_url[0] != '\0' &&
	    strstr(config->text_url, "{text}") == NULL &&
	    strstr(config->text_body, "{text}") == NULL)
		(void)config_complain(loading,
		    "[text] needs %s in 'url' or 'body'%s", "{text}", "");
}

static bool
is_home_template(const char *text)
{
	const char *percent = strchr(text, '%');

	return percent != NULL && percent[1] == 's' &&
	    strchr(percent + 1, '%') == NULL;
}

void
config_check_whole(struct config_loading *loading)
{
	const struct config *config = &loading->config;

	loading->line = 0;
	loading->in_others = true;
	for (size_t i = 0; i < config->source_count; i++)
		if (loading->rc == FIELD_OK)
			check_source(loading, i);
	if (loading->rc == FIELD_OK)
		check_mail(loading);
	if (loading->rc == FIELD_OK)
		check_text(loading);
	loading->in_others = false;
	if (loading->rc == FIELD_OK && !is_home_template(config->home_template))
		(void)config_complain(loading, "'%s' must hold %s", "home",
		    "one %s, for the login name");
	if (loading->rc == FIELD_OK &&
	    (config->uid_min > config->uid_max ||
		config->gid_min > config->gid_max))
		(void)config_complain(
		    loading, "an id range in [ids] is empty%s%s", "", "");
}

void
config_parse(struct config_loading *loading, const char *text)
{
	int rc;

	loading->line_start = text;
	loading->section_line = loading->bad_section_line = 0;
	loading->skips_section = false;
	memset(loading->seen, 0, sizeof(loading->seen));
	if (loading->source_seen != NULL)
		memset(loading->source_seen, 0,
		    loading->config.source_count *
			sizeof(*loading->source_seen));
	if (loading->gateway_seen != NULL)
		memset(loading->gateway_seen, 0,
		    loading->config.text_gateway_count *
			sizeof(*loading->gateway_seen));
	rc = ini_parse_stream(next_line, loading, handle, loading);
	if (rc == 0 || loading->rc < 0 || loading->problem->why[0] != '\0')
		return;
	/* errors found by inih but not by end_line() */
	loading->line = rc > 0 ? rc : 0;
	(void)config_complain(
	    loading, "neither 'key = value' nor a [section]%s%s", "", "");
}
