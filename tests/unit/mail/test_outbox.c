/* Queueing mail: one row for a cause, sealed, and as its template says. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"
#include "base/str.h"
#include "store/mail/outbox_inside.h"
#include "tests/support/outbox.h"

#define DAY_S INT64_C(86400)

/* --- templates ------------------------------------------------------------------ */

static void
names_of_templates_and_fields_are_found(void **state)
{
	enum mail_template template;
	enum mail_field field;

	(void)state;
	for (size_t i = 0; i < MAIL_TEMPLATE_COUNT; i++) {
		assert_int_equal(
		    mail_template_by_name(
			mail_template_info((enum mail_template)i)->name,
			&template),
		    FIELD_OK);
		assert_int_equal(template, i);
	}
	for (size_t i = 0; i < MAIL_FIELD_COUNT; i++) {
		assert_int_equal(
		    mail_field_by_name(
			mail_field_info((enum mail_field)i)->name, &field),
		    FIELD_OK);
		assert_int_equal(field, i);
	}
	assert_int_equal(
	    mail_template_by_name("none", &template), FIELD_ENOTFOUND);
	assert_int_equal(mail_field_by_name("", &field), FIELD_ENOTFOUND);
}

/* A mail that nothing recognises as a secret would leave in the clear. */
static void
whatever_has_a_code_or_password_is_a_secret(void **state)
{
	const uint32_t secrets = MAIL_BIT(MAIL_FIELD_CODE) |
	    MAIL_BIT(MAIL_FIELD_PASSWORD);

	(void)state;
	for (size_t i = 0; i < MAIL_TEMPLATE_COUNT; i++) {
		enum mail_template id = (enum mail_template)i;

		assert_int_equal(
		    (mail_template_info(id)->allowed & secrets) != 0,
		    mail_template_is_secret(id));
	}
	assert_true(mail_template_is_secret(MAIL_INVITATION));
	assert_true(mail_template_is_secret(MAIL_RESET));
	assert_false(mail_template_is_secret(MAIL_SEVERAL_ACCOUNTS));
}

/* --- queueing -------------------------------------------------------------------- */

static struct outbox_new
link_for(struct company *company, const struct user *user)
{
	struct outbox_new in = { .template = MAIL_LINK,
		.org_id = company->org.id,
		.person_id = user->id };

	in.fields.text[MAIL_FIELD_CODE] = "K7QM-3TXP-9RVW";
	in.fields.time_s[MAIL_FIELD_EXPIRES] = COMPANY_NOW + 60;
	return in;
}

static int
queue(struct company *company, const struct outbox_new *in)
{
	struct change *change = company_root(company);
	int rc = outbox_queue(change, in);

	if (rc == FIELD_OK)
		company_end(change);
	else
		change_abort(change);
	return rc;
}

static void
fields_are_sealed_and_read_back(void **state)
{
	struct company *company = *state;
	struct user bob = company_add(company, "bob", NULL);
	struct outbox_new in = link_for(company, &bob);
	struct queued queued;

	in.fields.text[MAIL_FIELD_BY] = "";
	assert_int_equal(queue(company, &in), FIELD_OK);
	assert_int_equal(company_count(company,
			     "SELECT count(*) FROM outbox WHERE"
			     " instr(CAST(fields AS BLOB),"
			     " CAST('3TXP' AS BLOB)) > 0"),
	    0);
	queued_newest(company, MAIL_LINK, &queued);
	assert_string_equal(
	    queued.fields.text[MAIL_FIELD_CODE], "K7QM-3TXP-9RVW");
	assert_string_equal(queued.fields.text[MAIL_FIELD_BY], "");
	assert_null(queued.fields.text[MAIL_FIELD_WHY]);
	assert_true(
	    queued.fields.time_s[MAIL_FIELD_EXPIRES] == COMPANY_NOW + 60);
	queued_release(&queued);
}

