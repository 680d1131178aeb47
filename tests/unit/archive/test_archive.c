/* Archives of the audit log: files that continue the chain, and what is wrong
 * with them (X1). */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/err.h"
#include "base/file.h"
#include "base/str.h"
#include "store/archive/archive.h"
#include "store/core/detail.h"
#include "tests/support/company.h"

#define FUTURE_S INT64_C(40000000000)

static void
append(struct company *company, const char *subject, const char *text)
{
	struct actor actor = actor_root("test");
	struct detail detail = DETAIL_INIT;
	const struct audit_entry entry = {
		.action = "user.edit", .subject = subject, .detail = &detail
	};
	struct change *change = NULL;

	detail_text(&detail, "title", text);
	assert_int_equal(
	    change_begin(company->store, &actor, &change), FIELD_OK);
	assert_int_equal(audit_append(change, &entry), FIELD_OK);
	company_end(change);
}

static int
make_as(struct company *company, struct actor actor, int64_t before_s,
    struct archive *ret_archive, struct refusal *why)
{
	struct change *change = NULL;
	int rc;

	assert_int_equal(
	    change_begin(company->store, &actor, &change), FIELD_OK);
	rc = archive_make(change, before_s, ret_archive, why);
	return change_end(change, rc);
}

static struct archive
make(struct company *company)
{
	struct archive archive;
	struct refusal why;

	append(company, company->ada.id, "foreman of the north");
	assert_int_equal(
	    make_as(company, actor_root("test"), FUTURE_S, &archive, &why),
	    FIELD_OK);
	return archive;
}

static void
path_of(const struct company *company, const struct archive *archive, char *buf,
    size_t size)
{
	assert_true(str_format(buf, size, "%s/" ARCHIVE_FOLDER "/%s",
	    company->paths.state_dir, archive->file));
}

static int
read_back(struct company *company, const struct archive *archive,
    struct archive_file *ret_file)
{
	unsigned char public_key[SIGNER_PUBLIC_LEN];
	char path[2 * PATHS_MAX];

	path_of(company, archive, path, sizeof(path));
	assert_int_equal(signer_public(company->store, public_key), FIELD_OK);
	return archive_file_read(company->store, path, public_key, ret_file);
}

static void
files_continue_the_chain_and_the_mark_follows(void **state)
{
	struct company *company = *state;
	struct archive one = make(company), two = make(company);
	struct archive_fault fault;
	struct audit_point mark;

	assert_int_equal(one.first, 1);
	assert_int_equal(two.first, one.last + 1);
	assert_int_equal(audit_archived(company->store, &mark), FIELD_OK);
	assert_int_equal(mark.seq, two.last);
	/* the row about the second archive */
	assert_int_equal(
	    company_count(company, "SELECT count(*) FROM audit"), 1);
	assert_int_equal(
	    company_count(company, "SELECT seq FROM audit"), two.last + 1);
	assert_int_equal(archive_verify_all(company->store, &fault), FIELD_OK);
}

static void
only_root_archives(void **state)
{
	struct company *company = *state;
	struct archive archive;
	struct refusal why;

	assert_int_equal(make_as(company, actor_person(company->ada.id, "test"),
			     FUTURE_S, &archive, &why),
	    FIELD_EDENIED);
	assert_int_equal(why.reason, REASON_ROOT_ONLY);
}

static void
rows_that_are_not_older_stay(void **state)
{
	struct company *company = *state;
	struct archive archive;
	struct refusal why;

	assert_int_equal(
	    make_as(company, actor_root("test"), 1, &archive, &why),
	    FIELD_ENOTFOUND);
	assert_int_equal(
	    company_count(company, "SELECT min(seq) FROM audit"), 1);
}

/* The details of the last row of ARCHIVE, with the keys of the database. */
static bool
says_foreman(const struct audit_row *row, void *context)
{
	bool *says = context;

	*says = *says || strstr(row->detail, "foreman of the north") != NULL;
	return true;
}

static bool
details_are_readable(
    struct company *company, const struct archive *archive, struct store *keys)
{
	const struct store_options options = { .paths = &company->paths,
		.config = &company->config,
		.mode = STORE_TRIAL };
	const struct audit_filter all = { .limit = 0 };
	struct archive_file file;
	struct store *rows = NULL;
	struct audit_point point;
	int64_t bad;
	bool says = false;

	assert_int_equal(read_back(company, archive, &file), FIELD_OK);
	assert_int_equal(store_open(&options, &rows), FIELD_OK);
	assert_int_equal(archive_file_load(&file, rows, keys), FIELD_OK);
	point = file.previous;
	assert_int_equal(audit_verify_after(rows, &point, &bad), FIELD_OK);
	assert_int_equal(point.seq, archive->last);
	assert_int_equal(audit_list(rows, &all, says_foreman, &says), FIELD_OK);
	store_close(rows);
	archive_file_release(&file);
	return says;
}

