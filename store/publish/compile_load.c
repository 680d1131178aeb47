#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/err.h"
#include "base/str.h"
#include "store/publish/compile_private.h"

/* --- groups ------------------------------------------------------------------- */

/* Add to the writer, or leave out with a reason. */
static int
add_group(struct compile *in, struct query *query)
{
	uint32_t gid = compile_id(db_int(query, GROUP_GID));
	const char *name = db_text(query, GROUP_NAME);
	struct compiled_group *group;
	bool is_local = false;
	int rc = compile_is_local(name, gid, &is_local);

	if (rc == FIELD_OK && is_local) {
		compile_leave_out(in, name,
		    "the machine has a user or group of that name or number");
		return FIELD_OK;
	}
	if (rc == FIELD_OK)
		rc = snapshot_writer_add_group(in->writer, gid, name);
	if (rc == FIELD_EINVAL || rc == FIELD_EEXIST) {
		compile_leave_out(in, name,
		    "its number is outside the range of [ids], or taken");
		return FIELD_OK;
	}
	if (rc < 0)
		return rc;
	group = array_add(&in->groups, &in->group_count, sizeof(*group));
	if (group == NULL)
		return FIELD_ENOMEM;
	group->gid = gid;
	db_copy(query, GROUP_KIND, group->kind, sizeof(group->kind));
	db_copy(query, GROUP_OWNER, group->owner, sizeof(group->owner));
	return id_index_add(&in->by_owner, group->owner);
}

/* --- roles ---------------------------------------------------------------------- */

static int
add_role(struct compile *in, struct query *query)
{
	struct compiled_role *role = array_add(
	    &in->roles, &in->role_count, sizeof(*role));

	if (role == NULL)
		return FIELD_ENOMEM;
	db_copy(query, COMPILE_ROLE_ID, role->id, sizeof(role->id));
	role->assignable = db_int(query, COMPILE_ROLE_ASSIGNABLE) != 0;
	db_copy(query, COMPILE_ROLE_SHELL, role->shell, sizeof(role->shell));
	role->gid = compile_group(in, "role", role->id);
	return id_index_add(&in->by_role, role->id);
}

static int
add_role_permission(struct compile *in, struct query *query)
{
	struct compiled_role *role = compile_role(
	    in, db_text(query, ROLE_PERMISSION_ROLE_ID));
	const char *permission = db_text(query, ROLE_PERMISSION_PERMISSION);

	if (role == NULL)
		return FIELD_OK;
	access_add(&role->permissions, compile_permission(in, permission));
	role->power = role->power || permission_is_privileged(permission);
	return FIELD_OK;
}

/* An invalid grant removes that group, never the people (R16). */
static int
add_role_local_group(struct compile *in, struct query *query)
{
	struct compiled_role *role = compile_role(
	    in, db_text(query, ROLE_LOCAL_GROUP_ROLE_ID));
	struct publish_gap gap = {
		.kind = GAP_GRANT,
		.name = db_text(query, ROLE_LOCAL_GROUP_NAME),
		.role = db_text(query, ROLE_LOCAL_GROUP_ROLE),
	};
	uint32_t gid;
	int rc = compile_grant(in->config, gap.name, &gid, &gap.why);

	if (rc < 0)
		return rc;
	if (gap.why != NULL) {
		compile_tell(in, &gap);
		return FIELD_OK;
	}
	return role != NULL ? id_vector_add(&role->local_gids, gid) : FIELD_OK;
}

/* --- permissions ------------------------------------------------------------------ */

static int
add_permission(struct compile *in, const char *codename)
{
	struct compiled_permission *permission;

	if (in->permission_count == ACCESS_MAX)
		return FIELD_EINVAL;
	permission = array_add(
	    &in->permissions, &in->permission_count, sizeof(*permission));
	if (permission == NULL)
		return FIELD_ENOMEM;
	(void)str_copy(
	    permission->codename, sizeof(permission->codename), codename);
	permission->gid = compile_group(in, "perm", codename);
	return FIELD_OK;
}

/* The query sorts in the order of strcmp(). */
static int
add_exposed(struct compile *in, struct query *query)
{
	return add_permission(in, db_text(query, ONLY_COLUMN));
}

