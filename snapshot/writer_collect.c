/* Collects people and groups, and refuses what must not be published. */
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/err.h"
#include "base/str.h"
#include "snapshot/local_gid.h"
#include "snapshot/reader.h"
#include "snapshot/writer_internal.h"

#define NAME_MAX_LEN 255
#define TEXT_MAX_LEN 4096
#define COUNT_MAX    (1u << 24)

static uint64_t
key_hash(struct format_key key)
{
	return (uint64_t)key.tag << 32 | key.place;
}

static uint64_t
name_hash(const struct snapshot_writer *w, const char *name, size_t len)
{
	return key_hash(format_name_key(w->salt, name, len));
}

static uint64_t
id_hash(const struct snapshot_writer *w, uint32_t id)
{
	return key_hash(format_id_key(w->salt, id));
}

static bool
find_group(const struct snapshot_writer *w, uint32_t gid, uint32_t *ret_index)
{
	uint64_t hash = id_hash(w, gid);
	uint32_t step = 0;

	while (set_next(&w->gids, hash, &step, ret_index))
		if (w->groups[*ret_index].gid == gid)
			return true;
	return false;
}

/* Deleted people are not among the logins: that of a purged person may occur
 * twice. */
static bool
name_is_taken(const struct snapshot_writer *w, const char *name, size_t len)
{
	uint64_t hash = name_hash(w, name, len);
	uint32_t step = 0, i;

	while (set_next(&w->logins, hash, &step, &i))
		if (w->persons[i].login_len == len &&
		    memcmp(w->persons[i].strings, name, len) == 0)
			return true;
	step = 0;
	while (set_next(&w->group_names, hash, &step, &i))
		if (w->groups[i].name_len == len &&
		    memcmp(w->groups[i].name, name, len) == 0)
			return true;
	return false;
}

static bool
id_is_taken(const struct snapshot_writer *w, uint32_t id)
{
	uint64_t hash = id_hash(w, id);
	uint32_t step = 0, i;

	while (set_next(&w->uids, hash, &step, &i))
		if (w->persons[i].uid == id)
			return true;
	return find_group(w, id, &i);
}

/* --- making -------------------------------------------------------------------- */

/* Different for each generation, and the same for the same one: a block of
 * another file cannot pass for one of this file. */
static uint64_t
make_salt(const struct snapshot_params *params)
{
	uint8_t input[FORMAT_DATABASE_ID_SIZE + 8] = { 0 }, hash[16];

	memcpy(input, params->database_id, strlen(params->database_id));
	put_u64(input + FORMAT_DATABASE_ID_SIZE, params->generation);
	format_siphash128(params->email_key, input, sizeof(input), hash);
	return get_u64(hash);
}

static bool
range_is_good(uint32_t min, uint32_t max)
{
	return min >= FORMAT_ID_MIN && min <= max && max <= FORMAT_ID_MAX;
}

int
snapshot_writer_new(
    const struct snapshot_params *params, struct snapshot_writer **ret_writer)
{
	struct snapshot_writer *w;
	size_t len = strlen(params->database_id);

	if (len == 0 || len >= FORMAT_DATABASE_ID_SIZE ||
	    !range_is_good(params->uid_min, params->uid_max) ||
	    !range_is_good(params->gid_min, params->gid_max))
		return FIELD_EINVAL;
	w = calloc(1, sizeof(*w));
	if (w == NULL)
		return FIELD_ENOMEM;
	w->params = *params;
	memcpy(w->database_id, params->database_id, len);
	w->params.database_id = w->database_id;
	w->salt = make_salt(params);
	*ret_writer = w;
	return FIELD_OK;
}

void
snapshot_writer_free(struct snapshot_writer *writer)
{
	if (writer == NULL)
		return;
	free(writer->logins.slots);
	free(writer->uids.slots);
	free(writer->emails.slots);
	free(writer->group_names.slots);
	free(writer->gids.slots);
	free(writer->persons);
	free(writer->groups);
	arena_release(&writer->arena);
	free(writer);
}

/* --- what may be published ------------------------------------------------------ */

static bool
is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

/* The portable names of POSIX (3.437), not starting with '-', '.' or a digit:
 * chown and sudoers interpret those differently. */
static bool
name_is_good(const char *name)
{
	size_t len;

	if (name == NULL || !is_letter(name[0]))
		return false;
	for (len = 1; name[len] != '\0'; len++) {
		char c = name[len];

		if (len == NAME_MAX_LEN ||
		    !(is_letter(c) || (c >= '0' && c <= '9') || c == '-' ||
			c == '.'))
			return false;
	}
	return true;
}

