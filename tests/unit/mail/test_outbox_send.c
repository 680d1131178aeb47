/* Taking mail out of the outbox, and what becomes of it (U9, L10, A9). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"
#include "base/str.h"
#include "store/mail/outbox_send.h"
#include "store/secret/code.h"
#include "store/secret/secret.h"
#include "store/verb/user.h"
#include "tests/support/outbox.h"

#define DAY_S INT64_C(86400)
#define CODE  "K7QM-3TXP-9RVW"

/* --- a company that sends mail ------------------------------------------------- */

static int
open_with_mail(void **state)
{
	int rc = company_open(state);
	struct company *company = *state;

	assert_true(str_copy(company->config.mail_smtp_url,
	    sizeof(company->config.mail_smtp_url), "smtp://localhost"));
	assert_true(str_copy(company->config.mail_from,
	    sizeof(company->config.mail_from), "mail@acme.example"));
	company->config.mail_sender = true;
	return rc;
}

static void
set_address(struct company *company, const char *login, const char *address)
{
	char sql[400];

	assert_true(str_format(sql, sizeof(sql),
	    "UPDATE person SET email = '%s', email_folded = '%s',"
	    " mail_address = '%s', mail_folded = '%s' WHERE login = '%s'",
	    address, address, address, address, login));
	company_sql(company, sql);
}

static struct user
bob(struct company *company)
{
	(void)company_add(company, "bob", NULL);
	set_address(company, "bob", "bob@acme.example");
	return company_user(company, "bob");
}

static void
queue(struct company *company, const struct outbox_new *in)
{
	struct change *change = company_root(company);

	assert_int_equal(outbox_queue(change, in), FIELD_OK);
	company_end(change);
}

static struct outbox_new
locked(struct company *company, const struct user *user)
{
	struct outbox_new in = { .template = MAIL_LOCKED,
		.org_id = company->org.id,
		.person_id = user->id };

	in.fields.time_s[MAIL_FIELD_WHEN] = COMPANY_NOW;
	return in;
}

/* A link with a code as the table has it. */
static void
queue_link(struct company *company, const struct user *user)
{
	struct change *change = company_root(company);
	struct outbox_new in = { .template = MAIL_LINK,
		.org_id = company->org.id,
		.person_id = user->id };
	struct code_new code = { .person_id = user->id,
		.kind = CODE_LINK,
		.delivery = "mail",
		.valid_s = DAY_S };
	char text[CODE_SIZE], id[ID_SIZE];

	assert_int_equal(code_make(change, &code, text, id), FIELD_OK);
	in.code_id = id;
	in.fields.text[MAIL_FIELD_CODE] = text;
	in.fields.time_s[MAIL_FIELD_EXPIRES] = COMPANY_NOW + DAY_S;
	assert_int_equal(outbox_queue(change, &in), FIELD_OK);
	company_end(change);
}

static int
take(struct company *company, struct outgoing *out)
{
	return outbox_take(company->store, out);
}

static void
assert_nothing_is_due(struct company *company)
{
	struct outgoing out;

	assert_int_equal(take(company, &out), 0);
}

/* The row is closed by a rule, with this reason. */
static void
assert_dropped(struct company *company, const char *why)
{
	char text[200];

	assert_nothing_is_due(company);
	company_text(company,
	    "SELECT dropped_by || ': ' || last_error || length(fields)"
	    " FROM outbox ORDER BY rowid DESC LIMIT 1",
	    text, sizeof(text));
	assert_true(strncmp(text, "rule: ", 6) == 0);
	if (strncmp(text + 6, why, strlen(why)) != 0)
		fail_msg("'%s' does not begin with '%s'", text + 6, why);
	assert_int_equal(text[strlen(text) - 1], '0');
}

/* --- what is taken ------------------------------------------------------------ */

