/* Sites. */
#include <stdlib.h>
#include <sysexits.h>

#include "base/err.h"
#include "base/str.h"
#include "control/org/org.h"
#include "control/value.h"
#include "store/people/place.h"

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
	int err = place_list(call->store, SITE_KIND, &places, &count);

	if (err != FIELD_OK)
		return control_failed(call, err, NULL);
	for (size_t i = 0; i < count; i++)
		control_row(call, site_json(&places[i]));
	free(places);
	return EX_OK;
}
