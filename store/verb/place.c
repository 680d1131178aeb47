/* Adds places, and assigns people to them. */
#include <string.h>

#include "base/err.h"
#include "base/i18n.h"
#include "base/str.h"
#include "store/core/audit.h"
#include "store/core/detail.h"
#include "store/verb/group.h"
#include "store/verb/place.h"
#include "store/verb/user_verb.h"

static int
audit(struct change *change, const char *action, const char *subject,
    const char *org_id, const char *name)
{
	struct detail detail = DETAIL_INIT;
	struct audit_entry entry = {
		.action = action,
		.subject = subject,
		.org_id = org_id,
		.detail = &detail,
	};

	detail_text(&detail, "place", name);
	return audit_append(change, &entry);
}

/* --- adding ---------------------------------- */

static int
insert(struct store *store, const struct place *place)
{
	struct query *query = db_query(store, SQL_PLACE_INSERT);

	db_bind_text(query, 1, place->id);
	db_bind_text(query, 2, place->org_id);
	db_bind_text(query, 3, place->kind);
	db_bind_text(query, 4, place->name);
	db_bind_text(query, 5, place->title);
	db_bind_int(query, 6, store_now_s(store));
	return db_run(query);
}

int
place_add(struct change *change, const char *org_id, const char *kind,
    const char *name, const char *title, struct refusal *why)
{
	struct store *store = change_store(change);
	struct place place;
	int rc = actor_may(change, VERB_PLACE_EDIT, org_id, false, name, why);

	if (rc != FIELD_OK)
		return rc;
	memset(&place, 0, sizeof(place));
	(void)id_make(place.id);
	/* The group first: it refuses an invalid name. */
	rc = group_make(change, kind, place.id, name, why);
	if (rc == FIELD_OK)
		rc = user_take_text(place.title, sizeof(place.title),
		    title == NULL || title[0] == '\0' ? name : title,
		    _("title"), why);
	if (rc != FIELD_OK)
		return rc;
	if (!str_copy(place.org_id, sizeof(place.org_id), org_id) ||
	    !str_copy(place.kind, sizeof(place.kind), kind) ||
	    !str_copy(place.name, sizeof(place.name), name))
		return FIELD_EINVAL;
	rc = insert(store, &place);
	if (rc == FIELD_EEXIST)
		return refuse(why, REASON_TAKEN, name, NULL);
	if (rc == FIELD_OK)
		rc = audit(change, "place.add", place.id, org_id, name);
	return rc;
}

/* --- assigning ---------------------------------- */

/* Same organisation, and allowed by the rules. */
static int
ask(struct user_verb *verb, const struct place *place, struct refusal *why)
{
	if (strcmp(place->org_id, verb->user.org_id) != 0)
		return refuse(why, REASON_OTHER_ORG, place->name, NULL);
	return user_verb_ask(verb, VERB_PLACE_ASSIGN, why);
}

static int
load(struct user_verb *verb, struct change *change, const char *action,
    const char *person_id, const char *place_id, struct place *ret_place,
    struct refusal *why)
{
	int rc = user_verb_load(verb, change, action, person_id, why);

	if (rc != FIELD_OK)
		return rc;
	rc = place_by_id(verb->store, place_id, ret_place);
	if (rc == FIELD_ENOTFOUND)
		return refuse(why, REASON_NO_SUCH_PLACE, place_id, NULL);
	return rc;
}

static int
finish(struct user_verb *verb, const struct place *place)
{
	int rc = audit(verb->change, verb->action, verb->user.id,
	    verb->user.org_id, place->name);

	return rc == FIELD_OK ? change_touch_snapshot(verb->change) : rc;
}

static int
assign(struct user_verb *verb, const struct place *place, struct refusal *why)
{
	struct query *query;
	char id[ID_SIZE];
	int rc = ask(verb, place, why);

	if (rc == FIELD_OK)
		rc = actor_must_have_place(
		    verb->change, place->id, place->kind, place->name, why);
	if (rc != FIELD_OK)
		return rc;
	query = db_query(verb->store, SQL_PLACE_GIVE);
	db_bind_text(query, 1, id_make(id));
	db_bind_text(query, 2, verb->user.id);
	db_bind_text(query, 3, place->id);
	db_bind_text(query, 4, change_actor(verb->change)->id);
	db_bind_int(query, 5, store_now_s(verb->store));
	rc = db_run(query);
	if (rc != FIELD_OK || db_changes(verb->store) == 0)
		return rc; /* already assigned */
	return finish(verb, place);
}

int
place_assign_within(
    struct user_verb *verb, const struct place *place, struct refusal *why)
{
	const char *action = verb->action;
	int rc;

	verb->action = "place.assign";
	rc = assign(verb, place, why);
	verb->action = action;
	return rc;
}

int
place_assign(struct change *change, const char *person_id, const char *place_id,
    struct refusal *why)
{
	struct user_verb verb;
	struct place place;
	int rc = load(
	    &verb, change, "place.assign", person_id, place_id, &place, why);

	return rc == FIELD_OK ? assign(&verb, &place, why) : rc;
}

int
place_unassign(struct change *change, const char *person_id,
    const char *place_id, struct refusal *why)
{
	struct user_verb verb;
	struct place place;
	struct query *query;
	int rc = load(
	    &verb, change, "place.unassign", person_id, place_id, &place, why);

	if (rc == FIELD_OK)
		rc = ask(&verb, &place, why);
	if (rc != FIELD_OK)
		return rc;
	query = db_query(verb.store, SQL_PLACE_TAKE);
	db_bind_text(query, 1, person_id);
	db_bind_text(query, 2, place_id);
	rc = db_run(query);
	if (rc != FIELD_OK || db_changes(verb.store) == 0)
		return rc; /* was not assigned */
	/* With site_gate, a person without the site is refused. */
	rc = user_verb_keep_admins(&verb, why);
	return rc == FIELD_OK ? finish(&verb, &place) : rc;
}
