/* Fills the file: header, tables, people and groups. */
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "snapshot/writer_layout.h"

/* --- records --------------------------------------------------------------------- */

static void
seal_record(struct writer_layout *layout, uint64_t offset, size_t len)
{
	uint8_t *record = layout->bytes + offset;

	put_u32(record + RECORD_LEN, (uint32_t)len);
	put_u64(record + RECORD_CHECKSUM,
	    format_record_checksum(layout->writer->salt, offset, record, len));
}

static void
fill_person(struct writer_layout *layout, const struct writer_person *p)
{
	uint8_t *r = layout->bytes + p->offset;
	uint8_t *gids = r + writer_person_gids_at(p);
	uint32_t total = p->gid_count + p->local_gid_count;

	r[RECORD_KIND] = KIND_PERSON;
	if (p->state == SNAPSHOT_DELETED)
		r[RECORD_FLAGS] = PERSON_DELETED;
	else if (p->state == SNAPSHOT_HIDDEN)
		r[RECORD_FLAGS] = PERSON_HIDDEN;
	put_u32(r + RECORD_ID, p->uid);
	put_u32(r + PERSON_GID, p->uid);
	put_u32(r + PERSON_GID_COUNT, p->gid_count);
	put_u32(r + PERSON_LOCAL_GID_COUNT, p->local_gid_count);
	put_u32(r + PERSON_STRINGS_LEN, p->strings_len);
	put_u16(r + PERSON_LOGIN_LEN, p->login_len);
	put_u16(r + PERSON_GECOS_LEN, p->gecos_len);
	put_u16(r + PERSON_HOME_LEN, p->home_len);
	put_u16(r + PERSON_SHELL_LEN, p->shell_len);
	memcpy(r + PERSON_STRINGS, p->strings, p->strings_len);
	for (uint32_t i = 0; i < total; i++)
		put_u32(gids + (size_t)i * 4,
		    i < p->gid_count ? layout->writer->groups[p->gids[i]].gid :
				       p->gids[i]);
	seal_record(layout, p->offset, writer_person_len(p));
}

static void
fill_group(struct writer_layout *layout, const struct writer_group *g)
{
	uint8_t *r = layout->bytes + g->offset;
	uint8_t *strings = r + GROUP_STRINGS;

	r[RECORD_KIND] = KIND_GROUP;
	put_u32(r + RECORD_ID, g->gid);
	put_u32(r + GROUP_MEMBER_COUNT, g->listed_count);
	put_u32(r + GROUP_STRINGS_LEN, (uint32_t)writer_group_strings_len(g));
	put_u32(r + GROUP_NAME_LEN, g->name_len);
	memcpy(strings, g->name, g->name_len + 1u);
	strings[g->name_len + 1] = 'x';
}

static void
fill_member(struct writer_layout *layout, struct writer_group *g,
    const struct writer_person *p)
{
	uint8_t *r = layout->bytes + g->offset;
	uint32_t at = g->name_len + 3 + g->filled_len;

	if (g->filled == g->listed_count)
		return;
	memcpy(r + GROUP_STRINGS + at, p->strings, p->login_len + 1u);
	put_u32(r + writer_group_members_at(g) + (size_t)g->filled * 4, at);
	g->filled++;
	g->filled_len += p->login_len + 1u;
}

static void
fill_memberships(struct writer_layout *layout, const struct writer_person *p)
{
	const struct snapshot_writer *w = layout->writer;

	for (uint32_t i = 0; writer_is_member(w, p) && i < p->gid_count; i++)
		fill_member(layout, &w->groups[p->gids[i]], p);
}

