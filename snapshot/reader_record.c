/* Blocks and records: all of their contents are checked before use. */
#include <errno.h>
#include <string.h>

#include "snapshot/reader_internal.h"

static enum snapshot_status
damaged(struct snapshot_view *view)
{
	view->errnum = EINVAL;
	return SNAPSHOT_DAMAGED;
}

static bool
uid_is_ours(const struct snapshot_view *view, uint32_t uid)
{
	return uid >= get_u32(view->header + HEADER_UID_MIN) &&
	    uid <= get_u32(view->header + HEADER_UID_MAX);
}

static bool
gid_is_ours(const struct snapshot_view *view, uint32_t gid)
{
	return gid >= get_u32(view->header + HEADER_GID_MIN) &&
	    gid <= get_u32(view->header + HEADER_GID_MAX);
}

/* --- blocks and records ------------------------------------------------------- */

enum snapshot_status
snapshot_block(struct snapshot_view *view, enum format_table table,
    uint32_t block, uint8_t *scratch, const uint8_t **ret_block)
{
	struct format_table_place place = header_table(view->header, table);
	size_t len = format_block_len(table);
	enum snapshot_status status;

	status = snapshot_bytes(view, place.offset + (uint64_t)block * len, len,
	    scratch, ret_block);
	if (status != SNAPSHOT_OK)
		return status;
	if (get_u64(*ret_block) !=
	    format_block_checksum(
		get_u64(view->header + HEADER_SALT), table, block, *ret_block))
		return damaged(view);
	return SNAPSHOT_OK;
}

static inline bool
record_len_is_good(uint64_t len, uint64_t room)
{
	return len >= RECORD_MIN_LEN && len % 8 == 0 && len <= room;
}

/* The record's bytes, if its length is within ROOM; from a mapping. */
static inline enum snapshot_status
map_record(struct snapshot_view *view, uint64_t offset, uint64_t room,
    const uint8_t **ret_record, size_t *ret_len)
{
	enum snapshot_status status;

	/* Most records span three cache lines: fetch them together. */
	if (view->slot != NULL && room > 192) {
		__builtin_prefetch(view->base + offset + 64);
		__builtin_prefetch(view->base + offset + 128);
	}
	status = snapshot_bytes(view, offset, RECORD_MIN_LEN, NULL, ret_record);
	if (status != SNAPSHOT_OK)
		return status;
	*ret_len = get_u32(*ret_record + RECORD_LEN);
	if (!record_len_is_good(*ret_len, room))
		return damaged(view);
	return snapshot_bytes(view, offset, *ret_len, NULL, ret_record);
}

/* The same by pread(), or by a mapping if scratch is too small. */
static enum snapshot_status
read_record(struct snapshot_view *view, uint64_t offset, uint64_t room,
    const uint8_t **ret_record, size_t *ret_len)
{
	size_t len = room < SNAPSHOT_SCRATCH ? (size_t)room : SNAPSHOT_SCRATCH;
	enum snapshot_status status;

	status = snapshot_bytes(view, offset, len, view->scratch, ret_record);
	if (status != SNAPSHOT_OK)
		return status;
	*ret_len = get_u32(*ret_record + RECORD_LEN);
	if (!record_len_is_good(*ret_len, room))
		return damaged(view);
	if (*ret_len <= len)
		return SNAPSHOT_OK;
	status = snapshot_map_own(view);
	if (status != SNAPSHOT_OK)
		return status;
	return map_record(view, offset, room, ret_record, ret_len);
}

enum snapshot_status
snapshot_record(struct snapshot_view *view, uint64_t offset,
    const uint8_t **ret_record, size_t *ret_len)
{
	uint64_t end = get_u64(view->header + HEADER_RECORDS_END);
	enum snapshot_status status;

	if (offset < get_u64(view->header + HEADER_RECORDS) || offset >= end ||
	    end - offset < RECORD_MIN_LEN)
		return damaged(view);
	if (view->base != NULL)
		status = map_record(
		    view, offset, end - offset, ret_record, ret_len);
	else
		status = read_record(
		    view, offset, end - offset, ret_record, ret_len);
	if (status != SNAPSHOT_OK)
		return status;
	if (get_u64(*ret_record) !=
	    format_record_checksum(get_u64(view->header + HEADER_SALT), offset,
		*ret_record, *ret_len))
		return damaged(view);
	return SNAPSHOT_OK;
}

static size_t
round_up(size_t value, size_t to)
{
	return (value + to - 1) / to * to;
}