static void
U9_a_row_is_taken_once_and_rendered(void **state)
{
	struct company *company = *state;
	struct user user = bob(company);
	struct outgoing out, other;

	queue_link(company, &user);
	assert_int_equal(take(company, &out), 1);
	assert_string_equal(out.to, "bob@acme.example");
	assert_string_equal(out.sender.from, "mail@acme.example");
	assert_string_equal(out.language, "en");
	assert_true(out.is_secret);
	assert_false(out.by_request);
	assert_int_equal(out.template, MAIL_LINK);
	assert_true(out.created_at == COMPANY_NOW);
	assert_non_null(strstr(out.subject.bytes, "van-7"));
	assert_non_null(strstr(out.body.bytes, "login name:  bob\n"));
	assert_null(out.image);
	assert_int_equal(take(company, &other), 0);
	outgoing_release(&out);
	assert_null(out.body.bytes);
}

static void
U9_codes_are_sent_before_invitations_and_these_before_notices(void **state)
{
	static const enum mail_template order[] = { MAIL_TEST, MAIL_LINK,
		MAIL_LINK, MAIL_LOCKED };
	struct company *company = *state;
	struct user user = bob(company);
	struct outbox_new in = locked(company, &user);
	struct outgoing out;
	char first[ID_SIZE] = "";

	queue(company, &in);
	queue_link(company, &user);
	company_text(company, "SELECT id FROM outbox WHERE template = 'link'",
	    first, ID_SIZE);
	/* the code of the first link is still valid */
	company_sql(company, "UPDATE one_time_code SET kind = 'invitation'");
	queue_link(company, &user);
	queue(company,
	    &(struct outbox_new){ .template = MAIL_TEST,
		.org_id = company->org.id,
		.address = "x@acme.example" });
	for (size_t i = 0; i < sizeof(order) / sizeof(order[0]); i++) {
		assert_int_equal(take(company, &out), 1);
		assert_int_equal(out.template, order[i]);
		if (i == 1)
			assert_string_equal(out.id, first);
		outgoing_release(&out);
	}
	assert_nothing_is_due(company);
}

static void
A4_mail_is_sent_to_the_address_valid_at_that_time(void **state)
{
	struct company *company = *state;
	struct user user = bob(company);
	struct outbox_new in = locked(company, &user);
	struct outgoing out;

	queue(company, &in);
	set_address(company, "bob", "bob@new.example");
	company_sql(company,
	    "UPDATE person SET email = 'evil@x.example',"
	    " email_folded = 'evil@x.example'");
	assert_int_equal(take(company, &out), 1);
	assert_string_equal(out.to, "bob@new.example");
	outgoing_release(&out);
	in = locked(company, &user);
	queue(company, &in);
	set_address(company, "bob", "");
	assert_dropped(company, "the person has no address");
}

static void
A4_a_former_address_is_told_whatever_the_persons_is_now(void **state)
{
	struct company *company = *state;
	struct user user = bob(company);
	struct outbox_new in = { .template = MAIL_ADDRESS_CHANGED,
		.org_id = company->org.id,
		.person_id = user.id,
		.address = "bob@old.example" };
	struct outgoing out;

	in.fields.text[MAIL_FIELD_NEW] = "bob@acme.example";
	queue(company, &in);
	assert_int_equal(take(company, &out), 1);
	assert_string_equal(out.to, "bob@old.example");
	outgoing_release(&out);
}

/* --- what is not sent any more --------------------------------------------------- */

static void
U9_nothing_is_sent_to_people_blocked_or_deleted_since(void **state)
{
	struct company *company = *state;
	struct user user = bob(company);
	struct outbox_new in = locked(company, &user);

	queue(company, &in);
	(void)company_do(company, user_block, &user);
	assert_dropped(company, "the person is blocked");
	queue(company, &in);
	(void)company_do(company, user_unblock, &user);
	(void)company_do(company, user_delete, &user);
	assert_dropped(company, "the person was deleted");
}

