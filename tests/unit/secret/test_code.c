/* One-time codes (store/secret/code): their text, where they work, and that
 * each is used once. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"
#include "base/str.h"
#include "store/secret/code.h"
#include "tests/support/company.h"

static struct code_new
link_for(const struct user *user)
{
	return (struct code_new){
		.person_id = user->id,
		.kind = CODE_LINK,
		.delivery = "print",
		.valid_s = 3600,
	};
}

static void
make(struct company *company, const struct code_new *in, char text[CODE_SIZE])
{
	struct change *change = company_root(company);

	assert_int_equal(code_make(change, in, text, NULL), FIELD_OK);
	company_end(change);
}

static int
find(struct company *company, const struct user *user, const char *text,
    const char *source_kind)
{
	struct code code;

	return code_find(company->store, user->id, text, source_kind, &code);
}

static bool
use(struct company *company, const struct user *user, const char *text)
{
	struct code code;
	struct change *change;
	bool used;

	assert_int_equal(
	    code_find(company->store, user->id, text, "console", &code),
	    FIELD_OK);
	change = company_root(company);
	assert_int_equal(code_use(change, &code, &used), FIELD_OK);
	company_end(change);
	return used;
}

static void
L5_a_code_has_sixty_bits_in_three_groups(void **state)
{
	struct company *company = *state;
	struct user user = company_add(company, "jane", "dispatcher");
	struct code_new in = link_for(&user);
	char text[CODE_SIZE];

	make(company, &in, text);
	assert_int_equal(strlen(text), CODE_SIZE - 1);
	assert_int_equal(
	    strspn(text, "0123456789ABCDEFGHJKMNPQRSTVWXYZ-"), CODE_SIZE - 1);
	assert_int_equal(text[CODE_GROUP], '-');
	assert_int_equal(text[2 * CODE_GROUP + 1], '-');
}

static void
L5_a_code_is_read_as_people_type_it(void **state)
{
	struct company *company = *state;
	struct user user = company_add(company, "jane", "dispatcher");
	struct code_new in = link_for(&user);
	char text[CODE_SIZE], typed[3 * CODE_SIZE];
	size_t len = 0;

	make(company, &in, text);
	for (const char *at = text; *at != '\0'; at++) {
		typed[len++] = ' ';
		if (*at == '0')
			typed[len++] = 'o';
		else if (*at == '1')
			typed[len++] = at == text ? 'l' : 'I';
		else if (*at != '-')
			typed[len++] = *at >= 'A' ? (char)(*at - 'A' + 'a') :
						    *at;
	}
	typed[len] = '\0';
	assert_int_equal(find(company, &user, typed, "console"), FIELD_OK);
	typed[len - 1] = '\0';
	assert_int_equal(
	    find(company, &user, typed, "console"), FIELD_ENOTFOUND);
}

static void
L5_nothing_else_is_a_code(void **state)
{
	static const char *const texts[] = { "", "-", "K7QM", "0000-0000-0000",
		"0000-0000-0000-0", "K7QM\t3TXP9RVW", "U000-0000-0000" };
	struct company *company = *state;
	struct user user = company_add(company, "jane", "dispatcher");
	struct code_new in = link_for(&user);
	char text[CODE_SIZE];

	make(company, &in, text);
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		assert_int_equal(
		    find(company, &user, texts[i], "console"), FIELD_ENOTFOUND);
}

static void
L5_a_code_belongs_to_one_person(void **state)
{
	struct company *company = *state;
	struct user jane = company_add(company, "jane", "dispatcher");
	struct user sam = company_add(company, "sam", "dispatcher");
	struct code_new in = link_for(&jane);
	char text[CODE_SIZE];

	make(company, &in, text);
	assert_int_equal(find(company, &sam, text, "console"), FIELD_ENOTFOUND);
	assert_int_equal(find(company, &jane, text, "console"), FIELD_OK);
}

static void
L5_a_code_is_used_once(void **state)
{
	struct company *company = *state;
	struct user user = company_add(company, "jane", "dispatcher");
	struct code_new in = link_for(&user);
	char text[CODE_SIZE];
	struct change *change;
	struct code code;
	bool used;

	make(company, &in, text);
	assert_int_equal(
	    code_find(company->store, user.id, text, "console", &code),
	    FIELD_OK);
	assert_true(use(company, &user, text));
	assert_int_equal(
	    find(company, &user, text, "console"), FIELD_ENOTFOUND);
	/* found before the other use */
	change = company_root(company);
	assert_int_equal(code_use(change, &code, &used), FIELD_OK);
	company_end(change);
	assert_false(used);
}

static void
L4_a_new_code_replaces_the_oldest_of_its_kind(void **state)
{
	struct company *company = *state;
	struct user user = company_add(company, "jane", "dispatcher");
	struct code_new in = link_for(&user);
	char link[2][CODE_SIZE], asked[4][CODE_SIZE];

	make(company, &in, link[0]);
	make(company, &in, link[1]);
	in.kind = CODE_SIGN_IN;
	for (size_t i = 0; i < 4; i++)
		make(company, &in, asked[i]);
	assert_int_equal(
	    find(company, &user, link[0], "console"), FIELD_ENOTFOUND);
	assert_int_equal(find(company, &user, link[1], "console"), FIELD_OK);
	assert_int_equal(
	    find(company, &user, asked[0], "console"), FIELD_ENOTFOUND);
	for (size_t i = 1; i < 4; i++)
		assert_int_equal(
		    find(company, &user, asked[i], "console"), FIELD_OK);
}

