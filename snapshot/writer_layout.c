/* Positions: people by uid, groups by gid, and group members. */
#include <stdlib.h>

#include "base/err.h"
#include "snapshot/writer_layout.h"

/* Blocks of a hash table hold four entries on average, of seven (e-mail: six)
 * that fit, so that few keys need a second block. */
#define ENTRIES_PER_BLOCK 4

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

/* The size that getgrnam_r() needs for G with one more member of LOGIN_LEN
 * bytes; see FORMAT_GROUP_LAYOUT_MAX. */
static uint64_t
layout_with(const struct writer_group *g, uint32_t login_len)
{
	const uint64_t padding = FORMAT_GROUP_POINTER_LEN - 1;
	/* plus a NULL */
	const uint64_t pointers = g->listed_count + UINT64_C(2);

	return padding + pointers * FORMAT_GROUP_POINTER_LEN + g->name_len + 3 +
	    g->listed_len + login_len + 1;
}

/* The first that does not fit ends the list, so that the list is a prefix of
 * the complete one. */
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

bool
writer_is_member(const struct snapshot_writer *w, const struct writer_person *p)
{
	return w->params.members && p->state == SNAPSHOT_LIVE;
}

static void
count_members(struct writer_layout *layout)
{
	struct snapshot_writer *w = layout->writer;

	for (uint32_t i = 0; i < w->person_count; i++) {
		const struct writer_person
		    *p = &w->persons[layout->person_order[i]];

		for (uint32_t g = 0; writer_is_member(w, p) && g < p->gid_count;
		     g++)
			count_member(&w->groups[p->gids[g]], p);
	}
}

/* --- places ---------------------------------------------------------------------- */

size_t
writer_person_gids_at(const struct writer_person *p)
{
	return round_up(PERSON_STRINGS + p->strings_len, 4);
}

size_t
writer_person_len(const struct writer_person *p)
{
	return round_up(writer_person_gids_at(p) +
		4 * ((uint64_t)p->gid_count + p->local_gid_count),
	    8);
}

size_t
writer_group_strings_len(const struct writer_group *g)
{
	return (size_t)g->name_len + 3 + g->listed_len;
}

size_t
writer_group_members_at(const struct writer_group *g)
{
	return round_up(GROUP_STRINGS + writer_group_strings_len(g), 4);
}

size_t
writer_group_len(const struct writer_group *g)
{
	return round_up(
	    writer_group_members_at(g) + 4 * (uint64_t)g->listed_count, 8);
}

static void
count_people(struct writer_layout *layout)
{
	const struct snapshot_writer *w = layout->writer;

	for (uint32_t i = 0; i < w->person_count; i++) {
		const struct writer_person *p = &w->persons[i];

		layout->logins += p->state != SNAPSHOT_DELETED;
		layout->listed += p->state == SNAPSHOT_LIVE;
		layout->emails += p->has_email;
	}
}

static void
place_tables(struct writer_layout *layout)
{
	const struct snapshot_writer *w = layout->writer;
	const uint32_t entries[TABLE_COUNT] = {
		[TABLE_LOGIN] = layout->logins,
		[TABLE_UID] = w->person_count,
		[TABLE_GROUP_NAME] = w->group_count,
		[TABLE_GID] = w->group_count,
		[TABLE_EMAIL] = layout->emails,
		[TABLE_PERSON_ORDER] = layout->listed,
		[TABLE_GROUP_ORDER] = w->group_count,
	};
	uint64_t at = FORMAT_HEADER_LEN;

	for (int t = 0; t < TABLE_COUNT; t++) {
		layout->entries[t] = entries[t];
		layout->blocks[t] = entries[t] / ENTRIES_PER_BLOCK + 1;
		if (t == TABLE_PERSON_ORDER || t == TABLE_GROUP_ORDER)
			layout->blocks[t] = (entries[t] + FORMAT_BLOCK_ENTRIES -
						1) /
			    FORMAT_BLOCK_ENTRIES;
		layout->offset[t] = at;
		at += (uint64_t)layout->blocks[t] *
		    format_block_len((enum format_table)t);
	}
	layout->records = at;
}

static void
place_records(struct writer_layout *layout)
{
	struct snapshot_writer *w = layout->writer;
	uint64_t at = layout->records;

	for (uint32_t i = 0; i < w->person_count; i++) {
		struct writer_person *p = &w->persons[layout->person_order[i]];

		p->offset = at;
		at += writer_person_len(p);
	}
	for (uint32_t i = 0; i < w->group_count; i++) {
		struct writer_group *g = &w->groups[layout->group_order[i]];

		g->offset = at;
		at += writer_group_len(g);
	}
	layout->end = at;
}

int
writer_layout_make(
    struct snapshot_writer *writer, struct writer_layout *ret_layout)
{
	struct writer_layout layout = { .writer = writer };

	layout.person_order = make_order(
	    writer->person_count, person_key, writer);
	layout.group_order = make_order(writer->group_count, group_key, writer);
	if (layout.person_order == NULL || layout.group_order == NULL) {
		writer_layout_release(&layout);
		return FIELD_ENOMEM;
	}
	count_people(&layout);
	count_members(&layout);
	place_tables(&layout);
	place_records(&layout);
	*ret_layout = layout;
	return FIELD_OK;
}

void
writer_layout_release(struct writer_layout *layout)
{
	free(layout->person_order);
	free(layout->group_order);
}
