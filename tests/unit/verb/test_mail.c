/* What administrators see of the outbox, and do with it (L10). */
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
#include "store/verb/mail.h"
#include "store/view/mail.h"
#include "tests/support/outbox.h"

#define CODE "K7QM-3TXP-9RVW"

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
	(void)company_add(company, "bob", NULL);
	company_sql(company,
	    "UPDATE person SET mail_address = 'bob@acme.example'"
	    " WHERE login = 'bob'");
	return rc;
}

/* A link to bob; its id. */
static void
queue_link(struct company *company, char id[ID_SIZE])
{
	struct user bob = company_user(company, "bob");
	struct change *change = company_root(company);
	struct outbox_new in = { .template = MAIL_LINK,
		.org_id = company->org.id,
		.person_id = bob.id };
	struct queued queued;

	in.fields.text[MAIL_FIELD_CODE] = CODE;
	in.fields.time_s[MAIL_FIELD_EXPIRES] = COMPANY_NOW + 3600;
	assert_int_equal(outbox_queue(change, &in), FIELD_OK);
	company_end(change);
	queued_newest(company, MAIL_LINK, &queued);
	assert_true(str_copy(id, ID_SIZE, queued.id));
	queued_release(&queued);
}

static struct mail_row
find(struct company *company, const char *id)
{
	const struct viewer viewer = viewer_root(company->store);
	struct refusal why;
	struct mail_row row;

	assert_int_equal(view_mail_find(&viewer, id, &row, &why), FIELD_OK);
	return row;
}

typedef int verb_of_one(
    struct change *change, const char *outbox_id, struct refusal *why);

static void
does(struct company *company, verb_of_one *verb, const char *id)
{
	struct change *change = company_root(company);
	struct refusal why;

	assert_int_equal(verb(change, id, &why), FIELD_OK);
	company_end(change);
}

static void
refuses(struct company *company, verb_of_one *verb, const char *id,
    enum reason reason)
{
	struct change *change = company_root(company);
	struct refusal why;

	assert_int_equal(verb(change, id, &why), FIELD_EDENIED);
	assert_int_equal(why.reason, reason);
	change_abort(change);
}

static void
close_next(struct company *company, bool is_sent)
{
	struct outgoing out;

	assert_int_equal(outbox_take(company->store, &out), 1);
	assert_int_equal(is_sent ?
		outbox_sent(company->store, out.id, "250 OK") :
		outbox_failed(
		    company->store, out.id, OUTBOX_REFUSED, "550 no such user"),
	    FIELD_OK);
	outgoing_release(&out);
}

/* --- seeing ------------------------------------------------------------------- */

static void
L10_the_state_of_a_mail_is_shown_and_never_its_code(void **state)
{
	struct company *company = *state;
	char id[ID_SIZE];
	struct outgoing out;
	struct mail_row row;

	queue_link(company, id);
	row = find(company, id);
	assert_int_equal(row.state, MAIL_WAITING);
	assert_string_equal(row.login, "bob");
	assert_string_equal(row.address, "bob@acme.example");
	assert_string_equal(row.template, "link");
	assert_true(row.is_secret);
	assert_true(row.next_at == COMPANY_NOW && row.closed_at == 0);
	assert_null(memmem(&row, sizeof(row), "3TXP", 4));
	assert_int_equal(outbox_take(company->store, &out), 1);
	assert_int_equal(find(company, id).state, MAIL_SENDING);
	assert_int_equal(
	    outbox_failed(company->store, id, OUTBOX_RETRY, "451 try later"),
	    FIELD_OK);
	outgoing_release(&out);
	row = find(company, id);
	assert_int_equal(row.state, MAIL_WAITING);
	assert_int_equal(row.tries, 1);
	assert_string_equal(row.words, "451 try later");
	assert_true(row.next_at == COMPANY_NOW + 60);
	does(company, mail_retry, id);
	close_next(company, true);
	row = find(company, id);
	assert_int_equal(row.state, MAIL_SENT);
	assert_true(row.closed_at == COMPANY_NOW && row.next_at == 0);
}