static void
U9_a_secret_is_not_sent_to_an_address_given_since(void **state)
{
	struct company *company = *state;
	struct user user = bob(company);

	queue_link(company, &user);
	set_address(company, "bob", "bob@new.example");
	assert_dropped(company, "the person has another address now");
	/* only in its letters */
	queue_link(company, &user);
	set_address(company, "bob", "bob@new.example");
	company_sql(company,
	    "UPDATE person SET mail_address = 'bob@NEW.example'"
	    " WHERE login = 'bob'");
	company_sql(company, "UPDATE outbox SET address = 'bob@new.example'");
	{
		struct outgoing out;

		assert_int_equal(take(company, &out), 1);
		outgoing_release(&out);
	}
}

static void
U9_a_code_that_was_replaced_used_or_has_expired_is_not_sent(void **state)
{
	static const char *const changes[] = {
		"UPDATE one_time_code SET revoked_at = 1",
		"UPDATE one_time_code SET used_at = 1",
		"UPDATE one_time_code SET expires_at = 1",
	};
	struct company *company = *state;
	struct user user = bob(company);

	for (size_t i = 0; i < sizeof(changes) / sizeof(changes[0]); i++) {
		queue_link(company, &user);
		company_sql(company, changes[i]);
		assert_dropped(company, "the code was used or replaced");
	}
	queue_link(company, &user);
	company->clock = clock_fixed(COMPANY_NOW + DAY_S);
	assert_dropped(company, "it has expired");
}

static void
L7_a_temporary_password_that_was_replaced_is_not_sent(void **state)
{
	struct company *company = *state;
	struct user user = bob(company);
	struct outbox_new in = { .template = MAIL_RESET,
		.org_id = company->org.id,
		.person_id = user.id };
	struct outgoing out;

	company_sql(company,
	    "INSERT INTO password (person_id, hash, temporary, set_by, set_at,"
	    " expires_at) SELECT id, 'h', 1, 'root', 1, 1795657600 FROM person"
	    " WHERE login = 'bob'");
	in.fields.text[MAIL_FIELD_PASSWORD] = "cdfg-hjkm";
	in.fields.time_s[MAIL_FIELD_EXPIRES] = INT64_C(1795657600);
	queue(company, &in);
	assert_int_equal(take(company, &out), 1);
	assert_non_null(strstr(out.body.bytes, "cdfg-hjkm"));
	outgoing_release(&out);
	queue(company, &in);
	company_sql(company, "UPDATE password SET expires_at = 1795657601");
	assert_dropped(company, "the password was used or replaced");
	queue(company, &in);
	company_sql(
	    company, "UPDATE password SET expires_at = NULL, temporary = 0");
	assert_dropped(company, "the password was used or replaced");
}

static void
a_row_that_cannot_be_opened_does_not_hold_up_the_others(void **state)
{
	struct company *company = *state;
	struct user user = bob(company);
	struct outbox_new in = locked(company, &user);
	struct outgoing out;

	queue(company, &in);
	company_sql(company, "UPDATE outbox SET fields = x'0102'");
	queue(company, &in);
	company_sql(company,
	    "UPDATE outbox SET template = 'of-tomorrow' WHERE fields <> "
	    "x'0102'");
	queue(company, &in);
	assert_int_equal(take(company, &out), 1);
	outgoing_release(&out);
	assert_int_equal(company_count(company,
			     "SELECT count(*) FROM outbox WHERE"
			     " dropped_by = 'rule'"),
	    2);
}

/* --- administrators ---------------------------------------------------------------- */

