/* Lists the log page by page, and verifies its chain. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "base/err.h"
#include "base/i18n.h"
#include "base/id.h"
#include "base/oneof.h"
#include "base/str.h"
#include "control/data/data.h"
#include "control/person/choice.h"
#include "control/value.h"
#include "store/core/action.h"
#include "store/core/user.h"
#include "store/view/log.h"

#define PAGE_ROWS 500

/* --- rows -------------------------------------------------------------------- */

/* The details as "key=value ..." for people. */
static json_t *
detail_text(const json_t *detail)
{
	struct strbuf text = STRBUF_INIT;
	const char *key;
	json_t *value, *string;

	strbuf_puts(&text, "");
	json_object_foreach((json_t *)(uintptr_t)detail, key, value)
	{
		char *dumped;

		/* The address has a separate column. */
		if (strcmp(key, "address") == 0 ||
		    (json_is_string(value) &&
			json_string_value(value)[0] == '\0'))
			continue;
		strbuf_printf(&text, "%s%s=", text.len > 0 ? " " : "", key);
		if (json_is_string(value)) {
			strbuf_puts(&text, json_string_value(value));
			continue;
		}
		dumped = json_dumps(value, JSON_ENCODE_ANY | JSON_COMPACT);
		strbuf_puts(&text, dumped != NULL ? dumped : "?");
		free(dumped);
	}
	string = text.failed ? NULL : value_text(text.bytes);
	strbuf_release(&text);
	return string;
}

/* The login name if there is one, otherwise the id. */
static json_t *
login_or_id(const char *login, const char *id)
{
	return value_text(login[0] != '\0' ? login : id);
}

/* For a table: the actor and the person behind root: "root (ada via bob)". */
static json_t *
actor_text(const struct audit_row *row)
{
	const char *login = row->actor_login[0] != '\0' ? row->actor_login :
							  row->actor;
	const char *behind = row->behind_login, *via = row->via_login;
	const char *between = behind[0] != '\0' && via[0] != '\0' ? " " : "";
	struct strbuf text = STRBUF_INIT;
	json_t *string;

	strbuf_puts(&text, login);
	if (behind[0] != '\0' || via[0] != '\0')
		strbuf_printf(&text, " (%s%s%s%s)", behind, between,
		    via[0] != '\0' ? "via " : "", via);
	string = text.failed ? NULL : value_text(text.bytes);
	strbuf_release(&text);
	return string;
}

/* For a table: the login name, or enough of an id to tell it from others; what
 * it belongs to is in the details. */
static json_t *
subject_text(const struct audit_row *row)
{
	char text[64];

	if (row->subject_login[0] != '\0')
		return value_text(row->subject_login);
	if (!id_is_valid(row->subject))
		return value_text(row->subject);
	(void)str_format(text, sizeof(text), "%.8s\xe2\x80\xa6", row->subject);
	return json_string(text);
}

/* A number of seconds, as the log has it, as all requests answer times. */
static json_t *
time_of(const json_t *value)
{
	int64_t t_s;

	if (json_is_integer(value))
		return value_time(json_integer_value(value));
	if (json_is_string(value) &&
	    str_parse_int(json_string_value(value), INT64_MIN, INT64_MAX,
		&t_s) == FIELD_OK)
		return value_time(t_s);
	return json_incref((json_t *)(uintptr_t)value);
}

/* The members of DETAIL whose names end in "_at": a time, or what it was and
 * what it is. */
static void
make_times(json_t *detail)
{
	const char *key;
	json_t *value, *item;
	size_t i;

	json_object_foreach(detail, key, value)
	{
		const size_t len = strlen(key);

		if (len <= 3 || strcmp(key + len - 3, "_at") != 0)
			continue;
		if (!json_is_array(value))
			(void)json_object_set_new(detail, key, time_of(value));
		json_array_foreach(value, i, item)(void)
		    json_array_set_new(value, i, time_of(item));
	}
}

json_t *
audit_row_json(const struct audit_row *row)
{
	json_t *detail = json_loads(row->detail, 0, NULL);
	const char *address;

	if (!json_is_object(detail)) {
		json_decref(detail);
		detail = json_pack("{s:o}", "text", value_text(row->detail));
	}
	make_times(detail);
	address = json_string_value(json_object_get(detail, "address"));
	const struct value_member members[] = {
		{ "seq", json_integer(row->seq) },
		{ "at", value_time(row->at) },
		{ "actor", login_or_id(row->actor_login, row->actor) },
		{ "actor_id", value_text(row->actor) },
		{ "actor_text", actor_text(row) },
		{ "behind", value_text(row->behind_login) },
		{ "behind_id", value_text(row->behind) },
		{ "via", value_text(row->via_login) },
		{ "via_id", value_text(row->via) },
		{ "action", value_text(row->action) },
		{ "module", value_text(row->module) },
		{ "subject", value_text(row->subject) },
		{ "subject_login",
		    login_or_id(row->subject_login, row->subject) },
		{ "subject_text", subject_text(row) },
		{ "terminal", value_text(row->terminal) },
		{ "service", value_text(row->service) },
		{ "address", value_text(address != NULL ? address : "") },
		{ "outcome", value_text(row->outcome) },
		{ "reason", value_text(row->reason) },
		{ "detail_text", detail_text(detail) },
		{ "detail", detail },
		{ NULL, NULL },
	};

	return value_object(members);
}

