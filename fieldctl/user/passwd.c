#include <string.h>
#include <sysexits.h>

#include "base/i18n.h"
#include "fieldctl/frame/ask.h"
#include "fieldctl/frame/prompt.h"
#include "fieldctl/person/pick.h"
#include "fieldctl/user/user.h"

/* Find the person WHO: an object with "id" and "login" for json_decref().  The
 * login name is shown in the prompt for the password. */
static int
find_person(struct ctl *ctl, char *who, json_t **ret_person)
{
	struct control_answer answer;
	json_t *params = json_object(), *rows;
	int status;

	ask_texts(params, "people", &who, 1);
	status = ctl_rows(ctl, "user.choose", params, &rows, &answer);
	*ret_person = json_incref(json_array_get(rows, 0));
	json_decref(rows);
	control_answer_release(&answer);
	return status;
}

static const char *
login_of(const json_t *object)
{
	return json_string_value(json_object_get(object, "login"));
}

static int
say_set(struct ctl *ctl, json_t *result)
{
	ctl_say(ctl,
	    json_is_true(json_object_get(result, "must_change")) ?
		_("The password of %s was set; it must be changed at the next sign-in.") :
		_("The password of %s was set."),
	    login_of(result));
	return listing_result(ctl, json_incref(result));
}

bool
user_password_was_refused(const struct control_answer *answer)
{
	const char *code = json_string_value(
	    json_object_get(answer->error, "code"));

	return code != NULL && strncmp(code, "password_", 9) == 0;
}

static int
set_password(struct ctl *ctl, const struct secret *password, void *context,
    bool *ret_again)
{
	const json_t *person = context;
	struct control_answer answer;
	json_t *params = json_object();
	int status;

	(void)json_object_set(params, "person", json_object_get(person, "id"));
	ask_secret(params, "password", password);
	ask_flag(ctl, params, "must-change");
	status = ctl_ask(ctl, "user.password", params, NULL, &answer);
	if (status == EX_OK)
		status = say_set(ctl, answer.result);
	else
		*ret_again = user_password_was_refused(&answer);
	control_answer_release(&answer);
	return status;
}

/* A password that is typed or read is one person's. */
static int
check_arguments(struct ctl *ctl)
{
	if (ctl->arg_count == 1 && !pick_is_filtered(ctl))
		return EX_OK;
	if (ctl->arg_count == 0)
		return ctl_usage(ctl,
		    _("missing argument; usage: %1$s PERSON, or: %1$s "
		      "--generate PERSON..."),
		    "fieldctl user passwd");
	return ctl_usage(ctl,
	    _("A password can be set for one person only.  For temporary passwords of "
	      "several people, use --generate."));
}

int
user_passwd_verb(struct ctl *ctl)
{
	json_t *person;
	int status;

	if (option_is_set(&ctl->options, "generate"))
		return user_generate_passwords(ctl);
	status = check_arguments(ctl);
	if (status != EX_OK)
		return status;
	status = find_person(ctl, ctl->args[0], &person);
	if (status == EX_OK)
		status = prompt_new_password(ctl,
		    option_text(&ctl->options, "password-file"),
		    login_of(person), set_password, person);
	json_decref(person);
	return status;
}
