/*
 * snapshot/writer: compile the snapshot and put it in place.
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
 * FORMAT_GROUP_LAYOUT_MAX allows; people's own lists of groups are whole.  A
 * person's own group (same name and number) needs no add.  The same input gives the same bytes.  All
 * strings are copied.  An add that fails leaves the writer as it was, so that
 * the caller can leave that entry out, report it and go on; FIELD_ENOMEM
 * alone is final.  Not for use by two threads at once.
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
	/* stands for what the machine's groups that roles carry were found to
	 * be; 0: roles carry none */
	uint64_t grants;
	uint32_t uid_min, uid_max, gid_min, gid_max;
	uint32_t uid_high, gid_high; /* highest ever given out; 0: none */
	uint8_t email_key[SNAPSHOT_EMAIL_KEY_LEN];
	bool enumerate, members, email_sign_in;
	uint64_t filter; /* digest of whom the caller shows; any number */
};

struct snapshot_writer;

/* FIELD_EINVAL (a range that is empty or begins below FORMAT_ID_MIN, bad
 * database id), FIELD_ENOMEM. */
int snapshot_writer_new(
    const struct snapshot_params *params, struct snapshot_writer **ret_writer);
void snapshot_writer_free(struct snapshot_writer *writer);

enum snapshot_person_state {
	SNAPSHOT_LIVE,
	SNAPSHOT_HIDDEN,  /* answers to name and uid, is not listed */
	SNAPSHOT_DELETED, /* answers to its uid alone, with this name */
};

struct snapshot_new_person {
	const char *login; /* of purged people: "gone-UID" */
	uint32_t uid;      /* also the gid of the person's own group */
	const char *gecos, *home, *shell; /* no ':', no control characters */
	const char *email; /* folded; NULL: none, or not to be used as a name */
	enum snapshot_person_state state;
	const uint32_t *gids; /* of groups already added; repeats are dropped */
	size_t gid_count;
	/* groups of the machine (R16); what snapshot/local_gid.h refuses is
	 * dropped, and the person stays */
	const uint32_t *local_gids;
	size_t local_gid_count;
};

/*
 * FIELD_EINVAL: a name, text or id that may not be published, or an unknown
 * gid.  FIELD_EEXIST: login or uid is
 * taken, by a person or by a group.  An address that two people share serves
 * neither (U7); that is no error.
 */
int snapshot_writer_add_person(
    struct snapshot_writer *writer, const struct snapshot_new_person *person);

/* FIELD_EINVAL, FIELD_EEXIST as above. */
int snapshot_writer_add_group(
    struct snapshot_writer *writer, uint32_t gid, const char *name);

/* The bytes of the file, checked by the reader; the caller frees them.  The
 * writer can only be freed afterwards.  FIELD_EINVAL: larger than 1 GiB. */
int snapshot_writer_finish(
    struct snapshot_writer *writer, uint8_t **ret_bytes, size_t *ret_len);

/* After finish: the groups that have more members than their entries list. */
void snapshot_writer_visit_cut(const struct snapshot_writer *writer,
    void (*visit)(
	const char *name, uint32_t listed, uint32_t members, void *context),
    void *context);

/*
 * Put BYTES at PATH, mode 0644, so that at any instant a reader finds the old
 * or the new whole: temporary file, fsync, check by the reader, rename, the
 * old file's `superseded` word, fsync of the folder.  One publisher at a time
 * (PATH.lock).  If a newer generation of the same database id is out, or an
 * equal one and not FORCE, nothing is done and *ret_published is false;
 * another database id always publishes.  The next look-up of every process
 * sees the change when this returns.
 *
 * FIELD_EINVAL (not a snapshot), FIELD_EBUSY (lock not had in 10 s),
 * FIELD_EFULL, FIELD_EIO; after an error the old or the new one is in place.
 */
int snapshot_publish(const char *path, const uint8_t *bytes, size_t len,
    bool force, bool *ret_published);

#endif
