/* Checks a whole snapshot, for publishing and for doctor. */
#include <errno.h>

#include "snapshot/reader_internal.h"

struct tally {
	uint32_t persons, groups;
	/* people that can be found by name; that are listed */
	uint32_t logins, listed;
};

static enum snapshot_status
check_blocks(struct snapshot_view *view, enum format_table table)
{
	struct format_table_place place = header_table(view->header, table);
	_Alignas(8) uint8_t scratch[FORMAT_EMAIL_BLOCK_LEN];
	size_t len = table == TABLE_EMAIL ? FORMAT_EMAIL_ENTRY_LEN :
					    FORMAT_ENTRY_LEN;
	enum snapshot_status status = SNAPSHOT_OK;
	const uint8_t *block;
	uint64_t entries = 0;

	for (uint32_t b = 0; b < place.blocks; b++) {
		status = snapshot_block(view, table, b, scratch, &block);
		if (status != SNAPSHOT_OK)
			return status;
		for (uint32_t e = 0; e < format_block_entries(table); e++)
			entries += get_u32(block + 8 + (e + 1) * len - 4) != 0;
	}
	return entries == place.entries ? SNAPSHOT_OK : SNAPSHOT_DAMAGED;
}

/* The view is mapped, so each record has one address. */
static enum snapshot_status
check_person(struct snapshot_view *view, const uint8_t *record, size_t len,
    struct tally *tally)
{
	struct snapshot_person person, found;
	enum snapshot_status status;

	status = snapshot_parse_person(view, record, len, &person);
	if (status != SNAPSHOT_OK)
		return status;
	tally->persons++;
	tally->listed += !person.deleted && !person.hidden;
	status = snapshot_by_uid(view, person.uid, &found);
	if (status != SNAPSHOT_OK || found.strings != person.strings)
		return SNAPSHOT_DAMAGED;
	if (person.deleted)
		return SNAPSHOT_OK;
	tally->logins++;
	status = snapshot_by_login(view, person.login, &found);
	return status == SNAPSHOT_OK && found.strings == person.strings ?
	    SNAPSHOT_OK :
	    SNAPSHOT_DAMAGED;
}

static enum snapshot_status
check_group(struct snapshot_view *view, const uint8_t *record, size_t len,
    struct tally *tally)
{
	struct snapshot_group group, found;
	enum snapshot_status status;

	status = snapshot_parse_group(view, record, len, &group);
	if (status != SNAPSHOT_OK)
		return status;
	tally->groups++;
	status = snapshot_group_by_gid(view, group.gid, &found);
	if (status != SNAPSHOT_OK || found.strings != group.strings)
		return SNAPSHOT_DAMAGED;
	status = snapshot_group_by_name(view, group.name, &found);
	return status == SNAPSHOT_OK && found.strings == group.strings ?
	    SNAPSHOT_OK :
	    SNAPSHOT_DAMAGED;
}

static enum snapshot_status
check_records(struct snapshot_view *view, struct tally *tally)
{
	uint64_t offset = get_u64(view->header + HEADER_RECORDS);
	uint64_t end = get_u64(view->header + HEADER_RECORDS_END);
	enum snapshot_status status = SNAPSHOT_OK;
	const uint8_t *record;
	size_t len;

	while (status == SNAPSHOT_OK && offset < end) {
		status = snapshot_record(view, offset, &record, &len);
		if (status != SNAPSHOT_OK)
			return status;
		if (record[RECORD_KIND] == KIND_PERSON)
			status = check_person(view, record, len, tally);
		else
			status = check_group(view, record, len, tally);
		offset += len;
	}
	return status;
}

static enum snapshot_status
check_order(struct snapshot_view *view, enum format_table table)
{
	uint32_t count = header_table(view->header, table).entries;
	enum snapshot_status status;
	const uint8_t *record;
	uint64_t offset;
	int64_t before = -1;
	uint32_t key;
	size_t len;

	for (uint32_t i = 0; i < count; i++) {
		status = snapshot_order_entry(view, table, i, &key, &offset);
		if (status == SNAPSHOT_OK)
			status = snapshot_record(view, offset, &record, &len);
		if (status != SNAPSHOT_OK)
			return status;
		if (key <= before || get_u32(record + RECORD_ID) != key ||
		    record[RECORD_KIND] !=
			(table == TABLE_PERSON_ORDER ? KIND_PERSON :
						       KIND_GROUP) ||
		    record[RECORD_FLAGS] != 0)
			return SNAPSHOT_DAMAGED;
		before = key;
	}
	return SNAPSHOT_OK;
}

static bool
counts_agree(const uint8_t *header, const struct tally *tally)
{
	return get_u32(header + HEADER_PERSON_COUNT) == tally->persons &&
	    get_u32(header + HEADER_GROUP_COUNT) == tally->groups &&
	    header_table(header, TABLE_LOGIN).entries == tally->logins &&
	    header_table(header, TABLE_UID).entries == tally->persons &&
	    header_table(header, TABLE_GROUP_NAME).entries == tally->groups &&
	    header_table(header, TABLE_GID).entries == tally->groups &&
	    header_table(header, TABLE_EMAIL).entries <= tally->logins &&
	    header_table(header, TABLE_PERSON_ORDER).entries == tally->listed &&
	    header_table(header, TABLE_GROUP_ORDER).entries == tally->groups;
}

static enum snapshot_status
map_whole(struct snapshot_view *view)
{
	enum snapshot_status status = snapshot_map_own(view);
	int saved = errno;

	if (status != SNAPSHOT_OK)
		return status;
	view->present = snapshot_populate(
			    view->base, view->len, 0, view->len) == 0;
	errno = saved;
	if (!view->present)
		view->errnum = EIO;
	return view->present ? SNAPSHOT_OK : SNAPSHOT_UNREADABLE;
}

enum snapshot_status
snapshot_check(struct snapshot_view *view)
{
	struct tally tally = { 0 };
	enum snapshot_status status = SNAPSHOT_OK;

	/* Comparing addresses requires a stable mapping. */
	if (view->base == NULL)
		status = map_whole(view);
	for (int t = 0; t < TABLE_COUNT && status == SNAPSHOT_OK; t++)
		status = check_blocks(view, (enum format_table)t);
	if (status == SNAPSHOT_OK)
		status = check_records(view, &tally);
	if (status == SNAPSHOT_OK)
		status = check_order(view, TABLE_PERSON_ORDER);
	if (status == SNAPSHOT_OK)
		status = check_order(view, TABLE_GROUP_ORDER);
	if (status == SNAPSHOT_OK && !counts_agree(view->header, &tally))
		status = SNAPSHOT_DAMAGED;
	if (status == SNAPSHOT_DAMAGED)
		view->errnum = EINVAL;
	return status;
}
