/* Look-ups in a view: by key, and in sequence. */
#include <errno.h>
#include <string.h>

#include "snapshot/reader_internal.h"

static enum snapshot_status
damaged(struct snapshot_view *view)
{
	view->errnum = EINVAL;
	return SNAPSHOT_DAMAGED;
}

/* --- records ----------------------------------------------------------------- */

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

/*
 * Walk the blocks that may hold a key: a full block continues in the next, and
 * entries of a block are filled from its start.
 */
struct probe {
	enum format_table table;
	uint32_t blocks, block, tried;
	bool at_end;      /* the current block has an empty entry */
	uint32_t matches; /* of the current block, one bit for each entry */
	const uint8_t *bytes;
	_Alignas(8) uint8_t scratch[FORMAT_EMAIL_BLOCK_LEN];
};

static inline void
probe_start(struct probe *probe, const struct snapshot_view *view,
    enum format_table table, uint32_t place)
{
	probe->table = table;
	probe->blocks = header_table(view->header, table).blocks;
	probe->block = format_first_block(place, probe->blocks);
	probe->tried = 0;
	probe->at_end = false;
	probe->matches = 0;
}

/* The next block; SNAPSHOT_NONE after the last. */
static inline enum snapshot_status
probe_block(struct probe *probe, struct snapshot_view *view)
{
	if (probe->at_end || probe->tried == probe->blocks)
		return SNAPSHOT_NONE;
	if (probe->tried++ > 0 && ++probe->block == probe->blocks)
		probe->block = 0;
	return snapshot_block(
	    view, probe->table, probe->block, probe->scratch, &probe->bytes);
}

/* Record the entries before the first empty one whose bits are in FOUND; EMPTY
 * has the bits of empty entries. */
static inline void
probe_note(struct probe *probe, uint32_t found, uint32_t empty)
{
	probe->at_end = empty != 0;
	probe->matches = found & ((empty & -empty) - 1);
}

/* The index of the next recorded entry. */
static inline uint32_t
probe_take(struct probe *probe)
{
	uint32_t entry = (uint32_t)__builtin_ctz(probe->matches);

	probe->matches &= probe->matches - 1;
	return entry;
}

/*
 * The next record whose entry in a table of tags carries TAG.  All entries of a
 * block are compared without a branch: after the system call that libc makes
 * before each look-up, the branch predictor has no useful state.
 */
static inline enum snapshot_status
probe_tag(struct probe *probe, struct snapshot_view *view, uint32_t tag,
    uint64_t *ret_offset)
{
	enum snapshot_status status;
	const uint8_t *entries;

	while (probe->matches == 0) {
		uint32_t found = 0, empty = 0;

		status = probe_block(probe, view);
		if (status != SNAPSHOT_OK)
			return status;
		entries = probe->bytes + 8;
#pragma GCC unroll 7
		for (uint32_t e = 0; e < FORMAT_BLOCK_ENTRIES; e++) {
			const uint8_t *entry = entries + e * FORMAT_ENTRY_LEN;

			found |= (uint32_t)(get_u32(entry) == tag) << e;
			empty |= (uint32_t)(get_u32(entry + 4) == 0) << e;
		}
		probe_note(probe, found, empty);
	}
	entries = probe->bytes + 8;
	*ret_offset = (uint64_t)get_u32(
			  entries + probe_take(probe) * FORMAT_ENTRY_LEN + 4) *
	    8;
	return SNAPSHOT_OK;
}

/* The next record whose entry in the table of addresses carries HASH. */
static enum snapshot_status
probe_hash(struct probe *probe, struct snapshot_view *view,
    const uint8_t hash[FORMAT_EMAIL_HASH_LEN], uint64_t *ret_offset)
{
	enum snapshot_status status;
	const uint8_t *entry;

	while (probe->matches == 0) {
		uint32_t found = 0, empty = 0;

		status = probe_block(probe, view);
		if (status != SNAPSHOT_OK)
			return status;
		for (uint32_t e = 0; e < FORMAT_EMAIL_BLOCK_ENTRIES; e++) {
			entry = probe->bytes + 8 + e * FORMAT_EMAIL_ENTRY_LEN;
			found |= (uint32_t)(memcmp(entry, hash,
						FORMAT_EMAIL_HASH_LEN) == 0)
			    << e;
			empty |= (uint32_t)(get_u32(entry +
						FORMAT_EMAIL_HASH_LEN) == 0)
			    << e;
		}
		probe_note(probe, found, empty);
	}
	entry = probe->bytes + 8 + probe_take(probe) * FORMAT_EMAIL_ENTRY_LEN;
	*ret_offset = (uint64_t)get_u32(entry + FORMAT_EMAIL_HASH_LEN) * 8;
	return SNAPSHOT_OK;
}

