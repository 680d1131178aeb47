/* The account at the mail server, and how many mails may leave in a minute
 * (L10). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"
#include "base/str.h"
#include "store/mail/account.h"
#include "store/mail/outbox_rate.h"
#include "tests/support/company.h"

static struct mail_account
account_of(const char *access, const char *refresh)
{
	struct mail_account account = MAIL_ACCOUNT_INIT;

	assert_int_equal(
	    secret_init(&account.access, access, strlen(access)), FIELD_OK);
	assert_int_equal(
	    secret_init(&account.refresh, refresh, strlen(refresh)), FIELD_OK);
	account.access_expires_at = COMPANY_NOW + 3600;
	assert_true(str_copy(account.token_url, sizeof(account.token_url),
	    "https://login.example/token"));
	return account;
}

static void
connect_account(
    struct company *company, const char *access, const char *refresh)
{
	struct mail_account account = account_of(access, refresh);
	struct change *change = company_root(company);

	assert_int_equal(mail_account_connect(change, &account), FIELD_OK);
	company_end(change);
	mail_account_release(&account);
}

static void
assert_account(struct company *company, const char *access, const char *refresh)
{
	struct mail_account account;

	assert_int_equal(mail_account_load(company->store, &account), FIELD_OK);
	assert_string_equal(account.access.bytes, access);
	assert_string_equal(account.refresh.bytes, refresh);
	assert_int_equal(account.access_expires_at, COMPANY_NOW + 3600);
	assert_string_equal(account.token_url, "https://login.example/token");
	mail_account_release(&account);
}

static void
L10_renewed_tokens_replace_both_at_once(void **state)
{
	struct company *company = *state;
	struct mail_account account;

	assert_int_equal(
	    mail_account_load(company->store, &account), FIELD_ENOTFOUND);
	account = account_of("access-2", "refresh-2");
	assert_int_equal(
	    mail_account_save(company->store, &account), FIELD_ENOTFOUND);
	connect_account(company, "access-1", "refresh-1");
	assert_account(company, "access-1", "refresh-1");
	assert_int_equal(mail_account_save(company->store, &account), FIELD_OK);
	assert_account(company, "access-2", "refresh-2");
	mail_account_release(&account);
}

static void
L10_tokens_of_one_provider_are_not_those_of_another(void **state)
{
	struct company *company = *state;
	struct mail_account account;

	connect_account(company, "access", "refresh");
	company_sql(company,
	    "UPDATE mail_account SET provider = 'https://evil.example'");
	assert_int_equal(
	    mail_account_load(company->store, &account), FIELD_ECORRUPT);
}

static void
L10_broken_account_says_why_until_it_is_connected_again(void **state)
{
	struct company *company = *state;
	struct mail_account account;

	connect_account(company, "access", "refresh");
	assert_int_equal(
	    mail_account_break(company->store, "no longer accepted"), FIELD_OK);
	assert_int_equal(mail_account_load(company->store, &account), FIELD_OK);
	assert_string_equal(account.broken_why, "no longer accepted");
	mail_account_release(&account);
	connect_account(company, "access", "refresh");
	assert_int_equal(mail_account_load(company->store, &account), FIELD_OK);
	assert_string_equal(account.broken_why, "");
	mail_account_release(&account);
}

static int64_t
free_at(struct company *company, uint32_t per_minute)
{
	int64_t at;

	assert_int_equal(
	    outbox_rate_free_at(company->store, per_minute, &at), FIELD_OK);
	return at;
}

static void
sent_ago(struct company *company, const char *id, int64_t ago_s)
{
	char sql[400];

	assert_true(str_format(sql, sizeof(sql),
	    "INSERT INTO outbox (id, template, org_id, channel, fields,"
	    " created_at, not_before, sent_at) VALUES ('%s', 'test', '%s',"
	    " 'mail', x'', 1, 1, %lld)",
	    id, company->org.id, (long long)(COMPANY_NOW - ago_s)));
	company_sql(company, sql);
}

static void
L10_no_more_than_per_minute_are_within_any_minute(void **state)
{
	struct company *company = *state;

	assert_int_equal(free_at(company, 1), 0);
	sent_ago(company, "a", 60); /* a minute ago: outside */
	assert_int_equal(free_at(company, 1), 0);
	sent_ago(company, "b", 50);
	sent_ago(company, "c", 20);
	assert_int_equal(free_at(company, 1), COMPANY_NOW + 40);
	assert_int_equal(free_at(company, 2), COMPANY_NOW + 10);
	assert_int_equal(free_at(company, 3), 0);
	/* before the clock was set back */
	sent_ago(company, "d", -500);
	assert_int_equal(free_at(company, 3), 0);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, company_open, company_close)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(L10_renewed_tokens_replace_both_at_once),
		TEST(L10_tokens_of_one_provider_are_not_those_of_another),
		TEST(L10_broken_account_says_why_until_it_is_connected_again),
		TEST(L10_no_more_than_per_minute_are_within_any_minute),
	};

	return cmocka_run_group_tests_name("mail/account", tests, NULL, NULL);
}
