/*
 * Everything that a person holds.  Permissions are evaluated by
 * access_effective(), as for the snapshot: in general, and at each place for
 * which a person has a separate grant or denial.
 */
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/err.h"
#include "base/str.h"
#include "store/access/held.h"
#include "store/people/access.h"
#include "store/people/permission.h"
#include "store/people/role.h"
#include "store/people/user.h"

static const char *const place_kinds[] = { "site", "cal", "veh" };
#define PLACE_KINDS (sizeof(place_kinds) / sizeof(place_kinds[0]))

struct held_place {
	char id[ID_SIZE], kind[5], name[33];
};

/* A grant or denial for the person; place "" means in general. */
struct held_own {
	size_t index;
	char place[ID_SIZE], kind[5];
	bool grants;
};

struct held {
	enum user_kind kind;
	bool full_access, has_cap;
	struct access_set by_roles, cap, above;
	struct held_own *own;
	size_t own_count;
	struct held_place *places;
	size_t place_count;
	bool every[PLACE_KINDS];
	struct name_list local_groups, approvals;
};

/* --- loading ------------------------------------------------------------------ */

static int
load_set(struct query *query, struct access_set *set, bool *ret_any)
{
	int rc;

	for (rc = db_step(query); rc == 1; rc = db_step(query)) {
		int index = permission_index(db_text(query, ONLY_COLUMN));

		*ret_any = true;
		if (index >= 0)
			access_add(set, (size_t)index);
	}
	db_done(query);
	return rc;
}

static struct query *
query_of(struct store *store, enum sql_id id, const struct user *user)
{
	struct query *query = db_query(store, id);

	db_bind_text(query, 1, user->id);
	return query;
}

static int
load_by_roles(struct store *store, const struct user *user, struct held *held)
{
	struct query *query = query_of(store, SQL_HELD_BY_ROLES, user);
	bool any;

	db_bind_int(query, 2, store_now_s(store));
	return load_set(query, &held->by_roles, &any);
}

static int
load_cap(struct store *store, const struct user *user, struct held *held)
{
	struct query *query = db_query(store, SQL_HELD_CAP);

	db_bind_text(query, 1, user->org_id);
	db_bind_text(query, 2, user_kind_name(user->kind));
	return load_set(query, &held->cap, &held->has_cap);
}

static int
load_own(struct store *store, const struct user *user, struct held *held)
{
	struct query *query = query_of(store, SQL_HELD_OWN, user);
	int rc;

	for (rc = db_step(query); rc == 1; rc = db_step(query)) {
		int index = permission_index(
		    db_text(query, HELD_OWN_PERMISSION));
		struct held_own *own;

		if (index < 0)
			continue;
		own = array_add(&held->own, &held->own_count, sizeof(*own));
		if (own == NULL) {
			rc = FIELD_ENOMEM;
			break;
		}
		own->index = (size_t)index;
		db_copy(
		    query, HELD_OWN_PLACE_ID, own->place, sizeof(own->place));
		own->grants = strcmp(db_text(query, HELD_OWN_EFFECT),
				  "grant") == 0;
		db_copy(query, HELD_OWN_KIND, own->kind, sizeof(own->kind));
	}
	db_done(query);
	return rc;
}

static int
load_places(struct store *store, const struct user *user, struct held *held)
{
	struct query *query = query_of(store, SQL_HELD_PLACES, user);
	int rc;

	for (rc = db_step(query); rc == 1; rc = db_step(query)) {
		struct held_place *place = array_add(
		    &held->places, &held->place_count, sizeof(*place));

		if (place == NULL) {
			rc = FIELD_ENOMEM;
			break;
		}
		db_copy(query, HELD_PLACE_ID, place->id, sizeof(place->id));
		db_copy(
		    query, HELD_PLACE_KIND, place->kind, sizeof(place->kind));
		db_copy(
		    query, HELD_PLACE_NAME, place->name, sizeof(place->name));
	}
	db_done(query);
	return rc;
}

