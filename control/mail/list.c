/* Lists mail page by page, and shows one. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "base/err.h"
#include "base/i18n.h"
#include "base/str.h"
#include "control/mail/mail.h"
#include "control/value.h"
#include "store/view/mail.h"

#define PAGE_ROWS 500

/* The reason of a rule is one of our own sentences, others are the server's. */
static json_t *
words_of(const struct mail_row *row)
{
	return value_text_or_null(strcmp(row->dropped_by, "rule") == 0 ?
		i18n_marked(row->words) :
		row->words);
}

static json_t *
row_json(const struct mail_row *row)
{
	const struct value_member members[] = {
		{ "id", json_string(row->id) },
		{ "template", value_text(row->template) },
		{ "state", json_string(mail_state_words[row->state]) },
		{ "by", json_string(row->by_text ? "text" : "mail") },
		{ "secret", json_boolean(row->is_secret) },
		{ "org", value_text(row->org) },
		{ "login", value_text_or_null(row->login) },
		{ "admins", json_boolean(row->to_admins) },
		{ "address", value_text_or_null(row->address) },
		{ "sender", value_text_or_null(row->sender_login) },
		{ "created_at", value_time(row->created_at) },
		{ "next_at", value_time(row->next_at) },
		{ "closed_at", value_time(row->closed_at) },
		{ "tries", json_integer(row->tries) },
		{ "dropped_by", value_text_or_null(row->dropped_by) },
		{ "words", words_of(row) },
		{ NULL, NULL },
	};

	return value_object(members);
}

/* A page ends with the number of its last row, and the number of rows given
 * until then. */
struct page {
	struct control_call *call;
	int64_t last, count;
};

static bool
add_row(const struct mail_row *row, void *context)
{
	struct page *page = context;

	control_row(page->call, row_json(row));
	page->last = row->number;
	page->count++;
	return true;
}

static int
read_state(struct control_call *call, int *ret_state)
{
	const char *word = control_text(call, "state");

	*ret_state = -1;
	if (word == NULL)
		return EX_OK;
	for (int i = 0; i < MAIL_STATE_COUNT; i++)
		if (strcmp(mail_state_words[i], word) == 0) {
			*ret_state = i;
			return EX_OK;
		}
	return control_not_one_of(call, REASON_BAD_CHOICE, word, _("state"),
	    oneof_words(mail_state_words));
}

int
mail_list_request(struct control_call *call)
{
	struct refusal why = { .reason = REASON_NONE };
	struct page page = { .call = call };
	int64_t before = 0, given = 0, limit = control_number(call, "limit");
	int64_t rows = PAGE_ROWS;
	char after[CONTROL_AFTER_SIZE];
	int state, rc, status = read_state(call, &state);

	if (status != EX_OK)
		return status;
	if (call->after[0] != '\0' &&
	    sscanf(call->after, "%" SCNd64 " %" SCNd64, &before, &given) != 2)
		return control_failed(call, FIELD_EINVAL, NULL);
	if (limit > 0 && limit - given < rows)
		rows = limit - given;
	rc = view_mail_each(
	    &call->viewer, state, before, rows, add_row, &page, &why);
	if (rc != FIELD_OK)
		return control_failed(call, rc, &why);
	given += page.count;
	if (page.count == PAGE_ROWS && (limit == 0 || given < limit) &&
	    str_format(
		after, sizeof(after), "%" PRId64 " %" PRId64, page.last, given))
		control_more(call, after);
	return EX_OK;
}

int
mail_show_request(struct control_call *call)
{
	struct refusal why = { .reason = REASON_NONE };
	struct mail_row row;
	int rc = view_mail_find(
	    &call->viewer, control_text(call, "id"), &row, &why);

	return rc == FIELD_OK ? control_result(call, row_json(&row)) :
				control_failed(call, rc, &why);
}