/* One field of a line of passwd(5). */
static bool
text_is_good(const char *text)
{
	return text != NULL && strlen(text) <= TEXT_MAX_LEN &&
	    strchr(text, ':') == NULL && str_is_printable(text);
}

static bool
path_is_good(const char *path)
{
	return text_is_good(path) && path[0] == '/';
}

static bool
person_is_good(
    const struct snapshot_writer *w, const struct snapshot_new_person *in)
{
	return name_is_good(in->login) && in->uid >= w->params.uid_min &&
	    in->uid <= w->params.uid_max && text_is_good(in->gecos) &&
	    path_is_good(in->home) && path_is_good(in->shell) &&
	    in->gid_count <= COUNT_MAX && in->local_gid_count <= COUNT_MAX;
}

/* --- adding ---------------------------------------------------------------------- */

int
snapshot_writer_add_group(
    struct snapshot_writer *w, uint32_t gid, const char *name)
{
	struct writer_group group = { .gid = gid };
	char *copy;
	int rc;

	if (!name_is_good(name) || gid < w->params.gid_min ||
	    gid > w->params.gid_max)
		return FIELD_EINVAL;
	group.name_len = (uint32_t)strlen(name);
	if (id_is_taken(w, gid) || name_is_taken(w, name, group.name_len))
		return FIELD_EEXIST;
	rc = w->group_count < COUNT_MAX ?
	    array_room(&w->groups, w->group_count, sizeof(*w->groups)) :
	    FIELD_EINVAL;
	if (rc == FIELD_OK)
		rc = set_reserve(&w->gids);
	if (rc == FIELD_OK)
		rc = set_reserve(&w->group_names);
	if (rc != FIELD_OK)
		return rc;
	copy = arena_take(&w->arena, group.name_len + 1);
	if (copy == NULL)
		return FIELD_ENOMEM;
	memcpy(copy, name, group.name_len + 1);
	group.name = copy;
	w->groups[w->group_count] = group;
	set_add(&w->gids, id_hash(w, gid), w->group_count);
	set_add(&w->group_names, name_hash(w, name, group.name_len),
	    w->group_count);
	w->group_count++;
	return FIELD_OK;
}

static uint8_t *
append_text(uint8_t *at, const char *text, size_t len)
{
	memcpy(at, text, len + 1);
	return at + len + 1;
}

static int
copy_strings(struct snapshot_writer *w, const struct snapshot_new_person *in,
    struct writer_person *person)
{
	uint8_t *at;

	person->login_len = (uint16_t)strlen(in->login);
	person->gecos_len = (uint16_t)strlen(in->gecos);
	person->home_len = (uint16_t)strlen(in->home);
	person->shell_len = (uint16_t)strlen(in->shell);
	person->strings_len = (uint32_t)person->login_len + person->gecos_len +
	    person->home_len + person->shell_len + 6;
	at = arena_take(&w->arena, person->strings_len);
	if (at == NULL)
		return FIELD_ENOMEM;
	person->strings = at;
	at = append_text(at, in->login, person->login_len);
	at = append_text(at, "x", 1);
	at = append_text(at, in->gecos, person->gecos_len);
	at = append_text(at, in->home, person->home_len);
	(void)append_text(at, in->shell, person->shell_len);
	return FIELD_OK;
}

/* Append GID to GIDS unless it is already in [BEGIN, *USED); lists are
 * short. */
static void
append_gid(uint32_t *gids, uint32_t begin, uint32_t *used, uint32_t gid)
{
	for (uint32_t k = begin; k < *used; k++)
		if (gids[k] == gid)
			return;
	gids[(*used)++] = gid;
}

/* FIELD_EINVAL for a gid that is not a group of the file. */
static int
copy_gids(struct snapshot_writer *w, const struct snapshot_new_person *in,
    struct writer_person *person)
{
	uint32_t *gids = arena_take(
	    &w->arena, (in->gid_count + in->local_gid_count) * sizeof(*gids));
	uint32_t used = 0, index;

	if (gids == NULL)
		return FIELD_ENOMEM;
	for (size_t i = 0; i < in->gid_count; i++) {
		if (!find_group(w, in->gids[i], &index))
			return FIELD_EINVAL;
		append_gid(gids, 0, &used, index);
	}
	person->gid_count = used;
	for (size_t i = 0; i < in->local_gid_count; i++)
		if (local_gid_is_harmless(in->local_gids[i]))
			append_gid(
			    gids, person->gid_count, &used, in->local_gids[i]);
	person->local_gid_count = used - person->gid_count;
	person->gids = gids;
	return FIELD_OK;
}