static int
load_every(struct store *store, const struct user *user, struct held *held)
{
	struct query *query = query_of(store, SQL_HELD_EVERY, user);
	int rc;

	for (rc = db_step(query); rc == 1; rc = db_step(query))
		for (size_t i = 0; i < PLACE_KINDS; i++)
			if (strcmp(db_text(query, ONLY_COLUMN),
				place_kinds[i]) == 0)
				held->every[i] = true;
	db_done(query);
	return rc;
}

static int
load_groups(struct store *store, const struct user *user, struct held *held)
{
	struct query *query = query_of(store, SQL_HELD_LOCAL_GROUPS, user);
	int rc;

	db_bind_int(query, 2, store_now_s(store));
	rc = name_list_read(&held->local_groups, query);
	if (rc < 0)
		return rc;
	query = query_of(store, SQL_HELD_APPROVALS, user);
	db_bind_int(query, 2, store_now_s(store));
	return name_list_read(&held->approvals, query);
}

/* R10: by the same list as in general. */
static void
fill_above(struct access_set *above)
{
	char name[PERMISSION_MAX];

	for (int i = 0; permission_name(i, name)[0] != '\0'; i++)
		if (access_is_above_subworkers(name))
			access_add(above, (size_t)i);
}

int
held_load(struct store *store, const struct user *user, struct held **ret_held)
{
	static int (*const parts[])(struct store * store,
	    const struct user *user, struct held *held) = { load_by_roles,
		load_cap, load_own, load_places, load_every, load_groups };
	struct held *held = calloc(1, sizeof(*held));
	int rc = held == NULL ? FIELD_ENOMEM : FIELD_OK;

	if (rc < 0)
		return rc;
	held->kind = user->kind;
	held->full_access = user->full_access && !user->purged;
	fill_above(&held->above);
	for (size_t i = 0; rc >= 0 && i < sizeof(parts) / sizeof(parts[0]); i++)
		rc = parts[i](store, user, held);
	if (rc < 0) {
		held_free(held);
		return rc;
	}
	*ret_held = held; /* transferred */
	return FIELD_OK;
}

void
held_free(struct held *held)
{
	if (held == NULL)
		return;
	name_list_release(&held->local_groups);
	name_list_release(&held->approvals);
	free(held->own);
	free(held->places);
	free(held);
}

/* --- permissions --------------------------------------------------------------- */

/* At PLACE_ID, or in general for "".  A denial there overrides a grant. */
static struct access_set
effective(const struct held *held, const char *place_id)
{
	struct access_set grants = { { 0 } }, denials = { { 0 } };
	const struct access_facts facts = {
		.kind = held->kind,
		.full_access = held->full_access,
		.by_roles = &held->by_roles,
		.cap = held->has_cap ? &held->cap : NULL,
		.above = &held->above,
		.grants = &grants,
		.denials = &denials,
	};

	for (size_t i = 0; i < held->own_count; i++) {
		const struct held_own *own = &held->own[i];

		if (own->place[0] == '\0' || strcmp(own->place, place_id) == 0)
			access_add(
			    own->grants ? &grants : &denials, own->index);
	}
	return access_effective(&facts);
}

bool
held_has(const struct held *held, const char *permission)
{
	const struct access_set set = effective(held, "");
	int index = permission_index(permission);

	return index >= 0 && access_has(&set, (size_t)index);
}

bool
held_is_super_admin(const struct held *held)
{
	return held->full_access || held_has(held, SUPER_ADMIN_PERMISSION);
}

bool
held_has_place(const struct held *held, const char *place_id, const char *kind)
{
	for (size_t i = 0; i < PLACE_KINDS; i++)
		if (held->every[i] && strcmp(place_kinds[i], kind) == 0)
			return true;
	for (size_t i = 0; i < held->place_count; i++)
		if (strcmp(held->places[i].id, place_id) == 0)
			return true;
	return held->full_access;
}

/* --- comparing ------------------------------------------------------------------ */