static void
fields_moved_to_another_row_do_not_open(void **state)
{
	struct company *company = *state;
	struct user bob = company_add(company, "bob", NULL);
	struct outbox_new in = link_for(company, &bob);
	struct mail_fields fields;
	struct secret bytes;

	assert_int_equal(queue(company, &in), FIELD_OK);
	company_sql(company, "UPDATE outbox SET id = 'other'");
	assert_int_equal(
	    outbox_fields(company->store, "other", &fields, &bytes),
	    FIELD_ECORRUPT);
	assert_null(bytes.bytes);
	assert_int_equal(outbox_fields(company->store, "none", &fields, &bytes),
	    FIELD_ENOTFOUND);
}

static void
a_row_with_other_fields_than_its_template_is_refused(void **state)
{
	struct company *company = *state;
	struct user bob = company_add(company, "bob", NULL);
	struct outbox_new in = link_for(company, &bob);

	in.fields.text[MAIL_FIELD_WHY] = "it is not of a link";
	assert_int_equal(queue(company, &in), FIELD_EINVAL);
	in = link_for(company, &bob);
	in.fields.text[MAIL_FIELD_CODE] = NULL;
	assert_int_equal(queue(company, &in), FIELD_EINVAL);
	in.fields.text[MAIL_FIELD_CODE] = "";
	assert_int_equal(queue(company, &in), FIELD_EINVAL);
	in = link_for(company, &bob);
	in.fields.time_s[MAIL_FIELD_EXPIRES] = 0;
	assert_int_equal(queue(company, &in), FIELD_EINVAL);
	in = link_for(company, &bob);
	in.person_id = NULL;
	assert_int_equal(queue(company, &in), FIELD_EINVAL);
	in = (struct outbox_new){ .template = MAIL_TEST,
		.org_id = company->org.id,
		.address = "jane@acme.example",
		.by_text = true };
	assert_int_equal(queue(company, &in), FIELD_EINVAL);
	in.by_text = false;
	assert_int_equal(queue(company, &in), FIELD_OK);
	assert_int_equal(
	    company_count(company, "SELECT count(*) FROM outbox"), 1);
}

/* So that a change of the address in between is noticed. */
static void
a_secret_records_where_it_was_to_go(void **state)
{
	struct company *company = *state;
	struct user bob = company_add(company, "bob", NULL);
	struct outbox_new in = link_for(company, &bob);
	struct queued queued;

	company_sql(company,
	    "UPDATE person SET mail_address = 'bob@acme.example',"
	    " mobile = '+1 555 0100' WHERE login = 'bob'");
	assert_int_equal(queue(company, &in), FIELD_OK);
	queued_newest(company, MAIL_LINK, &queued);
	assert_string_equal(queued.address, "bob@acme.example");
	queued_release(&queued);
	in.by_text = true;
	assert_int_equal(queue(company, &in), FIELD_OK);
	queued_newest(company, MAIL_LINK, &queued);
	assert_string_equal(queued.address, "+1 555 0100");
	queued_release(&queued);
	in = (struct outbox_new){ .template = MAIL_LOCKED,
		.org_id = company->org.id,
		.person_id = bob.id };
	in.fields.time_s[MAIL_FIELD_WHEN] = COMPANY_NOW;
	assert_int_equal(queue(company, &in), FIELD_OK);
	queued_newest(company, MAIL_LOCKED, &queued);
	assert_string_equal(queued.address, "");
	queued_release(&queued);
}

static void
an_event_with_a_key_is_mailed_once(void **state)
{
	struct company *company = *state;
	struct user bob = company_add(company, "bob", NULL);
	struct outbox_new in = link_for(company, &bob);

	for (int i = 0; i < 3; i++)
		assert_int_equal(queue(company, &in), FIELD_OK);
	assert_int_equal(queued_count(company, MAIL_LINK), 3);
	in.once_key = "link:bob";
	for (int i = 0; i < 3; i++)
		assert_int_equal(queue(company, &in), FIELD_OK);
	assert_int_equal(queued_count(company, MAIL_LINK), 4);
}

