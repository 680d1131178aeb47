/* Lists the sessions of one person, wherever they are recorded. */
#include <string.h>

#include "base/err.h"
#include "store/core/change.h"
#include "store/session/session_list.h"
#include "store/session/session_spool.h"

struct listing {
	struct store *store;
	const char *person_id;
	bool (*visit)(const struct session_row *row, void *context);
	void *context;
	bool stopped;
	int rc; /* of the database */
};

/* Whether the database has it as well: a record that is moved there is deleted
 * here afterwards. */
static bool
is_stored(struct listing *list, const char *id)
{
	struct query *query = db_query(list->store, SQL_SESSION_PERSON);
	int rc;

	db_bind_text(query, 1, id);
	rc = db_step(query);
	db_done(query);
	if (rc < 0)
		list->rc = rc;
	return rc == 1;
}

static bool
visit_spooled(const struct session_record *session, void *context)
{
	struct listing *list = context;
	const struct session_row row = {
		.id = session->id,
		.terminal = store_config(list->store)->terminal_name,
		.service = session->service,
		.tty = session->tty,
		.address = session->address,
		.method = session->method,
		.opened_at = session->opened_at,
		.closed_at = session->closed_at,
		.close_reason = "",
	};

	if (strcmp(session->person_id, list->person_id) == 0 &&
	    !is_stored(list, session->id) && list->rc == FIELD_OK)
		list->stopped = !list->visit(&row, list->context);
	return !list->stopped && list->rc == FIELD_OK;
}

static struct session_row
fetch_row(struct query *query)
{
	return (struct session_row){
		.id = db_text(query, SESSION_LIST_ID),
		.terminal = db_text(query, SESSION_LIST_TERMINAL),
		.service = db_text(query, SESSION_LIST_SERVICE),
		.tty = db_text(query, SESSION_LIST_TTY),
		.address = db_text(query, SESSION_LIST_ADDRESS),
		.method = db_text(query, SESSION_LIST_METHOD),
		.opened_at = db_int(query, SESSION_LIST_OPENED_AT),
		.closed_at = db_int(query, SESSION_LIST_CLOSED_AT),
		.close_reason = db_text(query, SESSION_LIST_CLOSE_REASON),
	};
}

static int
list_stored(struct listing *list, int64_t past)
{
	struct query *query = db_query(list->store, SQL_SESSION_LIST);
	int rc;

	db_bind_text(query, 1, list->person_id);
	db_bind_int(query, 2, past);
	for (rc = db_step(query); rc == 1; rc = db_step(query)) {
		struct session_row row = fetch_row(query);

		if (!list->visit(&row, list->context)) {
			rc = FIELD_OK;
			break;
		}
	}
	db_done(query);
	return rc;
}

int
session_list(struct store *store, const char *person_id, int64_t past,
    bool (*visit)(const struct session_row *row, void *context), void *context)
{
	struct listing list = { .store = store,
		.person_id = person_id,
		.visit = visit,
		.context = context };
	/* if the folder cannot be read, sessions in the database are still
	 * listed */
	int rc = session_spool_list(
	    store_paths(store)->run_dir, visit_spooled, &list);

	if (rc == FIELD_ENOMEM || list.rc != FIELD_OK)
		return list.rc != FIELD_OK ? list.rc : rc;
	return list.stopped ? FIELD_OK : list_stored(&list, past);
}