static bool
covers_set(const struct access_set *mine, const struct access_set *theirs,
    char *missing)
{
	char name[PERMISSION_MAX];

	for (int i = 0; permission_name(i, name)[0] != '\0'; i++)
		if (access_has(theirs, (size_t)i) &&
		    !access_has(mine, (size_t)i)) {
			(void)str_copy(missing, HELD_MISSING_SIZE, name);
			return false;
		}
	return true;
}

static bool
covers_names(const struct name_list *mine, const struct name_list *theirs,
    const char *what, char *missing)
{
	for (size_t i = 0; i < theirs->count; i++) {
		bool has = false;

		for (size_t j = 0; j < mine->count && !has; j++)
			has = strcmp(mine->names[j], theirs->names[i]) == 0;
		if (!has) {
			(void)str_format(missing, HELD_MISSING_SIZE, "%s %s",
			    what, theirs->names[i]);
			return false;
		}
	}
	return true;
}

static bool
covers_places(const struct held *mine, const struct held *theirs, char *missing)
{
	for (size_t i = 0; i < PLACE_KINDS; i++)
		if (theirs->every[i] && !mine->every[i]) {
			(void)str_format(
			    missing, HELD_MISSING_SIZE, "%s *", place_kinds[i]);
			return false;
		}
	for (size_t i = 0; i < theirs->place_count; i++) {
		const struct held_place *place = &theirs->places[i];

		if (!held_has_place(mine, place->id, place->kind)) {
			(void)str_format(missing, HELD_MISSING_SIZE, "%s %s",
			    place->kind, place->name);
			return false;
		}
	}
	return true;
}

/* If one of the two has a grant or denial for one place only, that place is
 * compared separately, provided they are assigned to it. */
static bool
covers_at_places(const struct held *mine, const struct held *theirs,
    const struct held *whose, char *missing)
{
	for (size_t i = 0; i < whose->own_count; i++) {
		const struct held_own *own = &whose->own[i];
		struct access_set a, b;

		if (own->place[0] == '\0' ||
		    !held_has_place(theirs, own->place, own->kind))
			continue;
		a = effective(mine, own->place);
		b = effective(theirs, own->place);
		if (!covers_set(&a, &b, missing))
			return false;
	}
	return true;
}

bool
held_covers(const struct held *mine, const struct held *theirs,
    char ret_missing[HELD_MISSING_SIZE])
{
	const struct access_set a = effective(mine, "");
	const struct access_set b = effective(theirs, "");

	ret_missing[0] = '\0';
	if (held_is_super_admin(mine))
		return true;
	return covers_set(&a, &b, ret_missing) &&
	    covers_places(mine, theirs, ret_missing) &&
	    covers_at_places(mine, theirs, theirs, ret_missing) &&
	    covers_at_places(mine, theirs, mine, ret_missing) &&
	    covers_names(&mine->local_groups, &theirs->local_groups, "group",
		ret_missing) &&
	    covers_names(
		&mine->approvals, &theirs->approvals, "appr", ret_missing);
}

int
held_covers_role(struct store *store, const struct held *mine,
    const char *role_id, char ret_missing[HELD_MISSING_SIZE], bool *ret_covers)
{
	struct access_set a = effective(mine, ""), b = { { 0 } };
	struct name_list groups = { NULL, 0 };
	struct query *query = db_query(store, SQL_ROLE_PERMISSIONS);
	bool any;
	int rc;

	ret_missing[0] = '\0';
	db_bind_text(query, 1, role_id);
	rc = load_set(query, &b, &any);
	if (rc < 0)
		return rc;
	query = db_query(store, SQL_ROLE_LOCAL_GROUPS);
	db_bind_text(query, 1, role_id);
	rc = name_list_read(&groups, query);
	*ret_covers = rc >= 0 &&
	    (held_is_super_admin(mine) ||
		(covers_set(&a, &b, ret_missing) &&
		    covers_names(
			&mine->local_groups, &groups, "group", ret_missing)));
	name_list_release(&groups);
	return rc < 0 ? rc : FIELD_OK;
}
