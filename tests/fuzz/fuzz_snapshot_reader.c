/*
 * A hostile file: for any bytes, no read outside of them, no endless loop, and
 * strings that end within.  The first byte determines how much of the damage is
 * repaired, so that the fuzzer gets past the checksums.
 */
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "snapshot/format.h"
#include "snapshot/reader.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
repair_header(uint8_t *bytes, size_t len)
{
	memcpy(bytes, FORMAT_MAGIC, 8);
	put_u32(bytes + HEADER_VERSION, FORMAT_VERSION);
	put_u32(bytes + HEADER_LEN, FORMAT_HEADER_LEN);
	put_u64(bytes + HEADER_FILE_LEN, len);
	put_u64(bytes + HEADER_CHECKSUM, format_header_checksum(bytes));
}

static void
repair_blocks(uint8_t *bytes, size_t len)
{
	uint64_t salt = get_u64(bytes + HEADER_SALT);

	for (int t = 0; t < TABLE_COUNT; t++) {
		const uint8_t *at = bytes + HEADER_TABLES +
		    t * FORMAT_TABLE_LEN;
		size_t block_len = format_block_len((enum format_table)t);
		uint64_t offset = get_u64(at);
		uint32_t blocks = get_u32(at + 8);

		for (uint32_t b = 0;
		     b < blocks && offset >= FORMAT_HEADER_LEN &&
		     offset <= len && block_len <= len - offset;
		     b++, offset += block_len)
			put_u64(bytes + offset,
			    format_block_checksum(
				salt, (enum format_table)t, b, bytes + offset));
	}
}

static void
repair_records(uint8_t *bytes, size_t len)
{
	uint64_t salt = get_u64(bytes + HEADER_SALT);
	uint64_t at = get_u64(bytes + HEADER_RECORDS);

	while (
	    at >= FORMAT_HEADER_LEN && at < len && len - at >= RECORD_MIN_LEN) {
		uint32_t n = get_u32(bytes + at + RECORD_LEN);

		if (n < RECORD_MIN_LEN || n % 8 != 0 || n > len - at)
			return;
		put_u64(bytes + at,
		    format_record_checksum(salt, at, bytes + at, n));
		at += n;
	}
}

/* Read everything that a caller would. */
static size_t
use_person(const struct snapshot_person *p)
{
	size_t sum = strlen(p->login) + strlen(p->gecos) + strlen(p->home) +
	    strlen(p->shell);
	char copy[1024];

	if (p->strings_len <= sizeof(copy))
		memcpy(copy, p->strings, p->strings_len);
	for (uint32_t i = 0; i < p->gid_count; i++)
		sum += snapshot_gid(p->gids, i);
	for (uint32_t i = 0; i < p->local_gid_count; i++)
		sum += snapshot_gid(p->local_gids, i);
	return sum;
}

static size_t
use_group(const struct snapshot_group *g)
{
	size_t sum = strlen(g->name);

	for (uint32_t i = 0; i < g->member_count; i++)
		sum += strlen(g->strings + snapshot_member(g, i));
	return sum;
}

static size_t
ask(struct snapshot_view *view)
{
	static const char *const names[] = { "jane", "omar", "nobody",
		"role-dispatcher", "jane@acme.example", "" };
	struct snapshot_person p;
	struct snapshot_group g;
	uint64_t at = SNAPSHOT_CURSOR_START;
	uint32_t hint = 0;
	size_t sum = 0;

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (snapshot_by_name(view, names[i], &p) == SNAPSHOT_OK)
			sum += use_person(&p);
		if (snapshot_group_by_name(view, names[i], &g) == SNAPSHOT_OK)
			sum += use_group(&g);
	}
	for (uint32_t id = 70000; id < 70008; id++)
		if (snapshot_by_uid(view, id, &p) == SNAPSHOT_OK) {
			if (p.uid != id)
				abort();
			sum += use_person(&p);
		}
	if (snapshot_group_by_gid(view, 65600, &g) == SNAPSHOT_OK) {
		if (g.gid != 65600)
			abort();
		sum += use_group(&g);
	}
	for (int i = 0; i < 100 &&
	     snapshot_next_person(view, at, &hint, &at, &p) == SNAPSHOT_OK;
	     i++)
		sum += use_person(&p);
	at = SNAPSHOT_CURSOR_START;
	hint = 0;
	for (int i = 0; i < 100 &&
	     snapshot_next_group(view, at, &hint, &at, &g) == SNAPSHOT_OK;
	     i++)
		sum += use_group(&g);
	return sum + (size_t)snapshot_check(view);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct snapshot_view view;
	volatile size_t used = 0;
	uint8_t *bytes;
	size_t len;

	if (size < 1 || size > 1 << 20)
		return 0;
	len = size - 1;
	bytes = malloc(len > 0 ? len : 1); /* ASan detects one byte too far */
	if (bytes == NULL)
		abort();
	memcpy(bytes, data + 1, len);
	if (len >= FORMAT_HEADER_LEN) {
		if ((data[0] & 2) != 0)
			repair_blocks(bytes, len);
		if ((data[0] & 4) != 0)
			repair_records(bytes, len);
		if ((data[0] & 1) != 0)
			repair_header(bytes, len);
	}
	if (snapshot_view_memory(bytes, len, &view) == SNAPSHOT_OK)
		used = ask(&view);
	(void)used;
	free(bytes);
	return 0;
}
