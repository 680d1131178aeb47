/*
 * snapshot/reader_internal: shared by the files of the reader.
 * Layer: snapshot; libc only.  Users: reader*.c.
 */
#ifndef SNAPSHOT_READER_INTERNAL_H
#define SNAPSHOT_READER_INTERNAL_H

#include <sys/stat.h>

#include "snapshot/format.h"
#include "snapshot/reader.h"

struct format_table_place {
	uint64_t offset;
	uint32_t blocks;
	uint32_t entries;
};

static inline struct format_table_place
header_table(const uint8_t *header, enum format_table table)
{
	const uint8_t *at = header + HEADER_TABLES + table * FORMAT_TABLE_LEN;

	return (struct format_table_place){ get_u64(at), get_u32(at + 8),
		get_u32(at + 12) };
}

/* Whether HEADER is valid and every offset in it is within FILE_LEN. */
bool snapshot_header_is_good(const uint8_t *header, size_t file_len);

/*
 * Load the pages of [OFFSET, OFFSET + LEN) of a mapping, so that a bad disk
 * block is an error here and not a SIGBUS later.  0 or an errno.
 */
int snapshot_populate(
    const uint8_t *base, size_t map_len, size_t offset, size_t len);

/* Make VIEW read FD by pread(); its header_bytes stay. */
void snapshot_view_by_pread(struct snapshot_view *view, int fd, size_t len);

/* Open the file, check that it can be trusted, read and check its header.  The
 * view then owns the descriptor. */
enum snapshot_status snapshot_open_view(const struct snapshot_source *source,
    struct snapshot_view *view, struct stat *ret_st);

/*
 * LEN bytes at OFFSET, in memory and readable without a fault; SCRATCH (LEN
 * bytes) is used if the view is not mapped.  *ret_bytes is valid as long as the
 * view and the scratch.  SNAPSHOT_DAMAGED when outside the file.
 */
enum snapshot_status snapshot_bytes_slow(struct snapshot_view *view,
    uint64_t offset, size_t len, uint8_t *scratch, const uint8_t **ret_bytes);

/* The same; inline, because the bytes are nearly always in memory. */
static inline enum snapshot_status
snapshot_bytes(struct snapshot_view *view, uint64_t offset, size_t len,
    uint8_t *scratch, const uint8_t **ret_bytes)
{
	struct snapshot_slot *slot = view->slot;
	uint64_t chunk, bits;

	if (slot != NULL && len > 0 && len <= view->len &&
	    offset <= view->len - len) {
		chunk = offset >> slot->chunk_shift;
		bits = atomic_load_explicit(
		    &slot->present[chunk / 64], memory_order_relaxed);
		if ((bits >> (chunk % 64) & 1) != 0 &&
		    chunk == (offset + len - 1) >> slot->chunk_shift) {
			*ret_bytes = view->base + offset;
			return SNAPSHOT_OK;
		}
	}
	return snapshot_bytes_slow(view, offset, len, scratch, ret_bytes);
}

/* Map a view that is read by pread(), for a record that does not fit into
 * scratch. */
enum snapshot_status snapshot_map_own(struct snapshot_view *view);

/* A block of TABLE with its checksum verified.  SCRATCH: FORMAT_EMAIL_BLOCK_LEN
 * bytes. */
enum snapshot_status snapshot_block(struct snapshot_view *view,
    enum format_table table, uint32_t block, uint8_t *scratch,
    const uint8_t **ret_block);

/* The record at OFFSET, its length and checksum verified. */
enum snapshot_status snapshot_record(struct snapshot_view *view,
    uint64_t offset, const uint8_t **ret_record, size_t *ret_len);

enum snapshot_status snapshot_parse_person(struct snapshot_view *view,
    const uint8_t *record, size_t len, struct snapshot_person *ret_person);
enum snapshot_status snapshot_parse_group(struct snapshot_view *view,
    const uint8_t *record, size_t len, struct snapshot_group *ret_group);

/* Entry INDEX of an order table: its key and the record's offset. */
enum snapshot_status snapshot_order_entry(struct snapshot_view *view,
    enum format_table table, uint32_t index, uint32_t *ret_key,
    uint64_t *ret_offset);

#endif
