/* Stored passwords, and the quality of new ones. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <cmocka.h>

#include "base/err.h"
#include "base/str.h"
#include "store/people/org.h"
#include "store/secret/secret.h"

#define GOOD "Tall-9-giraffes-mend"

static struct policies policies;

static struct secret
make(const char *text)
{
	struct secret secret;

	assert_int_equal(secret_init(&secret, text, strlen(text)), 0);
	return secret;
}

/* Cheap enough for a test. */
static int
set_up(void **state)
{
	(void)state;
	assert_int_equal(secret_library_init(), 0);
	policies_init(&policies);
	(void)strcpy(policies.value[POLICY_ARGON2_OPS], "1");
	(void)strcpy(policies.value[POLICY_ARGON2_MEMORY_MIB], "8");
	return 0;
}

static int
verify(const char *hash, const char *text)
{
	struct secret secret = make(text);
	int rc = secret_verify(hash, &secret);

	secret_release(&secret);
	return rc;
}

static void
hash_of(const char *text, char hash[SECRET_HASH_SIZE])
{
	struct secret secret = make(text);

	assert_int_equal(secret_hash(&secret, &policies, hash), 0);
	secret_release(&secret);
}

/* --- hashing -------------------------------------------------------------------- */

static void
only_the_exact_password_matches_its_hash(void **state)
{
	static const char *const wrong[] = { "", GOOD "x",
		"Tall-9-giraffes-men", "tall-9-giraffes-mend",
		"TALL-9-GIRAFFES-MEND", " " GOOD };
	char hash[SECRET_HASH_SIZE];

	(void)state;
	hash_of(GOOD, hash);
	assert_int_equal(verify(hash, GOOD), FIELD_OK);
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		assert_int_equal(verify(hash, wrong[i]), FIELD_EDENIED);
}

static void
every_length_up_to_the_longest_matches_and_no_prefix_does(void **state)
{
	static const size_t lens[] = { 1, 7, 8, 9, 63, 64, 127, 128, 129, 510,
		511 };
	char text[SECRET_TYPED_MAX + 1], hash[SECRET_HASH_SIZE];

	(void)state;
	for (size_t i = 0; i < sizeof(lens) / sizeof(lens[0]); i++) {
		memset(text, 'p', lens[i]);
		text[lens[i]] = '\0';
		hash_of(text, hash);
		assert_int_equal(verify(hash, text), FIELD_OK);
		text[lens[i] - 1] = '\0';
		assert_int_equal(verify(hash, text), FIELD_EDENIED);
	}
}

static void
an_altered_hash_never_matches(void **state)
{
	char hash[SECRET_HASH_SIZE], bad[SECRET_HASH_SIZE];
	size_t len;

	(void)state;
	hash_of(GOOD, hash);
	len = strlen(hash);
	for (size_t cut = 0; cut < len; cut++) {
		memcpy(bad, hash, sizeof(bad));
		bad[cut] = '\0';
		assert_int_not_equal(verify(bad, GOOD), FIELD_OK);
	}
	for (size_t at = 0; at < len; at++) {
		memcpy(bad, hash, sizeof(bad));
		bad[at] ^= 0x20; /* the other case of a letter */
		assert_int_not_equal(verify(bad, GOOD), FIELD_OK);
	}
}

