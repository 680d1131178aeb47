/*
 * snapshot/writer_layout: where everything of the file stands.
 * Layer: snapshot.  Users: writer_image.c.
 */
#ifndef SNAPSHOT_WRITER_LAYOUT_H
#define SNAPSHOT_WRITER_LAYOUT_H

#include "snapshot/writer_internal.h"

struct writer_layout {
	struct snapshot_writer *writer;
	uint8_t *bytes;                       /* of the file, once there are */
	uint32_t *person_order, *group_order; /* indices, by uid and by gid */
	uint32_t emails;                      /* people found by address */
	uint32_t logins, listed;
	uint64_t offset[TABLE_COUNT];
	uint32_t blocks[TABLE_COUNT], entries[TABLE_COUNT];
	uint64_t records, end;
};

/* Order people and groups, count members and give each record its place.
 * FIELD_ENOMEM. */
int writer_layout_make(
    struct snapshot_writer *writer, struct writer_layout *ret_layout);
void writer_layout_release(struct writer_layout *layout);

/* Within a person's record, and its length. */
size_t writer_person_gids_at(const struct writer_person *p);
size_t writer_person_len(const struct writer_person *p);

/* Within a group's record, and its length. */
size_t writer_group_strings_len(const struct writer_group *g);
size_t writer_group_members_at(const struct writer_group *g);
size_t writer_group_len(const struct writer_group *g);

/* Whether groups list P. */
bool writer_is_member(
    const struct snapshot_writer *w, const struct writer_person *p);

#endif
