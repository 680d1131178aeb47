/* Rows with secrets.  MUST: a secret is in a row only if its caller is to hand
 * it on; a dry run has none. */
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "base/err.h"
#include "base/str.h"
#include "control/user/handed.h"
#include "control/value.h"
#include "store/view/person.h"

int
handed_read_way(struct control_call *call, struct handed_list *list)
{
	const char *by = control_text(call, "by");

	list->way = DELIVERY_PRINT;
	if (by == NULL)
		return EX_OK;
	if (delivery_by_name(by, &list->way) == FIELD_OK &&
	    list->way != DELIVERY_SCREEN)
		return EX_OK;
	return control_reason(
	    call, REASON_BAD_PARAMETER, call->request->name, "by");
}

static int
make_one(struct control_call *call, const char *id, struct handed *handed)
{
	struct user user;
	int rc = view_person_by_id(&call->viewer, id, &user);

	if (rc != FIELD_OK)
		return rc;
	(void)str_copy(handed->id, sizeof(handed->id), user.id);
	(void)str_copy(handed->login, sizeof(handed->login), user.login);
	user_full_name(&user, handed->name, sizeof(handed->name));
	handed->held = user.held;
	return FIELD_OK;
}

int
handed_make(struct control_call *call, const struct choice *people,
    struct handed_list *list)
{
	int rc = FIELD_OK;

	list->items = calloc(people->count + 1, sizeof(*list->items));
	if (list->items == NULL)
		return control_failed(call, FIELD_ENOMEM, NULL);
	list->count = people->count;
	for (size_t i = 0; i < list->count && rc == FIELD_OK; i++)
		rc = make_one(call, people->users[i].id, &list->items[i]);
	return rc == FIELD_OK ? EX_OK : control_failed(call, rc, NULL);
}

struct handed *
handed_next(struct handed *at, const char *id)
{
	while (strcmp(at->id, id) != 0)
		at++;
	return at;
}

static json_t *
row_json(const struct control_call *call, const struct handed_list *list,
    const struct handed *handed)
{
	const struct value_member members[] = {
		{ "id", json_string(handed->id) },
		{ "login", json_string(handed->login) },
		{ "name", value_text(handed->name) },
		{ list->member,
		    handed->text.len == 0 ? json_null() :
					    value_text(handed->text.bytes) },
		{ "expires_at", value_time(handed->expires_at) },
		{ "delivery", json_string(delivery_name(list->way)) },
		{ "terminal", value_text(call->config->terminal_name) },
		{ NULL, NULL },
	};

	return value_object(members);
}

int
handed_answer(struct control_call *call, const struct handed_list *list)
{
	size_t count = 0;

	for (size_t i = 0; i < list->count; i++) {
		const struct handed *handed = &list->items[i];

		if (!handed->is_done && !call->dry_run)
			continue;
		control_row(call, row_json(call, list, handed));
		count++;
	}
	return control_result(call,
	    json_pack("{s:I, s:b}", "count", (json_int_t)count, "dry_run",
		call->dry_run));
}

void
handed_release(struct handed_list *list)
{
	for (size_t i = 0; i < list->count; i++) {
		secret_release(&list->items[i].text);
		sodium_memzero(
		    list->items[i].hash, sizeof(list->items[i].hash));
	}
	free(list->items);
	list->items = NULL;
	list->count = 0;
}