static void
a_hash_of_another_kind_or_of_excessive_cost_is_damaged(void **state)
{
	static const char *const bad[] = {
		"",
		"x",
		"*",
		"$y$j9T$abc$def",
		"$argon2i$v=19$m=8192,t=1,p=1$c2FsdHNhbHQ$aGFzaGhhc2g",
		"$argon2id$v=19$m=4294967295,t=1,p=1$c2FsdHNhbHQ$aGFzaA",
		"$argon2id$v=19$m=8192,t=4294967295,p=1$c2FsdHNhbHQ$aGFzaA",
		"$argon2id$v=19$m=8192,t=1,p=9$c2FsdHNhbHQ$aGFzaA",
		"$argon2id$v=19$m=8192,t=1,p=1",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_int_equal(verify(bad[i], GOOD), FIELD_ECORRUPT);
}

static void
other_parameters_require_a_new_hash(void **state)
{
	char hash[SECRET_HASH_SIZE];
	struct policies other = policies;

	(void)state;
	hash_of(GOOD, hash);
	assert_false(secret_needs_rehash(hash, &policies));
	(void)strcpy(other.value[POLICY_ARGON2_OPS], "2");
	assert_true(secret_needs_rehash(hash, &other));
	other = policies;
	(void)strcpy(other.value[POLICY_ARGON2_MEMORY_MIB], "9");
	assert_true(secret_needs_rehash(hash, &other));
}

static void
the_default_is_libsodiums_interactive(void **state)
{
	struct policies defaults;
	struct secret_cost cost;

	(void)state;
	policies_init(&defaults);
	cost = secret_cost_of_policies(&defaults);
	assert_int_equal(cost.ops, 2);
	assert_int_equal(cost.memory_bytes, 67108864);
}

/* --- quality ----------------------------------------------------------------------- */

static struct user person = {
	.login = "jane",
	.first_name = "Jane Li",
	.last_name = "Doedelsack",
};
static struct org company;

static enum reason
quality(const char *text, const char *old_text)
{
	struct refusal why = { REASON_NONE, { "", "" } };
	struct secret secret = make(text);
	struct secret old = make(old_text != NULL ? old_text : "");
	int rc = secret_check_quality(&secret, old_text != NULL ? &old : NULL,
	    &person, &company, &policies, &why);

	secret_release(&secret);
	secret_release(&old);
	assert_int_equal(
	    rc, why.reason == REASON_NONE ? FIELD_OK : FIELD_EDENIED);
	return why.reason;
}

static void
a_good_password_is_accepted(void **state)
{
	(void)state;
	assert_int_equal(quality(GOOD, "something-else-7"), REASON_NONE);
}

static void
length_is_counted_in_characters(void **state)
{
	(void)state;
	assert_int_equal(quality("k7.Wq2m", NULL), REASON_PASSWORD_SHORT);
	assert_int_equal(quality("k7.Wq2m!", NULL), REASON_NONE);
	/* seven characters, fourteen bytes */
	assert_int_equal(quality("\xd0\xb6\xd1\x8f\xd0\xb2\xd1\x83\xd0\xba"
				 "\xd1\x89\xd1\x8e",
			     NULL),
	    REASON_PASSWORD_SHORT);
}

static void
more_than_can_be_typed_is_refused(void **state)
{
	char text[SECRET_TYPED_MAX + 1];

	(void)state;
	/* nothing that repeats: a linear congruential generator */
	for (uint32_t i = 0, x = 1; i < SECRET_TYPED_MAX; i++) {
		x = x * 1664525 + 1013904223;
		text[i] = (char)('!' + (x >> 16) % 90);
	}
	text[SECRET_TYPED_MAX] = '\0';
	assert_int_equal(quality(text, NULL), REASON_PASSWORD_LONG);
	text[SECRET_TYPED_MAX - 1] = '\0';
	assert_int_equal(quality(text, NULL), REASON_NONE);
}

static void
the_old_password_is_not_a_new_one(void **state)
{
	(void)state;
	assert_int_equal(quality(GOOD, GOOD), REASON_PASSWORD_SAME);
}

static void
dictionary_words_names_and_controls_are_weak(void **state)
{
	static const char *const weak[] = { "password", "password1", "aaaaaaaa",
		"12345678", "jane-jane-4", "Doedelsack77", "Tall-9\tgiraffes" };

	(void)state;
	for (size_t i = 0; i < sizeof(weak) / sizeof(weak[0]); i++)
		assert_int_equal(quality(weak[i], NULL), REASON_PASSWORD_WEAK);
}

/* Each of TEXTS, ended by NULL, in the organisation NAME with TITLE. */
static void
all_are(const char *name, const char *title, const char *const *texts,
    enum reason expected)
{
	assert_true(str_copy(company.name, sizeof(company.name), name));
	assert_true(str_copy(company.title, sizeof(company.title), title));
	for (; *texts != NULL; texts++)
		if (quality(*texts, NULL) != expected)
			fail_msg("'%s' of %s", *texts, title);
	memset(&company, 0, sizeof(company));
}

static void
names_of_the_organisation_are_weak_with_a_year_or_signs(void **state)
{
	static const char *const acme[] = { "Acme2026", "2026Acme!",
		"acme-2026", "ACME2026acme", "4cme-2026-Sept", "@cm3Harbour42",
		"Acme-Field-Services-2026", "acmefieldservices1",
		"Acme.Field.Services", "Field2026!", "Services-2026",
		"2026FieldServices!", NULL };
	static const char *const short_one[] = { "ABC-2026-abc", "Abc!2026!",
		"2026plumbing!", "AbcPlumbing-77", NULL };
	static const char *const accented[] = { "Muller-2026-ag",
		"M\xc3\xbcller2026!", "MU\xcc\x88LLER-2026-x", NULL };

	(void)state;
	all_are("acme", "Acme Field Services", acme, REASON_PASSWORD_WEAK);
	all_are("abc", "ABC Plumbing", short_one, REASON_PASSWORD_WEAK);
	all_are("mueller", "M\xc3\xbcller AG", accented, REASON_PASSWORD_WEAK);
}

static void
names_of_the_person_are_weak_with_a_year_or_signs(void **state)
{
	static const char *const weak[] = { "Jane-2026-x", "j4n3_2026!",
		"Doedelsack-2026", "D0edelsack!!", "Li-2026-li-77", NULL };

	(void)state;
	all_are("acme", "Acme Field Services", weak, REASON_PASSWORD_WEAK);
}

static void
L1_common_words_with_a_year_digits_or_signs_are_weak(void **state)
{
	static const char *const weak[] = { "Summer2024", "Summer2024!",
		"summer#2024", "Winter-2026", "May-2024!", "January2025",
		"Montag2024", "Verano2025", "Oto\xc3\xb1o-2025", "$ummer2024",
		"P@ssw0rd1!", "Password1!", "Qwerty123", "Qwertz2024!",
		"1234qwer", "2024Summer", "2024-06-June", "SummerPassword1",
		"MyPassword2024", "Welcome-2024!", "Letmein12345",
		"Admin-2024-x", "20241126", "24.12.1984", "05-12-1984",
		"House2024", "99Giraffe99", "Giraffe-20241126", "Elephant!!!!!",
		NULL };

	(void)state;
	all_are("acme", "Acme Field Services", weak, REASON_PASSWORD_WEAK);
}

static void
L1_common_words_among_others_are_good(void **state)
{
	static const char *const good[] = { "Summer-7-giraffes-2024",
		"K7QM3TXP", "k7qm-3txp-9rvw", "winter-tables-sing", "48151623",
		"31.02.19840", "Zq7-44128821", "x9K-2024-vHt2", NULL };

	(void)state;
	all_are("acme", "Acme Field Services", good, REASON_NONE);
}

static void
L1_words_of_the_address_are_weak_with_a_year_or_signs(void **state)
{
	static const char *const weak[] = { "Smith2026!x9", "htims-2026-x9",
		"Boltworks-2026", "zoe.smith@boltworks.example", "Zoe-2026-77",
		"zoe@boltworks1", NULL };
	static const char *const good[] = { "Electric-7-giraffes",
		"Example-7-giraffes", NULL };

	(void)state;
	(void)strcpy(person.email, "zoe.smith@boltworks.electric.example");
	(void)strcpy(person.mail_address, "");
	all_are("acme", "Acme Field Services", weak, REASON_PASSWORD_WEAK);
	all_are("acme", "Acme Field Services", good, REASON_NONE);
	(void)strcpy(person.mail_address, "x@lighthouse.example");
	all_are("acme", "Acme Field Services",
	    (const char *const[]){ "Lighthouse-2026-k", NULL },
	    REASON_PASSWORD_WEAK);
	person.email[0] = person.mail_address[0] = '\0';
}

static void
L1_names_of_any_script_and_parts_of_the_login_are_weak(void **state)
{
	static const struct {
		const char *first, *last, *login, *password;
	} cases[] = {
		{ "\xd0\x98\xd0\xb2\xd0\xb0\xd0\xbd",
		    "\xd0\x9f\xd0\xb5\xd1\x82\xd1\x80\xd0\xbe\xd0\xb2",
		    "ipetrov",
		    "\xd0\x9f\xd0\x95\xd0\xa2\xd0\xa0\xd0\x9e\xd0\x92"
		    "2026" },
		{ "\xd0\x98", "\xd0\x9f", "ipetrov", "Petrov-2026" },
		{ "", "\xe7\x8e\x8b\xe5\xb0\x8f\xe6\x98\x8e", "wang7",
		    "\xe7\x8e\x8b\xe5\xb0\x8f\xe6\x98\x8e-2026" },
		{ "\xce\x95\xce\xbb\xce\xad\xce\xbd\xce\xb7", "", "el",
		    "\xce\xb5\xce\xbb\xce\xb5\xce\xbd\xce\xb7-77-x" },
		{ "\xd9\x85\xd8\xad\xd9\x85\xd8\xaf", "", "m7",
		    "2026\xd9\x85\xd8\xad\xd9\x85\xd8\xaf" },
		{ "A", "B", "d4vid99", "d4vid99-2026" },
		{ "A", "B", "marceloq", "Marcelo.99.77" },
		{ "A", "B", "d4vid99", "99DIV4D-2026" },
	};
	const struct user former = person;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		(void)strcpy(person.first_name, cases[i].first);
		(void)strcpy(person.last_name, cases[i].last);
		(void)strcpy(person.login, cases[i].login);
		if (quality(cases[i].password, NULL) != REASON_PASSWORD_WEAK)
			fail_msg("%s of %s", cases[i].password, cases[i].login);
	}
	person = former;
}