static void
A9_each_administrator_gets_a_mail_of_their_own(void **state)
{
	struct company *company = *state;
	struct user boss = company_add(company, "boss", "admin");
	struct outbox_new in = { .template = MAIL_SYNC_BROKEN,
		.org_id = company->org.id,
		.once_key = "broken:books" };
	struct outgoing out;
	bool ada = false, to_boss = false;

	(void)bob(company);
	(void)company_add(company, "mute", "admin");
	set_address(company, "ada", "ada@acme.example");
	set_address(company, "boss", "boss@acme.example");
	set_address(company, "mute", "");
	in.fields.text[MAIL_FIELD_SOURCE] = "books";
	in.fields.text[MAIL_FIELD_WHY] = "invalid_grant";
	queue(company, &in);
	for (int i = 0; i < 2; i++) {
		assert_int_equal(take(company, &out), 1);
		ada |= strcmp(out.to, "ada@acme.example") == 0;
		to_boss |= strcmp(out.to, "boss@acme.example") == 0;
		assert_non_null(strstr(out.body.bytes, "invalid_grant"));
		outgoing_release(&out);
	}
	assert_true(ada && to_boss);
	assert_nothing_is_due(company);
	/* the event is still the same one */
	queue(company, &in);
	assert_nothing_is_due(company);
	/* a block counts for each */
	in.once_key = NULL;
	(void)company_do(company, user_block, &boss);
	queue(company, &in);
	assert_int_equal(take(company, &out), 1);
	assert_string_equal(out.to, "ada@acme.example");
	outgoing_release(&out);
	assert_nothing_is_due(company);
}

static void
A9_without_an_administrators_address_nothing_is_sent(void **state)
{
	struct company *company = *state;
	struct outbox_new in = { .template = MAIL_SYNC_BROKEN,
		.org_id = company->org.id };

	set_address(company, "ada", "");
	in.fields.text[MAIL_FIELD_SOURCE] = "books";
	queue(company, &in);
	assert_dropped(company, "no administrator has an address");
}

/* --- what becomes of it -------------------------------------------------------------- */

static int64_t
not_before(struct company *company)
{
	return company_count(company, "SELECT not_before FROM outbox");
}

static void
U9_a_sent_mail_is_erased(void **state)
{
	struct company *company = *state;
	struct user user = bob(company);
	struct outgoing out;

	queue_link(company, &user);
	assert_int_equal(take(company, &out), 1);
	assert_int_equal(
	    outbox_sent(company->store, out.id, "250 \x1bOK"), FIELD_OK);
	outgoing_release(&out);
	assert_int_equal(company_count(company,
			     "SELECT count(*) FROM outbox WHERE"
			     " fields = x'' AND sent_at IS NOT NULL AND"
			     " taken_at IS NULL AND"
			     " last_error = '250 \\x1bOK'"),
	    1);
	assert_nothing_is_due(company);
}

static void
L10_pauses_double_up_to_four_hours_and_end_after_three_days(void **state)
{
	struct company *company = *state;
	struct user user = bob(company);
	struct outbox_new in = locked(company, &user);
	struct outgoing out;
	int64_t now_s = COMPANY_NOW, pause_s, expected_s = 60;
	int tries = 0;

	queue(company, &in);
	for (;;) {
		company->clock = clock_fixed(now_s);
		assert_int_equal(take(company, &out), 1);
		assert_int_equal(out.tries, tries);
		assert_int_equal(outbox_failed(company->store, out.id,
				     OUTBOX_RETRY, "451 later"),
		    FIELD_OK);
		outgoing_release(&out);
		tries++;
		if (company_count(
			company, "SELECT given_up_at IS NOT NULL FROM outbox"))
			break;
		assert_nothing_is_due(company);
		pause_s = not_before(company) - now_s;
		assert_int_equal(pause_s, expected_s);
		expected_s = expected_s < 7680 ? 2 * expected_s : 4 * 3600;
		now_s += pause_s;
	}
	assert_int_equal(tries, OUTBOX_TRIES_MAX);
	assert_true(now_s - COMPANY_NOW > 2 * DAY_S &&
	    now_s - COMPANY_NOW < 3 * DAY_S + 3600);
	/* so that it can be tried again */
	assert_int_equal(
	    company_count(company, "SELECT length(fields) > 0 FROM outbox"), 1);
}

