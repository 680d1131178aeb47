/*
 * snapshot/format: the binary format of the snapshot, version 1.
 * Layer: snapshot; libc only.  Users: the reader and the writer.
 *
 * Every number, offset and meaning here is specified in schema/SNAPSHOT.md,
 * which is authoritative; test_snapshot_format compares the two.  All integers
 * are little-endian.
 */
#ifndef SNAPSHOT_FORMAT_H
#define SNAPSHOT_FORMAT_H

#include <endian.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define FORMAT_MAGIC      "FLDUSERS"
#define FORMAT_VERSION    1
#define FORMAT_HEADER_LEN 512
#define FORMAT_MAX_LEN    ((size_t)1 << 30)

/*
 * The largest size of a group's entry in the buffer of getgrnam_r(3) on 64-bit
 * systems, at any alignment: pointers, name, members, their NULs.  libpam
 * (pam_modutil_getgrnam.c, PWD_LENGTH_MAX of libpam/pam_modutil_getpwnam.c)
 * provides at most 262,144 bytes, and treats a group that needs more as
 * missing.
 */
#define FORMAT_GROUP_LAYOUT_MAX  200000u
#define FORMAT_GROUP_POINTER_LEN 8u

/* The lowest uid or gid of ours: adduser's, systemd's and the special 16-bit
 * numbers are all lower (Debian Policy 9.2.2; systemd, UIDS-GIDS). */
#define FORMAT_ID_MIN 65536u
#define FORMAT_ID_MAX 0xfffffffeu

/* Offsets in the header. */
enum format_header {
	HEADER_MAGIC = 0,
	HEADER_VERSION = 8,
	HEADER_LEN = 12,
	HEADER_FILE_LEN = 16,
	HEADER_CHECKSUM = 24,
	HEADER_SALT = 32,
	HEADER_DATABASE_ID = 40,
	HEADER_GENERATION = 80,
	HEADER_CREATED_AT = 88,
	HEADER_NEXT_CHANGE_AT = 96,
	HEADER_UID_MIN = 104,
	HEADER_UID_MAX = 108,
	HEADER_GID_MIN = 112,
	HEADER_GID_MAX = 116,
	HEADER_UID_HIGH = 120,
	HEADER_GID_HIGH = 124,
	HEADER_FLAGS = 128,
	HEADER_EMAIL_KEY = 136,
	HEADER_PERSON_COUNT = 152,
	HEADER_GROUP_COUNT = 156,
	HEADER_TABLES = 160,
	HEADER_RECORDS = 272,
	HEADER_RECORDS_END = 280,
	HEADER_GRANTS = 288,
	HEADER_FILTER = 296,
	/* not covered by the checksum, like the fields after it */
	HEADER_SUPERSEDED = 504,
};
#define FORMAT_DATABASE_ID_SIZE 40

enum format_header_flag {
	FLAG_ENUMERATE = 1,
	FLAG_MEMBERS = 2,
	FLAG_EMAIL_SIGN_IN = 4,
};

/* Tables, each 16 bytes in the header: u64 offset, u32 blocks, u32 entries. */
enum format_table {
	TABLE_LOGIN,
	TABLE_UID,
	TABLE_GROUP_NAME,
	TABLE_GID,
	TABLE_EMAIL,
	TABLE_PERSON_ORDER,
	TABLE_GROUP_ORDER,
	TABLE_COUNT,
};
#define FORMAT_TABLE_LEN 16

/* A block: u64 checksum, then entries.  Seven entries of u32 key, u32 record;
 * in TABLE_EMAIL six entries of 16 bytes hash, u32 record. */
#define FORMAT_BLOCK_LEN           64
#define FORMAT_BLOCK_ENTRIES       7
#define FORMAT_ENTRY_LEN           8
#define FORMAT_EMAIL_BLOCK_LEN     128
#define FORMAT_EMAIL_BLOCK_ENTRIES 6
#define FORMAT_EMAIL_ENTRY_LEN     20
#define FORMAT_EMAIL_HASH_LEN      16
#define FORMAT_EMAIL_MAX           254 /* RFC 5321 section 4.5.3.1.3 */