static void
fill_records(struct writer_layout *layout)
{
	struct snapshot_writer *w = layout->writer;

	for (uint32_t i = 0; i < w->group_count; i++) {
		struct writer_group *g = &w->groups[i];

		g->filled = 0;
		g->filled_len = 0;
		fill_group(layout, g);
	}
	for (uint32_t i = 0; i < w->person_count; i++) {
		fill_person(layout, &w->persons[layout->person_order[i]]);
		fill_memberships(layout, &w->persons[layout->person_order[i]]);
	}
	for (uint32_t i = 0; i < w->group_count; i++)
		seal_record(layout, w->groups[i].offset,
		    writer_group_len(&w->groups[i]));
}

/* --- tables ---------------------------------------------------------------------- */

/* The first free entry at or after the block that PLACE names. */
static uint8_t *
free_entry(
    struct writer_layout *layout, enum format_table table, uint32_t place)
{
	size_t len = table == TABLE_EMAIL ? FORMAT_EMAIL_ENTRY_LEN :
					    FORMAT_ENTRY_LEN;
	uint32_t b = format_first_block(place, layout->blocks[table]);

	for (;;) {
		uint8_t *block = layout->bytes + layout->offset[table] +
		    (size_t)b * format_block_len(table);

		for (uint32_t e = 0; e < format_block_entries(table); e++) {
			uint8_t *entry = block + 8 + e * len;

			if (get_u32(entry + len - 4) == 0)
				return entry;
		}
		b = b + 1 == layout->blocks[table] ? 0 : b + 1;
	}
}

static void
enter_key(struct writer_layout *layout, enum format_table table,
    struct format_key key, uint64_t offset)
{
	uint8_t *entry = free_entry(layout, table, key.place);

	put_u32(entry, key.tag);
	put_u32(entry + 4, (uint32_t)(offset / 8));
}

static void
enter_ordered(struct writer_layout *layout, enum format_table table,
    uint32_t index, uint32_t key, uint64_t offset)
{
	uint8_t *entry = layout->bytes + layout->offset[table] +
	    (size_t)(index / FORMAT_BLOCK_ENTRIES) * FORMAT_BLOCK_LEN + 8 +
	    (size_t)(index % FORMAT_BLOCK_ENTRIES) * FORMAT_ENTRY_LEN;

	put_u32(entry, key);
	put_u32(entry + 4, (uint32_t)(offset / 8));
}

static void
enter_person(struct writer_layout *layout, const struct writer_person *p,
    uint32_t *listed)
{
	const struct snapshot_writer *w = layout->writer;
	uint8_t *entry;

	enter_key(layout, TABLE_UID, format_id_key(w->salt, p->uid), p->offset);
	if (p->state != SNAPSHOT_DELETED)
		enter_key(layout, TABLE_LOGIN,
		    format_name_key(
			w->salt, (const char *)p->strings, p->login_len),
		    p->offset);
	if (p->state == SNAPSHOT_LIVE)
		enter_ordered(
		    layout, TABLE_PERSON_ORDER, (*listed)++, p->uid, p->offset);
	if (!p->has_email)
		return;
	entry = free_entry(layout, TABLE_EMAIL, get_u32(p->email_hash));
	memcpy(entry, p->email_hash, FORMAT_EMAIL_HASH_LEN);
	put_u32(entry + FORMAT_EMAIL_HASH_LEN, (uint32_t)(p->offset / 8));
}

static void
seal_blocks(struct writer_layout *layout, enum format_table table)
{
	size_t len = format_block_len(table);

	for (uint32_t b = 0; b < layout->blocks[table]; b++) {
		uint8_t *block = layout->bytes + layout->offset[table] +
		    b * len;

		put_u64(block,
		    format_block_checksum(
			layout->writer->salt, table, b, block));
	}
}

