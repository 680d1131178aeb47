/* Adds a terminal, and binds it to organisations. */
#include <string.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/i18n.h"
#include "base/str.h"
#include "store/access/actor.h"
#include "store/core/audit.h"
#include "store/core/detail.h"
#include "store/db/db_clock.h"
#include "store/people/terminal.h"
#include "store/people/user_text.h"
#include "store/verb/place.h"

static int
insert(
    struct store *store, const char *id, const char *name, const char *site_id)
{
	struct query *query = db_query(store, SQL_TERMINAL_INSERT);

	db_bind_text(query, 1, id);
	db_bind_text(query, 2, name);
	db_bind_text(query, 3, site_id);
	db_bind_int(query, 4, store_now_s(store));
	return db_run(query);
}

static int
admit(struct store *store, const char *id, const char *org_id)
{
	struct query *query = db_query(store, SQL_TERMINAL_ADMIT);

	db_bind_text(query, 1, id);
	db_bind_text(query, 2, org_id);
	return db_run(query);
}

int
terminal_add(struct change *change, const char *name, const char *site_id,
    const char *const *org_ids, size_t org_count, struct refusal *why)
{
	struct detail detail = DETAIL_INIT;
	struct audit_entry entry = {
		.action = "terminal.add",
		.org_id = org_count > 0 ? org_ids[0] : "",
		.detail = &detail,
	};
	struct store *store = change_store(change);
	struct terminal terminal;
	char id[ID_SIZE];
	int rc = FIELD_OK;

	for (size_t i = 0; i < org_count && rc == FIELD_OK; i++)
		rc = actor_may(
		    change, VERB_PLACE_EDIT, org_ids[i], false, name, why);
	if (rc == FIELD_OK)
		rc = user_take_text(terminal.name, sizeof(terminal.name), name,
		    _("terminal's name"), why);
	if (rc != FIELD_OK)
		return rc;
	if (terminal.name[0] == '\0')
		return refuse(why, REASON_BAD_TEXT, _("terminal's name"),
		    _("it is empty"));
	rc = insert(
	    store, id_make(id), terminal.name, site_id == NULL ? "" : site_id);
	if (rc == FIELD_EEXIST)
		return refuse(why, REASON_TAKEN, name, NULL);
	for (size_t i = 0; i < org_count && rc == FIELD_OK; i++)
		rc = admit(store, id, org_ids[i]);
	if (rc != FIELD_OK)
		return rc;
	entry.subject = id;
	detail_text(&detail, "terminal", terminal.name);
	return audit_append(change, &entry);
}

/* Locks and mail of the clock that was ahead do not wait for its time. */
static int
forget_later(struct store *store)
{
	static const enum sql_id ids[] = { SQL_ATTEMPT_FORGET_LATER,
		SQL_OUTBOX_FORGET_LATER };
	int rc = FIELD_OK;

	for (size_t i = 0; rc == FIELD_OK && i < sizeof(ids) / sizeof(ids[0]);
	     i++) {
		struct query *query = db_query(store, ids[i]);

		db_bind_int(query, 1, store_now_s(store));
		rc = db_run(query);
	}
	return rc;
}

int
terminal_accept_clock(struct change *change, struct refusal *why)
{
	struct store *store = change_store(change);
	struct detail detail = DETAIL_INIT;
	struct audit_entry entry = {
		.action = "terminal.clock",
		.detail = &detail,
	};
	char before[CLOCK_ISO_SIZE], after[CLOCK_ISO_SIZE];
	int rc;

	if (change_actor(change)->kind != ACTOR_ROOT)
		return refuse(why, REASON_ROOT_ONLY, "terminal.clock", NULL);
	(void)clock_format_iso(store_now_s(store), before);
	rc = db_clock_accept(store);
	if (rc == FIELD_EINVAL)
		return refuse(why, REASON_CLOCK_WRONG, NULL, NULL);
	if (rc == FIELD_OK)
		rc = forget_later(store);
	if (rc != FIELD_OK)
		return rc;
	detail_change(&detail, "time", before,
	    clock_format_iso(store_now_s(store), after));
	return audit_append(change, &entry);
}
