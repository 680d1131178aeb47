/*
 * snapshot/writer_internal: shared by the files of the writer.
 * Layer: snapshot.  Users: writer_collect, writer_set (storage), writer_layout
 * (positions), writer_image (output).
 */
#ifndef SNAPSHOT_WRITER_INTERNAL_H
#define SNAPSHOT_WRITER_INTERNAL_H

#include "snapshot/format.h"
#include "snapshot/writer.h"

/* Memory that is freed at once. */
struct arena {
	struct arena_block *blocks;
	uint8_t *at;
	size_t left;
};

/* 8-aligned; NULL when out of memory. */
void *arena_take(struct arena *arena, size_t len);
void arena_release(struct arena *arena);

/* A set of indices, found by hash; entries are never removed.  The hashes are
 * stored, so that non-matching entries are skipped without looking at them. */
struct index_slot {
	uint32_t hash;
	uint32_t number; /* index + 1; 0: empty */
};
struct index_set {
	struct index_slot *slots;
	uint32_t mask, count;
};

/* Reserve room for one more at a load of at most one half.  FIELD_ENOMEM. */
int set_reserve(struct index_set *set);
/* Prefetch the slot of HASH. */
static inline void
set_prefetch(const struct index_set *set, uint64_t hash)
{
	if (set->slots != NULL)
		__builtin_prefetch(&set->slots[(uint32_t)hash & set->mask], 1);
}

void set_add(struct index_set *set, uint64_t hash, uint32_t index);
/* Iterate over the indices that may match, *STEP from 0; false at the end. */
bool set_next(const struct index_set *set, uint64_t hash, uint32_t *step,
    uint32_t *ret_index);

struct writer_person {
	const uint8_t *strings; /* in the format of the record */
	const uint32_t *gids;   /* indices of groups, followed by local gids */
	uint32_t uid;
	uint32_t gid_count, local_gid_count;
	uint32_t strings_len;
	uint16_t login_len, gecos_len, home_len, shell_len;
	uint8_t state;
	bool has_email;
	uint8_t email_hash[FORMAT_EMAIL_HASH_LEN];
	uint64_t offset; /* of the record, once laid out */
};

struct writer_group {
	const char *name;
	uint32_t name_len;
	uint32_t gid;
	uint32_t member_count; /* people who have the group */
	/* the first of them, those that the entry lists */
	uint32_t listed_count;
	uint32_t listed_len; /* bytes of their logins with NULs */
	uint32_t filled, filled_len;
	uint64_t offset;
};

struct snapshot_writer {
	struct snapshot_params params;
	char database_id[FORMAT_DATABASE_ID_SIZE];
	uint64_t salt;
	struct arena arena;
	struct writer_person *persons;
	struct writer_group *groups;
	uint32_t person_count;
	uint32_t group_count;
	struct index_set logins, uids, emails, group_names, gids;
};

/* The bytes of the file.  FIELD_EINVAL when it is too large, FIELD_ENOMEM. */
int writer_image(
    struct snapshot_writer *writer, uint8_t **ret_bytes, size_t *ret_len);

#endif