static bool
name_equals(
    const char *stored, size_t stored_len, const char *name, size_t name_len)
{
	return stored_len == name_len && memcmp(stored, name, name_len) == 0;
}

static enum snapshot_status
login_of_len(struct snapshot_view *view, const char *login, size_t len,
    struct snapshot_person *ret_person)
{
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
snapshot_by_login(struct snapshot_view *view, const char *login,
    struct snapshot_person *ret_person)
{
	return login_of_len(view, login, strlen(login), ret_person);
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

/* ASCII only, as in SMTP's Mailbox (RFC 5321).  Not tolower(), which depends on
 * the host's locale. */
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
	struct probe probe;
	uint64_t offset;

	if (len == 0 ||
	    (get_u32(view->header + HEADER_FLAGS) & FLAG_EMAIL_SIGN_IN) == 0)
		return SNAPSHOT_NONE;
	format_siphash128(view->header + HEADER_EMAIL_KEY, folded, len, hash);
	probe_start(&probe, view, TABLE_EMAIL, get_u32(hash));
	status = probe_hash(&probe, view, hash, &offset);
	if (status == SNAPSHOT_OK)
		status = person_at(view, offset, ret_person);
	if (status == SNAPSHOT_OK && ret_person->deleted)
		status = SNAPSHOT_NONE;
	return status;
}

enum snapshot_status
snapshot_by_name(struct snapshot_view *view, const char *name,
    struct snapshot_person *ret_person)
{
	const char *at = strchrnul(name, '@');

	if (*at == '@')
		return snapshot_by_email(view, name, ret_person);
	return login_of_len(view, name, (size_t)(at - name), ret_person);
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

/* Index of the first entry whose key is at least CURSOR; COUNT if there is
 * none. */
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

/*
 * Whether entry HINT is the first whose key is at least CURSOR, and then its
 * key and offset.  The previous entry is usually in the same block.
 */
static bool
hint_holds(struct snapshot_view *view, enum format_table table, uint64_t cursor,
    uint32_t hint, uint32_t *ret_key, uint64_t *ret_offset)
{
	_Alignas(8) uint8_t scratch[FORMAT_EMAIL_BLOCK_LEN];
	uint32_t place = hint % FORMAT_BLOCK_ENTRIES, before;
	const uint8_t *block, *entry;
	uint64_t offset;

	if (hint >= header_table(view->header, table).entries ||
	    snapshot_block(view, table, hint / FORMAT_BLOCK_ENTRIES, scratch,
		&block) != SNAPSHOT_OK)
		return false;
	entry = block + 8 + (size_t)place * FORMAT_ENTRY_LEN;
	*ret_key = get_u32(entry);
	*ret_offset = (uint64_t)get_u32(entry + 4) * 8;
	if (*ret_key < cursor)
		return false;
	if (hint == 0)
		return true;
	if (place > 0)
		return get_u32(entry - FORMAT_ENTRY_LEN) < cursor;
	return snapshot_order_entry(view, table, hint - 1, &before, &offset) ==
	    SNAPSHOT_OK &&
	    before < cursor;
}

static enum snapshot_status
order_next(struct snapshot_view *view, enum format_table table, uint64_t cursor,
    uint32_t *hint, uint32_t *ret_key, uint64_t *ret_offset)
{
	enum snapshot_status status;
	uint32_t index;

	if (cursor > UINT32_MAX ||
	    (get_u32(view->header + HEADER_FLAGS) & FLAG_ENUMERATE) == 0)
		return SNAPSHOT_NONE;
	if (hint_holds(view, table, cursor, *hint, ret_key, ret_offset)) {
		++*hint;
		return SNAPSHOT_OK;
	}
	status = order_search(view, table, cursor, &index);
	if (status != SNAPSHOT_OK)
		return status;
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

/* Groups by gid, then people's own groups: their cursors are 2^32 higher. */
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