/* The common start of all records. */
enum format_record {
	RECORD_CHECKSUM = 0,
	RECORD_LEN = 8,
	RECORD_KIND = 12,
	RECORD_FLAGS = 13,
	RECORD_ID = 16, /* uid or gid */
	RECORD_MIN_LEN = 32,
};
enum format_record_kind {
	KIND_PERSON = 1,
	KIND_GROUP = 2,
};
enum format_person_flag {
	PERSON_DELETED = 1,
	PERSON_HIDDEN = 2,
};
enum format_person {
	PERSON_GID = 20,
	PERSON_GID_COUNT = 24,
	PERSON_LOCAL_GID_COUNT = 28,
	PERSON_STRINGS_LEN = 32,
	PERSON_LOGIN_LEN = 36, /* u16, like the next three */
	PERSON_GECOS_LEN = 38,
	PERSON_HOME_LEN = 40,
	PERSON_SHELL_LEN = 42,
	PERSON_STRINGS = 48,
};
enum format_group {
	GROUP_MEMBER_COUNT = 20,
	GROUP_STRINGS_LEN = 24,
	GROUP_NAME_LEN = 28,
	GROUP_STRINGS = 32,
};

static inline uint16_t
get_u16(const uint8_t *at)
{
	uint16_t v;

	memcpy(&v, at, sizeof(v));
	return le16toh(v);
}

static inline uint32_t
get_u32(const uint8_t *at)
{
	uint32_t v;

	memcpy(&v, at, sizeof(v));
	return le32toh(v);
}

static inline uint64_t
get_u64(const uint8_t *at)
{
	uint64_t v;

	memcpy(&v, at, sizeof(v));
	return le64toh(v);
}

static inline void
put_u16(uint8_t *at, uint16_t v)
{
	v = htole16(v);
	memcpy(at, &v, sizeof(v));
}

static inline void
put_u32(uint8_t *at, uint32_t v)
{
	v = htole32(v);
	memcpy(at, &v, sizeof(v));
}

static inline void
put_u64(uint8_t *at, uint64_t v)
{
	v = htole64(v);
	memcpy(at, &v, sizeof(v));
}

static inline size_t
format_block_len(enum format_table table)
{
	return table == TABLE_EMAIL ? FORMAT_EMAIL_BLOCK_LEN : FORMAT_BLOCK_LEN;
}

static inline uint32_t
format_block_entries(enum format_table table)
{
	return table == TABLE_EMAIL ? FORMAT_EMAIL_BLOCK_ENTRIES :
				      FORMAT_BLOCK_ENTRIES;
}

/*
 * Checksum of LEN bytes, a multiple of 8.  Any change within one aligned 8-byte
 * word is always detected, any other damage except for one case in 2^64.  Not
 * cryptographic: only root can write the file.
 */
uint64_t format_checksum(uint64_t seed, const uint8_t *bytes, size_t len);

/* Checksums of the header, of a block, of a record: each is seeded with the
 * file's salt and with its position, so that a block from an older file or from
 * another position is rejected. */
uint64_t format_header_checksum(const uint8_t *header);
uint64_t format_block_checksum(uint64_t salt, enum format_table table,
    uint32_t block, const uint8_t *bytes);
uint64_t format_record_checksum(
    uint64_t salt, uint64_t offset, const uint8_t *record, size_t len);

/* Where a key is stored: the first block to search, and the value in its
 * entries. */
struct format_key {
	uint32_t place;
	uint32_t tag;
};

struct format_key format_name_key(
    uint64_t salt, const char *name, size_t name_len);
struct format_key format_id_key(uint64_t salt, uint32_t id);

static inline uint32_t
format_first_block(uint32_t place, uint32_t blocks)
{
	return (uint32_t)(((uint64_t)place * blocks) >> 32);
}

/* SipHash-2-4 with 128-bit output (Aumasson, Bernstein: SipHash, 2012; the
 * reference implementation's test vectors are in test_snapshot_format). */
void format_siphash128(const uint8_t key[16], const uint8_t *bytes, size_t len,
    uint8_t ret_hash[16]);

#endif