static void
L10_a_refused_mail_is_given_up_at_once(void **state)
{
	struct company *company = *state;
	struct user user = bob(company);
	struct outbox_new in = locked(company, &user);
	struct outgoing out;

	queue(company, &in);
	assert_int_equal(take(company, &out), 1);
	assert_int_equal(outbox_failed(company->store, out.id, OUTBOX_REFUSED,
			     "550 no such user"),
	    FIELD_OK);
	outgoing_release(&out);
	assert_int_equal(company_count(company,
			     "SELECT count(*) FROM outbox WHERE"
			     " given_up_at IS NOT NULL AND dropped_by = ''"
			     " AND last_error = '550 no such user'"),
	    1);
	assert_nothing_is_due(company);
}

static void
L10_a_test_is_tried_once(void **state)
{
	struct company *company = *state;
	struct outgoing out;

	queue(company,
	    &(struct outbox_new){ .template = MAIL_TEST,
		.org_id = company->org.id,
		.address = "x@acme.example" });
	assert_int_equal(take(company, &out), 1);
	assert_int_equal(
	    outbox_failed(company->store, out.id, OUTBOX_RETRY, "451 later"),
	    FIELD_OK);
	outgoing_release(&out);
	assert_int_equal(company_count(company,
			     "SELECT count(*) FROM outbox WHERE"
			     " given_up_at IS NOT NULL"),
	    1);
}

static void
L10_a_mail_that_was_not_tried_is_due_as_before(void **state)
{
	struct company *company = *state;
	struct user user = bob(company);
	struct outbox_new in = locked(company, &user);
	struct outgoing out;

	queue(company, &in);
	for (int i = 0; i < 2; i++) {
		assert_int_equal(take(company, &out), 1);
		assert_int_equal(out.tries, 0);
		assert_int_equal(
		    outbox_failed(company->store, out.id, OUTBOX_UNDONE, ""),
		    FIELD_OK);
		outgoing_release(&out);
	}
}

static void
L10_a_mail_taken_before_a_crash_is_sent_again_as_the_same(void **state)
{
	struct company *company = *state;
	struct user user = bob(company);
	struct outbox_new in = locked(company, &user);
	struct outgoing out;
	char id[ID_SIZE];

	queue(company, &in);
	assert_int_equal(take(company, &out), 1);
	assert_true(str_copy(id, sizeof(id), out.id));
	outgoing_release(&out);
	assert_nothing_is_due(company);
	assert_int_equal(outbox_recover(company->store), FIELD_OK);
	assert_int_equal(take(company, &out), 1);
	assert_string_equal(out.id, id);
	outgoing_release(&out);
}

static void
L10_a_row_dropped_while_it_is_sent_stays_dropped(void **state)
{
	struct company *company = *state;
	struct user user = bob(company);
	struct outbox_new in = locked(company, &user);
	struct outgoing out;

	queue(company, &in);
	assert_int_equal(take(company, &out), 1);
	company_sql(
	    company, "UPDATE outbox SET given_up_at = 1, dropped_by = 'root'");
	assert_int_equal(
	    outbox_failed(company->store, out.id, OUTBOX_RETRY, "451 later"),
	    FIELD_OK);
	assert_int_equal(
	    outbox_sent(company->store, out.id, "250 OK"), FIELD_OK);
	outgoing_release(&out);
	assert_int_equal(company_count(company,
			     "SELECT count(*) FROM outbox WHERE"
			     " sent_at IS NULL AND dropped_by = 'root'"),
	    1);
}

/* --- when ------------------------------------------------------------------------------ */