static void
number_permissions(struct compile *in)
{
	in->map_view = compile_permission(in, "map.view");
	in->scheduling_view = compile_permission(in, "scheduling.view");
	for (size_t i = 0; i < in->permission_count; i++)
		if (access_is_above_subworkers(in->permissions[i].codename))
			access_add(&in->above, i);
}

static int
add_cap(struct compile *in, struct query *query)
{
	const char *org_id = db_text(query, CAP_ORG_ID);
	enum user_kind kind;
	struct compiled_cap *cap = in->cap_count > 0 ?
	    &in->caps[in->cap_count - 1] :
	    NULL;
	int rc = user_kind_by_name(db_text(query, CAP_KIND), &kind);

	if (rc < 0)
		return rc;
	if (cap == NULL || cap->kind != kind ||
	    strcmp(cap->org_id, org_id) != 0) {
		cap = array_add(&in->caps, &in->cap_count, sizeof(*cap));
		if (cap == NULL)
			return FIELD_ENOMEM;
		(void)str_copy(cap->org_id, sizeof(cap->org_id), org_id);
		cap->kind = kind;
	}
	access_add(&cap->permissions,
	    compile_permission(in, db_text(query, CAP_PERMISSION)));
	return FIELD_OK;
}

/* --- places and loans ---------------------------------------------------------------- */

static int
add_place(struct compile *in, struct query *query)
{
	struct compiled_place *place = array_add(
	    &in->places, &in->place_count, sizeof(*place));

	if (place == NULL)
		return FIELD_ENOMEM;
	db_copy(query, COMPILE_PLACE_ID, place->id, sizeof(place->id));
	db_copy(
	    query, COMPILE_PLACE_ORG_ID, place->org_id, sizeof(place->org_id));
	db_copy(query, COMPILE_PLACE_KIND, place->kind, sizeof(place->kind));
	place->gid = compile_group(in, place->kind, place->id);
	return id_index_add(&in->by_place, place->id);
}

static int
add_loan(struct compile *in, struct query *query)
{
	struct compiled_loan *loan = array_add(
	    &in->loans, &in->loan_count, sizeof(*loan));

	if (loan == NULL)
		return FIELD_ENOMEM;
	db_copy(query, LOAN_TO_ID, loan->to_id, sizeof(loan->to_id));
	db_copy(query, LOAN_ROLE_ID, loan->role_id, sizeof(loan->role_id));
	db_copy(query, LOAN_GROUP_ID, loan->group_id, sizeof(loan->group_id));
	return FIELD_OK;
}

/* --- the whole
 * -------------------------------------------------------------------------- */

int
compile_load(struct compile *in)
{
	/* Later steps use the results of earlier ones. */
	static const struct {
		enum sql_id sql;
		bool at_now; /* its only parameter is the time */
		int (*add)(struct compile *in, struct query *query);
	} passes[] = {
		{ SQL_COMPILE_GROUPS, false, add_group },
		{ SQL_COMPILE_PERMISSIONS, false, add_exposed },
		{ SQL_COMPILE_ROLES, false, add_role },
		{ SQL_COMPILE_ROLE_PERMISSIONS, false, add_role_permission },
		{ SQL_COMPILE_ROLE_LOCAL_GROUPS, false, add_role_local_group },
		{ SQL_COMPILE_CAPS, false, add_cap },
		{ SQL_COMPILE_PLACES, false, add_place },
		{ SQL_COMPILE_LOANS, true, add_loan },
	};
	int rc = FIELD_OK;

	for (size_t i = 0; i < sizeof(passes) / sizeof(passes[0]); i++) {
		struct query *query = db_query(in->store, passes[i].sql);

		if (passes[i].at_now)
			db_bind_int(query, 1, store_now_s(in->store));
		for (rc = db_step(query); rc == 1; rc = db_step(query)) {
			rc = passes[i].add(in, query);
			if (rc < 0)
				break;
		}
		db_done(query);
		if (rc < 0)
			return rc;
	}
	number_permissions(in);
	return FIELD_OK;
}
