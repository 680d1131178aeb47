/* Results of the reader, and that damage never changes them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "snapshot/format.h"
#include "snapshot/reader.h"
#include "tests/support/snapshot_sample.h"

struct file {
	uint8_t *bytes;
	size_t len;
	struct snapshot_view view;
};

static int
make_file(void **state)
{
	static const struct sample sample = { .generation = 5 };
	static struct file file;

	file.bytes = sample_make(&sample, &file.len);
	if (snapshot_view_memory(file.bytes, file.len, &file.view) !=
	    SNAPSHOT_OK)
		return -1;
	*state = &file;
	return 0;
}

static int
free_file(void **state)
{
	struct file *file = *state;

	free(file->bytes);
	return 0;
}

static void
info_says_what_was_set(void **state)
{
	struct file *file = *state;
	struct snapshot_info info;

	snapshot_get_info(&file->view, &info);
	assert_string_equal(info.database_id, "db-1");
	assert_int_equal(info.generation, 5);
	assert_int_equal(info.next_change_at_s, 1700003600);
	assert_int_equal(info.uid_high, 70010);
	assert_int_equal(info.gid_high, 65610);
	assert_int_equal(info.person_count, 6);
	assert_int_equal(info.group_count, 2);
	assert_true(info.enumerate && info.members && info.email_sign_in);
}

static void
person_is_found_by_login_uid_and_address(void **state)
{
	struct file *file = *state;
	struct snapshot_person p;

	assert_int_equal(snapshot_by_login(&file->view, "jane", &p), 0);
	assert_int_equal(p.uid, 70000);
	assert_int_equal(p.gid, 70000);
	assert_string_equal(p.login, "jane");
	assert_string_equal(p.gecos, "Jane Doe");
	assert_string_equal(p.home, "/home/jane");
	assert_string_equal(p.shell, "/bin/bash");
	assert_int_equal(p.gid_count, 2);
	assert_int_equal(snapshot_gid(p.gids, 0), 65600);
	assert_int_equal(snapshot_gid(p.gids, 1), 65601);
	assert_int_equal(p.local_gid_count, 1);
	assert_int_equal(snapshot_gid(p.local_gids, 0), 20);
	assert_int_equal(snapshot_by_uid(&file->view, 70001, &p), 0);
	assert_string_equal(p.login, "omar");
	assert_int_equal(
	    snapshot_by_name(&file->view, "Jane@ACME.example", &p), 0);
	assert_string_equal(p.login, "jane");
	assert_int_equal(
	    snapshot_by_login(&file->view, "jane@acme.example", &p),
	    SNAPSHOT_NONE);
	assert_int_equal(
	    snapshot_by_name(&file->view, "nobody@x", &p), SNAPSHOT_NONE);
	assert_int_equal(snapshot_by_name(&file->view, "", &p), SNAPSHOT_NONE);
	assert_int_equal(snapshot_by_uid(&file->view, 0, &p), SNAPSHOT_NONE);
}

static void
U7_address_of_two_people_finds_neither(void **state)
{
	struct file *file = *state;
	struct snapshot_person p;

	assert_int_equal(snapshot_by_name(&file->view, "pair@acme.example", &p),
	    SNAPSHOT_NONE);
}

static void
S4_deleted_person_is_found_by_uid_alone(void **state)
{
	struct file *file = *state;
	struct snapshot_person p;
	struct snapshot_group g;

	assert_int_equal(snapshot_by_uid(&file->view, 70003, &p), 0);
	assert_true(p.deleted);
	assert_string_equal(p.login, "gone");
	assert_int_equal(
	    snapshot_by_name(&file->view, "gone", &p), SNAPSHOT_NONE);
	assert_int_equal(snapshot_by_name(&file->view, "gone@acme.example", &p),
	    SNAPSHOT_NONE);
	assert_int_equal(
	    snapshot_group_by_name(&file->view, "gone", &g), SNAPSHOT_NONE);
	assert_int_equal(
	    snapshot_group_by_gid(&file->view, 70003, &g), SNAPSHOT_NONE);
}

static void
group_lists_its_members(void **state)
{
	struct file *file = *state;
	struct snapshot_group g;

	assert_int_equal(
	    snapshot_group_by_name(&file->view, "role-dispatcher", &g), 0);
	assert_int_equal(g.gid, 65600);
	assert_int_equal(g.member_count, 2);
	assert_string_equal(g.strings + snapshot_member(&g, 0), "jane");
	assert_string_equal(g.strings + snapshot_member(&g, 1), "omar");
	assert_int_equal(snapshot_group_by_gid(&file->view, 65601, &g), 0);
	assert_string_equal(g.name, "site-depot");
}

static void
U1_person_has_a_group_of_its_own(void **state)
{
	struct file *file = *state;
	struct snapshot_group g;

	assert_int_equal(snapshot_group_by_name(&file->view, "omar", &g), 0);
	assert_int_equal(g.gid, 70001);
	assert_int_equal(g.member_count, 0);
	assert_int_equal(snapshot_group_by_gid(&file->view, 70002, &g), 0);
	assert_string_equal(g.name, "hidden");
}

static void
enumeration_lists_each_once_without_hidden_and_deleted(void **state)
{
	static const char *const people[] = { "jane", "omar", "pair1",
		"pair2" };
	static const char *const groups[] = { "role-dispatcher", "site-depot",
		"jane", "omar", "pair1", "pair2" };
	struct file *file = *state;
	struct snapshot_person p;
	struct snapshot_group g;
	uint64_t at = SNAPSHOT_CURSOR_START;
	uint32_t hint = 0;

	for (size_t i = 0; i < sizeof(people) / sizeof(people[0]); i++) {
		assert_int_equal(
		    snapshot_next_person(&file->view, at, &hint, &at, &p), 0);
		assert_string_equal(p.login, people[i]);
	}
	assert_int_equal(snapshot_next_person(&file->view, at, &hint, &at, &p),
	    SNAPSHOT_NONE);
	at = SNAPSHOT_CURSOR_START;
	for (size_t i = 0; i < sizeof(groups) / sizeof(groups[0]); i++) {
		hint = (uint32_t)i * 17; /* a wrong one only costs time */
		assert_int_equal(
		    snapshot_next_group(&file->view, at, &hint, &at, &g), 0);
		assert_string_equal(g.name, groups[i]);
	}
	assert_int_equal(snapshot_next_group(&file->view, at, &hint, &at, &g),
	    SNAPSHOT_NONE);
	assert_int_equal(snapshot_next_person(
			     &file->view, SNAPSHOT_CURSOR_END, &hint, &at, &p),
	    SNAPSHOT_NONE);
}