enum snapshot_status
snapshot_parse_person(struct snapshot_view *view, const uint8_t *record,
    size_t len, struct snapshot_person *ret)
{
	size_t login_len, gecos_len, home_len, shell_len, gids_at;
	const char *s = (const char *)record + PERSON_STRINGS;

	if (record[RECORD_KIND] != KIND_PERSON || len < PERSON_STRINGS ||
	    get_u32(record + PERSON_STRINGS_LEN) > len - PERSON_STRINGS)
		return damaged(view);
	ret->uid = get_u32(record + RECORD_ID);
	ret->gid = get_u32(record + PERSON_GID);
	ret->deleted = (record[RECORD_FLAGS] & PERSON_DELETED) != 0;
	ret->hidden = (record[RECORD_FLAGS] & PERSON_HIDDEN) != 0;
	ret->gid_count = get_u32(record + PERSON_GID_COUNT);
	ret->local_gid_count = get_u32(record + PERSON_LOCAL_GID_COUNT);
	ret->strings_len = get_u32(record + PERSON_STRINGS_LEN);
	login_len = get_u16(record + PERSON_LOGIN_LEN);
	gecos_len = get_u16(record + PERSON_GECOS_LEN);
	home_len = get_u16(record + PERSON_HOME_LEN);
	shell_len = get_u16(record + PERSON_SHELL_LEN);
	gids_at = round_up(PERSON_STRINGS + ret->strings_len, 4);
	if (login_len == 0 ||
	    ret->strings_len !=
		login_len + gecos_len + home_len + shell_len + 6 ||
	    gids_at > len ||
	    (uint64_t)ret->gid_count + ret->local_gid_count >
		(len - gids_at) / 4)
		return damaged(view);
	ret->strings = s;
	ret->login = s;
	ret->login_len = login_len;
	ret->gecos = s + login_len + 3;
	ret->home = ret->gecos + gecos_len + 1;
	ret->shell = ret->home + home_len + 1;
	ret->gids = record + gids_at;
	ret->local_gids = ret->gids + (size_t)ret->gid_count * 4;
	if (s[login_len] != '\0' || s[login_len + 1] != 'x' ||
	    s[login_len + 2] != '\0' || ret->home[-1] != '\0' ||
	    ret->shell[-1] != '\0' || s[ret->strings_len - 1] != '\0' ||
	    !uid_is_ours(view, ret->uid) || ret->gid != ret->uid)
		return damaged(view);
	return SNAPSHOT_OK;
}

uint32_t
snapshot_gid(const uint8_t *gids, uint32_t index)
{
	return get_u32(gids + (size_t)index * 4);
}

bool
snapshot_gids_are_allowed(
    const struct snapshot_view *view, const struct snapshot_person *person)
{
	for (uint32_t i = 0; i < person->gid_count; i++)
		if (!gid_is_ours(view, snapshot_gid(person->gids, i)))
			return false;
	return true;
}

enum snapshot_status
snapshot_parse_group(struct snapshot_view *view, const uint8_t *record,
    size_t len, struct snapshot_group *ret)
{
	size_t members_at;
	uint32_t highest = 0;

	/* checked before the sums, which might overflow 32 bits */
	if (record[RECORD_KIND] != KIND_GROUP ||
	    get_u32(record + GROUP_STRINGS_LEN) > len - GROUP_STRINGS)
		return damaged(view);
	ret->gid = get_u32(record + RECORD_ID);
	ret->member_count = get_u32(record + GROUP_MEMBER_COUNT);
	ret->strings = (const char *)record + GROUP_STRINGS;
	ret->strings_len = get_u32(record + GROUP_STRINGS_LEN);
	ret->name = ret->strings;
	ret->name_len = get_u32(record + GROUP_NAME_LEN);
	members_at = round_up(GROUP_STRINGS + ret->strings_len, 4);
	if (ret->name_len == 0 || members_at > len || ret->strings_len < 3 ||
	    ret->name_len > ret->strings_len - 3 ||
	    ret->member_count > (len - members_at) / 4 ||
	    ret->name[ret->name_len] != '\0' ||
	    ret->name[ret->name_len + 1] != 'x' ||
	    ret->name[ret->name_len + 2] != '\0' ||
	    ret->strings[ret->strings_len - 1] != '\0' ||
	    !gid_is_ours(view, ret->gid))
		return damaged(view);
	ret->member_offsets = record + members_at;
	for (uint32_t i = 0; i < ret->member_count; i++) {
		uint32_t at = snapshot_member(ret, i);

		highest = at > highest ? at : highest;
	}
	return highest < ret->strings_len ? SNAPSHOT_OK : damaged(view);
}

uint32_t
snapshot_member(const struct snapshot_group *group, uint32_t index)
{
	return get_u32(group->member_offsets + (size_t)index * 4);
}
