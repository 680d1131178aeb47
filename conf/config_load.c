/* Loads the files of a configuration, and the subset needed by a sign-in. */
#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/file.h"
#include "base/str.h"
#include "conf/config_parse.h"

#define CONFIG_MAX_LEN (1024 * 1024)

static void
load_file(struct config_loading *loading, const char *path)
{
	char *text = NULL;
	size_t len;
	int rc;

	loading->file = path;
	loading->line = 0;
	loading->in_others = false;
	rc = file_read(path, CONFIG_MAX_LEN, &text, &len);
	if (rc == FIELD_EINVAL)
		(void)config_complain(loading,
		    "it is not a regular file, or larger than 1 MiB%s%s", "",
		    "");
	else if (rc == FIELD_OK && strlen(text) != len)
		(void)config_complain(
		    loading, "the file holds a NUL byte%s%s", "", "");
	else if (rc == FIELD_OK)
		config_parse(loading, text);
	else if (rc != FIELD_ENOTFOUND &&
	    (rc == FIELD_ENOMEM || !loading->goes_on))
		loading->rc = rc;
	else if (rc != FIELD_ENOTFOUND)
		(void)config_complain(loading, "it cannot be read%s%s", "", "");
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
load_drop_ins(struct config_loading *loading, const char *path)
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
		(void)config_complain(
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
load(struct config_loading *loading, const char *path, bool with_drop_ins)
{
	*loading->problem = (struct config_problem){ 0 };
	loading->config = config_defaults;
	load_file(loading, path);
	if (loading->rc == FIELD_OK && with_drop_ins)
		load_drop_ins(loading, path);
	loading->file = path;
	if (loading->rc == FIELD_OK)
		config_check_whole(loading);
}

static void
release(struct config_loading *loading)
{
	config_release(&loading->config);
	free(loading->source_seen);
	free(loading->source_given);
	free(loading->gateway_seen);
}

int
config_load(const char *path, struct config *ret_config,
    struct config_problem *ret_problem)
{
	struct config_loading loading = { .problem = ret_problem };

	load(&loading, path, true);
	if (loading.rc == FIELD_OK) {
		*ret_config = loading.config;
		/* transferred */
		loading.config.sources = NULL;
		loading.config.text_gateways = NULL;
	}
	release(&loading);
	return loading.rc;
}

int
config_load_text(const char *path, const char *text, struct config *ret_config,
    struct config_problem *ret_problem)
{
	struct config_loading loading = { .problem = ret_problem };

	*ret_problem = (struct config_problem){ 0 };
	loading.config = config_defaults;
	loading.file = path;
	config_parse(&loading, text);
	if (loading.rc == FIELD_OK)
		config_check_whole(&loading);
	if (loading.rc == FIELD_OK) {
		*ret_config = loading.config;
		/* transferred */
		loading.config.sources = NULL;
		loading.config.text_gateways = NULL;
	}
	release(&loading);
	return loading.rc;
}

int
config_check(const char *path, config_visit *visit, void *context)
{
	struct config_problem first;
	struct config_loading loading = { .problem = &first,
		.visit = visit,
		.visit_context = context,
		.goes_on = true };

	load(&loading, path, false);
	release(&loading);
	return loading.rc;
}

/* A sign-in ignores the sources, whether valid or not, and of the sections about
 * mail and texts the invalid lines: it only asks whether a code can be sent. */
static void
take_terminal(struct config_loading *loading, struct config *ret_config)
{
	*ret_config = config_defaults;
	ret_config->text_gateways = loading->config.text_gateways;
	ret_config->text_gateway_count = loading->config.text_gateway_count;
	loading->config.text_gateways = NULL; /* transferred */
	for (size_t i = 0; i <= CONFIG_SECTION_TEXT; i++) {
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
	struct config_loading loading = { .problem = &problem };
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

/* Detects a file that is empty, truncated or missing, or has a misspelt
 * header. */
static void
say_no_name(struct config_loading *loading)
{
	*loading->problem = (struct config_problem){ 0 };
	(void)config_complain(loading, "[terminal] has no 'name'%s%s", "", "");
}

int
config_load_terminal(const char *path, const char *kept_path,
    struct config *ret_config, enum config_reading *ret_reading,
    struct config_problem *ret_problem)
{
	struct config_loading loading = { .problem = ret_problem,
		.goes_on = true };
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
