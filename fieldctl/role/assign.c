#include <sysexits.h>

#include "base/err.h"
#include "base/i18n.h"
#include "base/str.h"
#include "fieldctl/frame/prompt.h"
#include "fieldctl/person/person.h"
#include "fieldctl/role/assign.h"
#include "store/core/user.h"

struct assign_work {
	const struct assign *assign;
	struct people *people;
};

static int
apply_to_all(
    struct ctl *ctl, struct change *change, void *context, struct refusal *why)
{
	const struct assign_work *work = context;
	int err = people_look_again(ctl, work->people);

	for (size_t i = 0; err == FIELD_OK && i < work->people->count; i++) {
		const char *id = work->people->users[i].id;

		(void)str_copy(ctl->subject, sizeof(ctl->subject), id);
		err = work->assign->apply(
		    change, id, work->assign->thing_id, why);
	}
	return err;
}

static json_t *
result_json(
    struct ctl *ctl, const struct assign *assign, const struct people *people)
{
	json_t *logins = json_array();

	for (size_t i = 0; i < people->count; i++)
		(void)json_array_append_new(
		    logins, json_string(people->users[i].login));
	return json_pack("{s:s, s:s, s:o, s:b}", "action", assign->action,
	    "name", assign->thing, "people", logins, "dry_run", ctl->dry_run);
}

static int
say_assigned(
    struct ctl *ctl, const struct assign *assign, const struct people *people)
{
	char title[2 * USER_TEXT_SIZE];

	for (size_t i = 0; i < people->count; i++)
		ctl_say(ctl, "%s: %s %s",
		    person_title(&people->users[i], title, sizeof(title)),
		    _(assign->done), assign->thing);
	if (people->count == 0)
		ctl_say(ctl, "%s", _("Nobody fits."));
	if (people->spared > 0)
		ctl_say(ctl, "%s", _("The last super admin was left out."));
	return listing_result(ctl, result_json(ctl, assign, people));
}

static int
confirm(struct ctl *ctl, const struct people *people)
{
	char question[200];

	if (!people->by_filter)
		return EX_OK;
	(void)str_format(question, sizeof(question),
	    _("Change all of these?  (People: %zu)"), people->count);
	return prompt_destructive(ctl, question);
}

int
assign_run(struct ctl *ctl, const struct assign *assign)
{
	struct people people;
	struct assign_work context = { assign, &people };
	const struct ctl_work work = { assign->action, apply_to_all, &context };
	int status = people_select(
	    ctl, ctl->arg_count - 1, assign->shuts_out, &people);

	if (status != EX_OK)
		return status;
	if (people.count > 0) {
		status = confirm(ctl, &people);
		if (status == EX_OK)
			status = ctl_change(ctl, &work);
	}
	if (status == EX_OK)
		status = say_assigned(ctl, assign, &people);
	people_release(&people);
	return status;
}