static void
L10_the_next_time_is_that_of_the_earliest_row(void **state)
{
	struct company *company = *state;
	struct user user = bob(company);
	struct outbox_new in = locked(company, &user);
	struct outgoing out;
	int64_t at = -1;

	assert_int_equal(outbox_next_due(company->store, &at), FIELD_OK);
	assert_int_equal(at, 0);
	in.not_before = COMPANY_NOW + 500;
	queue(company, &in);
	assert_nothing_is_due(company);
	assert_int_equal(outbox_next_due(company->store, &at), FIELD_OK);
	assert_int_equal(at, COMPANY_NOW + 500);
	in.not_before = 0;
	queue(company, &in);
	assert_int_equal(outbox_next_due(company->store, &at), FIELD_OK);
	assert_int_equal(at, COMPANY_NOW);
	assert_int_equal(take(company, &out), 1);
	outgoing_release(&out);
	assert_int_equal(outbox_next_due(company->store, &at), FIELD_OK);
	assert_int_equal(at, COMPANY_NOW + 500);
}

static void
L10_without_a_mail_server_mail_waits_three_days(void **state)
{
	struct company *company = *state;
	struct user user = bob(company);
	struct outbox_new in = locked(company, &user);
	struct outgoing out;
	int64_t at;

	company->config.mail_sender = false;
	queue(company, &in);
	assert_nothing_is_due(company);
	assert_int_equal(outbox_next_due(company->store, &at), FIELD_OK);
	assert_int_equal(at, COMPANY_NOW + OUTBOX_GIVE_UP_S);
	company->clock = clock_fixed(COMPANY_NOW + OUTBOX_GIVE_UP_S);
	company->config.mail_sender = true;
	assert_int_equal(take(company, &out), 1);
	outgoing_release(&out);
	company->config.mail_sender = false;
	assert_int_equal(outbox_recover(company->store), FIELD_OK);
	company->clock = clock_fixed(COMPANY_NOW + OUTBOX_GIVE_UP_S + 1);
	assert_nothing_is_due(company);
	assert_int_equal(company_count(company,
			     "SELECT count(*) FROM outbox WHERE given_up_at > 0"
			     " AND last_error = 'no mail server is "
			     "configured'"),
	    1);
}

static void
L10_closed_rows_are_deleted_after_a_month(void **state)
{
	struct company *company = *state;
	struct user user = bob(company);
	struct outbox_new in = locked(company, &user);

	queue(company, &in);
	company_sql(company, "UPDATE outbox SET sent_at = 1795557600");
	company->clock = clock_fixed(COMPANY_NOW + OUTBOX_KEEP_S);
	assert_nothing_is_due(company);
	assert_int_equal(queued_count(company, MAIL_LOCKED), 1);
	company->clock = clock_fixed(COMPANY_NOW + OUTBOX_KEEP_S + 1);
	assert_nothing_is_due(company);
	assert_int_equal(queued_count(company, MAIL_LOCKED), 0);
}

/* --- texts ------------------------------------------------------------------------------ */

static void
mobile(struct company *company, const char *number)
{
	char sql[200];

	assert_true(str_format(sql, sizeof(sql),
	    "UPDATE person SET mobile = '%s', mobile_provider = 'Verizon'"
	    " WHERE login = 'bob'",
	    number));
	company_sql(company, sql);
}

static void
R13_a_text_is_a_short_mail_to_the_providers_gateway(void **state)
{
	struct company *company = *state;
	struct user user = bob(company);
	struct outbox_new in = locked(company, &user);
	struct outgoing out;

	company->config.text_gateways = calloc(
	    1, sizeof(struct config_text_gateway));
	assert_non_null(company->config.text_gateways);
	company->config.text_gateway_count = 1;
	company->config.text_gateways[0] = (struct config_text_gateway){
		"verizon", "{phone}@vtext.example"
	};
	mobile(company, "+1 512 555 0100");
	in.by_text = true;
	queue(company, &in);
	assert_int_equal(take(company, &out), 1);
	assert_string_equal(out.to, "15125550100@vtext.example");
	assert_false(out.by_request);
	assert_true(out.body.len < 160);
	assert_int_equal(out.subject.len, 0);
	outgoing_release(&out);
	mobile(company, "none");
	queue(company, &in);
	assert_dropped(company, "the mobile number is not one");
}

