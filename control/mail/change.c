/* Retries, drops and tests mail. */
#include <stdlib.h>
#include <sysexits.h>

#include "base/array.h"
#include "base/err.h"
#include "control/change.h"
#include "control/mail/mail.h"
#include "control/person/org.h"
#include "control/value.h"
#include "store/verb/mail.h"
#include "store/view/mail.h"

typedef int mail_verb_of_one(
    struct change *change, const char *outbox_id, struct refusal *why);

struct several {
	mail_verb_of_one *verb;
	struct mail_row *rows;
	size_t count;
};

/* All that are named must exist, before any is changed. */
static int
find_all(struct control_call *call, struct several *work)
{
	struct refusal why = { .reason = REASON_NONE };

	for (size_t i = 0; i < control_count(call, "ids"); i++) {
		struct mail_row *row = array_add(
		    &work->rows, &work->count, sizeof(*row));
		int rc = row == NULL ?
		    FIELD_ENOMEM :
		    view_mail_find(&call->viewer,
			control_text_at(call, "ids", i), row, &why);

		if (rc != FIELD_OK)
			return control_failed(call, rc, &why);
	}
	return EX_OK;
}

static int
apply(struct control_call *call, struct change *change, void *context,
    struct refusal *why)
{
	const struct several *work = context;
	int rc = FIELD_OK;

	(void)call;
	for (size_t i = 0; rc == FIELD_OK && i < work->count; i++)
		rc = work->verb(change, work->rows[i].id, why);
	return rc;
}

static json_t *
ids_json(const struct several *work)
{
	json_t *ids = json_array();

	for (size_t i = 0; ids != NULL && i < work->count; i++)
		if (json_array_append_new(ids, json_string(work->rows[i].id)) !=
		    0) {
			json_decref(ids);
			ids = NULL;
		}
	return ids == NULL ? NULL : json_pack("{s:o}", "ids", ids);
}

static int
change_several(
    struct control_call *call, const char *action, mail_verb_of_one *verb)
{
	struct several work = { .verb = verb };
	int status = find_all(call, &work);

	if (status == EX_OK)
		status = control_change(call, action, apply, &work);
	if (status == EX_OK)
		status = control_result(call, ids_json(&work));
	free(work.rows);
	return status;
}

int
mail_retry_request(struct control_call *call)
{
	return change_several(call, "mail.retry", mail_retry);
}

int
mail_drop_request(struct control_call *call)
{
	return change_several(call, "mail.drop", mail_drop);
}

struct test {
	struct org org;
	char id[ID_SIZE];
};

static int
apply_test(struct control_call *call, struct change *change, void *context,
    struct refusal *why)
{
	struct test *test = context;

	return mail_test(
	    change, test->org.id, control_text(call, "address"), test->id, why);
}

int
mail_test_request(struct control_call *call)
{
	struct test test = { .id = "" };
	int status = org_of_call(call, &test.org);

	if (status == EX_OK)
		status = control_change(call, "mail.test", apply_test, &test);
	if (status != EX_OK)
		return status;
	return control_result(call, json_pack("{s:s}", "id", test.id));
}
