#include <dirent.h>
#include <errno.h>
#include <ini.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/config.h"
#include "base/config_key.h"
#include "base/err.h"
#include "base/file.h"
#include "base/str.h"

/* inih's INI_MAX_LINE less newline and NUL, and the section buffer of its
 * Debian build: what is longer is split or cut there without a word. */
#define LINE_MAX_LEN    198
#define SECTION_MAX_LEN 49
#define CONFIG_MAX_LEN  (1024 * 1024)

/* Keys of a section as bits: seen in this file, and given in any. */
struct loading {
	struct config config;
	struct config_problem *problem;
	const char *file;
	const char *line_start; /* of the text being parsed, for line numbers */
	uint32_t seen[CONFIG_SECTION_COUNT];
	uint32_t *source_seen, *source_given;
	int line;
	int rc;
};

static int
complain(
    struct loading *loading, const char *format, const char *a, const char *b)
{
	/* format is a literal of this file with at most two %s */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
	(void)snprintf(
	    loading->problem->why, sizeof(loading->problem->why), format, a, b);
#pragma GCC diagnostic pop
	(void)str_copy(loading->problem->file, sizeof(loading->problem->file),
	    loading->file);
	loading->problem->line = loading->line;
	loading->rc = FIELD_EINVAL;
	return 0; /* inih: stop counting this line as good */
}

static bool
add_mask(uint32_t **masks, size_t count)
{
	uint32_t *grown = reallocarray(*masks, count + 1, sizeof(*grown));

	if (grown == NULL)
		return false;
	grown[count] = 0;
	*masks = grown;
	return true;
}

/* The source called NAME, made if it is new; NULL when out of memory. */
static struct config_source *
add_source(struct loading *loading, const char *name)
{
	struct config *config = &loading->config;
	size_t count = config->source_count;
	struct config_source *sources;

	for (size_t i = 0; i < count; i++)
		if (strcmp(config->sources[i].name, name) == 0)
			return &config->sources[i];
	sources = reallocarray(config->sources, count + 1, sizeof(*sources));
	if (sources == NULL)
		return NULL;
	config->sources = sources;
	if (!add_mask(&loading->source_seen, count) ||
	    !add_mask(&loading->source_given, count))
		return NULL;
	sources[count] = (struct config_source){ .limits = true };
	(void)str_copy(sources[count].name, sizeof(sources[count].name), name);
	config->source_count = count + 1;
	return &sources[count];
}

static int
take_key(struct loading *loading, const struct config_section *section,
    void *owner, uint32_t *seen, const char *name, const char *value)
{
	for (size_t i = 0; i < section->key_count; i++) {
		if (strcmp(section->keys[i].name, name) != 0)
			continue;
		if (*seen & (UINT32_C(1) << i))
			return complain(
			    loading, "'%s' is given twice", name, "");
		*seen |= UINT32_C(1) << i;
		if (!config_key_set(&section->keys[i], owner, value))
			return complain(loading, "'%s' must be %s", name,
			    config_key_expected(&section->keys[i]));
		return 1;
	}
	return complain(
	    loading, "unknown key '%s' in [%s]", name, section->name);
}