static void
set_email(
    struct snapshot_writer *w, const char *email, struct writer_person *person)
{
	size_t len = email == NULL ? 0 : strlen(email);
	uint8_t folded[FORMAT_EMAIL_MAX];

	if (len == 0 || len > FORMAT_EMAIL_MAX ||
	    person->state == SNAPSHOT_DELETED || !w->params.email_sign_in)
		return;
	for (size_t i = 0; i < len; i++)
		folded[i] = email[i] >= 'A' && email[i] <= 'Z' ?
		    (uint8_t)(email[i] + ('a' - 'A')) :
		    (uint8_t)email[i];
	format_siphash128(w->params.email_key, folded, len, person->email_hash);
	person->has_email = true;
	set_prefetch(&w->emails, get_u64(person->email_hash));
}

/* The first person with an address is in the set.  When a second one is added,
 * neither can be found by it (U7), nor can a third. */
static void
add_email(struct snapshot_writer *w, uint32_t index)
{
	struct writer_person *person = &w->persons[index];
	uint64_t hash = get_u64(person->email_hash);
	uint32_t step = 0, i;

	while (set_next(&w->emails, hash, &step, &i)) {
		if (memcmp(w->persons[i].email_hash, person->email_hash,
			sizeof(person->email_hash)) != 0)
			continue;
		w->persons[i].has_email = false;
		person->has_email = false;
		return;
	}
	set_add(&w->emails, hash, index);
}

static int
reserve_person(struct snapshot_writer *w)
{
	int rc = w->person_count < COUNT_MAX ?
	    array_room(&w->persons, w->person_count, sizeof(*w->persons)) :
	    FIELD_EINVAL;

	if (rc == FIELD_OK)
		rc = set_reserve(&w->uids);
	if (rc == FIELD_OK)
		rc = set_reserve(&w->logins);
	if (rc == FIELD_OK)
		rc = set_reserve(&w->emails);
	return rc;
}

int
snapshot_writer_add_person(
    struct snapshot_writer *w, const struct snapshot_new_person *in)
{
	struct writer_person person = { .uid = in->uid,
		.state = (uint8_t)in->state };
	uint32_t index = w->person_count;
	size_t login_len = in->login != NULL ? strlen(in->login) : 0;
	int rc;

	set_prefetch(&w->uids, id_hash(w, in->uid));
	set_prefetch(&w->logins, name_hash(w, in->login, login_len));
	if (!person_is_good(w, in))
		return FIELD_EINVAL;
	if (id_is_taken(w, in->uid) ||
	    (in->state != SNAPSHOT_DELETED &&
		name_is_taken(w, in->login, login_len)))
		return FIELD_EEXIST;
	rc = reserve_person(w);
	if (rc != FIELD_OK)
		return rc;
	set_email(w, in->email, &person);
	rc = copy_strings(w, in, &person);
	if (rc == FIELD_OK)
		rc = copy_gids(w, in, &person);
	if (rc != FIELD_OK)
		return rc;
	w->persons[index] = person;
	w->person_count++;
	set_add(&w->uids, id_hash(w, in->uid), index);
	if (person.state != SNAPSHOT_DELETED)
		set_add(&w->logins, name_hash(w, in->login, login_len), index);
	if (person.has_email)
		add_email(w, index);
	return FIELD_OK;
}

int
snapshot_writer_finish(
    struct snapshot_writer *writer, uint8_t **ret_bytes, size_t *ret_len)
{
	struct snapshot_view view;
	uint8_t *bytes;
	size_t len;
	int rc;

	rc = writer_image(writer, &bytes, &len);
	if (rc != FIELD_OK)
		return rc;
	if (snapshot_view_memory(bytes, len, &view) != SNAPSHOT_OK) {
		free(bytes);
		return FIELD_ECORRUPT;
	}
	*ret_bytes = bytes;
	*ret_len = len;
	return FIELD_OK;
}

void
snapshot_writer_visit_cut(const struct snapshot_writer *writer,
    void (*visit)(
	const char *name, uint32_t listed, uint32_t members, void *context),
    void *context)
{
	for (uint32_t i = 0; i < writer->group_count; i++) {
		const struct writer_group *group = &writer->groups[i];

		if (group->listed_count < group->member_count)
			visit(group->name, group->listed_count,
			    group->member_count, context);
	}
}