static void
details_need_the_key_that_a_purge_deletes(void **state)
{
	struct company *company = *state;
	struct archive archive = make(company);

	assert_true(details_are_readable(company, &archive, company->store));
	assert_false(details_are_readable(company, &archive, NULL));
	assert_true(company_count(
			company, "SELECT count(*) FROM audit_archive_key") > 0);
	company_sql(company, "DELETE FROM audit_archive_key");
	assert_false(details_are_readable(company, &archive, company->store));
}

static void
a_file_that_differs_in_any_byte_is_refused_and_fails_the_whole(void **state)
{
	struct company *company = *state;
	struct archive archive = make(company);
	struct archive_fault fault;
	struct archive_file file;
	char path[2 * PATHS_MAX], *bytes = NULL;
	size_t len;

	path_of(company, &archive, path, sizeof(path));
	assert_int_equal(file_read(path, 1 << 20, &bytes, &len), FIELD_OK);
	for (size_t i = 0; i < len; i += 7) {
		int rc;

		bytes[i] ^= 1;
		assert_int_equal(
		    file_replace(path, bytes, len, 0600), FIELD_OK);
		rc = read_back(company, &archive, &file);
		assert_true(rc == FIELD_EAUTH || rc == FIELD_EINVAL);
		bytes[i] ^= 1;
	}
	assert_int_equal(
	    archive_verify_all(company->store, &fault), FIELD_ECORRUPT);
	assert_string_equal(fault.file, archive.file);
	assert_false(fault.is_missing);
	assert_int_equal(file_replace(path, bytes, len, 0600), FIELD_OK);
	assert_int_equal(archive_verify_all(company->store, &fault), FIELD_OK);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(
	    archive_verify_all(company->store, &fault), FIELD_ECORRUPT);
	assert_true(fault.is_missing);
	free(bytes);
}

static void
a_table_of_files_that_was_changed_fails(void **state)
{
	struct company *company = *state;
	struct archive archive = make(company);
	struct archive_fault fault;

	company_sql(company, "UPDATE audit_archive SET digest = zeroblob(32)");
	assert_int_equal(
	    archive_verify_all(company->store, &fault), FIELD_ECORRUPT);
	assert_string_equal(fault.file, archive.file);
	company_sql(company, "DELETE FROM audit_archive");
	assert_int_equal(
	    archive_verify_all(company->store, &fault), FIELD_ECORRUPT);
	assert_string_equal(fault.file, "");
	assert_int_equal(fault.seq, 1);
}

static void
a_file_that_cannot_be_written_leaves_the_rows(void **state)
{
	struct company *company = *state;
	struct archive archive;
	struct refusal why;
	char path[2 * PATHS_MAX];
	int64_t before = company_count(company, "SELECT count(*) FROM audit");

	assert_true(str_format(path, sizeof(path), "%s/" ARCHIVE_FOLDER,
	    company->paths.state_dir));
	assert_int_equal(file_replace(path, "", 0, 0600), FIELD_OK);
	assert_true(
	    make_as(company, actor_root("test"), FUTURE_S, &archive, &why) < 0);
	assert_int_equal(
	    company_count(company, "SELECT count(*) FROM audit"), before);
	assert_int_equal(
	    company_count(company, "SELECT audit_archived_to FROM meta"), 0);
}

static void
a_key_has_64_digits(void **state)
{
	unsigned char key[SIGNER_PUBLIC_LEN];
	char text[SIGNER_TEXT_SIZE];

	(void)state;
	assert_int_equal(signer_parse("00", key), FIELD_EINVAL);
	memset(text, 'g', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	assert_int_equal(signer_parse(text, key), FIELD_EINVAL);
	memset(text, 'a', sizeof(text) - 1);
	assert_int_equal(signer_parse(text, key), FIELD_OK);
	assert_int_equal(key[31], 0xaa);
}

#define CLAIM(name) \
	cmocka_unit_test_setup_teardown(name, company_open, company_close)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		CLAIM(files_continue_the_chain_and_the_mark_follows),
		CLAIM(only_root_archives),
		CLAIM(rows_that_are_not_older_stay),
		CLAIM(details_need_the_key_that_a_purge_deletes),
		CLAIM(
		    a_file_that_differs_in_any_byte_is_refused_and_fails_the_whole),
		CLAIM(a_table_of_files_that_was_changed_fails),
		CLAIM(a_file_that_cannot_be_written_leaves_the_rows),
		CLAIM(a_key_has_64_digits),
	};

	return cmocka_run_group_tests_name("archive", tests, NULL, NULL);
}
