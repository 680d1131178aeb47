/* Look-ups in a view: header, blocks, records, keys, enumeration. */
#include <errno.h>
#include <string.h>

#include "snapshot/reader_internal.h"

static enum snapshot_status
damaged(struct snapshot_view *view)
{
	view->errnum = EINVAL;
	return SNAPSHOT_DAMAGED;
}

/* --- header ------------------------------------------------------------------ */

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
	ret_info->uid_min = get_u32(h + HEADER_UID_MIN);
	ret_info->uid_max = get_u32(h + HEADER_UID_MAX);
	ret_info->gid_min = get_u32(h + HEADER_GID_MIN);
	ret_info->gid_max = get_u32(h + HEADER_GID_MAX);
	ret_info->uid_high = get_u32(h + HEADER_UID_HIGH);
	ret_info->gid_high = get_u32(h + HEADER_GID_HIGH);
	ret_info->person_count = get_u32(h + HEADER_PERSON_COUNT);
	ret_info->group_count = get_u32(h + HEADER_GROUP_COUNT);
	ret_info->enumerate = (flags & FLAG_ENUMERATE) != 0;
	ret_info->members = (flags & FLAG_MEMBERS) != 0;
	ret_info->email_sign_in = (flags & FLAG_EMAIL_SIGN_IN) != 0;
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

