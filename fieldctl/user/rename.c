/* Another login name for a person, and their home folder. */
#include <sysexits.h>

#include "base/i18n.h"
#include "base/str.h"
#include "conf/paths.h"
#include "fieldctl/frame/ask.h"
#include "fieldctl/frame/listing.h"
#include "fieldctl/frame/prompt.h"
#include "fieldctl/user/user.h"

static const char *
text_of(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));

	return text != NULL ? text : "";
}

/* --- the home folder --------------------------------------------------------- */

static bool
is_wanted(struct ctl *ctl, const json_t *home)
{
	char question[2 * PATHS_MAX + 100];

	if (option_is_set(&ctl->options, "move-home"))
		return true;
	if (ctl->dry_run || option_is_set(&ctl->options, "keep-home") ||
	    !prompt_is_possible(ctl))
		return false;
	(void)str_format(question, sizeof(question),
	    _("Move the home folder %1$s to %2$s?"), text_of(home, "path"),
	    text_of(home, "follows"));
	return prompt_confirm(ctl, question);
}

static int
move(struct ctl *ctl, const char *who, struct control_answer *answer)
{
	json_t *params = json_object();
	int status;

	ask_text(params, "person", who);
	ask_flag(ctl, params, "end-sessions");
	status = ctl_ask(ctl, "user.move-home", params, NULL, answer);
	if (status == EX_OK &&
	    json_is_true(json_object_get(answer->result, "moved")))
		ctl_say(ctl, _("The home folder was moved to %s."),
		    text_of(answer->result, "to"));
	return status;
}

static int
settle_home(struct ctl *ctl, const json_t *result, bool *ret_moved)
{
	const json_t *home = json_object_get(result, "home");
	struct control_answer answer;
	int status;

	*ret_moved = false;
	if (!json_is_object(home))
		return EX_OK;
	if (!is_wanted(ctl, home)) {
		ctl_say(
		    ctl, _("The home folder stays %s."), text_of(home, "path"));
		return EX_OK;
	}
	/* A dry run has not renamed the person: there is no other path yet. */
	if (ctl->dry_run) {
		ctl_say(ctl, _("The home folder would be moved to %s."),
		    text_of(home, "follows"));
		return EX_OK;
	}
	status = move(ctl, text_of(result, "login"), &answer);
	*ret_moved = status == EX_OK;
	control_answer_release(&answer);
	return status;
}

/* --- the name ---------------------------------------------------------------- */

/* What the administrator has to change by hand. */
static void
say_not_changed(struct ctl *ctl, const json_t *result)
{
	const json_t *paths = json_object_get(result, "not_changed");
	const json_t *path;
	size_t i;

	if (json_array_size(paths) == 0)
		return;
	ctl_say(ctl, _("Files that still name %s (not changed):"),
	    text_of(result, "former"));
	json_array_foreach(paths, i, path)
	    ctl_say(ctl, "  %s", json_string_value(path));
}

static int
show(struct ctl *ctl, const json_t *result, bool moved)
{
	json_t *object;

	if (ctl->format != CTL_JSON)
		return EX_OK;
	object = ctl->dry_run ?
	    listing_dry_run_json("user.rename", text_of(result, "former")) :
	    json_copy(json_object_get(result, "person"));
	if (json_object_set(
		object, "former", json_object_get(result, "former")) != 0 ||
	    json_object_set(object, "not_changed",
		json_object_get(result, "not_changed")) != 0 ||
	    json_object_set_new(object, "home_moved", json_boolean(moved)) !=
		0) {
		json_decref(object);
		object = NULL;
	}
	return listing_result(ctl, object);
}

static int
finish(struct ctl *ctl, const json_t *result)
{
	bool moved;
	int status;

	ctl_say(ctl, _("Renamed %1$s to %2$s."), text_of(result, "former"),
	    text_of(result, "login"));
	status = settle_home(ctl, result, &moved);
	if (ctl->format != CTL_JSON)
		say_not_changed(ctl, result);
	return status == EX_OK ? show(ctl, result, moved) : status;
}

int
user_rename_verb(struct ctl *ctl)
{
	struct control_answer answer;
	json_t *params;
	int status;

	if (option_is_set(&ctl->options, "move-home") &&
	    option_is_set(&ctl->options, "keep-home"))
		return ctl_usage(
		    ctl, _("Give --move-home or --keep-home, not both."));
	params = json_object();
	ask_text(params, "person", ctl->args[0]);
	ask_text(params, "login", ctl->args[1]);
	ask_flag(ctl, params, "end-sessions");
	status = ctl_ask(ctl, "user.rename", params, NULL, &answer);
	if (status == EX_OK)
		status = finish(ctl, answer.result);
	control_answer_release(&answer);
	return status;
}
