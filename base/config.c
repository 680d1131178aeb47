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
	struct config_problem
	    *problem;        /* the first, a terminal's before others */
	config_visit *visit; /* NULL: nobody wants them all */
	void *visit_context;
	bool goes_on;            /* after a problem, and rc stays FIELD_OK */
	bool in_others;          /* this section is none of a sign-in's */
	bool skips_section;      /* its header was no good */
	bool terminal_is_bad;    /* a problem that a sign-in must know of */
	bool name_is_given;      /* [terminal] name */
	bool wants_key, has_key; /* the line is no comment; it was a key */
	int section_line, bad_section_line;
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
	struct config_problem problem = { .line = loading->line };

	/* format is a literal of this file with at most two %s */
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

	loading->has_key = true;
	if (loading->rc < 0 || loading->skips_section)
		return 0;
	if (strncmp(section_name, "source ", 7) == 0)
		return take_source_key(loading, section_name + 7, name, value);
	for (size_t i = 0; i < CONFIG_SECTION_SOURCE; i++)
		if (strcmp(section_name, config_sections[i].name) == 0) {
			if (i == 0 && strcmp(name, "name") == 0)
				loading->name_is_given = true;
			return take_key(loading, &config_sections[i],
			    &loading->config, &loading->seen[i], name, value);
		}
	if (loading->bad_section_line == loading->section_line &&
	    loading->section_line != 0)
		return 0; /* that has been said */
	loading->bad_section_line = loading->section_line;
	return complain(loading, "unknown section [%s]%s", section_name, "");
}

/* inih tells of the first line that it cannot read, this of each. */
static void
end_line(struct loading *loading)
{
	if (loading->wants_key && !loading->has_key && loading->rc == FIELD_OK)
		(void)complain(loading,
		    "neither 'key = value' nor a [section]%s%s", "", "");
	loading->wants_key = false;
	loading->has_key = false;
}

/* START is a section's header, or meant to be one.  The keys below one that is
 * no good belong to no section, not to the one before. */
static void
begin_section(struct loading *loading, const char *start)
{
	const size_t len = strcspn(start, "]\n");

	loading->section_line = loading->line;
	loading->in_others = strncmp(start, "[mail]", 6) == 0 ||
	    strncmp(start, "[source ", 8) == 0;
	loading->skips_section = start[len] != ']' || len - 1 > SECTION_MAX_LEN;
	if (start[len] != ']')
		(void)complain(loading,
		    "neither 'key = value' nor a [section]%s%s", "", "");
	else if (loading->skips_section)
		(void)complain(loading,
		    "the section's name is longer than 49 bytes%s%s", "", "");
}

/* What inih will make of the LEN bytes at LINE; false: it must not see them. */
static bool
begin_line(struct loading *loading, const char *line, size_t len)
{
	const char *start = line;

	if (loading->line == 1 && strncmp(start, "\xef\xbb\xbf", 3) == 0)
		start += 3;
	start += strspn(start, " \t\r\v\f");
	if (*start == '[')
		begin_section(loading, start);
	if (len > LINE_MAX_LEN)
		(void)complain(
		    loading, "the line is longer than 198 bytes%s%s", "", "");
	loading->wants_key = len <= LINE_MAX_LEN && *start != '\0' &&
	    strchr("[;#\n", *start) == NULL;
	return len <= LINE_MAX_LEN &&
	    !(*start == '[' && loading->skips_section);
}

/* inih's reader: hand out one line of the text after another, and count. */
static char *
next_line(char *line, int size, void *stream)
{
	struct loading *loading = stream;
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
	loading->in_others = true;
	for (size_t i = 0; i < config->source_count; i++)
		if (loading->rc == FIELD_OK)
			check_source(loading, i);
	loading->in_others = false;
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
	loading->section_line = loading->bad_section_line = 0;
	loading->skips_section = false;
	memset(loading->seen, 0, sizeof(loading->seen));
	if (loading->source_seen != NULL)
		memset(loading->source_seen, 0,
		    loading->config.source_count *
			sizeof(*loading->source_seen));
	rc = ini_parse_stream(next_line, loading, handle, loading);
	if (rc == 0 || loading->rc < 0 || loading->problem->why[0] != '\0')
		return;
	/* whatever inih knows that end_line() does not */
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
	loading->in_others = false;
	rc = file_read(path, CONFIG_MAX_LEN, &text, &len);
	if (rc == FIELD_EINVAL)
		(void)complain(loading,
		    "it is no regular file or larger than 1 MiB%s%s", "", "");
	else if (rc == FIELD_OK && strlen(text) != len)
		(void)complain(
		    loading, "the file holds a NUL byte%s%s", "", "");
	else if (rc == FIELD_OK)
		parse_text(loading, text);
	else if (rc != FIELD_ENOTFOUND &&
	    (rc == FIELD_ENOMEM || !loading->goes_on))
		loading->rc = rc;
	else if (rc != FIELD_ENOTFOUND)
		(void)complain(loading, "it cannot be read%s%s", "", "");
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
	loading->in_others = false;
	if (count < 0 && errno != ENOENT && loading->goes_on)
		(void)complain(
		    loading, "conf.d beside it cannot be read%s%s", "", "");
	else if (count < 0 && errno != ENOENT)
		loading->rc = FIELD_EIO;
	if (count < 0)
		return;
	for (int i = 0; i < count; i++) {
		if (loading->rc == FIELD_OK &&
		    str_format(file, sizeof(file), "%s/%s", folder,
			entries[i]->d_name))
			load_file(loading, file);
		free(entries[i]);
	}
	free(entries);
}