static void
the_waiting_are_counted(void **state)
{
	struct company *company = *state;
	struct user bob = company_add(company, "bob", NULL);
	struct outbox_new in = link_for(company, &bob);
	int64_t count = -1;

	assert_int_equal(queue(company, &in), FIELD_OK);
	assert_int_equal(queue(company, &in), FIELD_OK);
	company_sql(company,
	    "UPDATE outbox SET sent_at = 1 WHERE rowid ="
	    " (SELECT max(rowid) FROM outbox)");
	assert_int_equal(outbox_waiting(company->store, &count), FIELD_OK);
	assert_int_equal(count, 1);
}

/* --- several events ---------------------------------------------------------------- */

static void
digest(struct company *company, const char *line)
{
	struct change *change = company_root(company);

	assert_int_equal(
	    outbox_digest(change, MAIL_LOCKS, company->org.id, line), FIELD_OK);
	company_end(change);
}

static void
Q3_locks_within_a_short_time_are_one_mail(void **state)
{
	struct company *company = *state;
	struct queued queued;

	digest(company, "bob");
	digest(company, "eve");
	assert_int_equal(queued_count(company, MAIL_LOCKS), 1);
	queued_newest(company, MAIL_LOCKS, &queued);
	assert_string_equal(queued.fields.text[MAIL_FIELD_LOCKS], "bob\neve");
	queued_release(&queued);
	assert_int_equal(
	    company_count(company, "SELECT not_before FROM outbox"),
	    COMPANY_NOW + OUTBOX_DIGEST_WAIT_S);
}

static void
Q3_locks_after_the_mail_was_sent_wait_for_the_next_day(void **state)
{
	struct company *company = *state;
	struct queued queued;

	digest(company, "bob");
	company_sql(company, "UPDATE outbox SET sent_at = 1");
	digest(company, "eve");
	digest(company, "joe");
	assert_int_equal(queued_count(company, MAIL_LOCKS), 2);
	queued_newest(company, MAIL_LOCKS, &queued);
	assert_string_equal(queued.fields.text[MAIL_FIELD_LOCKS], "eve\njoe");
	queued_release(&queued);
	assert_int_equal(
	    company_count(company, "SELECT max(not_before) FROM outbox"),
	    COMPANY_NOW + DAY_S);
}

static void
Q3_any_number_of_locks_is_a_mail_of_a_limited_size(void **state)
{
	struct company *company = *state;
	struct queued queued;
	const char *text;
	size_t lines = 1;

	for (int i = 0; i < OUTBOX_DIGEST_LINES + 10; i++)
		digest(company, "bob");
	queued_newest(company, MAIL_LOCKS, &queued);
	text = queued.fields.text[MAIL_FIELD_LOCKS];
	for (const char *at = text; *at != '\0'; at++)
		lines += *at == '\n';
	assert_int_equal(lines, OUTBOX_DIGEST_LINES + 1);
	assert_string_equal(text + strlen(text) - 4, "\n...");
	queued_release(&queued);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, company_open, company_close)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(names_of_templates_and_fields_are_found),
		TEST(whatever_has_a_code_or_password_is_a_secret),
		TEST(fields_are_sealed_and_read_back),
		TEST(fields_moved_to_another_row_do_not_open),
		TEST(a_row_with_other_fields_than_its_template_is_refused),
		TEST(a_secret_records_where_it_was_to_go),
		TEST(an_event_with_a_key_is_mailed_once),
		TEST(the_waiting_are_counted),
		TEST(Q3_locks_within_a_short_time_are_one_mail),
		TEST(Q3_locks_after_the_mail_was_sent_wait_for_the_next_day),
		TEST(Q3_any_number_of_locks_is_a_mail_of_a_limited_size),
	};

	return cmocka_run_group_tests_name("outbox", tests, NULL, NULL);
}
