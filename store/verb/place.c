/* Places are added, and given to people or taken from them. */
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
	int err = actor_may(change, VERB_PLACE_EDIT, org_id, false, name, why);

	if (err != FIELD_OK)
		return err;
	memset(&place, 0, sizeof(place));
	(void)id_make(place.id);
	/* The group first: it refuses a name that cannot be one. */
	err = group_make(change, kind, place.id, name, why);
	if (err == FIELD_OK)
		err = user_take_text(place.title, sizeof(place.title),
		    title == NULL || title[0] == '\0' ? name : title,
		    _("title"), why);
	if (err != FIELD_OK)
		return err;
	if (!str_copy(place.org_id, sizeof(place.org_id), org_id) ||
	    !str_copy(place.kind, sizeof(place.kind), kind) ||
	    !str_copy(place.name, sizeof(place.name), name))
		return FIELD_EINVAL;
	err = insert(store, &place);
	if (err == FIELD_EEXIST)
		return refuse(why, REASON_TAKEN, name, NULL);
	if (err == FIELD_OK)
		err = audit(change, "place.add", place.id, org_id, name);
	return err;
}

/* --- assigning ---------------------------------- */

/* One organisation, and the rules' leave. */
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
	int err = user_verb_load(verb, change, action, person_id, why);

	if (err != FIELD_OK)
		return err;
	err = place_by_id(verb->store, place_id, ret_place);
	if (err == FIELD_ENOTFOUND)
		return refuse(why, REASON_NO_SUCH_PLACE, place_id, NULL);
	return err;
}

static int
finish(struct user_verb *verb, const struct place *place)
{
	int err = audit(verb->change, verb->action, verb->user.id,
	    verb->user.org_id, place->name);

	return err == FIELD_OK ? change_touch_snapshot(verb->change) : err;
}

static int
assign(struct user_verb *verb, const struct place *place, struct refusal *why)
{
	struct query *query;
	char id[ID_SIZE];
	int err = ask(verb, place, why);

	if (err == FIELD_OK)
		err = actor_must_have_place(
		    verb->change, place->id, place->kind, place->name, why);
	if (err != FIELD_OK)
		return err;
	query = db_query(verb->store, SQL_PLACE_GIVE);
	db_bind_text(query, 1, id_make(id));
	db_bind_text(query, 2, verb->user.id);
	db_bind_text(query, 3, place->id);
	db_bind_text(query, 4, change_actor(verb->change)->id);
	db_bind_int(query, 5, store_now_s(verb->store));
	err = db_run(query);
	if (err != FIELD_OK || db_changes(verb->store) == 0)
		return err; /* assigned already */
	return finish(verb, place);
}

int
place_assign_within(
    struct user_verb *verb, const struct place *place, struct refusal *why)
{
	const char *action = verb->action;
	int err;

	verb->action = "place.assign";
	err = assign(verb, place, why);
	verb->action = action;
	return err;
}

int
place_assign(struct change *change, const char *person_id, const char *place_id,
    struct refusal *why)
{
	struct user_verb verb;
	struct place place;
	int err = load(
	    &verb, change, "place.assign", person_id, place_id, &place, why);

	return err == FIELD_OK ? assign(&verb, &place, why) : err;
}

int
place_unassign(struct change *change, const char *person_id,
    const char *place_id, struct refusal *why)
{
	struct user_verb verb;
	struct place place;
	struct query *query;
	int err = load(
	    &verb, change, "place.unassign", person_id, place_id, &place, why);

	if (err == FIELD_OK)
		err = ask(&verb, &place, why);
	if (err != FIELD_OK)
		return err;
	query = db_query(verb.store, SQL_PLACE_TAKE);
	db_bind_text(query, 1, person_id);
	db_bind_text(query, 2, place_id);
	err = db_run(query);
	if (err != FIELD_OK || db_changes(verb.store) == 0)
		return err; /* was not */
	/* With site_gate, who loses the site is kept out. */
	err = user_verb_keep_admins(&verb, why);
	return err == FIELD_OK ? finish(&verb, &place) : err;
}
