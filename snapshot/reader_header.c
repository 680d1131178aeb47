/* The header: every offset is checked before it is used. */
#include <string.h>

#include "snapshot/reader_internal.h"

static bool
table_is_within(const uint8_t *header, enum format_table table, size_t file_len)
{
	struct format_table_place place = header_table(header, table);
	uint64_t len = (uint64_t)place.blocks * format_block_len(table);

	return place.offset % 8 == 0 && place.offset >= FORMAT_HEADER_LEN &&
	    place.offset <= file_len && len <= file_len - place.offset &&
	    place.entries <=
	    (uint64_t)place.blocks * format_block_entries(table);
}

static bool
range_is_good(const uint8_t *header, size_t min_at)
{
	uint32_t min = get_u32(header + min_at);
	uint32_t max = get_u32(header + min_at + 4);

	return min >= FORMAT_ID_MIN && min <= max && max <= FORMAT_ID_MAX;
}

bool
snapshot_header_is_good(const uint8_t *header, size_t file_len)
{
	uint64_t records = get_u64(header + HEADER_RECORDS);
	uint64_t records_end = get_u64(header + HEADER_RECORDS_END);

	if (memcmp(header + HEADER_MAGIC, FORMAT_MAGIC, 8) != 0 ||
	    get_u32(header + HEADER_VERSION) != FORMAT_VERSION ||
	    get_u32(header + HEADER_LEN) != FORMAT_HEADER_LEN ||
	    get_u64(header + HEADER_FILE_LEN) != file_len ||
	    get_u64(header + HEADER_CHECKSUM) != format_header_checksum(header))
		return false;
	for (int t = 0; t < TABLE_COUNT; t++)
		if (!table_is_within(header, (enum format_table)t, file_len))
			return false;
	return range_is_good(header, HEADER_UID_MIN) &&
	    range_is_good(header, HEADER_GID_MIN) && records % 8 == 0 &&
	    records >= FORMAT_HEADER_LEN && records <= records_end &&
	    records_end <= file_len &&
	    header[HEADER_DATABASE_ID + FORMAT_DATABASE_ID_SIZE - 1] == '\0';
}

void
snapshot_get_info(
    const struct snapshot_view *view, struct snapshot_info *ret_info)
{
	const uint8_t *h = view->header;
	uint32_t flags = get_u32(h + HEADER_FLAGS);

	memcpy(ret_info->database_id, h + HEADER_DATABASE_ID,
	    FORMAT_DATABASE_ID_SIZE);
	ret_info->generation = get_u64(h + HEADER_GENERATION);
	ret_info->created_at_s = (int64_t)get_u64(h + HEADER_CREATED_AT);
	ret_info->next_change_at_s = (int64_t)get_u64(
	    h + HEADER_NEXT_CHANGE_AT);
	ret_info->grants = get_u64(h + HEADER_GRANTS);
	ret_info->uid_min = get_u32(h + HEADER_UID_MIN);
	ret_info->uid_max = get_u32(h + HEADER_UID_MAX);
	ret_info->gid_min = get_u32(h + HEADER_GID_MIN);
	ret_info->gid_max = get_u32(h + HEADER_GID_MAX);
	ret_info->uid_high = get_u32(h + HEADER_UID_HIGH);
	ret_info->gid_high = get_u32(h + HEADER_GID_HIGH);
	ret_info->person_count = get_u32(h + HEADER_PERSON_COUNT);
	ret_info->group_count = get_u32(h + HEADER_GROUP_COUNT);
	ret_info->filter = get_u64(h + HEADER_FILTER);
	ret_info->enumerate = (flags & FLAG_ENUMERATE) != 0;
	ret_info->members = (flags & FLAG_MEMBERS) != 0;
	ret_info->email_sign_in = (flags & FLAG_EMAIL_SIGN_IN) != 0;
}
