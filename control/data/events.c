/*
 * Rows of the log, as they are committed.  Rights must be checked when a row is
 * shown: control/run creates the viewer again each time.
 */
#include <inttypes.h>
#include <string.h>
#include <sysexits.h>

#include "base/err.h"
#include "base/str.h"
#include "control/data/data.h"
#include "store/core/user.h"
#include "store/view/log.h"

#define PAGE_ROWS   200
#define RECENT_ROWS 100

/* --- one event ----------------------------------------------------------------- */

static const char *
kind_of(const struct audit_row *row)
{
	static const struct {
		const char *prefix, *kind;
	} kinds[] = {
		{ "user.", "person" },
		{ "role.", "role" },
		{ "perm.", "role" },
		{ "place.", "place" },
		{ "site.", "place" },
		{ "terminal.", "place" },
		{ "sign-in.", "session" },
		{ "session.", "session" },
		{ "source.", "run" },
		{ "sync.", "run" },
	};

	if (strcmp(row->outcome, "done") != 0)
		return "refusal";
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (strncmp(row->action, kinds[i].prefix,
			strlen(kinds[i].prefix)) == 0)
			return kinds[i].kind;
	return "setting";
}

static json_t *
event_json(const struct audit_row *row)
{
	json_t *event = audit_row_json(row);

	if (event != NULL &&
	    json_object_set_new(event, "kind", json_string(kind_of(row))) < 0) {
		json_decref(event);
		return NULL;
	}
	return event;
}

/* The conditions of `audit'; "since" is a number here, and "from" the time. */
static int
read_filter(
    struct control_call *call, struct user *user, struct audit_filter *filter)
{
	int status = audit_read_conditions(call, user, filter);

	(void)control_time(call, "from", &filter->since);
	return status;
}

/* --- rows after a number
 * ----------------------------------------------------------- */

struct page {
	struct control_call *call;
	int64_t count, last;
};

static bool
put_row(const struct audit_row *row, void *context)
{
	struct page *page = context;

	control_row(page->call, event_json(row));
	page->last = row->seq;
	page->count++;
	return true;
}

/* After a page that is not full, all rows up to END have been processed,
 * whether visible or not. */
static void
go_on(const struct page *page, int64_t end)
{
	const bool has_more = page->count == PAGE_ROWS;
	char after[32];

	(void)str_format(after, sizeof(after), "%" PRId64,
	    has_more || page->last > end ? page->last : end);
	if (has_more)
		control_more(page->call, after);
	else if (control_flag(page->call, "follow"))
		control_follow(page->call, after);
}

static int
put_after(struct control_call *call, int64_t after, int64_t end)
{
	struct page page = { .call = call };
	struct audit_filter filter = {
		.oldest_first = true, .after = after, .limit = PAGE_ROWS
	};
	struct user user;
	int err, status = read_filter(call, &user, &filter);

	if (status != EX_OK)
		return status;
	err = view_audit_list(&call->viewer, &filter, put_row, &page);
	if (err != FIELD_OK)
		return control_failed(call, err, NULL);
	go_on(&page, end);
	return EX_OK;
}

/* --- the latest ------------------------------------------------------------------ */

static bool
keep_row(const struct audit_row *row, void *context)
{
	return json_array_insert_new(context, 0, event_json(row)) == 0;
}

static int
put_recent(struct control_call *call)
{
	struct audit_filter filter = { .limit = RECENT_ROWS };
	struct user user;
	json_t *rows, *row;
	size_t i;
	int err, status = read_filter(call, &user, &filter);

	if (status != EX_OK)
		return status;
	rows = json_array();
	err = view_audit_list(&call->viewer, &filter, keep_row, rows);

	json_array_foreach(rows, i, row) control_row(call, json_incref(row));
	json_decref(rows);
	return err == FIELD_OK ? EX_OK : control_failed(call, err, NULL);
}

int
events_request(struct control_call *call)
{
	int64_t after = control_number(call, "since"), end;
	/* before the rows are read: later ones are read next time */
	int err = audit_last(call->store, &end);

	if (err != FIELD_OK)
		return control_failed(call, err, NULL);
	if (call->after[0] != '\0') {
		if (str_parse_int(call->after, 0, INT64_MAX, &after) !=
		    FIELD_OK)
			return control_failed(call, FIELD_EINVAL, NULL);
		/* an earlier copy was restored: its last row is new */
		if (after > end)
			after = end - 1;
	} else if (!control_has(call, "since") && !control_has(call, "from")) {
		if (!control_flag(call, "follow"))
			return put_recent(call);
		after = end;
	}
	return put_after(call, after, end);
}
