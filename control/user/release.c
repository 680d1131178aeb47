/* Releases held people, and gives those without a password a way in (S6). */
#include <sysexits.h>

#include "base/err.h"
#include "control/person/json.h"
#include "control/user/handed.h"
#include "control/user/user.h"
#include "control/value.h"
#include "store/org/way_in.h"
#include "store/view/person.h"

/* The person as in a list, with what they were given as "given". */
static json_t *
row_json(struct control_call *call, const struct handed *handed,
    const struct user *user)
{
	json_t *row = person_json(&call->viewer, user);

	if (json_object_set_new(row, "given", handed_json(call, handed)) == 0)
		return row;
	json_decref(row);
	return NULL;
}

static int
answer(struct control_call *call, const struct handing *handing)
{
	for (size_t i = 0; i < handing->count; i++) {
		const struct handed *handed = &handing->items[i];
		struct user user;
		int rc;

		if (!handed->is_done)
			continue;
		rc = view_person_by_id(&call->viewer, handed->id, &user);
		if (rc != FIELD_OK)
			return control_failed(call, rc, NULL);
		control_row(call, row_json(call, handed, &user));
	}
	return control_result(call,
	    json_pack("{s:o}", "titles", choice_titles_json(&handing->people)));
}

int
user_release_request(struct control_call *call)
{
	struct handing handing = { "user.release", way_in_release,
		RULES_VERB_COUNT, "secret" };
	int status = handing_way(call, &handing.way);

	if (status == EX_OK)
		status = handing_apply(call, &handing);
	if (status == EX_OK)
		status = answer(call, &handing);
	handing_release(&handing);
	return status;
}
