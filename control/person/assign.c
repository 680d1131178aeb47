#include <sysexits.h>

#include "base/err.h"
#include "base/str.h"
#include "control/change.h"
#include "control/person/assign.h"
#include "control/person/choice.h"
#include "control/value.h"

struct assign_work {
	const struct assign *assign;
	struct choice people;
};

static int
apply_to_all(struct control_call *call, struct change *change, void *context,
    struct refusal *why)
{
	struct assign_work *work = context;
	int rc = choice_look_again(call, &work->people);

	for (size_t i = 0; i < work->people.count && rc == FIELD_OK; i++) {
		const char *id = work->people.users[i].id;

		(void)str_copy(call->subject, sizeof(call->subject), id);
		rc = work->assign->apply(change, id, work->assign->id, why);
	}
	return rc;
}

static json_t *
result_json(const struct assign *assign, const struct choice *people)
{
	json_t *logins = json_array();

	for (size_t i = 0; i < people->count; i++)
		(void)json_array_append_new(
		    logins, json_string(people->users[i].login));
	return json_pack("{s:s, s:o, s:o, s:I}", "name", assign->name, "people",
	    logins, "titles", choice_titles_json(people), "spared",
	    (json_int_t)people->spared);
}

int
assign_people(struct control_call *call, const struct assign *assign)
{
	struct assign_work work = { .assign = assign };
	int status = choice_make(call, assign->shuts_out, &work.people);

	if (status != EX_OK)
		return status;
	if (work.people.count > 0)
		status = control_change(
		    call, assign->action, apply_to_all, &work);
	if (status == EX_OK)
		status = control_result(
		    call, result_json(assign, &work.people));
	choice_release(&work.people);
	return status;
}