static void
load(struct loading *loading, const char *path, bool with_drop_ins)
{
	*loading->problem = (struct config_problem){ 0 };
	loading->config = defaults;
	load_file(loading, path);
	if (loading->rc == FIELD_OK && with_drop_ins)
		load_drop_ins(loading, path);
	loading->file = path;
	if (loading->rc == FIELD_OK)
		check_whole(loading);
}

static void
release(struct loading *loading)
{
	config_release(&loading->config);
	free(loading->source_seen);
	free(loading->source_given);
}

int
config_load(const char *path, struct config *ret_config,
    struct config_problem *ret_problem)
{
	struct loading loading = { .problem = ret_problem };

	load(&loading, path, true);
	if (loading.rc == FIELD_OK) {
		*ret_config = loading.config;
		loading.config.sources = NULL; /* transferred */
	}
	release(&loading);
	return loading.rc;
}

int
config_check(const char *path, config_visit *visit, void *context)
{
	struct config_problem first;
	struct loading loading = { .problem = &first,
		.visit = visit,
		.visit_context = context,
		.goes_on = true };

	load(&loading, path, false);
	release(&loading);
	return loading.rc;
}

/* What [mail] and the sources say is none of a sign-in's, good or bad. */
static void
take_terminal(const struct loading *loading, struct config *ret_config)
{
	*ret_config = defaults;
	for (size_t i = 0; i < CONFIG_SECTION_MAIL; i++) {
		const struct config_section *section = &config_sections[i];

		for (size_t k = 0; k < section->key_count; k++)
			memcpy((char *)ret_config + section->keys[k].offset,
			    (const char *)&loading->config +
				section->keys[k].offset,
			    section->keys[k].size);
	}
}

static int
load_kept(const char *kept_path, struct config *ret_config)
{
	struct config_problem problem;
	struct loading loading = { .problem = &problem };
	int rc;

	load(&loading, kept_path, false);
	rc = loading.rc;
	if (rc == FIELD_OK && loading.name_is_given)
		take_terminal(&loading, ret_config);
	else if (rc != FIELD_ENOMEM)
		rc = FIELD_ENOTFOUND;
	release(&loading);
	return rc;
}

/* A file that is empty, cut short, gone, or has its header misspelt. */
static void
say_no_name(struct loading *loading)
{
	*loading->problem = (struct config_problem){ 0 };
	(void)complain(loading, "[terminal] has no 'name'%s%s", "", "");
}

int
config_load_terminal(const char *path, const char *kept_path,
    struct config *ret_config, enum config_reading *ret_reading,
    struct config_problem *ret_problem)
{
	struct loading loading = { .problem = ret_problem, .goes_on = true };
	enum config_reading reading = CONFIG_READ;
	int rc;

	load(&loading, path, true);
	rc = loading.rc;
	if (rc == FIELD_OK &&
	    (loading.terminal_is_bad || !loading.name_is_given)) {
		rc = load_kept(kept_path, ret_config);
		if (rc == FIELD_OK && !loading.terminal_is_bad)
			say_no_name(&loading);
		reading = rc == FIELD_OK ? CONFIG_KEPT : CONFIG_READ;
	}
	if (rc == FIELD_ENOTFOUND)
		rc = loading.terminal_is_bad ? FIELD_EINVAL : FIELD_OK;
	if (rc == FIELD_OK && reading == CONFIG_READ)
		take_terminal(&loading, ret_config);
	if (rc == FIELD_OK)
		*ret_reading = reading;
	release(&loading);
	return rc;
}

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
