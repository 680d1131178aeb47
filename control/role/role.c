/* Roles: listed, changed, assigned and removed. */
#include <stdlib.h>
#include <sysexits.h>

#include "base/err.h"
#include "base/str.h"
#include "control/change.h"
#include "control/person/assign.h"
#include "control/person/org.h"
#include "control/role/role.h"
#include "control/value.h"
#include "store/verb/role.h"
#include "store/view/role.h"

/* --- looking ----------------------------------------------------------------- */

json_t *
role_json(const struct role *role)
{
	char group[sizeof(role->name) + 8];

	(void)str_format(group, sizeof(group), "role-%s", role->name);
	return json_pack("{s:s, s:s, s:o, s:s, s:I, s:I, s:b, s:b}", "id",
	    role->id, "name", role->name, "title", value_text(role->title),
	    "group", group, "gid", (json_int_t)role->gid, "people",
	    (json_int_t)role->person_count, "privileged", role->privileged,
	    "assignable", role->assignable);
}

int
role_list_request(struct control_call *call)
{
	struct role *roles = NULL;
	size_t count = 0;
	int rc = view_role_list(&call->viewer, &roles, &count);

	if (rc != FIELD_OK)
		return control_failed(call, rc, NULL);
	for (size_t i = 0; i < count; i++)
		control_row(call, role_json(&roles[i]));
	free(roles);
	return EX_OK;
}

/* The role given by "name", as the subject of a change. */
int
role_of_call(struct control_call *call, struct role *ret_role)
{
	const char *name = control_text(call, "name");
	int rc = view_role_by_name(&call->viewer, name, ret_role);

	if (rc == FIELD_ENOTFOUND)
		return control_reason(call, REASON_NO_SUCH_ROLE, name, NULL);
	if (rc != FIELD_OK)
		return control_failed(call, rc, NULL);
	(void)str_copy(call->subject, sizeof(call->subject), ret_role->name);
	return EX_OK;
}

int
role_find_request(struct control_call *call)
{
	struct role role;
	int status = role_of_call(call, &role);

	if (status != EX_OK)
		return status;
	return control_result(
	    call, json_pack("{s:s, s:s}", "id", role.id, "name", role.name));
}

/* --- one role ---------------------------------------------------------------- */

/* Change one role; the result has its name. */
static int
change_role(struct control_call *call, const char *action, control_apply *apply,
    const char *name, void *context)
{
	int status = control_change(call, action, apply, context);

	if (status != EX_OK)
		return status;
	return control_result(
	    call, json_pack("{s:o}", "role", value_text(name)));
}

static int
change_found(
    struct control_call *call, const char *action, control_apply *apply)
{
	struct role role;
	int status = role_of_call(call, &role);

	if (status != EX_OK)
		return status;
	return change_role(call, action, apply, role.name, &role);
}

static int
add(struct control_call *call, struct change *change, void *context,
    struct refusal *why)
{
	const struct org *org = context;
	const char *name = control_text(call, "name");
	const char *title = control_text(call, "title");

	return role_add(
	    change, org->id, name, title != NULL ? title : name, why);
}

int
role_add_request(struct control_call *call)
{
	const char *name = control_text(call, "name");
	struct org org;
	int status = org_of_call(call, &org);

	if (status != EX_OK)
		return status;
	(void)str_copy(call->subject, sizeof(call->subject), name);
	return change_role(call, "role.add", add, name, &org);
}

static int
remove_found(struct control_call *call, struct change *change, void *context,
    struct refusal *why)
{
	const struct role *role = context;

	(void)call;
	return role_remove(change, role->id, why);
}

int
role_remove_request(struct control_call *call)
{
	return change_found(call, "role.remove", remove_found);
}

static int
set_level(struct control_call *call, struct change *change, void *context,
    struct refusal *why)
{
	const struct role *role = context;

	return role_set_level(change, role->id, control_text(call, "module"),
	    control_text(call, "level"), why);
}

int
role_level_request(struct control_call *call)
{
	return change_found(call, "role.level", set_level);
}

static int
add_group(struct control_call *call, struct change *change, void *context,
    struct refusal *why)
{
	const struct role *role = context;

	return role_add_local_group(
	    change, role->id, control_text(call, "group"), why);
}

int
role_grant_request(struct control_call *call)
{
	return change_found(call, "role.local-group", add_group);
}

static int
remove_group(struct control_call *call, struct change *change, void *context,
    struct refusal *why)
{
	const struct role *role = context;

	return role_remove_local_group(
	    change, role->id, control_text(call, "group"), why);
}

int
role_ungrant_request(struct control_call *call)
{
	return change_found(call, "role.local-group", remove_group);
}

/* --- who has it -------------------------------------------------------------- */

static int
assign_plain(struct change *change, const char *person_id, const char *role_id,
    struct refusal *why)
{
	return role_assign(change, person_id, role_id, false, why);
}

static int
assign_primary(struct change *change, const char *person_id,
    const char *role_id, struct refusal *why)
{
	return role_assign(change, person_id, role_id, true, why);
}

static int
assign(struct control_call *call, struct assign *assign)
{
	struct role role;
	int status = role_of_call(call, &role);

	if (status != EX_OK)
		return status;
	assign->name = role.name;
	assign->id = role.id;
	return assign_people(call, assign);
}

int
role_assign_request(struct control_call *call)
{
	return assign(call,
	    &(struct assign){
		.action = "role.assign",
		.apply = control_flag(call, "primary") ? assign_primary :
							 assign_plain,
	    });
}

int
role_unassign_request(struct control_call *call)
{
	return assign(call,
	    &(struct assign){
		.action = "role.unassign",
		.apply = role_unassign,
		.shuts_out = true,
	    });
}
