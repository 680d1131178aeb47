#include <sysexits.h>

#include "base/i18n.h"
#include "base/str.h"
#include "fieldctl/frame/prompt.h"
#include "fieldctl/person/person.h"
#include "fieldctl/user/user.h"
#include "store/core/user.h"
#include "store/verb/user.h"

struct passwd_work {
	const char *person_id;
	const struct secret *password;
	bool must_change;
};

static int
set_password(
    struct ctl *ctl, struct change *change, void *context, struct refusal *why)
{
	const struct passwd_work *work = context;

	(void)ctl;
	return user_set_password(
	    change, work->person_id, work->password, work->must_change, why);
}

int
user_passwd_verb(struct ctl *ctl)
{
	struct passwd_work context = {
		.must_change = option_is_set(&ctl->options, "must-change"),
	};
	const struct ctl_work work = { "user.password", set_password,
		&context };
	struct secret password = SECRET_INIT;
	struct user user;
	int status = person_find(ctl, ctl->args[0], &user);

	if (status == EX_OK)
		status = prompt_new_password(ctl,
		    option_text(&ctl->options, "password-file"), user.login,
		    &password);
	if (status != EX_OK)
		return status;
	context.person_id = user.id;
	context.password = &password;
	(void)str_copy(ctl->subject, sizeof(ctl->subject), user.id);
	status = ctl_change(ctl, &work);
	secret_release(&password);
	if (status != EX_OK)
		return status;
	ctl_say(ctl,
	    context.must_change ?
		_("The password of %s is set; it must be changed at the next "
		  "sign-in.") :
		_("The password of %s is set."),
	    user.login);
	return listing_result(ctl,
	    json_pack("{s:s, s:s, s:b, s:b}", "id", user.id, "login",
		user.login, "must_change", context.must_change, "dry_run",
		ctl->dry_run));
}
