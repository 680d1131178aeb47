/* Lays the file out: header, tables, people by uid, groups by gid. */
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "snapshot/writer_internal.h"

/* Blocks of a hash table hold four entries on average, of seven (e-mail: of
 * six) that fit, so that few keys need a second block. */
#define ENTRIES_PER_BLOCK 4

struct image {
	struct snapshot_writer *writer;
	uint8_t *bytes;
	uint32_t *person_order, *group_order; /* indices, by uid and by gid */
	uint32_t emails;                      /* people found by address */
	uint32_t logins, listed;
	uint64_t offset[TABLE_COUNT];
	uint32_t blocks[TABLE_COUNT], entries[TABLE_COUNT];
	uint64_t records, end;
};

static uint64_t
round_up(uint64_t value, uint64_t to)
{
	return (value + to - 1) / to * to;
}

/* --- order ----------------------------------------------------------------------- */

struct ranked {
	uint32_t key, index;
};

static int
compare_ranked(const void *a, const void *b)
{
	const struct ranked *x = a, *y = b;

	return x->key < y->key ? -1 : x->key > y->key;
}

static uint32_t *
make_order(uint32_t count, uint32_t (*key)(const void *, uint32_t),
    const void *context)
{
	struct ranked *ranked = calloc(count + 1u, sizeof(*ranked));
	uint32_t *order = calloc(count + 1u, sizeof(*order));
	bool sorted = true;

	if (ranked == NULL || order == NULL) {
		free(ranked);
		free(order);
		return NULL;
	}
	for (uint32_t i = 0; i < count; i++) {
		ranked[i] = (struct ranked){ key(context, i), i };
		if (i > 0 && ranked[i].key < ranked[i - 1].key)
			sorted = false;
	}
	if (!sorted)
		qsort(ranked, count, sizeof(*ranked), compare_ranked);
	for (uint32_t i = 0; i < count; i++)
		order[i] = ranked[i].index;
	free(ranked);
	return order;
}

static uint32_t
person_key(const void *context, uint32_t index)
{
	const struct snapshot_writer *w = context;

	return w->persons[index].uid;
}

static uint32_t
group_key(const void *context, uint32_t index)
{
	const struct snapshot_writer *w = context;

	return w->groups[index].gid;
}

/* --- members --------------------------------------------------------------------- */

/* What getgrnam_r() needs for G with one more member of LOGIN_LEN bytes; see
 * FORMAT_GROUP_LAYOUT_MAX. */
static uint64_t
layout_with(const struct writer_group *g, uint32_t login_len)
{
	const uint64_t padding = FORMAT_GROUP_POINTER_LEN - 1;
	const uint64_t pointers = g->listed_count + UINT64_C(2); /* and NULL */

	return padding + pointers * FORMAT_GROUP_POINTER_LEN + g->name_len + 3 +
	    g->listed_len + login_len + 1;
}

/* The first that does not fit ends the list, so that it is a beginning of the
 * whole one. */
static void
count_member(struct writer_group *g, const struct writer_person *p)
{
	if (g->listed_count == g->member_count &&
	    layout_with(g, p->login_len) <= FORMAT_GROUP_LAYOUT_MAX) {
		g->listed_count++;
		g->listed_len += p->login_len + 1u;
	}
	g->member_count++;
}

static bool
is_member(const struct snapshot_writer *w, const struct writer_person *p)
{
	return w->params.members && p->state == SNAPSHOT_LIVE;
}

static void
count_members(struct image *im)
{
	struct snapshot_writer *w = im->writer;

	for (uint32_t i = 0; i < w->person_count; i++) {
		const struct writer_person
		    *p = &w->persons[im->person_order[i]];

		for (uint32_t g = 0; is_member(w, p) && g < p->gid_count; g++)
			count_member(&w->groups[p->gids[g]], p);
	}
}

/* --- places ---------------------------------------------------------------------- */

static size_t
person_gids_at(const struct writer_person *p)
{
	return round_up(PERSON_STRINGS + p->strings_len, 4);
}

static size_t
person_record_len(const struct writer_person *p)
{
	return round_up(person_gids_at(p) +
		4 * ((uint64_t)p->gid_count + p->local_gid_count),
	    8);
}

static size_t
group_strings_len(const struct writer_group *g)
{
	return (size_t)g->name_len + 3 + g->listed_len;
}

static size_t
group_members_at(const struct writer_group *g)
{
	return round_up(GROUP_STRINGS + group_strings_len(g), 4);
}

static size_t
group_record_len(const struct writer_group *g)
{
	return round_up(group_members_at(g) + 4 * (uint64_t)g->listed_count, 8);
}

static void
count_people(struct image *im)
{
	const struct snapshot_writer *w = im->writer;

	for (uint32_t i = 0; i < w->person_count; i++) {
		const struct writer_person *p = &w->persons[i];

		im->logins += p->state != SNAPSHOT_DELETED;
		im->listed += p->state == SNAPSHOT_LIVE;
		im->emails += p->has_email;
	}
}