static void
fill_tables(struct writer_layout *layout)
{
	const struct snapshot_writer *w = layout->writer;
	uint32_t listed = 0;

	for (uint32_t i = 0; i < w->person_count; i++)
		enter_person(
		    layout, &w->persons[layout->person_order[i]], &listed);
	for (uint32_t i = 0; i < w->group_count; i++) {
		const struct writer_group
		    *g = &w->groups[layout->group_order[i]];

		enter_key(layout, TABLE_GID, format_id_key(w->salt, g->gid),
		    g->offset);
		enter_key(layout, TABLE_GROUP_NAME,
		    format_name_key(w->salt, g->name, g->name_len), g->offset);
		enter_ordered(layout, TABLE_GROUP_ORDER, i, g->gid, g->offset);
	}
	for (int t = 0; t < TABLE_COUNT; t++)
		seal_blocks(layout, (enum format_table)t);
}

static void
fill_header(struct writer_layout *layout)
{
	const struct snapshot_writer *w = layout->writer;
	const struct snapshot_params *p = &w->params;
	uint8_t *h = layout->bytes;

	memcpy(h + HEADER_MAGIC, FORMAT_MAGIC, 8);
	put_u32(h + HEADER_VERSION, FORMAT_VERSION);
	put_u32(h + HEADER_LEN, FORMAT_HEADER_LEN);
	put_u64(h + HEADER_FILE_LEN, layout->end);
	put_u64(h + HEADER_SALT, w->salt);
	memcpy(h + HEADER_DATABASE_ID, w->database_id, FORMAT_DATABASE_ID_SIZE);
	put_u64(h + HEADER_GENERATION, p->generation);
	put_u64(h + HEADER_CREATED_AT, (uint64_t)p->created_at_s);
	put_u64(h + HEADER_NEXT_CHANGE_AT, (uint64_t)p->next_change_at_s);
	put_u32(h + HEADER_UID_MIN, p->uid_min);
	put_u32(h + HEADER_UID_MAX, p->uid_max);
	put_u32(h + HEADER_GID_MIN, p->gid_min);
	put_u32(h + HEADER_GID_MAX, p->gid_max);
	put_u32(h + HEADER_UID_HIGH, p->uid_high);
	put_u32(h + HEADER_GID_HIGH, p->gid_high);
	put_u32(h + HEADER_FLAGS,
	    (p->enumerate ? FLAG_ENUMERATE : 0u) |
		(p->members ? FLAG_MEMBERS : 0u) |
		(p->email_sign_in ? FLAG_EMAIL_SIGN_IN : 0u));
	memcpy(h + HEADER_EMAIL_KEY, p->email_key, SNAPSHOT_EMAIL_KEY_LEN);
	put_u32(h + HEADER_PERSON_COUNT, w->person_count);
	put_u32(h + HEADER_GROUP_COUNT, w->group_count);
	for (int t = 0; t < TABLE_COUNT; t++) {
		uint8_t *at = h + HEADER_TABLES + t * FORMAT_TABLE_LEN;

		put_u64(at, layout->offset[t]);
		put_u32(at + 8, layout->blocks[t]);
		put_u32(at + 12, layout->entries[t]);
	}
	put_u64(h + HEADER_GRANTS, p->grants);
	put_u64(h + HEADER_RECORDS, layout->records);
	put_u64(h + HEADER_RECORDS_END, layout->end);
	put_u64(h + HEADER_FILTER, p->filter);
	put_u64(h + HEADER_CHECKSUM, format_header_checksum(h));
}

int
writer_image(
    struct snapshot_writer *writer, uint8_t **ret_bytes, size_t *ret_len)
{
	struct writer_layout layout;
	int rc = writer_layout_make(writer, &layout);

	if (rc != FIELD_OK)
		return rc;
	if (layout.end > FORMAT_MAX_LEN) {
		rc = FIELD_EINVAL;
		goto out;
	}
	layout.bytes = calloc(1, layout.end);
	if (layout.bytes == NULL) {
		rc = FIELD_ENOMEM;
		goto out;
	}
	fill_records(&layout);
	fill_tables(&layout);
	fill_header(&layout);
	*ret_bytes = layout.bytes;
	*ret_len = layout.end;
out:
	writer_layout_release(&layout);
	return rc;
}