static void
L4_a_code_works_where_it_was_requested(void **state)
{
	struct company *company = *state;
	struct user user = company_add(company, "jane", "dispatcher");
	struct code_new in = link_for(&user);
	char text[CODE_SIZE];

	in.source_kind = "console";
	make(company, &in, text);
	assert_int_equal(
	    find(company, &user, text, "address"), FIELD_ENOTFOUND);
	assert_int_equal(find(company, &user, text, "console"), FIELD_OK);
	in.terminal = "another-van";
	make(company, &in, text);
	assert_int_equal(
	    find(company, &user, text, "console"), FIELD_ENOTFOUND);
}

static void
L4_a_code_ends_with_its_time(void **state)
{
	struct company *company = *state;
	struct user user = company_add(company, "jane", "dispatcher");
	struct code_new in = link_for(&user);
	char text[CODE_SIZE];

	make(company, &in, text);
	company->clock = clock_fixed(COMPANY_NOW + 3599);
	assert_int_equal(find(company, &user, text, "console"), FIELD_OK);
	company->clock = clock_fixed(COMPANY_NOW + 3600);
	assert_int_equal(
	    find(company, &user, text, "console"), FIELD_ENOTFOUND);
}

static void
U9_a_code_that_verifies_an_address_does_not_sign_in(void **state)
{
	struct company *company = *state;
	struct user user = company_add(company, "jane", "dispatcher");
	struct code_new in = link_for(&user);
	char text[CODE_SIZE];

	in.kind = CODE_VERIFY_EMAIL;
	in.email_folded = "jane@acme.example";
	make(company, &in, text);
	assert_int_equal(
	    find(company, &user, text, "console"), FIELD_ENOTFOUND);
}

static void
L5_codes_are_revoked_by_kind_by_delivery_and_all(void **state)
{
	struct company *company = *state;
	struct user user = company_add(company, "jane", "dispatcher");
	struct code_new in = link_for(&user);
	char link[CODE_SIZE], mailed[CODE_SIZE], lead[CODE_SIZE];
	struct change *change;

	make(company, &in, link);
	in.kind = CODE_INVITATION;
	in.delivery = "mail";
	in.email_folded = "jane@acme.example";
	make(company, &in, mailed);
	in = link_for(&user);
	in.kind = CODE_LEAD;
	make(company, &in, lead);

	change = company_root(company);
	assert_int_equal(code_revoke_sent(change, user.id), FIELD_OK);
	company_end(change);
	assert_int_equal(
	    find(company, &user, mailed, "console"), FIELD_ENOTFOUND);
	assert_int_equal(find(company, &user, link, "console"), FIELD_OK);

	change = company_root(company);
	assert_int_equal(
	    code_revoke_kind(change, user.id, CODE_LINK), FIELD_OK);
	company_end(change);
	assert_int_equal(
	    find(company, &user, link, "console"), FIELD_ENOTFOUND);
	assert_int_equal(find(company, &user, lead, "console"), FIELD_OK);

	change = company_root(company);
	assert_int_equal(code_revoke_all(change, user.id), FIELD_OK);
	company_end(change);
	assert_int_equal(
	    find(company, &user, lead, "console"), FIELD_ENOTFOUND);
}

static void
Q6_the_database_has_no_code_as_text(void **state)
{
	struct company *company = *state;
	struct user user = company_add(company, "jane", "dispatcher");
	struct code_new in = link_for(&user);
	char text[CODE_SIZE], sql[200];

	make(company, &in, text);
	assert_true(str_format(sql, sizeof(sql),
	    "SELECT count(*) FROM one_time_code WHERE instr(hash, '%s') > 0"
	    " OR instr(hash, replace('%s', '-', '')) > 0",
	    text, text));
	assert_int_equal(company_count(company, sql), 0);
}

int
main(void)
{
#define CLAIM(name) \
	cmocka_unit_test_setup_teardown(name, company_open, company_close)
	const struct CMUnitTest tests[] = {
		CLAIM(L5_a_code_has_sixty_bits_in_three_groups),
		CLAIM(L5_a_code_is_read_as_people_type_it),
		CLAIM(L5_nothing_else_is_a_code),
		CLAIM(L5_a_code_belongs_to_one_person),
		CLAIM(L5_a_code_is_used_once),
		CLAIM(L4_a_new_code_replaces_the_oldest_of_its_kind),
		CLAIM(L4_a_code_works_where_it_was_requested),
		CLAIM(L4_a_code_ends_with_its_time),
		CLAIM(U9_a_code_that_verifies_an_address_does_not_sign_in),
		CLAIM(L5_codes_are_revoked_by_kind_by_delivery_and_all),
		CLAIM(Q6_the_database_has_no_code_as_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
