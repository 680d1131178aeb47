/* Prints the result of a change of one person. */
#include <sysexits.h>

#include "base/i18n.h"
#include "base/str.h"
#include "fieldctl/frame/ask.h"
#include "fieldctl/frame/listing.h"
#include "fieldctl/person/alias.h"
#include "fieldctl/user/user.h"

/* The person in the new state, or for a dry run the person concerned; with
 * their HOME and the addresses that are no longer login names. */
static int
show_result(
    struct ctl *ctl, const char *action, const json_t *result, json_t *home)
{
	json_t *object = ctl->dry_run ?
	    listing_dry_run_json(
		action, json_string_value(json_object_get(result, "login"))) :
	    json_copy(json_object_get(result, "person"));

	if (json_object_set(object, "home_problem", home) != 0 ||
	    json_object_set(object, "addresses",
		json_object_get(result, "addresses")) != 0) {
		json_decref(object);
		object = NULL;
	}
	if (json_object_get(result, "given") != NULL)
		(void)json_object_set(
		    object, "given", json_object_get(result, "given"));
	return listing_result(ctl, object);
}

static int
show_settled(
    struct ctl *ctl, const char *action, const json_t *result, bool settles)
{
	json_t *home = json_incref(json_object_get(result, "home"));
	int status = settles ? user_home_settle(ctl, result, &home) : EX_OK;

	if (status == EX_OK)
		status = show_result(ctl, action, result, home);
	json_decref(home);
	return status;
}

int
user_say_changed(struct ctl *ctl, const char *action, const json_t *result,
    const char *sentence, bool settles)
{
	json_t *home;
	int status = EX_OK;

	if (ctl->format == CTL_JSON)
		return show_settled(ctl, action, result, settles);
	ctl_say(ctl, "%s", sentence);
	alias_tell(ctl, json_object_get(result, "addresses"));
	home = json_incref(json_object_get(result, "home"));
	if (settles)
		status = user_home_settle(ctl, result, &home);
	json_decref(home);
	return status;
}

int
user_send_edit(
    struct ctl *ctl, const char *request, json_t *params, bool settles)
{
	struct control_answer answer;
	int status = ctl_ask(ctl, request, params, NULL, &answer);

	if (status == EX_OK) {
		char sentence[700];

		(void)str_format(sentence, sizeof(sentence), _("Changed %s."),
		    json_string_value(json_object_get(answer.result, "title")));
		status = user_say_changed(
		    ctl, request, answer.result, sentence, settles);
	}
	control_answer_release(&answer);
	return status;
}
