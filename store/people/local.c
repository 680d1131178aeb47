/* Reads the machine's own users and groups.  A file that could not be read
 * completely must never look like one without entries. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/array.h"
#include "base/err.h"
#include "base/str.h"
#include "snapshot/local_gid.h"
#include "store/people/local.h"
#include "store/people/local_word.h"

struct entry {
	char *name;
	uint32_t id;
	uint32_t line;
};

/* One of the two files, as it was when STATUS was taken; sorted by name, with
 * the ids also sorted separately. */
struct file {
	const char *path;
	bool loaded;
	struct stat status;
	struct entry *entries;
	uint32_t *ids;
	size_t count;
};

static struct file users = { .path = "/etc/passwd" };
static struct file groups = { .path = "/etc/group" };
static bool frozen;

static void
file_forget(struct file *file)
{
	for (size_t i = 0; i < file->count; i++)
		free(file->entries[i].name);
	free(file->entries);
	free(file->ids);
	file->entries = NULL;
	file->ids = NULL;
	file->count = 0;
	file->loaded = false;
}

/* Of several lines with one name the first is used, as getgrnam(3) does. */
static int
compare_entries(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;
	int order = strcmp(x->name, y->name);

	return order != 0 ? order : x->line < y->line ? -1 : x->line > y->line;
}

static int
compare_ids(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return x < y ? -1 : x > y;
}

static int
file_add(struct file *file, const char *name, uint32_t id)
{
	int rc = array_room(
	    &file->entries, file->count, sizeof(*file->entries));

	if (rc < 0)
		return rc;
	file->entries[file->count].name = str_dup(name);
	if (file->entries[file->count].name == NULL)
		return FIELD_ENOMEM;
	file->entries[file->count].id = id;
	file->entries[file->count].line = (uint32_t)file->count;
	file->count++;
	return FIELD_OK;
}

/* "name:password:id:..." of passwd(5) and group(5).  Invalid lines, comments
 * and NIS "+" entries are not users. */
static bool
parse_line(char *line, const char **ret_name, uint32_t *ret_id)
{
	char *rest = line, *name, *id;
	int64_t value;

	line[strcspn(line, "\n")] = '\0';
	name = strsep(&rest, ":");
	(void)strsep(&rest, ":");
	id = strsep(&rest, ":");
	if (id == NULL || name[0] == '\0' || strchr("#+-", name[0]) != NULL)
		return false;
	if (str_parse_int(id, 0, UINT32_MAX, &value) != FIELD_OK)
		return false;
	*ret_name = name;
	*ret_id = (uint32_t)value;
	return true;
}

static int
file_parse(struct file *file, FILE *stream)
{
	size_t size = 0;
	char *line = NULL;
	int rc = FIELD_OK;

	while (rc == FIELD_OK && getline(&line, &size, stream) >= 0) {
		const char *name;
		uint32_t id;

		if (parse_line(line, &name, &id))
			rc = file_add(file, name, id);
	}
	/* When getline(3) is out of memory, it sets neither flag: an incomplete
	 * file must not be used. */
	if (rc == FIELD_OK && !feof(stream))
		rc = FIELD_EIO;
	free(line);
	return rc;
}

static int
file_index(struct file *file)
{
	if (file->count == 0)
		return FIELD_OK;
	file->ids = calloc(file->count, sizeof(*file->ids));
	if (file->ids == NULL)
		return FIELD_ENOMEM;
	for (size_t i = 0; i < file->count; i++)
		file->ids[i] = file->entries[i].id;
	qsort(file->entries, file->count, sizeof(*file->entries),
	    compare_entries);
	qsort(file->ids, file->count, sizeof(*file->ids), compare_ids);
	return FIELD_OK;
}

static bool
is_unchanged(const struct file *file, const struct stat *now)
{
	const struct stat *was = &file->status;

	return file->loaded && was->st_dev == now->st_dev &&
	    was->st_ino == now->st_ino && was->st_size == now->st_size &&
	    was->st_mtim.tv_sec == now->st_mtim.tv_sec &&
	    was->st_mtim.tv_nsec == now->st_mtim.tv_nsec &&
	    was->st_ctim.tv_sec == now->st_ctim.tv_sec &&
	    was->st_ctim.tv_nsec == now->st_ctim.tv_nsec;
}

