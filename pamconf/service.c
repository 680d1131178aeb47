/*
 * Follows libpam/pam_handlers.c.  Files that libpam would read in part are
 * rejected as a whole, because callers need to know every rule of the stack.
 */
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/array.h"
#include "base/err.h"
#include "base/file.h"
#include "base/str.h"
#include "pamconf/service.h"

#define PATH_SIZE 512
#define OTHER     "other"

bool
pamconf_is_service(const char *name)
{
	size_t len = strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-_.@+");

	return len > 0 && len < 128 && name[len] == '\0' && name[0] != '.';
}

/* --- files ------------------------------------------------------------------ */

/* Symbolic links are followed, as in libpam: the folder belongs to root. */
static int
read_file(const char *path, char **ret_text)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	char *text = NULL;
	struct stat st;
	size_t len = 0;
	int rc;

	if (fd < 0)
		return file_error();
	rc = fstat(fd, &st) == 0 ? FIELD_OK : FIELD_EIO;
	if (rc == FIELD_OK &&
	    (!S_ISREG(st.st_mode) || st.st_size > PAMCONF_FILE_MAX))
		rc = FIELD_EINVAL;
	if (rc == FIELD_OK) {
		text = malloc(PAMCONF_FILE_MAX + 1);
		rc = text != NULL ? FIELD_OK : FIELD_ENOMEM;
	}
	if (rc == FIELD_OK)
		rc = file_read_full(fd, text, PAMCONF_FILE_MAX, &len);
	(void)close(fd);
	if (rc == FIELD_OK) {
		text[len] = '\0';
		if (strlen(text) != len)
			rc = FIELD_EINVAL;
	}
	if (rc != FIELD_OK) {
		free(text);
		return rc;
	}
	*ret_text = text; /* transferred */
	return FIELD_OK;
}

/* Open NAME as a service file, or as a path. */
static int
read_named(const char *root, const char *name, char **ret_text)
{
	static const char *const folders[] = { "/etc/pam.d/",
		"/usr/lib/pam.d/" };
	char path[PATH_SIZE];
	int rc = FIELD_ENOTFOUND;

	if (name[0] == '/')
		return str_format(path, sizeof(path), "%s%s", root, name) ?
		    read_file(path, ret_text) :
		    FIELD_EINVAL;
	for (size_t i = 0;
	     i < sizeof(folders) / sizeof(folders[0]) && rc == FIELD_ENOTFOUND;
	     i++)
		rc = str_format(
			 path, sizeof(path), "%s%s%s", root, folders[i], name) ?
		    read_file(path, ret_text) :
		    FIELD_EINVAL;
	return rc;
}

/* --- stacks ------------------------------------------------------------------ */

/* State of one reading: the types wanted, and the depth. */
struct reading {
	const char *root;
	struct pamconf_service *service;
	bool wanted[PAMCONF_TYPE_COUNT];
	int depth;
};

static int read_stack(const struct reading *reading, const char *name);

static int
add_rule(struct pamconf_service *service, const struct pamconf_rule *rule)
{
	struct pamconf_rule *added = array_add(
	    &service->rules, &service->count, sizeof(*added));

	if (added == NULL)
		return FIELD_ENOMEM;
	*added = *rule;
	return FIELD_OK;
}

/* All rules of the file, or those of RULE's type. */
static int
follow(const struct reading *reading, const struct pamconf_rule *rule)
{
	struct reading inner = *reading;
	int rc;

	inner.depth++;
	if (rule->kind != PAMCONF_INCLUDE_ALL)
		for (size_t i = 0; i < PAMCONF_TYPE_COUNT; i++)
			inner.wanted[i] = reading->wanted[i] && i == rule->type;
	rc = read_stack(&inner, rule->name);
	return rc == FIELD_ENOTFOUND ? FIELD_EINVAL : rc;
}

static int
take_rule(const struct reading *reading, const struct pamconf_rule *rule)
{
	if (rule->kind == PAMCONF_INCLUDE_ALL)
		return follow(reading, rule);
	if (!reading->wanted[rule->type])
		return FIELD_OK;
	return rule->kind == PAMCONF_MODULE ? add_rule(reading->service, rule) :
					      follow(reading, rule);
}

static int
take_text(const struct reading *reading, const char *file, const char *text)
{
	char line[PAMCONF_LINE_SIZE];
	struct pamconf_rule rule;
	int rc = FIELD_OK;

	while (*text != '\0' && rc == FIELD_OK) {
		size_t len;

		rc = pamconf_line(text, line, &len);
		text += len;
		if (rc != FIELD_OK || line[0] == '\0')
			continue;
		rc = pamconf_rule_parse(line, &rule);
		if (rc != FIELD_OK)
			continue;
		(void)str_copy(rule.file, sizeof(rule.file), file);
		rc = take_rule(reading, &rule);
	}
	return rc;
}

static int
read_stack(const struct reading *reading, const char *name)
{
	char *text = NULL;
	int rc;

	if (reading->depth >= PAMCONF_DEPTH_MAX ||
	    reading->service->files++ >= PAMCONF_FILES_MAX)
		return FIELD_EINVAL;
	rc = read_named(reading->root, name, &text);
	if (rc == FIELD_OK)
		rc = take_text(reading, name, text);
	free(text);
	return rc;
}

static bool
has_type(const struct pamconf_service *service, enum pamconf_type type)
{
	for (size_t i = 0; i < service->count; i++)
		if (service->rules[i].type == type)
			return true;
	return false;
}

int
pamconf_service_read(
    const char *root, const char *service, struct pamconf_service *ret_service)
{
	struct reading reading = {
		.root = root,
		.service = ret_service,
		.wanted = { true, true, true, true },
	};
	char name[128];
	int rc, other;

	*ret_service = (struct pamconf_service)PAMCONF_SERVICE_INIT;
	if (!str_copy(name, sizeof(name), service))
		return FIELD_EINVAL;
	/* pam_start(3) does the same */
	for (char *at = name; *at != '\0'; at++)
		*at = (char)tolower((unsigned char)*at);
	if (!pamconf_is_service(name))
		return FIELD_EINVAL;
	rc = read_stack(&reading, name);
	if (rc != FIELD_OK && rc != FIELD_ENOTFOUND)
		return rc;
	for (size_t i = 0; i < PAMCONF_TYPE_COUNT; i++)
		reading.wanted[i] = !has_type(
		    ret_service, (enum pamconf_type)i);
	other = read_stack(&reading, OTHER);
	/* libpam works without `other` if the service exists */
	return other == FIELD_ENOTFOUND && rc == FIELD_OK ? FIELD_OK : other;
}

void
pamconf_service_release(struct pamconf_service *service)
{
	free(service->rules);
	*service = (struct pamconf_service)PAMCONF_SERVICE_INIT;
}

bool
pamconf_service_has(const struct pamconf_service *service,
    enum pamconf_type type, const char *module)
{
	for (size_t i = 0; i < service->count; i++)
		if (service->rules[i].type == type &&
		    strcmp(service->rules[i].name, module) == 0)
			return true;
	return false;
}
