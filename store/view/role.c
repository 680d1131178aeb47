/*
 * Reads roles, places and organisations.  They are few: each list is loaded
 * completely, then rows that the viewer may not see are removed.
 */
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "store/access/held.h"
#include "store/people/user.h"
#include "store/view/role.h"

/* --- roles ------------------------------------------------------------------ */

/* What the viewer may see, and the names of what they have. */
struct own_names {
	enum rules_sight sight;
	struct name_list names;
};

static int
load_own_roles(const struct viewer *viewer, struct own_names *own)
{
	own->sight = rules_sight(&viewer->actor, VERB_ROLE_VIEW);
	own->names = (struct name_list){ NULL, 0 };
	return own->sight == SIGHT_OWN ?
	    user_roles(viewer->store, viewer->actor.id, &own->names) :
	    FIELD_OK;
}

static bool
sees_role(const struct viewer *viewer, const struct own_names *own,
    const struct role *role)
{
	bool own_org = strcmp(role->org_id, viewer->actor.org_id) == 0;

	if (own->sight == SIGHT_ALL || own->sight == SIGHT_NONE)
		return own->sight == SIGHT_ALL;
	if (!own_org || own->sight == SIGHT_ORG)
		return own_org;
	for (size_t i = 0; i < own->names.count; i++)
		if (strcmp(own->names.names[i], role->name) == 0)
			return true;
	return false;
}

int
view_role_list(
    const struct viewer *viewer, struct role **ret_roles, size_t *ret_count)
{
	struct own_names own;
	struct role *roles = NULL;
	size_t count = 0, kept = 0;
	int rc = load_own_roles(viewer, &own);

	if (rc == FIELD_OK)
		rc = role_list(viewer->store, &roles, &count);
	for (size_t i = 0; rc == FIELD_OK && i < count; i++)
		if (sees_role(viewer, &own, &roles[i]))
			roles[kept++] = roles[i];
	name_list_release(&own.names);
	if (rc != FIELD_OK)
		return rc;
	*ret_roles = roles; /* transferred */
	*ret_count = kept;
	return FIELD_OK;
}

int
view_role_by_name(
    const struct viewer *viewer, const char *name, struct role *ret_role)
{
	struct own_names own;
	struct role role;
	int rc = load_own_roles(viewer, &own);

	if (rc == FIELD_OK)
		rc = role_by_name(viewer->store, name, &role);
	if (rc == FIELD_OK && !sees_role(viewer, &own, &role))
		rc = FIELD_ENOTFOUND;
	name_list_release(&own.names);
	if (rc == FIELD_OK)
		*ret_role = role;
	return rc;
}

static int
list_of_role(struct store *store, enum sql_id id, const struct role *role,
    struct name_list *names)
{
	struct query *query = db_query(store, id);

	db_bind_text(query, 1, role->id);
	return name_list_read(names, query);
}

int
view_role_grants(const struct viewer *viewer, const struct role *role,
    struct name_list *ret_permissions, struct name_list *ret_groups)
{
	struct name_list permissions = { NULL, 0 }, groups = { NULL, 0 };
	int rc = list_of_role(
	    viewer->store, SQL_ROLE_PERMISSIONS, role, &permissions);

	if (rc == FIELD_OK)
		rc = list_of_role(
		    viewer->store, SQL_ROLE_LOCAL_GROUPS, role, &groups);
	if (rc != FIELD_OK) {
		name_list_release(&permissions);
		name_list_release(&groups);
		return rc;
	}
	*ret_permissions = permissions; /* transferred */
	*ret_groups = groups;
	return FIELD_OK;
}

/* --- places ----------------------------------------------------------------- */

/* What the viewer may see; HELD is NULL unless it is the viewer's own. */
struct own_places {
	enum rules_sight sight;
	struct held *held;
};

static int
load_own_places(const struct viewer *viewer, struct own_places *own)
{
	struct user user;
	int rc;

	own->sight = rules_sight(&viewer->actor, VERB_PLACE_VIEW);
	own->held = NULL;
	if (own->sight != SIGHT_OWN)
		return FIELD_OK;
	rc = user_by_id(viewer->store, viewer->actor.id, &user);
	return rc == FIELD_OK ? held_load(viewer->store, &user, &own->held) :
				rc;
}

static bool
sees_place(const struct viewer *viewer, const struct own_places *own,
    const struct place *place)
{
	bool own_org = strcmp(place->org_id, viewer->actor.org_id) == 0;

	switch (own->sight) {
	case SIGHT_ALL:
		return true;
	case SIGHT_ORG:
		return own_org;
	case SIGHT_OWN:
		return own_org &&
		    held_has_place(own->held, place->id, place->kind);
	case SIGHT_NONE:
		break;
	}
	return false;
}

int
view_place_list(const struct viewer *viewer, const char *kind,
    struct place **ret_places, size_t *ret_count)
{
	struct own_places own;
	struct place *places = NULL;
	size_t count = 0, kept = 0;
	int rc = load_own_places(viewer, &own);

	if (rc == FIELD_OK)
		rc = place_list(viewer->store, kind, &places, &count);
	for (size_t i = 0; rc == FIELD_OK && i < count; i++)
		if (sees_place(viewer, &own, &places[i]))
			places[kept++] = places[i];
	held_free(own.held);
	if (rc != FIELD_OK)
		return rc;
	*ret_places = places; /* transferred */
	*ret_count = kept;
	return FIELD_OK;
}

int
view_place_by_name(const struct viewer *viewer, const char *kind,
    const char *name, struct place *ret_place)
{
	struct own_places own;
	struct place place;
	int rc = load_own_places(viewer, &own);

	if (rc == FIELD_OK)
		rc = place_by_name(viewer->store, kind, name, &place);
	if (rc == FIELD_OK && !sees_place(viewer, &own, &place))
		rc = FIELD_ENOTFOUND;
	held_free(own.held);
	if (rc == FIELD_OK)
		*ret_place = place;
	return rc;
}

/* --- organisations ----------------------------------------------------------- */

static bool
sees_org(const struct viewer *viewer, const struct org *org)
{
	return rules_sight(&viewer->actor, VERB_USER_VIEW) == SIGHT_ALL ||
	    strcmp(org->id, viewer->actor.org_id) == 0;
}

int
view_org_list(
    const struct viewer *viewer, struct org **ret_orgs, size_t *ret_count)
{
	struct org *orgs = NULL;
	size_t count = 0, kept = 0;
	int rc = org_list(viewer->store, &orgs, &count);

	if (rc != FIELD_OK)
		return rc;
	for (size_t i = 0; i < count; i++)
		if (sees_org(viewer, &orgs[i]))
			orgs[kept++] = orgs[i];
	*ret_orgs = orgs; /* transferred */
	*ret_count = kept;
	return FIELD_OK;
}

int
view_org_by_name(
    const struct viewer *viewer, const char *name, struct org *ret_org)
{
	struct org org;
	int rc = org_by_name(viewer->store, name, &org);

	if (rc == FIELD_OK && !sees_org(viewer, &org))
		return FIELD_ENOTFOUND;
	if (rc == FIELD_OK)
		*ret_org = org;
	return rc;
}
