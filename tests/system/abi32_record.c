/*
 * abi32_record: records whose lengths add up to more than 32 bits hold.  For
 * the reader's own sources, compiled for the ABI in question; 0 if each is
 * found damaged.
 */
#include <stdio.h>
#include <string.h>

#include "snapshot/reader_internal.h"

static uint8_t record[4096], header[FORMAT_HEADER_LEN];
static struct snapshot_view view = { .header = header };

static const uint32_t large[] = { 0x7fffffff, 0x80000000, 0xffff0000,
	0xffffffd0, 0xfffffff0, 0xfffffffc, 0xffffffff };

#define LARGE_COUNT (sizeof(large) / sizeof(large[0]))

/* All else of the record is good. */
static enum snapshot_status
parse_group(uint32_t strings_len, uint32_t name_len, uint32_t members)
{
	struct snapshot_group group;

	memset(record, 0, sizeof(record));
	record[RECORD_KIND] = KIND_GROUP;
	put_u32(record + RECORD_ID, FORMAT_ID_MIN);
	put_u32(record + GROUP_STRINGS_LEN, strings_len);
	put_u32(record + GROUP_NAME_LEN, name_len);
	put_u32(record + GROUP_MEMBER_COUNT, members);
	memcpy(record + GROUP_STRINGS, "a\0x", 4);
	return snapshot_parse_group(&view, record, sizeof(record), &group);
}

static enum snapshot_status
parse_person(uint32_t strings_len, uint32_t gids, uint32_t local_gids)
{
	struct snapshot_person person;

	memset(record, 0, sizeof(record));
	record[RECORD_KIND] = KIND_PERSON;
	record[PERSON_LOGIN_LEN] = 1;
	put_u32(record + RECORD_ID, FORMAT_ID_MIN);
	put_u32(record + PERSON_GID, FORMAT_ID_MIN);
	put_u32(record + PERSON_STRINGS_LEN, strings_len);
	put_u32(record + PERSON_GID_COUNT, gids);
	put_u32(record + PERSON_LOCAL_GID_COUNT, local_gids);
	memcpy(record + PERSON_STRINGS, "a\0x\0\0\0", 7);
	return snapshot_parse_person(&view, record, sizeof(record), &person);
}

/* How many of those with one length too large pass. */
static int
believed(uint32_t length)
{
	return (parse_group(length, 1, 0) == SNAPSHOT_OK) +
	    (parse_group(length, length - 3, 0) == SNAPSHOT_OK) +
	    (parse_group(4, length, 0) == SNAPSHOT_OK) +
	    (parse_group(4, 1, length) == SNAPSHOT_OK) +
	    (parse_person(length, 0, 0) == SNAPSHOT_OK) +
	    (parse_person(7, length, 0) == SNAPSHOT_OK) +
	    (parse_person(7, length, -length) == SNAPSHOT_OK);
}

int
main(void)
{
	int wrong = 0;

	put_u32(header + HEADER_UID_MIN, FORMAT_ID_MIN);
	put_u32(header + HEADER_UID_MAX, FORMAT_ID_MAX);
	put_u32(header + HEADER_GID_MIN, FORMAT_ID_MIN);
	put_u32(header + HEADER_GID_MAX, FORMAT_ID_MAX);
	if (parse_group(4, 1, 0) != SNAPSHOT_OK ||
	    parse_person(7, 0, 0) != SNAPSHOT_OK)
		return 2;
	for (size_t i = 0; i < LARGE_COUNT; i++)
		wrong += believed(large[i]);
	printf("bits %d, %d believed\n", (int)sizeof(void *) * 8, wrong);
	return wrong != 0;
}