static void
R13_a_text_is_a_request_where_there_is_no_mail(void **state)
{
	struct company *company = *state;
	struct user user = bob(company);
	struct outbox_new in = locked(company, &user);
	struct outgoing out;

	company->config.mail_smtp_url[0] = '\0';
	assert_true(str_copy(company->config.text_url,
	    sizeof(company->config.text_url), "https://sms.example/{phone}"));
	assert_true(str_copy(company->config.text_body,
	    sizeof(company->config.text_body), "{\"text\":\"{text}\"}"));
	mobile(company, "+1 512 555 0100");
	queue(company, &in); /* a mail, which waits for a server */
	in.by_text = true;
	queue(company, &in);
	assert_int_equal(take(company, &out), 1);
	assert_true(out.by_request);
	assert_string_equal(
	    out.request_url.bytes, "https://sms.example/%2B15125550100");
	assert_non_null(strstr(out.body.bytes, "{\"text\":\"van-7: bob was"));
	outgoing_release(&out);
	assert_nothing_is_due(company);
	company->config.text_url[0] = '\0';
	queue(company, &in);
	assert_dropped(company, "there is no gateway for this mobile provider");
}

static void
L2_a_code_is_attached_as_an_image_if_asked_for(void **state)
{
	struct company *company = *state;
	struct user user = bob(company);
	struct outgoing out;

	company->config.mail_qr = true;
	queue_link(company, &user);
	assert_int_equal(take(company, &out), 1);
	assert_non_null(out.image);
	assert_memory_equal(out.image, "\x89PNG\r\n\x1a\n", 8);
	assert_true(out.image_len < 12288);
	outgoing_release(&out);
	assert_null(out.image);
}

#define TEST(f) \
	cmocka_unit_test_setup_teardown(f, open_with_mail, company_close)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(U9_a_row_is_taken_once_and_rendered),
		TEST(
		    U9_codes_are_sent_before_invitations_and_these_before_notices),
		TEST(A4_mail_is_sent_to_the_address_valid_at_that_time),
		TEST(A4_a_former_address_is_told_whatever_the_persons_is_now),
		TEST(U9_nothing_is_sent_to_people_blocked_or_deleted_since),
		TEST(U9_a_secret_is_not_sent_to_an_address_given_since),
		TEST(
		    U9_a_code_that_was_replaced_used_or_has_expired_is_not_sent),
		TEST(L7_a_temporary_password_that_was_replaced_is_not_sent),
		TEST(a_row_that_cannot_be_opened_does_not_hold_up_the_others),
		TEST(A9_each_administrator_gets_a_mail_of_their_own),
		TEST(A9_without_an_administrators_address_nothing_is_sent),
		TEST(U9_a_sent_mail_is_erased),
		TEST(
		    L10_pauses_double_up_to_four_hours_and_end_after_three_days),
		TEST(L10_a_refused_mail_is_given_up_at_once),
		TEST(L10_a_test_is_tried_once),
		TEST(L10_a_mail_that_was_not_tried_is_due_as_before),
		TEST(L10_a_mail_taken_before_a_crash_is_sent_again_as_the_same),
		TEST(L10_a_row_dropped_while_it_is_sent_stays_dropped),
		TEST(L10_the_next_time_is_that_of_the_earliest_row),
		TEST(L10_without_a_mail_server_mail_waits_three_days),
		TEST(L10_closed_rows_are_deleted_after_a_month),
		TEST(R13_a_text_is_a_short_mail_to_the_providers_gateway),
		TEST(R13_a_text_is_a_request_where_there_is_no_mail),
		TEST(L2_a_code_is_attached_as_an_image_if_asked_for),
	};

	return cmocka_run_group_tests_name("outbox_send", tests, NULL, NULL);
}