static void
settings_turn_lists_and_addresses_off(void **state)
{
	struct sample sample = {
		.no_enumeration = true, .no_members = true, .no_email = true
	};
	struct snapshot_view view;
	struct snapshot_person p;
	struct snapshot_group g;
	uint64_t at = 0;
	uint32_t hint = 0;
	size_t len;
	uint8_t *bytes = sample_make(&sample, &len);

	(void)state;
	assert_int_equal(snapshot_view_memory(bytes, len, &view), 0);
	assert_int_equal(snapshot_check(&view), 0);
	assert_int_equal(
	    snapshot_next_person(&view, at, &hint, &at, &p), SNAPSHOT_NONE);
	assert_int_equal(
	    snapshot_next_group(&view, at, &hint, &at, &g), SNAPSHOT_NONE);
	assert_int_equal(snapshot_group_by_gid(&view, 65600, &g), 0);
	assert_int_equal(g.member_count, 0);
	assert_int_equal(
	    snapshot_by_name(&view, "jane@acme.example", &p), SNAPSHOT_NONE);
	assert_int_equal(snapshot_by_name(&view, "jane", &p), 0);
	free(bytes);
}

static void
thousands_of_keys_are_all_found(void **state)
{
	struct sample sample = { .extra = 20000, .extra_groups = 200 };
	struct snapshot_view view;
	struct snapshot_person p;
	char name[64];
	size_t len;
	uint8_t *bytes = sample_make(&sample, &len);

	(void)state;
	assert_int_equal(snapshot_view_memory(bytes, len, &view), 0);
	assert_int_equal(snapshot_check(&view), SNAPSHOT_OK);
	for (uint32_t uid = 70006; uid < 90006; uid++) {
		(void)snprintf(name, sizeof(name), "p%u@acme.example", uid);
		assert_int_equal(snapshot_by_name(&view, name, &p), 0);
		assert_int_equal(p.uid, uid);
		assert_int_equal(p.gid_count, 5);
		(void)snprintf(name, sizeof(name), "q%u", uid);
		assert_int_equal(
		    snapshot_by_name(&view, name, &p), SNAPSHOT_NONE);
	}
	free(bytes);
}

