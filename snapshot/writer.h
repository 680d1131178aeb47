/*
 * snapshot/writer: compiles the snapshot and publishes it.
 * Layer: snapshot; may use base.  Users: store/publish/publish, tests, bench.
 *
 *	struct snapshot_params params = { ... };
 *	snapshot_writer_new(&params, &writer);
 *	snapshot_writer_add_group(...);  every group, before its people
 *	snapshot_writer_add_person(...); in any order
 *	snapshot_writer_finish(writer, &bytes, &len);
 *	snapshot_publish(path, bytes, len, false, &published);
 *
 * Members of groups are derived from the people, and listed by uid as far as
 * FORMAT_GROUP_LAYOUT_MAX allows; people's own lists of groups are complete.  A
 * person's own group (same name and number) is added automatically.  The same
 * input gives the same bytes.  All strings are copied.  A failed add leaves the
 * writer unchanged, so that the caller can skip that entry, report it and
 * continue; only FIELD_ENOMEM is final.  Not thread-safe.
 */
#ifndef SNAPSHOT_WRITER_H
#define SNAPSHOT_WRITER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SNAPSHOT_EMAIL_KEY_LEN 16

struct snapshot_params {
	const char *database_id; /* 1 to 39 bytes */
	uint64_t generation;
	int64_t created_at_s;     /* UTC */
	int64_t next_change_at_s; /* UTC; 0: none */
	/* identifies the machine's groups that roles grant, as they were found;
	 * 0: roles grant none */
	uint64_t grants;
	uint32_t uid_min, uid_max, gid_min, gid_max;
	uint32_t uid_high, gid_high; /* highest number ever assigned; 0: none */
	uint8_t email_key[SNAPSHOT_EMAIL_KEY_LEN];
	bool enumerate, members, email_sign_in;
	/* digest of the people that the caller includes; any number */
	uint64_t filter;
};

struct snapshot_writer;

/* FIELD_EINVAL (an empty range or one that starts below FORMAT_ID_MIN, an
 * invalid database id), FIELD_ENOMEM. */
int snapshot_writer_new(
    const struct snapshot_params *params, struct snapshot_writer **ret_writer);
void snapshot_writer_free(struct snapshot_writer *writer);

enum snapshot_person_state {
	SNAPSHOT_LIVE,
	SNAPSHOT_HIDDEN,  /* found by name and uid, not listed */
	SNAPSHOT_DELETED, /* found by uid only, with this name */
};

struct snapshot_new_person {
	const char *login; /* for purged people: "gone-UID" */
	uint32_t uid;      /* also the gid of the person's own group */
	const char *gecos, *home, *shell; /* no ':', no control characters */
	const char *email; /* folded; NULL: none, or not usable as a name */
	enum snapshot_person_state state;
	/* of groups that were added before; repeats are dropped */
	const uint32_t *gids;
	size_t gid_count;
	/* groups of the machine (R16); those that snapshot/local_gid.h refuses
	 * are dropped, and the person is kept */
	const uint32_t *local_gids;
	size_t local_gid_count;
};

/*
 * FIELD_EINVAL: a name, text or id that must not be published, or an unknown
 * gid.  FIELD_EEXIST: the login or uid is used by a person or group.  An
 * address that two people share finds neither (U7); this is not an error.
 */
int snapshot_writer_add_person(
    struct snapshot_writer *writer, const struct snapshot_new_person *person);

/* FIELD_EINVAL, FIELD_EEXIST as above. */
int snapshot_writer_add_group(
    struct snapshot_writer *writer, uint32_t gid, const char *name);

/* The bytes of the file, checked by the reader; the caller frees them.  After
 * this the writer can only be freed.  FIELD_EINVAL: larger than 1 GiB. */
int snapshot_writer_finish(
    struct snapshot_writer *writer, uint8_t **ret_bytes, size_t *ret_len);

/* After finish: the groups that have more members than their entries list. */
void snapshot_writer_visit_cut(const struct snapshot_writer *writer,
    void (*visit)(
	const char *name, uint32_t listed, uint32_t members, void *context),
    void *context);

/*
 * Publish BYTES at PATH, mode 0644; at any time a reader finds either the old
 * or the new file, complete: temporary file, fsync, check by the reader,
 * rename, the old file's `superseded` word, fsync of the folder.  One publisher
 * at a time (PATH.lock).  If a newer generation of the same database id is
 * published, or an equal one and not FORCE, nothing is done and *ret_published
 * is false; another database id is always published.  The next look-up of every
 * process sees the change after this returns.
 *
 * FIELD_EINVAL (not a snapshot), FIELD_EBUSY (no lock within 10 s),
 * FIELD_EFULL, FIELD_EIO; after an error either the old or the new file is in
 * place.
 */
int snapshot_publish(const char *path, const uint8_t *bytes, size_t len,
    bool force, bool *ret_published);

#endif