static int
take_source_key(struct loading *loading, const char *source_name,
    const char *name, const char *value)
{
	struct config_source *source;
	size_t i;
	int taken;

	if (!config_is_name(source_name))
		return complain(loading,
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

static int
handle(void *context, const char *section_name, const char *name,
    const char *value)
{
	struct loading *loading = context;

	if (loading->rc < 0)
		return 0;
	if (strncmp(section_name, "source ", 7) == 0)
		return take_source_key(loading, section_name + 7, name, value);
	for (size_t i = 0; i < CONFIG_SECTION_SOURCE; i++)
		if (strcmp(section_name, config_sections[i].name) == 0)
			return take_key(loading, &config_sections[i],
			    &loading->config, &loading->seen[i], name, value);
	return complain(loading, "unknown section [%s]%s", section_name, "");
}

/* inih's reader: hand out one line of the text after another, and count. */
static char *
next_line(char *line, int size, void *stream)
{
	struct loading *loading = stream;
	const char *start = loading->line_start;
	size_t len = strcspn(start, "\n");

	if (*start == '\0' || loading->rc < 0)
		return NULL;
	loading->line++;
	if (len > LINE_MAX_LEN || (int)len + 2 > size) {
		(void)complain(
		    loading, "the line is longer than 198 bytes%s%s", "", "");
		return NULL;
	}
	if (start[0] == '[' && strcspn(start, "]\n") - 1 > SECTION_MAX_LEN) {
		(void)complain(loading,
		    "the section's name is longer than 49 bytes%s%s", "", "");
		return NULL;
	}
	memcpy(line, start, len);
	memcpy(line + len, "\n", 2);
	loading->line_start = start + len + (start[len] == '\n');
	return line;
}

static void
check_source(struct loading *loading, size_t i)
{
	const struct config_source *source = &loading->config.sources[i];

	/* bit 0 is 'type', bit 1 is 'org': the order of source_keys */
	if ((loading->source_given[i] & 3) == 3)
		return;
	(void)complain(loading, "[source %s] needs '%s'", source->name,
	    (loading->source_given[i] & 1) ? "org" : "type");
}

static const struct config defaults = {
	.email_sign_in = true,
	.enumerate = true,
	.members = true,
	.home_template = "/home/%s",
	.shell = "/bin/bash",
	.uid_min = 70000,
	.uid_max = 99999,
	.gid_min = 65600,
	.gid_max = 69999,
};

static bool
is_home_template(const char *text)
{
	const char *percent = strchr(text, '%');

	return percent != NULL && percent[1] == 's' &&
	    strchr(percent + 1, '%') == NULL;
}

static void
check_whole(struct loading *loading)
{
	const struct config *config = &loading->config;

	loading->line = 0;
	for (size_t i = 0; i < config->source_count; i++)
		if (loading->rc == FIELD_OK)
			check_source(loading, i);
	if (loading->rc == FIELD_OK && !is_home_template(config->home_template))
		(void)complain(loading, "'%s' must hold %s", "home",
		    "one %s, for the login name");
	if (loading->rc == FIELD_OK &&
	    (config->uid_min > config->uid_max ||
		config->gid_min > config->gid_max))
		(void)complain(
		    loading, "an id range in [ids] is empty%s%s", "", "");
}

static void
parse_text(struct loading *loading, const char *text)
{
	int rc;

	loading->line_start = text;
	memset(loading->seen, 0, sizeof(loading->seen));
	if (loading->source_seen != NULL)
		memset(loading->source_seen, 0,
		    loading->config.source_count *
			sizeof(*loading->source_seen));
	rc = ini_parse_stream(next_line, loading, handle, loading);
	if (rc == 0 || loading->rc < 0)
		return;
	loading->line = rc > 0 ? rc : 0;
	(void)complain(
	    loading, "neither 'key = value' nor a [section]%s%s", "", "");
}

static void
load_file(struct loading *loading, const char *path)
{
	char *text = NULL;
	size_t len;
	int rc;

	loading->file = path;
	loading->line = 0;
	rc = file_read(path, CONFIG_MAX_LEN, &text, &len);
	if (rc == FIELD_EINVAL)
		(void)complain(loading,
		    "it is no regular file or larger than 1 MiB%s%s", "", "");
	else if (rc == FIELD_OK && strlen(text) != len)
		(void)complain(
		    loading, "the file holds a NUL byte%s%s", "", "");
	else if (rc == FIELD_OK)
		parse_text(loading, text);
	else if (rc != FIELD_ENOTFOUND)
		loading->rc = rc;
	free(text);
}

static int
is_drop_in(const struct dirent *entry)
{
	size_t len = strlen(entry->d_name);

	return entry->d_name[0] != '.' && len > 5 &&
	    strcmp(entry->d_name + len - 5, ".conf") == 0;
}

static void
load_drop_ins(struct loading *loading, const char *path)
{
	char folder[PATH_MAX], file[PATH_MAX];
	const char *slash = strrchr(path, '/');
	struct dirent **entries;
	int count;

	if (slash == NULL ||
	    !str_format(folder, sizeof(folder), "%.*s/conf.d",
		(int)(slash - path), path))
		return;
	count = scandir(folder, &entries, is_drop_in, alphasort);
	if (count < 0) {
		if (errno != ENOENT)
			loading->rc = FIELD_EIO;
		return;
	}
	for (int i = 0; i < count; i++) {
		if (loading->rc == FIELD_OK &&
		    str_format(file, sizeof(file), "%s/%s", folder,
			entries[i]->d_name))
			load_file(loading, file);
		free(entries[i]);
	}
	free(entries);
}

int
config_load(const char *path, struct config *ret_config,
    struct config_problem *ret_problem)
{
	struct loading loading = { .config = defaults, .problem = ret_problem };

	*ret_problem = (struct config_problem){ 0 };
	load_file(&loading, path);
	if (loading.rc == FIELD_OK)
		load_drop_ins(&loading, path);
	loading.file = path;
	if (loading.rc == FIELD_OK)
		check_whole(&loading);
	if (loading.rc == FIELD_OK) {
		*ret_config = loading.config;
		loading.config.sources = NULL; /* transferred */
	}
	config_release(&loading.config);
	free(loading.source_seen);
	free(loading.source_given);
	return loading.rc;
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