/* --- damage ------------------------------------------------------------------ */

/* All questions about the sample with their answers, as one string: an answer
 * of 'damaged' is omitted from LINES by writing "!". */
#define QUESTIONS 40

static void
note_person(
    char *line, enum snapshot_status status, const struct snapshot_person *p)
{
	int used;

	if (status == SNAPSHOT_DAMAGED) {
		strcpy(line, "!");
		return;
	}
	if (status != SNAPSHOT_OK) {
		strcpy(line, "none");
		return;
	}
	used = snprintf(line, 300, "%s:%u:%u:%s:%s:%s:%d:", p->login, p->uid,
	    p->gid, p->gecos, p->home, p->shell, p->deleted);
	for (uint32_t i = 0; i < p->gid_count; i++)
		used += snprintf(line + used, 300 - (size_t)used, ",%u",
		    snapshot_gid(p->gids, i));
	for (uint32_t i = 0; i < p->local_gid_count; i++)
		used += snprintf(line + used, 300 - (size_t)used, ";%u",
		    snapshot_gid(p->local_gids, i));
}

static void
note_group(
    char *line, enum snapshot_status status, const struct snapshot_group *g)
{
	int used;

	if (status != SNAPSHOT_OK) {
		strcpy(line, status == SNAPSHOT_DAMAGED ? "!" : "none");
		return;
	}
	used = snprintf(line, 300, "%s:%u:", g->name, g->gid);
	for (uint32_t i = 0; i < g->member_count; i++)
		used += snprintf(line + used, 300 - (size_t)used, ",%s",
		    g->strings + snapshot_member(g, i));
}

static size_t
ask_by_key(struct snapshot_view *view, char lines[QUESTIONS][300])
{
	static const char *const names[] = { "jane", "omar", "hidden", "gone",
		"pair1", "jane@acme.example", "pair@acme.example", "root",
		"role-dispatcher", "site-depot" };
	static const uint32_t ids[] = { 0, 65600, 65601, 65602, 70000, 70003,
		70005, 70009 };
	struct snapshot_person p;
	struct snapshot_group g;
	size_t n = 0;

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		note_person(
		    lines[n++], snapshot_by_name(view, names[i], &p), &p);
		note_group(
		    lines[n++], snapshot_group_by_name(view, names[i], &g), &g);
	}
	for (size_t i = 0; i < sizeof(ids) / sizeof(ids[0]); i++) {
		note_person(lines[n++], snapshot_by_uid(view, ids[i], &p), &p);
		note_group(
		    lines[n++], snapshot_group_by_gid(view, ids[i], &g), &g);
	}
	return n;
}

/* Lists end early where they are damaged, and are otherwise unchanged. */
static void
ask_lists(struct snapshot_view *view, char list[2000])
{
	struct snapshot_person p;
	struct snapshot_group g;
	enum snapshot_status status;
	uint64_t at = 0;
	uint32_t hint = 0;
	size_t used = 0;
	char line[300];

	list[0] = '\0';
	for (;;) {
		status = snapshot_next_person(view, at, &hint, &at, &p);
		if (status != SNAPSHOT_OK)
			break;
		note_person(line, status, &p);
		used += (size_t)snprintf(
		    list + used, 2000 - used, "%s\n", line);
	}
	if (status == SNAPSHOT_DAMAGED)
		return;
	at = 0;
	hint = 0;
	for (;;) {
		status = snapshot_next_group(view, at, &hint, &at, &g);
		if (status != SNAPSHOT_OK)
			break;
		note_group(line, status, &g);
		used += (size_t)snprintf(
		    list + used, 2000 - used, "%s\n", line);
	}
	if (status == SNAPSHOT_NONE)
		(void)snprintf(list + used, 2000 - used, "end\n");
}

static void
assert_right_or_damaged(uint8_t *bytes, size_t len, char right[QUESTIONS][300],
    size_t count, const char *right_list)
{
	static char lines[QUESTIONS][300], list[2000];
	struct snapshot_view view;

	if (snapshot_view_memory(bytes, len, &view) != SNAPSHOT_OK)
		return;
	assert_int_equal(ask_by_key(&view, lines), count);
	for (size_t i = 0; i < count; i++)
		if (strcmp(lines[i], "!") != 0)
			assert_string_equal(lines[i], right[i]);
	ask_lists(&view, list);
	assert_int_equal(strncmp(list, right_list, strlen(list)), 0);
}