enum snapshot_status
snapshot_record(struct snapshot_view *view, uint64_t offset,
    const uint8_t **ret_record, size_t *ret_len)
{
	uint64_t end = get_u64(view->header + HEADER_RECORDS_END);
	enum snapshot_status status;
	const uint8_t *record;
	size_t first_len, len;

	if (offset < get_u64(view->header + HEADER_RECORDS) || offset >= end ||
	    end - offset < RECORD_MIN_LEN)
		return damaged(view);
	first_len = view->base != NULL ? RECORD_MIN_LEN : SNAPSHOT_SCRATCH;
	if (first_len > end - offset)
		first_len = (size_t)(end - offset);
	status = snapshot_bytes(
	    view, offset, first_len, view->scratch, &record);
	if (status != SNAPSHOT_OK)
		return status;
	len = get_u32(record + RECORD_LEN);
	if (len < RECORD_MIN_LEN || len % 8 != 0 || len > end - offset)
		return damaged(view);
	if (view->base == NULL && len > SNAPSHOT_SCRATCH) {
		status = snapshot_map_own(view);
		if (status != SNAPSHOT_OK)
			return status;
	}
	if (view->base != NULL)
		status = snapshot_bytes(view, offset, len, NULL, &record);
	if (status != SNAPSHOT_OK)
		return status;
	if (get_u64(record) !=
	    format_record_checksum(
		get_u64(view->header + HEADER_SALT), offset, record, len))
		return damaged(view);
	*ret_record = record;
	*ret_len = len;
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

	if (record[RECORD_KIND] != KIND_PERSON || len < PERSON_STRINGS)
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

enum snapshot_status
snapshot_parse_group(struct snapshot_view *view, const uint8_t *record,
    size_t len, struct snapshot_group *ret)
{
	size_t members_at;
	uint32_t highest = 0;

	if (record[RECORD_KIND] != KIND_GROUP)
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

static enum snapshot_status
person_at(struct snapshot_view *view, uint64_t offset,
    struct snapshot_person *ret_person)
{
	enum snapshot_status status;
	const uint8_t *record;
	size_t len;

	status = snapshot_record(view, offset, &record, &len);
	if (status == SNAPSHOT_OK)
		status = snapshot_parse_person(view, record, len, ret_person);
	return status;
}

static enum snapshot_status
group_at(struct snapshot_view *view, uint64_t offset,
    struct snapshot_group *ret_group)
{
	enum snapshot_status status;
	const uint8_t *record;
	size_t len;

	status = snapshot_record(view, offset, &record, &len);
	if (status == SNAPSHOT_OK)
		status = snapshot_parse_group(view, record, len, ret_group);
	return status;
}

/* A person's own group: same name, same number, no members to list. */
static void
group_of_person(
    const struct snapshot_person *person, struct snapshot_group *ret_group)
{
	ret_group->gid = person->gid;
	ret_group->strings = person->strings;
	ret_group->strings_len = person->login_len + 3;
	ret_group->name = person->login;
	ret_group->name_len = person->login_len;
	ret_group->member_count = 0;
	ret_group->member_offsets = NULL;
}

/* --- keys ---------------------------------------------------------------------- */

/* Walk the blocks that a key may be in: a full block sends on to the next. */
struct probe {
	enum format_table table;
	uint32_t blocks, block, tried;
	uint32_t entry, entries;
	const uint8_t *bytes;
	_Alignas(8) uint8_t scratch[FORMAT_EMAIL_BLOCK_LEN];
};

static void
probe_start(struct probe *probe, const struct snapshot_view *view,
    enum format_table table, uint32_t place)
{
	probe->table = table;
	probe->blocks = header_table(view->header, table).blocks;
	probe->block = format_first_block(place, probe->blocks);
	probe->entries = format_block_entries(table);
	probe->tried = 0;
	probe->entry = 0;
	probe->bytes = NULL;
}

static size_t
entry_len(enum format_table table)
{
	return table == TABLE_EMAIL ? FORMAT_EMAIL_ENTRY_LEN : FORMAT_ENTRY_LEN;
}

/*
 * The next entry and its record's offset.  SNAPSHOT_NONE at the first empty
 * one: entries of a block are filled from its beginning.
 */
static enum snapshot_status
probe_next(struct probe *probe, struct snapshot_view *view,
    const uint8_t **ret_entry, uint64_t *ret_offset)
{
	size_t len = entry_len(probe->table);
	enum snapshot_status status;
	const uint8_t *entry;

	if (probe->bytes == NULL || probe->entry == probe->entries) {
		if (probe->tried == probe->blocks)
			return SNAPSHOT_NONE;
		if (probe->tried++ > 0 && ++probe->block == probe->blocks)
			probe->block = 0;
		status = snapshot_block(view, probe->table, probe->block,
		    probe->scratch, &probe->bytes);
		if (status != SNAPSHOT_OK)
			return status;
		probe->entry = 0;
	}
	entry = probe->bytes + 8 + probe->entry++ * len;
	*ret_offset = (uint64_t)get_u32(entry + len - 4) * 8;
	*ret_entry = entry;
	return *ret_offset == 0 ? SNAPSHOT_NONE : SNAPSHOT_OK;
}

/* The next record whose entry in a table of tags carries TAG. */
static enum snapshot_status
probe_tag(struct probe *probe, struct snapshot_view *view, uint32_t tag,
    uint64_t *ret_offset)
{
	enum snapshot_status status;
	const uint8_t *entry;

	do {
		status = probe_next(probe, view, &entry, ret_offset);
	} while (status == SNAPSHOT_OK && get_u32(entry) != tag);
	return status;
}

static bool
name_equals(
    const char *stored, size_t stored_len, const char *name, size_t name_len)
{
	return stored_len == name_len && memcmp(stored, name, name_len) == 0;
}

enum snapshot_status
snapshot_by_login(struct snapshot_view *view, const char *login,
    struct snapshot_person *ret_person)
{
	size_t len = strlen(login);
	struct format_key key = format_name_key(
	    get_u64(view->header + HEADER_SALT), login, len);
	enum snapshot_status status;
	struct probe probe;
	uint64_t offset;

	probe_start(&probe, view, TABLE_LOGIN, key.place);
	for (;;) {
		status = probe_tag(&probe, view, key.tag, &offset);
		if (status != SNAPSHOT_OK)
			return status;
		status = person_at(view, offset, ret_person);
		if (status != SNAPSHOT_OK)
			return status;
		if (!ret_person->deleted &&
		    name_equals(
			ret_person->login, ret_person->login_len, login, len))
			return SNAPSHOT_OK;
	}
}

enum snapshot_status
snapshot_by_uid(struct snapshot_view *view, uint32_t uid,
    struct snapshot_person *ret_person)
{
	struct format_key key = format_id_key(
	    get_u64(view->header + HEADER_SALT), uid);
	enum snapshot_status status;
	struct probe probe;
	uint64_t offset;

	probe_start(&probe, view, TABLE_UID, key.place);
	status = probe_tag(&probe, view, key.tag, &offset);
	if (status == SNAPSHOT_OK)
		status = person_at(view, offset, ret_person);
	if (status == SNAPSHOT_OK && ret_person->uid != uid)
		status = damaged(view);
	return status;
}

/* ASCII alone: what SMTP's Mailbox can hold (RFC 5321); by hand, because
 * tolower() follows the host's locale. */
static size_t
fold_email(const char *email, uint8_t folded[FORMAT_EMAIL_MAX])
{
	size_t len = 0;

	for (; email[len] != '\0'; len++) {
		uint8_t c = (uint8_t)email[len];

		if (len == FORMAT_EMAIL_MAX)
			return 0;
		folded[len] = c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c;
	}
	return len;
}

enum snapshot_status
snapshot_by_email(struct snapshot_view *view, const char *email,
    struct snapshot_person *ret_person)
{
	uint8_t folded[FORMAT_EMAIL_MAX], hash[FORMAT_EMAIL_HASH_LEN];
	size_t len = fold_email(email, folded);
	enum snapshot_status status;
	const uint8_t *entry;
	struct probe probe;
	uint64_t offset;

	if (len == 0 ||
	    (get_u32(view->header + HEADER_FLAGS) & FLAG_EMAIL_SIGN_IN) == 0)
		return SNAPSHOT_NONE;
	format_siphash128(view->header + HEADER_EMAIL_KEY, folded, len, hash);
	probe_start(&probe, view, TABLE_EMAIL, get_u32(hash));
	do {
		status = probe_next(&probe, view, &entry, &offset);
		if (status != SNAPSHOT_OK)
			return status;
	} while (memcmp(entry, hash, sizeof(hash)) != 0);
	status = person_at(view, offset, ret_person);
	if (status == SNAPSHOT_OK && ret_person->deleted)
		status = SNAPSHOT_NONE;
	return status;
}

enum snapshot_status
snapshot_by_name(struct snapshot_view *view, const char *name,
    struct snapshot_person *ret_person)
{
	if (strchr(name, '@') != NULL)
		return snapshot_by_email(view, name, ret_person);
	return snapshot_by_login(view, name, ret_person);
}

enum snapshot_status
snapshot_group_by_name(struct snapshot_view *view, const char *name,
    struct snapshot_group *ret_group)
{
	size_t len = strlen(name);
	struct format_key key = format_name_key(
	    get_u64(view->header + HEADER_SALT), name, len);
	struct snapshot_person person;
	enum snapshot_status status;
	struct probe probe;
	uint64_t offset;

	probe_start(&probe, view, TABLE_GROUP_NAME, key.place);
	for (;;) {
		status = probe_tag(&probe, view, key.tag, &offset);
		if (status != SNAPSHOT_OK)
			break;
		status = group_at(view, offset, ret_group);
		if (status != SNAPSHOT_OK ||
		    name_equals(
			ret_group->name, ret_group->name_len, name, len))
			return status;
	}
	if (status != SNAPSHOT_NONE)
		return status;
	status = snapshot_by_login(view, name, &person);
	if (status == SNAPSHOT_OK)
		group_of_person(&person, ret_group);
	return status;
}

enum snapshot_status
snapshot_group_by_gid(
    struct snapshot_view *view, uint32_t gid, struct snapshot_group *ret_group)
{
	struct format_key key = format_id_key(
	    get_u64(view->header + HEADER_SALT), gid);
	struct snapshot_person person;
	enum snapshot_status status;
	struct probe probe;
	uint64_t offset;

	probe_start(&probe, view, TABLE_GID, key.place);
	status = probe_tag(&probe, view, key.tag, &offset);
	if (status == SNAPSHOT_OK) {
		status = group_at(view, offset, ret_group);
		if (status == SNAPSHOT_OK && ret_group->gid != gid)
			status = damaged(view);
		return status;
	}
	if (status != SNAPSHOT_NONE)
		return status;
	status = snapshot_by_uid(view, gid, &person);
	if (status == SNAPSHOT_OK && person.deleted)
		status = SNAPSHOT_NONE;
	if (status == SNAPSHOT_OK)
		group_of_person(&person, ret_group);
	return status;
}

/* --- enumeration ---------------------------------------------------------------- */

enum snapshot_status
snapshot_order_entry(struct snapshot_view *view, enum format_table table,
    uint32_t index, uint32_t *ret_key, uint64_t *ret_offset)
{
	_Alignas(8) uint8_t scratch[FORMAT_EMAIL_BLOCK_LEN];
	enum snapshot_status status;
	const uint8_t *block, *entry;

	status = snapshot_block(
	    view, table, index / FORMAT_BLOCK_ENTRIES, scratch, &block);
	if (status != SNAPSHOT_OK)
		return status;
	entry = block + 8 + (index % FORMAT_BLOCK_ENTRIES) * FORMAT_ENTRY_LEN;
	*ret_key = get_u32(entry);
	*ret_offset = (uint64_t)get_u32(entry + 4) * 8;
	return SNAPSHOT_OK;
}

/* Index of the first entry whose key is CURSOR or more; COUNT if none is. */
static enum snapshot_status
order_search(struct snapshot_view *view, enum format_table table,
    uint64_t cursor, uint32_t *ret_index)
{
	uint32_t low = 0, high = header_table(view->header, table).entries;
	enum snapshot_status status;
	uint64_t offset;
	uint32_t key;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;

		status = snapshot_order_entry(
		    view, table, middle, &key, &offset);
		if (status != SNAPSHOT_OK)
			return status;
		if (key < cursor)
			low = middle + 1;
		else
			high = middle;
	}
	*ret_index = low;
	return SNAPSHOT_OK;
}

/* Whether entry HINT is the first whose key is CURSOR or more. */
static bool
hint_holds(struct snapshot_view *view, enum format_table table, uint64_t cursor,
    uint32_t hint)
{
	uint32_t key;
	uint64_t offset;

	if (hint >= header_table(view->header, table).entries ||
	    snapshot_order_entry(view, table, hint, &key, &offset) !=
		SNAPSHOT_OK ||
	    key < cursor)
		return false;
	return hint == 0 ||
	    (snapshot_order_entry(view, table, hint - 1, &key, &offset) ==
		    SNAPSHOT_OK &&
		key < cursor);
}

static enum snapshot_status
order_next(struct snapshot_view *view, enum format_table table, uint64_t cursor,
    uint32_t *hint, uint32_t *ret_key, uint64_t *ret_offset)
{
	uint32_t index = *hint;
	enum snapshot_status status;

	if (cursor > UINT32_MAX ||
	    (get_u32(view->header + HEADER_FLAGS) & FLAG_ENUMERATE) == 0)
		return SNAPSHOT_NONE;
	if (!hint_holds(view, table, cursor, index)) {
		status = order_search(view, table, cursor, &index);
		if (status != SNAPSHOT_OK)
			return status;
	}
	if (index >= header_table(view->header, table).entries)
		return SNAPSHOT_NONE;
	*hint = index + 1;
	return snapshot_order_entry(view, table, index, ret_key, ret_offset);
}

enum snapshot_status
snapshot_next_person(struct snapshot_view *view, uint64_t cursor,
    uint32_t *hint, uint64_t *ret_next, struct snapshot_person *ret_person)
{
	enum snapshot_status status;
	uint64_t offset;
	uint32_t key;

	status = order_next(
	    view, TABLE_PERSON_ORDER, cursor, hint, &key, &offset);
	if (status == SNAPSHOT_OK)
		status = person_at(view, offset, ret_person);
	if (status == SNAPSHOT_OK && ret_person->uid != key)
		status = damaged(view);
	if (status == SNAPSHOT_OK)
		*ret_next = (uint64_t)key + 1;
	return status;
}

/* Groups by gid, then people's own: those cursors lie one 2^32 higher. */
enum snapshot_status
snapshot_next_group(struct snapshot_view *view, uint64_t cursor, uint32_t *hint,
    uint64_t *ret_next, struct snapshot_group *ret_group)
{
	const uint64_t own = UINT64_C(1) << 32;
	struct snapshot_person person;
	enum snapshot_status status;
	uint64_t offset;
	uint32_t key;

	status = order_next(
	    view, TABLE_GROUP_ORDER, cursor, hint, &key, &offset);
	if (status == SNAPSHOT_OK) {
		status = group_at(view, offset, ret_group);
		if (status == SNAPSHOT_OK && ret_group->gid != key)
			status = damaged(view);
		*ret_next = (uint64_t)key + 1;
		return status;
	}
	if (status != SNAPSHOT_NONE)
		return status;
	cursor = cursor >= own ? cursor - own : 0;
	status = snapshot_next_person(view, cursor, hint, ret_next, &person);
	if (status == SNAPSHOT_OK) {
		group_of_person(&person, ret_group);
		*ret_next += own;
	}
	return status;
}