static void
place_tables(struct image *im)
{
	const struct snapshot_writer *w = im->writer;
	const uint32_t entries[TABLE_COUNT] = {
		[TABLE_LOGIN] = im->logins,
		[TABLE_UID] = w->person_count,
		[TABLE_GROUP_NAME] = w->group_count,
		[TABLE_GID] = w->group_count,
		[TABLE_EMAIL] = im->emails,
		[TABLE_PERSON_ORDER] = im->listed,
		[TABLE_GROUP_ORDER] = w->group_count,
	};
	uint64_t at = FORMAT_HEADER_LEN;

	for (int t = 0; t < TABLE_COUNT; t++) {
		im->entries[t] = entries[t];
		im->blocks[t] = entries[t] / ENTRIES_PER_BLOCK + 1;
		if (t == TABLE_PERSON_ORDER || t == TABLE_GROUP_ORDER)
			im->blocks[t] = (entries[t] + FORMAT_BLOCK_ENTRIES -
					    1) /
			    FORMAT_BLOCK_ENTRIES;
		im->offset[t] = at;
		at += (uint64_t)im->blocks[t] *
		    format_block_len((enum format_table)t);
	}
	im->records = at;
}

static void
place_records(struct image *im)
{
	struct snapshot_writer *w = im->writer;
	uint64_t at = im->records;

	for (uint32_t i = 0; i < w->person_count; i++) {
		struct writer_person *p = &w->persons[im->person_order[i]];

		p->offset = at;
		at += person_record_len(p);
	}
	for (uint32_t i = 0; i < w->group_count; i++) {
		struct writer_group *g = &w->groups[im->group_order[i]];

		g->offset = at;
		at += group_record_len(g);
	}
	im->end = at;
}

/* --- records --------------------------------------------------------------------- */

static void
seal_record(struct image *im, uint64_t offset, size_t len)
{
	uint8_t *record = im->bytes + offset;

	put_u32(record + RECORD_LEN, (uint32_t)len);
	put_u64(record + RECORD_CHECKSUM,
	    format_record_checksum(im->writer->salt, offset, record, len));
}

static void
fill_person(struct image *im, const struct writer_person *p)
{
	uint8_t *r = im->bytes + p->offset;
	uint8_t *gids = r + person_gids_at(p);
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
		    i < p->gid_count ? im->writer->groups[p->gids[i]].gid :
				       p->gids[i]);
	seal_record(im, p->offset, person_record_len(p));
}

static void
fill_group(struct image *im, const struct writer_group *g)
{
	uint8_t *r = im->bytes + g->offset;
	uint8_t *strings = r + GROUP_STRINGS;

	r[RECORD_KIND] = KIND_GROUP;
	put_u32(r + RECORD_ID, g->gid);
	put_u32(r + GROUP_MEMBER_COUNT, g->listed_count);
	put_u32(r + GROUP_STRINGS_LEN, (uint32_t)group_strings_len(g));
	put_u32(r + GROUP_NAME_LEN, g->name_len);
	memcpy(strings, g->name, g->name_len + 1u);
	strings[g->name_len + 1] = 'x';
}

static void
fill_member(
    struct image *im, struct writer_group *g, const struct writer_person *p)
{
	uint8_t *r = im->bytes + g->offset;
	uint32_t at = g->name_len + 3 + g->filled_len;

	if (g->filled == g->listed_count)
		return;
	memcpy(r + GROUP_STRINGS + at, p->strings, p->login_len + 1u);
	put_u32(r + group_members_at(g) + (size_t)g->filled * 4, at);
	g->filled++;
	g->filled_len += p->login_len + 1u;
}

static void
fill_memberships(struct image *im, const struct writer_person *p)
{
	const struct snapshot_writer *w = im->writer;

	for (uint32_t i = 0; is_member(w, p) && i < p->gid_count; i++)
		fill_member(im, &w->groups[p->gids[i]], p);
}

static void
fill_records(struct image *im)
{
	struct snapshot_writer *w = im->writer;

	for (uint32_t i = 0; i < w->group_count; i++) {
		struct writer_group *g = &w->groups[i];

		g->filled = 0;
		g->filled_len = 0;
		fill_group(im, g);
	}
	for (uint32_t i = 0; i < w->person_count; i++) {
		fill_person(im, &w->persons[im->person_order[i]]);
		fill_memberships(im, &w->persons[im->person_order[i]]);
	}
	for (uint32_t i = 0; i < w->group_count; i++)
		seal_record(
		    im, w->groups[i].offset, group_record_len(&w->groups[i]));
}

/* --- tables ---------------------------------------------------------------------- */

/* The first free entry at or after the block that PLACE names. */
static uint8_t *
free_entry(struct image *im, enum format_table table, uint32_t place)
{
	size_t len = table == TABLE_EMAIL ? FORMAT_EMAIL_ENTRY_LEN :
					    FORMAT_ENTRY_LEN;
	uint32_t b = format_first_block(place, im->blocks[table]);

	for (;;) {
		uint8_t *block = im->bytes + im->offset[table] +
		    (size_t)b * format_block_len(table);

		for (uint32_t e = 0; e < format_block_entries(table); e++) {
			uint8_t *entry = block + 8 + e * len;

			if (get_u32(entry + len - 4) == 0)
				return entry;
		}
		b = b + 1 == im->blocks[table] ? 0 : b + 1;
	}
}