static void
L10_the_beginning_of_an_id_is_enough(void **state)
{
	const struct viewer viewer = viewer_root(
	    ((struct company *)*state)->store);
	struct company *company = *state;
	struct refusal why;
	struct mail_row row;
	char id[ID_SIZE];

	queue_link(company, id);
	company_sql(company, "UPDATE outbox SET id = 'aaaa1'");
	queue_link(company, id);
	company_sql(
	    company, "UPDATE outbox SET id = 'aaaa2' WHERE id <> 'aaaa1'");
	assert_string_equal(find(company, "aaaa2").id, "aaaa2");
	assert_int_equal(
	    view_mail_find(&viewer, "aaaa", &row, &why), FIELD_EDENIED);
	assert_int_equal(why.reason, REASON_SEVERAL_MAILS);
	assert_int_equal(
	    view_mail_find(&viewer, "aaa", &row, &why), FIELD_EDENIED);
	assert_int_equal(why.reason, REASON_NO_SUCH_MAIL);
	assert_int_equal(
	    view_mail_find(&viewer, "bbbb", &row, &why), FIELD_EDENIED);
	assert_int_equal(why.reason, REASON_NO_SUCH_MAIL);
}

struct seen {
	int64_t numbers[10];
	size_t count;
};

static bool
note(const struct mail_row *row, void *context)
{
	struct seen *seen = context;

	seen->numbers[seen->count++] = row->number;
	return seen->count < 10;
}

static void
L10_mail_is_listed_from_the_newest_page_by_page(void **state)
{
	struct company *company = *state;
	const struct viewer viewer = viewer_root(company->store);
	struct seen all = { .count = 0 }, page = { .count = 0 };
	struct refusal why;
	char id[ID_SIZE];

	for (int i = 0; i < 4; i++)
		queue_link(company, id);
	does(company, mail_drop, id);
	assert_int_equal(
	    view_mail_each(&viewer, -1, 0, -1, note, &all, &why), FIELD_OK);
	assert_int_equal(all.count, 4);
	assert_true(all.numbers[0] > all.numbers[3]);
	assert_int_equal(
	    view_mail_each(&viewer, -1, all.numbers[1], 1, note, &page, &why),
	    FIELD_OK);
	assert_int_equal(page.count, 1);
	assert_true(page.numbers[0] == all.numbers[2]);
	page.count = 0;
	assert_int_equal(
	    view_mail_each(&viewer, MAIL_DROPPED, 0, -1, note, &page, &why),
	    FIELD_OK);
	assert_int_equal(page.count, 1);
	assert_true(page.numbers[0] == all.numbers[0]);
}

/* --- doing --------------------------------------------------------------------- */

static void
L10_a_mail_given_up_is_tried_again_from_the_start(void **state)
{
	struct company *company = *state;
	struct mail_row row;
	char id[ID_SIZE];

	queue_link(company, id);
	close_next(company, false);
	assert_int_equal(find(company, id).state, MAIL_GIVEN_UP);
	does(company, mail_retry, id);
	row = find(company, id);
	assert_int_equal(row.state, MAIL_WAITING);
	assert_int_equal(row.tries, 0);
	close_next(company, true);
	refuses(company, mail_retry, id, REASON_MAIL_CLOSED);
	refuses(company, mail_drop, id, REASON_MAIL_CLOSED);
}

static void
L10_a_dropped_mail_is_erased_and_logged(void **state)
{
	struct company *company = *state;
	struct outgoing out;
	struct mail_row row;
	char id[ID_SIZE];

	queue_link(company, id);
	does(company, mail_drop, id);
	row = find(company, id);
	assert_int_equal(row.state, MAIL_DROPPED);
	assert_string_equal(row.dropped_by, "root");
	assert_int_equal(
	    company_count(company, "SELECT length(fields) FROM outbox"), 0);
	assert_int_equal(company_count(company,
			     "SELECT count(*) FROM audit WHERE action ="
			     " 'mail.drop'"),
	    1);
	assert_int_equal(outbox_take(company->store, &out), 0);
	refuses(company, mail_retry, id, REASON_MAIL_CLOSED);
}

