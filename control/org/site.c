/* Sites. */
#include <stdlib.h>
#include <sysexits.h>

#include "base/err.h"
#include "base/str.h"
#include "control/change.h"
#include "control/org/org.h"
#include "control/person/assign.h"
#include "control/person/members.h"
#include "control/person/org.h"
#include "control/value.h"
#include "store/view/role.h"
#include "store/verb/place.h"

#define SITE_KIND "site"

static json_t *
site_json(const struct place *place)
{
	char group[sizeof(place->name) + 8];

	(void)str_format(group, sizeof(group), "site-%s", place->name);
	return json_pack("{s:s, s:s, s:o, s:s, s:I}", "id", place->id, "name",
	    place->name, "title", value_text(place->title), "group", group,
	    "gid", (json_int_t)place->gid);
}

int
site_list_request(struct control_call *call)
{
	struct place *places = NULL;
	size_t count = 0;
	int rc = view_place_list(&call->viewer, SITE_KIND, &places, &count);

	if (rc != FIELD_OK)
		return control_failed(call, rc, NULL);
	for (size_t i = 0; i < count; i++)
		control_row(call, site_json(&places[i]));
	free(places);
	return EX_OK;
}

/* The site given by the parameter "name". */
static int
site_of_call(struct control_call *call, struct place *ret_place)
{
	const char *name = control_text(call, "name");
	int rc = view_place_by_name(&call->viewer, SITE_KIND, name, ret_place);

	if (rc == FIELD_ENOTFOUND)
		return control_reason(call, REASON_NO_SUCH_PLACE, name, NULL);
	return rc == FIELD_OK ? EX_OK : control_failed(call, rc, NULL);
}

int
site_show_request(struct control_call *call)
{
	struct place place;
	json_t *object, *members;
	int status = site_of_call(call, &place);

	if (status != EX_OK)
		return status;
	object = site_json(&place);
	members = members_json(call, place.org_id, NULL, place.name);
	if (json_object_set_new(object, "people",
		json_integer((json_int_t)json_array_size(members))) != 0 ||
	    json_object_set(object, "members", members) != 0) {
		json_decref(object);
		object = NULL;
	}
	json_decref(members);
	return control_result(call, object);
}

int
site_find_request(struct control_call *call)
{
	struct place place;
	int status = site_of_call(call, &place);

	if (status != EX_OK)
		return status;
	return control_result(
	    call, json_pack("{s:s, s:s}", "id", place.id, "name", place.name));
}

static int
add(struct control_call *call, struct change *change, void *context,
    struct refusal *why)
{
	const struct org *org = context;
	const char *name = control_text(call, "name");
	const char *title = control_text(call, "title");

	return place_add(change, org->id, SITE_KIND, name,
	    title != NULL ? title : name, why);
}

int
site_add_request(struct control_call *call)
{
	const char *name = control_text(call, "name");
	struct org org;
	int status = org_of_call(call, &org);

	if (status != EX_OK)
		return status;
	(void)str_copy(call->subject, sizeof(call->subject), name);
	status = control_change(call, "site.add", add, &org);
	if (status != EX_OK)
		return status;
	return control_result(
	    call, json_pack("{s:o}", "site", value_text(name)));
}

static int
assign(struct control_call *call, struct assign *assign)
{
	struct place place;
	int status = site_of_call(call, &place);

	if (status != EX_OK)
		return status;
	assign->name = place.name;
	assign->id = place.id;
	return assign_people(call, assign);
}

int
site_assign_request(struct control_call *call)
{
	return assign(call,
	    &(struct assign){
		.action = "site.assign",
		.apply = place_assign,
	    });
}

int
site_unassign_request(struct control_call *call)
{
	return assign(call,
	    &(struct assign){
		.action = "site.unassign",
		.apply = place_unassign,
	    });
}