/* --- pages ------------------------------------------------------------------- */

/* Newest first.  A page ends with the number of its last row, and the number of
 * rows so far. */
struct page {
	struct control_call *call;
	struct audit_filter filter;
	int64_t limit; /* rows of all pages; 0: no limit */
	int64_t given; /* on earlier pages */
	int64_t count, last;
};

static bool
put_row(const struct audit_row *row, void *context)
{
	struct page *page = context;

	control_row(page->call, audit_row_json(row));
	page->last = row->seq;
	page->count++;
	return true;
}

int
audit_read_conditions(
    struct control_call *call, struct user *user, struct audit_filter *filter)
{
	const char *who = control_text(call, "person");

	filter->action = control_text(call, "action");
	filter->module = control_text(call, "module");
	if (filter->action != NULL && !oneof_has(audit_actions, filter->action))
		return control_not_one_of(call, REASON_BAD_CHOICE,
		    filter->action, _("action"), oneof_words(audit_actions));
	if (filter->module != NULL && !oneof_has(audit_modules, filter->module))
		return control_not_one_of(call, REASON_BAD_CHOICE,
		    filter->module, _("module"), oneof_words(audit_modules));
	filter->text = control_text(call, "text");
	if (who == NULL)
		return EX_OK;
	/* on a machine without a database, only an id can be known */
	filter->person_id = call->store != NULL ? user->id : who;
	return call->store == NULL ? EX_OK : choice_find(call, who, user);
}

int
audit_read_filter(
    struct control_call *call, struct user *user, struct audit_filter *filter)
{
	(void)control_time(call, "since", &filter->since);
	(void)control_time(call, "until", &filter->until);
	return audit_read_conditions(call, user, filter);
}

static void
go_on(const struct page *page)
{
	const int64_t given = page->given + page->count;
	char after[CONTROL_AFTER_SIZE];

	if (page->count < page->filter.limit ||
	    (page->limit > 0 && given >= page->limit))
		return;
	(void)str_format(
	    after, sizeof(after), "%" PRId64 " %" PRId64, page->last, given);
	control_more(page->call, after);
}

int
audit_pages(struct control_call *call, audit_view *view)
{
	struct page page = { .call = call,
		.limit = control_number(call, "limit") };
	struct user user;
	int rc, status = audit_read_filter(call, &user, &page.filter);

	if (status != EX_OK)
		return status;
	if (call->after[0] != '\0' &&
	    sscanf(call->after, "%" SCNd64 " %" SCNd64, &page.filter.before,
		&page.given) != 2)
		return control_failed(call, FIELD_EINVAL, NULL);
	page.filter.limit = PAGE_ROWS;
	if (page.limit > 0 && page.limit - page.given < PAGE_ROWS)
		page.filter.limit = page.limit - page.given;
	rc = view(&call->viewer, &page.filter, put_row, &page);
	if (rc != FIELD_OK)
		return control_failed(call, rc, NULL);
	go_on(&page);
	return EX_OK;
}

int
audit_list_request(struct control_call *call)
{
	return audit_pages(call, view_audit_list);
}

/* --- the chain --------------------------------------------------------------- */

int
audit_verify_request(struct control_call *call)
{
	struct archive_fault fault = { .seq = 0 };
	char row[32];
	struct refusal why;
	int rc = view_audit_verify(&call->viewer, &fault, &why);

	(void)str_format(row, sizeof(row), "%" PRId64, fault.seq);
	if (rc == FIELD_ECORRUPT && fault.file[0] == '\0')
		return control_reason(call, REASON_AUDIT_CHANGED, row, NULL);
	if (rc == FIELD_ECORRUPT)
		return control_reason(call,
		    fault.is_missing ? REASON_ARCHIVE_MISSING :
				       REASON_ARCHIVE_CHANGED,
		    fault.file, row);
	if (rc != FIELD_OK)
		return control_failed(call, rc, &why);
	return control_result(call, json_pack("{s:b}", "whole", 1));
}