static void
enter_key(struct image *im, enum format_table table, struct format_key key,
    uint64_t offset)
{
	uint8_t *entry = free_entry(im, table, key.place);

	put_u32(entry, key.tag);
	put_u32(entry + 4, (uint32_t)(offset / 8));
}

static void
enter_ordered(struct image *im, enum format_table table, uint32_t index,
    uint32_t key, uint64_t offset)
{
	uint8_t *entry = im->bytes + im->offset[table] +
	    (size_t)(index / FORMAT_BLOCK_ENTRIES) * FORMAT_BLOCK_LEN + 8 +
	    (size_t)(index % FORMAT_BLOCK_ENTRIES) * FORMAT_ENTRY_LEN;

	put_u32(entry, key);
	put_u32(entry + 4, (uint32_t)(offset / 8));
}

static void
enter_person(struct image *im, const struct writer_person *p, uint32_t *listed)
{
	const struct snapshot_writer *w = im->writer;
	uint8_t *entry;

	enter_key(im, TABLE_UID, format_id_key(w->salt, p->uid), p->offset);
	if (p->state != SNAPSHOT_DELETED)
		enter_key(im, TABLE_LOGIN,
		    format_name_key(
			w->salt, (const char *)p->strings, p->login_len),
		    p->offset);
	if (p->state == SNAPSHOT_LIVE)
		enter_ordered(
		    im, TABLE_PERSON_ORDER, (*listed)++, p->uid, p->offset);
	if (!p->has_email)
		return;
	entry = free_entry(im, TABLE_EMAIL, get_u32(p->email_hash));
	memcpy(entry, p->email_hash, FORMAT_EMAIL_HASH_LEN);
	put_u32(entry + FORMAT_EMAIL_HASH_LEN, (uint32_t)(p->offset / 8));
}

static void
seal_blocks(struct image *im, enum format_table table)
{
	size_t len = format_block_len(table);

	for (uint32_t b = 0; b < im->blocks[table]; b++) {
		uint8_t *block = im->bytes + im->offset[table] + b * len;

		put_u64(block,
		    format_block_checksum(im->writer->salt, table, b, block));
	}
}

static void
fill_tables(struct image *im)
{
	const struct snapshot_writer *w = im->writer;
	uint32_t listed = 0;

	for (uint32_t i = 0; i < w->person_count; i++)
		enter_person(im, &w->persons[im->person_order[i]], &listed);
	for (uint32_t i = 0; i < w->group_count; i++) {
		const struct writer_group *g = &w->groups[im->group_order[i]];

		enter_key(
		    im, TABLE_GID, format_id_key(w->salt, g->gid), g->offset);
		enter_key(im, TABLE_GROUP_NAME,
		    format_name_key(w->salt, g->name, g->name_len), g->offset);
		enter_ordered(im, TABLE_GROUP_ORDER, i, g->gid, g->offset);
	}
	for (int t = 0; t < TABLE_COUNT; t++)
		seal_blocks(im, (enum format_table)t);
}

static void
fill_header(struct image *im)
{
	const struct snapshot_writer *w = im->writer;
	const struct snapshot_params *p = &w->params;
	uint8_t *h = im->bytes;

	memcpy(h + HEADER_MAGIC, FORMAT_MAGIC, 8);
	put_u32(h + HEADER_VERSION, FORMAT_VERSION);
	put_u32(h + HEADER_LEN, FORMAT_HEADER_LEN);
	put_u64(h + HEADER_FILE_LEN, im->end);
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

		put_u64(at, im->offset[t]);
		put_u32(at + 8, im->blocks[t]);
		put_u32(at + 12, im->entries[t]);
	}
	put_u64(h + HEADER_GRANTS, p->grants);
	put_u64(h + HEADER_RECORDS, im->records);
	put_u64(h + HEADER_RECORDS_END, im->end);
	put_u64(h + HEADER_FILTER, p->filter);
	put_u64(h + HEADER_CHECKSUM, format_header_checksum(h));
}

int
writer_image(
    struct snapshot_writer *writer, uint8_t **ret_bytes, size_t *ret_len)
{
	struct image im = { .writer = writer };
	int rc = FIELD_ENOMEM;

	im.person_order = make_order(writer->person_count, person_key, writer);
	im.group_order = make_order(writer->group_count, group_key, writer);
	if (im.person_order == NULL || im.group_order == NULL)
		goto out;
	count_people(&im);
	count_members(&im);
	place_tables(&im);
	place_records(&im);
	rc = FIELD_EINVAL;
	if (im.end > FORMAT_MAX_LEN)
		goto out;
	rc = FIELD_ENOMEM;
	im.bytes = calloc(1, im.end);
	if (im.bytes == NULL)
		goto out;
	fill_records(&im);
	fill_tables(&im);
	fill_header(&im);
	*ret_bytes = im.bytes;
	*ret_len = im.end;
	rc = FIELD_OK;
out:
	free(im.person_order);
	free(im.group_order);
	return rc;
}