static void
words_that_only_resemble_a_name_are_good(void **state)
{
	static const char *const good[] = { "Cornfield-42-crane", GOOD,
		"Lighthouse-7-keeper", "room-service-and-7-toads",
		"Pacm-Eagle-77-drum", NULL };

	(void)state;
	all_are("acme", "Acme Field Services", good, REASON_NONE);
	all_are("li", "Li", good, REASON_NONE);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_the_exact_password_matches_its_hash),
		cmocka_unit_test(
		    every_length_up_to_the_longest_matches_and_no_prefix_does),
		cmocka_unit_test(an_altered_hash_never_matches),
		cmocka_unit_test(
		    a_hash_of_another_kind_or_of_excessive_cost_is_damaged),
		cmocka_unit_test(other_parameters_require_a_new_hash),
		cmocka_unit_test(the_default_is_libsodiums_interactive),
		cmocka_unit_test(a_good_password_is_accepted),
		cmocka_unit_test(length_is_counted_in_characters),
		cmocka_unit_test(more_than_can_be_typed_is_refused),
		cmocka_unit_test(the_old_password_is_not_a_new_one),
		cmocka_unit_test(dictionary_words_names_and_controls_are_weak),
		cmocka_unit_test(
		    names_of_the_organisation_are_weak_with_a_year_or_signs),
		cmocka_unit_test(
		    names_of_the_person_are_weak_with_a_year_or_signs),
		cmocka_unit_test(
		    L1_common_words_with_a_year_digits_or_signs_are_weak),
		cmocka_unit_test(L1_common_words_among_others_are_good),
		cmocka_unit_test(
		    L1_words_of_the_address_are_weak_with_a_year_or_signs),
		cmocka_unit_test(
		    L1_names_of_any_script_and_parts_of_the_login_are_weak),
		cmocka_unit_test(words_that_only_resemble_a_name_are_good),
	};

	return cmocka_run_group_tests_name("secret_hash", tests, set_up, NULL);
}
