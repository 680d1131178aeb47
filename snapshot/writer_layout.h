/*
 * snapshot/writer_layout: the position of everything in the file.
 * Layer: snapshot.  Users: writer_image.c.
 */
#ifndef SNAPSHOT_WRITER_LAYOUT_H
#define SNAPSHOT_WRITER_LAYOUT_H

#include "snapshot/writer_internal.h"

struct writer_layout {
	struct snapshot_writer *writer;
	/* in the file, once they are assigned */
	uint8_t *bytes;
	uint32_t *person_order, *group_order; /* indices, by uid and by gid */
	/* people that can be found by address */
	uint32_t emails;
	uint32_t logins, listed;
	uint64_t offset[TABLE_COUNT];
	uint32_t blocks[TABLE_COUNT], entries[TABLE_COUNT];
	uint64_t records, end;
};

/* Sort people and groups, count members and assign a position to each record.
 * FIELD_ENOMEM. */
int writer_layout_make(
    struct snapshot_writer *writer, struct writer_layout *ret_layout);
void writer_layout_release(struct writer_layout *layout);

/* Offsets within a person's record, and its length. */
size_t writer_person_gids_at(const struct writer_person *p);
size_t writer_person_len(const struct writer_person *p);

/* Offsets within a group's record, and its length. */
size_t writer_group_strings_len(const struct writer_group *g);
size_t writer_group_members_at(const struct writer_group *g);
size_t writer_group_len(const struct writer_group *g);

/* Whether P is listed in groups. */
bool writer_is_member(
    const struct snapshot_writer *w, const struct writer_person *p);

#endif