static int
file_read_again(struct file *file)
{
	FILE *stream;
	int rc;

	file_forget(file);
	stream = fopen(file->path, "re");
	if (stream == NULL)
		return errno == ENOENT ? FIELD_OK : FIELD_EIO;
	/* Status of the open file: a rename in between is noticed the next
	 * time. */
	rc = fstat(fileno(stream), &file->status) == 0 ? FIELD_OK : FIELD_EIO;
	if (rc == FIELD_OK)
		rc = file_parse(file, stream);
	if (rc == FIELD_OK)
		rc = file_index(file);
	(void)fclose(stream);
	if (rc == FIELD_OK)
		file->loaded = true;
	else
		file_forget(file);
	return rc;
}

static int
file_load(struct file *file)
{
	struct stat now;

	if (frozen)
		return FIELD_OK;
	if (stat(file->path, &now) == 0) {
		if (is_unchanged(file, &now))
			return FIELD_OK;
		return file_read_again(file);
	}
	file_forget(file);
	return errno == ENOENT ? FIELD_OK : FIELD_EIO;
}

/* The first entry with that name. */
static const struct entry *
file_find(const struct file *file, const char *name)
{
	size_t low = 0, high = file->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (strcmp(file->entries[middle].name, name) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == file->count || strcmp(file->entries[low].name, name) != 0)
		return NULL;
	return &file->entries[low];
}

static bool
file_has_id(const struct file *file, uint32_t id)
{
	return file->count > 0 &&
	    bsearch(&id, file->ids, file->count, sizeof(*file->ids),
		compare_ids) != NULL;
}

static int
load_both(void)
{
	int rc = file_load(&users);

	return rc == FIELD_OK ? file_load(&groups) : rc;
}

int
local_freeze(void)
{
	int rc = load_both();

	frozen = rc == FIELD_OK;
	return rc;
}

void
local_thaw(void)
{
	frozen = false;
}

void
local_use_files(const char *passwd, const char *group)
{
	file_forget(&users);
	file_forget(&groups);
	users.path = passwd == NULL ? "/etc/passwd" : passwd;
	groups.path = group == NULL ? "/etc/group" : group;
}

int
local_has_name(const char *name, bool *ret_has)
{
	int rc = load_both();

	if (rc == FIELD_OK)
		*ret_has = file_find(&users, name) != NULL ||
		    file_find(&groups, name) != NULL;
	return rc;
}

int
local_has_id(uint32_t id, bool *ret_has)
{
	int rc = load_both();

	if (rc == FIELD_OK)
		*ret_has = file_has_id(&users, id) || file_has_id(&groups, id);
	return rc;
}

static int
find_id(struct file *file, const char *name, uint32_t *ret_id)
{
	const struct entry *entry;
	int rc = file_load(file);

	if (rc != FIELD_OK)
		return rc;
	entry = file_find(file, name);
	if (entry == NULL)
		return FIELD_ENOTFOUND;
	*ret_id = entry->id;
	return FIELD_OK;
}

/* Combine the results for all names of the number GID. */
static enum local_grant
grant_of_number(const struct config *config, uint32_t gid)
{
	if (!local_gid_is_ordinary(gid))
		return LOCAL_GRANT_NUMBER;
	if (!local_gid_is_harmless(gid))
		return LOCAL_GRANT_POWER;
	for (size_t i = 0; i < groups.count; i++)
		if (groups.entries[i].id == gid &&
		    local_word_is_powerful(config, groups.entries[i].name))
			return LOCAL_GRANT_POWER;
	return LOCAL_GRANT_GOOD;
}

int
local_group_grant(const struct config *config, const char *name,
    enum local_grant *ret_grant, uint32_t *ret_gid)
{
	enum local_grant grant = LOCAL_GRANT_GOOD;
	const struct entry *entry, *end;
	uint32_t gid;
	int rc = find_id(&groups, name, &gid);

	if (rc != FIELD_OK)
		return rc;
	if (local_word_is_powerful(config, name))
		grant = LOCAL_GRANT_POWER;
	end = groups.entries + groups.count;
	for (entry = file_find(&groups, name); grant == LOCAL_GRANT_GOOD &&
	     entry < end && strcmp(entry->name, name) == 0;
	     entry++)
		grant = grant_of_number(config, entry->id);
	*ret_grant = grant;
	*ret_gid = gid;
	return FIELD_OK;
}