static void
every_flipped_bit_gives_the_right_answer_or_damaged(void **state)
{
	static char right[QUESTIONS][300], right_list[2000];
	struct file *file = *state;
	size_t count = ask_by_key(&file->view, right);

	ask_lists(&file->view, right_list);
	assert_non_null(strstr(right_list, "pair2:70005:\nend\n"));
	for (size_t bit = 0; bit < file->len * 8; bit++) {
		file->bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
		assert_right_or_damaged(
		    file->bytes, file->len, right, count, right_list);
		file->bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
	}
}

static void
every_flipped_bit_is_found_by_the_whole_check(void **state)
{
	struct file *file = *state;
	struct snapshot_view view;

	for (size_t bit = 0; bit < file->len * 8; bit++) {
		size_t at = bit / 8;

		if (at >= HEADER_SUPERSEDED && at < FORMAT_HEADER_LEN)
			continue; /* not part of the contents */
		file->bytes[at] ^= (uint8_t)(1 << bit % 8);
		if (snapshot_view_memory(file->bytes, file->len, &view) ==
			SNAPSHOT_OK &&
		    snapshot_check(&view) == SNAPSHOT_OK)
			fail_msg("bit %zu flipped and not seen", bit);
		file->bytes[at] ^= (uint8_t)(1 << bit % 8);
	}
}

static void
every_truncation_is_damaged(void **state)
{
	struct file *file = *state;
	struct snapshot_view view;

	for (size_t len = 0; len < file->len; len++) {
		/* a copy of that size, so that a sanitizer detects one byte too
		 * far */
		uint8_t *cut = malloc(len + 1);

		assert_non_null(cut);
		memcpy(cut, file->bytes, len);
		assert_int_equal(
		    snapshot_view_memory(cut, len, &view), SNAPSHOT_DAMAGED);
		free(cut);
	}
}

/* Checksums do not help against a writer who computes them correctly. */
static void
hostile_file_with_right_checksums_is_damaged_at_worst(void **state)
{
	struct file *file = *state;
	uint64_t salt = get_u64(file->bytes + HEADER_SALT);
	uint64_t at = get_u64(file->bytes + HEADER_RECORDS);
	uint8_t *record = file->bytes + at, saved[512];
	size_t len = get_u32(record + RECORD_LEN);
	struct snapshot_person p;
	char text[512];

	assert_in_range(len, 48, sizeof(saved));
	memcpy(saved, record, len);
	for (size_t byte = RECORD_KIND; byte < len; byte++) {
		for (unsigned v = 0; v < 256; v += 15) {
			record[byte] = (uint8_t)v;
			put_u64(record,
			    format_record_checksum(salt, at, record, len));
			if (snapshot_by_uid(&file->view, 70000, &p) ==
			    SNAPSHOT_OK) {
				assert_int_equal(p.uid, 70000);
				assert_int_equal(p.gid, 70000);
				(void)snprintf(text, sizeof(text), "%s%s%s%s%u",
				    p.login, p.gecos, p.home, p.shell,
				    p.gid_count + p.local_gid_count > 0 ?
					snapshot_gid(p.gids,
					    p.gid_count + p.local_gid_count -
						1) :
					0);
			}
			memcpy(record, saved, len);
		}
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(f) cmocka_unit_test_setup_teardown(f, make_file, free_file)
		TEST(info_says_what_was_set),
		TEST(person_is_found_by_login_uid_and_address),
		TEST(U7_address_of_two_people_finds_neither),
		TEST(S4_deleted_person_is_found_by_uid_alone),
		TEST(group_lists_its_members),
		TEST(U1_person_has_a_group_of_its_own),
		TEST(enumeration_lists_each_once_without_hidden_and_deleted),
		TEST(settings_turn_lists_and_addresses_off),
		TEST(thousands_of_keys_are_all_found),
		TEST(every_flipped_bit_gives_the_right_answer_or_damaged),
		TEST(every_flipped_bit_is_found_by_the_whole_check),
		TEST(every_truncation_is_damaged),
		TEST(hostile_file_with_right_checksums_is_damaged_at_worst),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
