#include <inttypes.h>
#include <sysexits.h>

#include "base/i18n.h"
#include "base/str.h"
#include "fieldctl/frame/ask.h"
#include "fieldctl/frame/prompt.h"
#include "fieldctl/person/option.h"
#include "fieldctl/user/handed.h"
#include "fieldctl/user/user.h"

#define ROLES_MAX 32 /* --role given at once */

static int
check_options(struct ctl *ctl)
{
	int status = person_check_kind(ctl);

	if (status == EX_OK && option_is_set(&ctl->options, "active") &&
	    option_is_set(&ctl->options, "held"))
		status = ctl_usage(ctl, _("Use --active or --held, not both."));
	return status;
}

/* --invite, --temporary or --no-secret; otherwise the policy decides. */
static int
put_first(struct ctl *ctl, json_t *params)
{
	static const struct {
		const char *option, *value;
	} ways[] = {
		{ "invite", "invite" },
		{ "temporary", "temporary" },
		{ "no-secret", "none" },
		{ "password-file", NULL },
		{ "ask-password", NULL },
	};
	size_t count = 0;

	for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++)
		if (option_is_set(&ctl->options, ways[i].option)) {
			ask_text(params, "first", ways[i].value);
			count++;
		}
	if (count > 1)
		return ctl_usage(ctl,
		    _("Use only one of --invite, --temporary, --no-secret, "
		      "--password-file and --ask-password."));
	if (option_is_set(&ctl->options, "print"))
		ask_text(params, "by", "print");
	return EX_OK;
}

static void
put_profile(const struct ctl *ctl, json_t *params)
{
	static const char *const texts[] = { "email", "phone", "mobile",
		"title", "employee-number", "kind", "site", "org" };
	const char *roles[ROLES_MAX];
	const size_t count = option_texts(
	    &ctl->options, "role", roles, ROLES_MAX);

	ask_text(params, "login", ctl->arg_count > 0 ? ctl->args[0] : NULL);
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		ask_option(ctl, params, texts[i]);
	ask_texts(params, "roles", (char *const *)(uintptr_t)roles, (int)count);
	person_ask_lead(ctl, params);
	ask_flag(ctl, params, "must-change");
	ask_flag(ctl, params, "active");
	ask_flag(ctl, params, "held");
}

static int
say_added(struct ctl *ctl, const json_t *result)
{
	const bool held = json_is_true(json_object_get(result, "held"));
	json_t *people = json_pack("[{s:O, s:O, s:O}]", "login",
	    json_object_get(result, "login"), "name",
	    json_object_get(result, "name"), "given",
	    json_object_get(result, "given"));
	char sentence[700];
	int status;

	(void)str_format(sentence, sizeof(sentence),
	    held ? _("Added %s, uid %lu, held.") : _("Added %s, uid %lu."),
	    json_string_value(json_object_get(result, "title")),
	    (unsigned long)json_integer_value(json_object_get(result, "uid")));
	status = user_say_changed(ctl, "user.add", result, sentence, true);
	if (status == EX_OK)
		status = handed_show_given(ctl, people);
	json_decref(people);
	return status;
}

/* PASSWORD is NULL for a person without one. */
static int
add(struct ctl *ctl, const struct secret *password, void *context,
    bool *ret_again)
{
	struct control_answer answer;
	json_t *params = json_deep_copy(context);
	int status;

	if (params != NULL && password != NULL)
		ask_secret(params, "password", password);
	status = ctl_ask(ctl, "user.add", params, NULL, &answer);
	if (status == EX_OK)
		status = say_added(ctl, answer.result);
	else
		*ret_again = user_password_was_refused(&answer);
	control_answer_release(&answer);
	return status;
}

int
user_add_verb(struct ctl *ctl)
{
	json_t *params = json_object();
	const char *file;
	bool again;
	int status = person_ask_name(ctl, params);

	if (status == EX_OK)
		status = check_options(ctl);
	if (status == EX_OK)
		status = put_first(ctl, params);
	if (status == EX_OK) {
		put_profile(ctl, params);
		file = option_text(&ctl->options, "password-file");
		status = file == NULL &&
			!option_is_set(&ctl->options, "ask-password") ?
		    add(ctl, NULL, params, &again) :
		    prompt_new_password(ctl, file,
			ctl->arg_count > 0 ? ctl->args[0] : _("the new person"),
			add, params);
	}
	json_decref(params);
	return status;
}