/* It may be sent in this moment; the server's answer closes it. */
static void
L10_a_mail_that_is_being_sent_cannot_be_retried(void **state)
{
	struct company *company = *state;
	struct outgoing out;
	char id[ID_SIZE];

	queue_link(company, id);
	assert_int_equal(outbox_take(company->store, &out), 1);
	refuses(company, mail_retry, id, REASON_MAIL_CLOSED);
	does(company, mail_drop, id);
	assert_int_equal(outbox_sent(company->store, id, "250 OK"), FIELD_OK);
	outgoing_release(&out);
	assert_int_equal(find(company, id).state, MAIL_DROPPED);
}

static void
L10_a_test_goes_to_an_address_and_needs_a_server(void **state)
{
	struct company *company = *state;
	struct change *change = company_root(company);
	struct refusal why;
	char id[ID_SIZE];

	assert_int_equal(
	    mail_test(change, company->org.id, "x", id, &why), FIELD_EDENIED);
	assert_int_equal(why.reason, REASON_BAD_EMAIL);
	assert_int_equal(
	    mail_test(change, company->org.id, "x@y.example", id, &why),
	    FIELD_OK);
	company_end(change);
	assert_string_equal(find(company, id).address, "x@y.example");
	assert_string_equal(find(company, id).template, "test");
	company->config.mail_sender = false;
	change = company_root(company);
	assert_int_equal(
	    mail_test(change, company->org.id, "x@y.example", id, &why),
	    FIELD_EDENIED);
	assert_int_equal(why.reason, REASON_NO_MAIL_SERVER);
	change_abort(change);
}

/* --- previews --------------------------------------------------------------------- */

static void
L10_a_preview_shows_placeholders_in_place_of_secrets(void **state)
{
	struct company *company = *state;
	const struct viewer viewer = viewer_root(company->store);
	struct user bob = company_user(company, "bob");
	struct mail_sender sender;
	struct mail_text text;
	struct refusal why;

	for (size_t i = 0; i < MAIL_TEMPLATE_COUNT; i++)
		for (int by_text = 0; by_text < 2; by_text++) {
			enum mail_template id = (enum mail_template)i;

			if (by_text && !mail_template_info(id)->by_text) {
				assert_int_equal(
				    view_mail_preview(&viewer, id, true, &bob,
					&text, &sender, &why),
				    FIELD_EDENIED);
				assert_int_equal(
				    why.reason, REASON_NOT_FOR_TEXTS);
				continue;
			}
			assert_int_equal(
			    view_mail_preview(&viewer, id, by_text != 0, &bob,
				&text, &sender, &why),
			    FIELD_OK);
			assert_non_null(strstr(text.body.bytes, "van-7"));
			/* no line is left out, and no field is left over */
			assert_null(strchr(text.body.bytes, '{'));
			assert_true(!mail_template_is_secret(id) ||
			    strstr(text.body.bytes, "XXXX") != NULL ||
			    strstr(text.body.bytes, "xxxx") != NULL);
			mail_text_release(&text);
		}
}

#define TEST(f) \
	cmocka_unit_test_setup_teardown(f, open_with_mail, company_close)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(L10_the_state_of_a_mail_is_shown_and_never_its_code),
		TEST(L10_the_beginning_of_an_id_is_enough),
		TEST(L10_mail_is_listed_from_the_newest_page_by_page),
		TEST(L10_a_mail_given_up_is_tried_again_from_the_start),
		TEST(L10_a_dropped_mail_is_erased_and_logged),
		TEST(L10_a_mail_that_is_being_sent_cannot_be_retried),
		TEST(L10_a_test_goes_to_an_address_and_needs_a_server),
		TEST(L10_a_preview_shows_placeholders_in_place_of_secrets),
	};

	return cmocka_run_group_tests_name("mail", tests, NULL, NULL);
}
