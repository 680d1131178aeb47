/* The bytes of the snapshot: hashes, checksums, layout. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "snapshot/format.h"
#include "snapshot/local_gid.h"
#include "tests/support/snapshot_sample.h"

/* vectors.h of the reference implementation, vectors_sip128[0] and [8]. */
static void
siphash_gives_the_reference_vectors(void **state)
{
	static const uint8_t of_0[16] = { 0xa3, 0x81, 0x7f, 0x04, 0xba, 0x25,
		0xa8, 0xe6, 0x6d, 0xf6, 0x72, 0x14, 0xc7, 0x55, 0x02, 0x93 };
	static const uint8_t of_8[16] = { 0x3b, 0x62, 0xa9, 0xba, 0x62, 0x58,
		0xf5, 0x61, 0x0f, 0x83, 0xe2, 0x64, 0xf3, 0x14, 0x97, 0xb4 };
	uint8_t key[16], hash[16];

	(void)state;
	for (uint8_t i = 0; i < 16; i++)
		key[i] = i;
	format_siphash128(key, key, 0, hash);
	assert_memory_equal(hash, of_0, 16);
	format_siphash128(key, key, 8, hash);
	assert_memory_equal(hash, of_8, 16);
}

static void
checksum_changes_with_each_bit_of_any_length(void **state)
{
	uint8_t bytes[136];

	(void)state;
	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = (uint8_t)(i * 37);
	for (size_t len = 8; len <= sizeof(bytes); len += 8) {
		uint64_t sum = format_checksum(7, bytes, len);

		for (size_t bit = 0; bit < len * 8; bit++) {
			bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
			assert_int_not_equal(
			    format_checksum(7, bytes, len), sum);
			bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
		}
		assert_int_not_equal(format_checksum(8, bytes, len), sum);
	}
}

static void
same_block_in_another_place_has_another_checksum(void **state)
{
	uint8_t block[FORMAT_BLOCK_LEN] = { 0 };
	uint64_t sum = format_block_checksum(1, TABLE_UID, 3, block);

	(void)state;
	assert_int_not_equal(
	    format_block_checksum(2, TABLE_UID, 3, block), sum);
	assert_int_not_equal(
	    format_block_checksum(1, TABLE_GID, 3, block), sum);
	assert_int_not_equal(
	    format_block_checksum(1, TABLE_UID, 4, block), sum);
	assert_int_not_equal(format_record_checksum(1, 512, block, 64),
	    format_record_checksum(1, 576, block, 64));
}

/* Offsets as in schema/SNAPSHOT.md, as numbers, not as names. */
static void
layout_is_the_one_of_the_page(void **state)
{
	struct sample sample = { .generation = 5 };
	size_t len;
	uint8_t *b = sample_make(&sample, &len), *person;

	(void)state;
	assert_memory_equal(b, "FLDUSERS", 8);
	assert_int_equal(get_u32(b + 8), 1);
	assert_int_equal(get_u32(b + 12), 512);
	assert_int_equal(get_u64(b + 16), len);
	assert_string_equal((char *)b + 40, "db-1");
	assert_int_equal(get_u64(b + 80), 5);
	assert_int_equal(get_u64(b + 88), 1700000000);
	assert_int_equal(get_u64(b + 96), 1700003600);
	assert_int_equal(get_u32(b + 104), 70000);
	assert_int_equal(get_u32(b + 116), 69999);
	assert_int_equal(get_u32(b + 120), 70010);
	assert_int_equal(get_u32(b + 128), 7);
	assert_memory_equal(b + 136, "0123456789abcde", 16);
	assert_int_equal(get_u32(b + 152), 6);
	assert_int_equal(get_u32(b + 156), 2);
	assert_int_equal(get_u64(b + 160), 512);
	assert_int_equal(get_u32(b + 504), 0);
	person = b + get_u64(b + 272);
	assert_int_equal(person[12], 1);
	assert_int_equal(get_u32(person + 16), 70000);
	assert_int_equal(get_u32(person + 24), 2);
	assert_int_equal(get_u32(person + 28), 1);
	assert_memory_equal(
	    person + 48, "jane\0x\0Jane Doe\0/home/jane\0/bin/bash", 37);
	free(b);
}

static void
same_input_gives_the_same_bytes(void **state)
{
	struct sample sample = { .generation = 5, .extra = 50 };
	size_t len, again_len;
	uint8_t *bytes = sample_make(&sample, &len);
	uint8_t *again = sample_make(&sample, &again_len);

	(void)state;
	assert_int_equal(len, again_len);
	assert_memory_equal(bytes, again, len);
	free(bytes);
	free(again);
}

static void
R16_gid_that_means_power_is_not_harmless(void **state)
{
	static const uint32_t power[] = { 0, 1, 2, 3, 4, 5, 6, 8, 9, 12, 13, 15,
		26, 27, 33, 34, 37, 38, 39, 40, 41, 42, 43, 44, 45, 50, 65534,
		65535, 65600, 70000, UINT32_MAX };
	/* uucp, dialout, voice, cdrom, floppy, audio, dip, plugdev, users */
	static const uint32_t harmless[] = { 7, 10, 20, 22, 24, 25, 29, 30, 46,
		60, 64, 100, 1001, 65533 };

	(void)state;
	for (size_t i = 0; i < sizeof(power) / sizeof(power[0]); i++)
		assert_false(local_gid_is_harmless(power[i]));
	for (size_t i = 0; i < sizeof(harmless) / sizeof(harmless[0]); i++)
		assert_true(local_gid_is_harmless(harmless[i]));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(siphash_gives_the_reference_vectors),
		cmocka_unit_test(checksum_changes_with_each_bit_of_any_length),
		cmocka_unit_test(
		    same_block_in_another_place_has_another_checksum),
		cmocka_unit_test(layout_is_the_one_of_the_page),
		cmocka_unit_test(same_input_gives_the_same_bytes),
		cmocka_unit_test(R16_gid_that_means_power_is_not_harmless),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
