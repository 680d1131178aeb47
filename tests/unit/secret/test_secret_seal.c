/* What is sealed at rest with the machine key. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/err.h"
#include "base/file.h"
#include "base/str.h"
#include "store/secret/secret.h"

#define TOKEN "refresh-token-1"

struct place {
	char root[64];
	struct paths paths;
};

static int
set_up(void **state)
{
	struct place *place = calloc(1, sizeof(*place));

	assert_non_null(place);
	assert_int_equal(secret_library_init(), 0);
	(void)strcpy(place->root, "/tmp/seal.XXXXXX");
	assert_non_null(mkdtemp(place->root));
	assert_int_equal(paths_init(&place->paths, place->root), 0);
	assert_int_equal(file_make_folder(place->paths.conf_dir, 0755), 0);
	assert_int_equal(secret_make_key(&place->paths), 0);
	*state = place;
	return 0;
}

static int
tear_down(void **state)
{
	struct place *place = *state;
	char command[96];

	assert_true(
	    str_format(command, sizeof(command), "rm -rf '%s'", place->root));
	assert_int_equal(system(command), 0);
	free(place);
	return 0;
}

static void
seal(
    struct place *place, const char *purpose, unsigned char **blob, size_t *len)
{
	assert_int_equal(secret_seal(&place->paths, purpose, TOKEN,
			     sizeof(TOKEN) - 1, blob, len),
	    0);
}

static int
unseal(struct place *place, const char *purpose, const void *blob, size_t len)
{
	struct secret secret = SECRET_INIT;
	int rc = secret_open(&place->paths, purpose, blob, len, &secret);

	if (rc == FIELD_OK) {
		assert_int_equal(secret.len, sizeof(TOKEN) - 1);
		assert_memory_equal(secret.bytes, TOKEN, secret.len);
	} else {
		assert_null(secret.bytes);
	}
	secret_release(&secret);
	return rc;
}

static void
a_sealed_blob_opens_only_for_its_purpose(void **state)
{
	struct place *place = *state;
	unsigned char *blob;
	size_t len;

	seal(place, "source:books", &blob, &len);
	assert_null(memmem(blob, len, TOKEN, sizeof(TOKEN) - 1));
	assert_int_equal(unseal(place, "source:books", blob, len), FIELD_OK);
	assert_int_equal(
	    unseal(place, "source:other", blob, len), FIELD_ECORRUPT);
	free(blob);
}

static void
any_flipped_bit_or_missing_byte_is_noticed(void **state)
{
	struct place *place = *state;
	unsigned char *blob;
	size_t len;

	seal(place, "p", &blob, &len);
	for (size_t bit = 0; bit < len * 8; bit++) {
		blob[bit / 8] ^= (unsigned char)(1 << bit % 8);
		assert_int_equal(unseal(place, "p", blob, len), FIELD_ECORRUPT);
		blob[bit / 8] ^= (unsigned char)(1 << bit % 8);
	}
	for (size_t cut = 0; cut < len; cut++)
		assert_int_equal(unseal(place, "p", blob, cut), FIELD_ECORRUPT);
	free(blob);
}

static void
sealing_the_same_text_twice_differs(void **state)
{
	struct place *place = *state;
	unsigned char *a, *b;
	size_t a_len, b_len;

	seal(place, "p", &a, &a_len);
	seal(place, "p", &b, &b_len);
	assert_int_equal(a_len, b_len);
	assert_memory_not_equal(a, b, a_len);
	free(a);
	free(b);
}

static void
a_key_that_others_could_read_is_refused(void **state)
{
	static const mode_t modes[] = { 0640, 0604, 0644, 0666, 0620 };
	struct place *place = *state;
	unsigned char *blob;
	struct stat st;
	size_t len;

	assert_int_equal(stat(place->paths.key_file, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0600);
	assert_int_equal(st.st_size, 32);
	for (size_t i = 0; i < sizeof(modes) / sizeof(modes[0]); i++) {
		assert_int_equal(chmod(place->paths.key_file, modes[i]), 0);
		assert_int_equal(
		    secret_seal(&place->paths, "p", "x", 1, &blob, &len),
		    FIELD_EINVAL);
	}
}

static void
a_missing_short_or_linked_key_is_refused(void **state)
{
	struct place *place = *state;
	unsigned char *blob;
	char moved[600];
	size_t len;

	assert_int_equal(truncate(place->paths.key_file, 31), 0);
	assert_int_equal(
	    secret_seal(&place->paths, "p", "x", 1, &blob, &len), FIELD_EINVAL);
	assert_int_equal(secret_make_key(&place->paths), 0);
	assert_true(str_format(
	    moved, sizeof(moved), "%s.moved", place->paths.key_file));
	assert_int_equal(rename(place->paths.key_file, moved), 0);
	assert_int_equal(secret_seal(&place->paths, "p", "x", 1, &blob, &len),
	    FIELD_ENOTFOUND);
	assert_int_equal(symlink(moved, place->paths.key_file), 0);
	assert_int_equal(
	    secret_seal(&place->paths, "p", "x", 1, &blob, &len), FIELD_EINVAL);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_sealed_blob_opens_only_for_its_purpose),
		TEST(any_flipped_bit_or_missing_byte_is_noticed),
		TEST(sealing_the_same_text_twice_differs),
		TEST(a_key_that_others_could_read_is_refused),
		TEST(a_missing_short_or_linked_key_is_refused),
	};

	return cmocka_run_group_tests_name("secret_seal", tests, NULL, NULL);
}
