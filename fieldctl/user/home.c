/* A home folder of another owner: reported, and transferred to the person on
 * request. */
#include <string.h>
#include <sysexits.h>

#include "base/i18n.h"
#include "base/str.h"
#include "conf/paths.h"
#include "fieldctl/frame/ask.h"
#include "fieldctl/frame/prompt.h"
#include "fieldctl/user/user.h"

static const char *
text_of(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));

	return text != NULL ? text : "";
}

static json_int_t
number_of(const json_t *object, const char *key)
{
	return json_integer_value(json_object_get(object, key));
}

static bool
is_foreign(const json_t *home)
{
	return strcmp(text_of(home, "problem"), "foreign") == 0;
}

static void
say_refused(struct ctl *ctl, const char *login, const json_t *home)
{
	const char *problem = text_of(home, "problem");
	const char *path = text_of(home, "path");

	if (strcmp(problem, "open") == 0)
		ctl_say(ctl,
		    _("All users can write to %s: %s cannot sign in here until this is corrected: chmod o-w %s"),
		    path, login, path);
	else if (strcmp(problem, "lies-open") == 0)
		ctl_say(ctl,
		    _("All users can write to the parent folder of %s: %s cannot sign in here until this is corrected."),
		    path, login);
	else
		ctl_say(ctl,
		    _("%s belongs to uid %lu: %s cannot sign in here until it is moved away, or transferred: fieldctl user edit %s --take-home"),
		    path, (unsigned long)number_of(home, "owner_uid"), login,
		    login);
}

/* The result of the transfer; *home is the new state. */
static void
say_taken(struct ctl *ctl, const json_t *taken, json_t **home)
{
	json_t *now = json_object_get(taken, "home");

	json_decref(*home);
	*home = json_incref(now);
	if (json_is_true(json_object_get(taken, "given")))
		ctl_say(ctl,
		    _("%s now belongs to %s: %zu files and folders, %zu unchanged."),
		    text_of(taken, "path"), text_of(taken, "login"),
		    (size_t)number_of(taken, "taken"),
		    (size_t)number_of(taken, "left"));
	else if (!ctl->dry_run && json_is_object(now))
		say_refused(ctl, text_of(taken, "login"), now);
}

/* Only from that owner: this is what was shown and confirmed. */
static int
take(struct ctl *ctl, const char *login, json_t **home)
{
	struct control_answer answer;
	json_t *params = json_object();
	int status;

	ask_text(params, "person", login);
	(void)json_object_set(
	    params, "owner_uid", json_object_get(*home, "owner_uid"));
	status = ctl_ask(ctl, "user.take-home", params, NULL, &answer);
	if (status == EX_OK)
		say_taken(ctl, answer.result, home);
	control_answer_release(&answer);
	return status;
}

static bool
is_wanted(struct ctl *ctl, const char *login, const json_t *home)
{
	char question[PATHS_MAX + 200];

	if (option_is_set(&ctl->options, "take-home"))
		return true;
	if (ctl->dry_run || !prompt_is_possible(ctl))
		return false;
	(void)str_format(question, sizeof(question),
	    _("%s belongs to uid %lu.  Transfer it to %s, including that owner's files in it?"),
	    text_of(home, "path"), (unsigned long)number_of(home, "owner_uid"),
	    login);
	return prompt_confirm(ctl, question);
}

int
user_home_settle(struct ctl *ctl, const json_t *result, json_t **home)
{
	const char *login = text_of(result, "login");

	if (!json_is_object(*home))
		return EX_OK;
	if (is_foreign(*home) && is_wanted(ctl, login, *home))
		return take(ctl, login, home);
	say_refused(ctl, login, *home);
	return EX_OK;
}
