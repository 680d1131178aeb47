/* Removes pins from fields that imports do not change (A7). */
#include <sysexits.h>

#include "base/i18n.h"
#include "fieldctl/frame/ask.h"
#include "fieldctl/user/user.h"

static int
say_unpinned(struct ctl *ctl, const json_t *result)
{
	if (ctl->format == CTL_JSON && ctl->dry_run)
		return listing_dry_run(ctl, "user.unpin",
		    json_string_value(json_object_get(result, "login")));
	ctl_say(ctl,
	    _("Imports will set these fields of %s again, with the next complete listing."),
	    json_string_value(json_object_get(result, "title")));
	return listing_result(
	    ctl, json_incref(json_object_get(result, "person")));
}

int
user_unpin_verb(struct ctl *ctl)
{
	struct control_answer answer;
	json_t *params = json_object();
	int status;

	ask_text(params, "person", ctl->args[0]);
	ask_texts(params, "fields", ctl->args + 1, ctl->arg_count - 1);
	status = ctl_ask(ctl, "user.unpin", params, NULL, &answer);
	if (status == EX_OK)
		status = say_unpinned(ctl, answer.result);
	control_answer_release(&answer);
	return status;
}
