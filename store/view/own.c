/* Reads the viewer's own data. */
#include <string.h>

#include "base/err.h"
#include "snapshot/reader.h"
#include "store/view/own.h"
#include "store/view/person.h"

int
view_own_person(const struct viewer *viewer, struct user *ret_user)
{
	return viewer->actor.kind == ACTOR_PERSON ?
	    view_person_by_id(viewer, viewer->actor.id, ret_user) :
	    FIELD_ENOTFOUND;
}

int
view_own_sessions(const struct viewer *viewer, int64_t past,
    bool (*visit)(const struct session_row *row, void *context), void *context)
{
	if (viewer->actor.kind != ACTOR_PERSON ||
	    rules_sight(&viewer->actor, VERB_SESSION_VIEW) == SIGHT_NONE)
		return FIELD_OK;
	return session_list(
	    viewer->store, viewer->actor.id, past, visit, context);
}

/* --- groups ------------------------------------------------------------------ */

/* Only the person's gids are read while they are collected: each look-up of a
 * group may move the view. */
static int
add_published(struct snapshot_view *view, const char *login, uint32_t index,
    struct name_list *names, bool *ret_more)
{
	struct snapshot_person person;
	struct snapshot_group group;
	enum snapshot_status status = snapshot_by_login(view, login, &person);

	*ret_more = status == SNAPSHOT_OK && index < person.gid_count;
	if (!*ret_more)
		return FIELD_OK;
	status = snapshot_group_by_gid(
	    view, snapshot_gid(person.gids, index), &group);
	return status == SNAPSHOT_OK ? name_list_add(names, group.name) :
				       FIELD_OK;
}

static int
add_all_published(
    struct store *store, const char *login, struct name_list *names)
{
	struct snapshot_cache cache = SNAPSHOT_CACHE_INIT;
	const struct snapshot_source source = {
		store_paths(store)->snapshot_file
	};
	struct snapshot_view view;
	bool more = true;
	int rc = FIELD_OK;

	if (snapshot_enter(&cache, &source, &view) != SNAPSHOT_OK)
		return FIELD_OK;
	for (uint32_t i = 0; rc == FIELD_OK && more; i++)
		rc = add_published(&view, login, i, names, &more);
	snapshot_leave(&view);
	snapshot_cache_close(&cache);
	return rc;
}

static int
add_local(struct store *store, const char *person_id, struct name_list *names)
{
	struct query *query = db_query(store, SQL_HELD_LOCAL_GROUPS);

	db_bind_text(query, 1, person_id);
	db_bind_int(query, 2, store_now_s(store));
	return name_list_read(names, query);
}

int
view_own_groups(const struct viewer *viewer, const struct user *user,
    struct name_list *ret_names)
{
	struct name_list names = { NULL, 0 };
	int rc = FIELD_OK;

	if (viewer->actor.kind == ACTOR_PERSON)
		rc = add_all_published(viewer->store, user->login, &names);
	if (rc == FIELD_OK && viewer->actor.kind == ACTOR_PERSON)
		rc = add_local(viewer->store, user->id, &names);
	if (rc != FIELD_OK) {
		name_list_release(&names);
		return rc;
	}
	*ret_names = names; /* transferred */
	return FIELD_OK;
}
