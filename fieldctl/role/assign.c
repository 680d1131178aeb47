#include <sysexits.h>

#include "base/i18n.h"
#include "base/str.h"
#include "fieldctl/frame/ask.h"
#include "fieldctl/frame/prompt.h"
#include "fieldctl/person/columns.h"
#include "fieldctl/person/pick.h"
#include "fieldctl/role/assign.h"

/* The last argument names the role or the site. */
static json_t *
with_name(const struct ctl *ctl, json_t *params)
{
	ask_text(params, "name", ctl->args[ctl->arg_count - 1]);
	return params;
}

static json_t *
result_json(struct ctl *ctl, const struct assign *assign, const json_t *result)
{
	json_t *people = json_object_get(result, "people");

	return json_pack("{s:s, s:O, s:o, s:b}", "action", assign->request,
	    "name", json_object_get(result, "name"), "people",
	    people != NULL ? json_incref(people) : json_array(), "dry_run",
	    ctl->dry_run);
}

static void
say_assigned(struct ctl *ctl, const struct assign *assign,
    const struct pick *pick, const json_t *result)
{
	const json_t *titles = json_object_get(result, "titles"), *title;
	const char *name = json_string_value(json_object_get(result, "name"));
	const json_t *now_spared = json_object_get(result, "spared");
	size_t i;

	json_array_foreach(titles, i, title) ctl_say(ctl, "%s: %s %s",
	    json_string_value(title), i18n_marked(assign->done), name);
	if (json_array_size(titles) == 0)
		listing_say_nothing(ctl, person_list_columns);
	if (now_spared != NULL ? json_integer_value(now_spared) > 0 :
				 pick->spared > 0)
		ctl_say(ctl, "%s", _("The last super admin was left out."));
}

static int
confirm(struct ctl *ctl, const struct pick *pick)
{
	char question[200];

	if (!pick->by_filter || pick->count == 0)
		return EX_OK;
	(void)str_format(question, sizeof(question),
	    _("Change all of these?  (People: %zu)"), pick->count);
	return pick_confirm(ctl, pick, question);
}

/* People selected by a filter are confirmed, so the role or site must exist;
 * with no people, no change is requested. */
static int
ask(struct ctl *ctl, const struct assign *assign, const struct pick *pick,
    struct control_answer *answer)
{
	json_t *params;
	int status = EX_OK;

	if (pick->by_filter)
		status = ctl_ask(ctl, assign->find,
		    with_name(ctl, json_object()), NULL, answer);
	if (status == EX_OK)
		status = confirm(ctl, pick);
	if (status != EX_OK || pick->count == 0)
		return status;
	control_answer_release(answer);
	params = with_name(ctl, pick_params(ctl, pick));
	ask_flag(ctl, params, "primary"); /* an option of role assign only */
	return ctl_ask(ctl, assign->request, params, NULL, answer);
}

int
assign_run(struct ctl *ctl, const struct assign *assign)
{
	struct control_answer answer = { .exit_code = EX_OK };
	struct pick pick;
	int status = pick_people(
	    ctl, ctl->arg_count - 1, assign->shuts_out, false, &pick);

	if (status != EX_OK)
		return status;
	status = ask(ctl, assign, &pick, &answer);
	if (status == EX_OK) {
		say_assigned(ctl, assign, &pick, answer.result);
		status = listing_result(
		    ctl, result_json(ctl, assign, answer.result));
	}
	control_answer_release(&answer);
	pick_release(&pick);
	return status;
}
