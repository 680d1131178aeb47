/* Transfers a home folder of another owner to the person.  The owner shown when
 * the question was confirmed is a parameter: a folder whose owner has changed
 * since is not transferred. */
#include <sysexits.h>

#include "base/err.h"
#include "base/i18n.h"
#include "base/str.h"
#include "control/change.h"
#include "control/person/choice.h"
#include "control/user/user.h"
#include "control/value.h"
#include "store/verb/user_home.h"

bool
user_home_find(const struct control_call *call, const struct user *user,
    struct user_home *ret_home)
{
	(void)home_path(
	    call->config, user, ret_home->path, sizeof(ret_home->path));
	return home_look(ret_home->path, user->uid, &ret_home->state,
		   &ret_home->owner) == FIELD_OK &&
	    home_is_refused(ret_home->state);
}

static const char *
problem_name(enum home_state state)
{
	switch (state) {
	case HOME_FOREIGN:
		return "foreign";
	case HOME_NO_FOLDER:
		return "no-folder";
	case HOME_OPEN:
		return "open";
	case HOME_LIES_OPEN:
		return "lies-open";
	case HOME_MISSING:
	case HOME_FINE:
	case HOME_GROUP_OPEN:
		break;
	}
	return "fine";
}

json_t *
user_home_json(const struct control_call *call, const struct user *user)
{
	struct user_home home;

	if (!user_home_find(call, user, &home))
		return json_null();
	return json_pack("{s:o, s:s, s:I}", "path", value_text(home.path),
	    "problem", problem_name(home.state), "owner_uid",
	    (json_int_t)home.owner);
}

struct take_work {
	struct user user;
	struct user_home home;
};

static int
apply(struct control_call *call, struct change *change, void *context,
    struct refusal *why)
{
	const struct take_work *work = context;

	(void)call;
	return user_take_home(
	    change, work->user.id, work->home.path, work->home.owner, why);
}

static int
say_not_taken(struct control_call *call, const struct take_work *work)
{
	char message[PATHS_MAX + 100];

	(void)str_format(message, sizeof(message),
	    _("%s could not be transferred to %s completely."), work->home.path,
	    work->user.login);
	return control_answer_error(call->answer, EX_IOERR, "home_not_taken",
	    message,
	    _("The folder is not used until then: inspect it, then repeat the command."));
}

/* Logged first: changes to files cannot be undone. */
static int
take(struct control_call *call, struct take_work *work,
    struct home_taken *ret_taken)
{
	int status;

	(void)str_copy(call->subject, sizeof(call->subject), work->user.id);
	status = control_change(call, "user.take-home", apply, work);
	if (status != EX_OK || call->dry_run)
		return status;
	return home_take(work->home.path, work->home.owner, work->user.uid,
		   ret_taken) == FIELD_OK ?
	    EX_OK :
	    say_not_taken(call, work);
}

static json_t *
taken_json(const struct control_call *call, const struct take_work *work,
    bool is_taken, const struct home_taken *taken)
{
	const struct value_member members[] = {
		{ "login", json_string(work->user.login) },
		{ "path", value_text(work->home.path) },
		{ "given", json_boolean(is_taken) },
		{ "taken", json_integer((json_int_t)taken->taken) },
		{ "left", json_integer((json_int_t)taken->left) },
		{ "home", user_home_json(call, &work->user) },
		{ NULL, NULL },
	};

	return value_object(members);
}

int
user_take_home_request(struct control_call *call)
{
	const int64_t owner = control_number(call, "owner_uid");
	struct home_taken taken = { 0, 0 };
	struct take_work work;
	bool is_meant;
	int status = choice_find(
	    call, control_text(call, "person"), &work.user);

	if (status != EX_OK)
		return status;
	is_meant = user_home_find(call, &work.user, &work.home) &&
	    work.home.state == HOME_FOREIGN && work.home.owner == owner;
	if (is_meant)
		status = take(call, &work, &taken);
	if (status != EX_OK)
		return status;
	return control_result(
	    call, taken_json(call, &work, is_meant && !call->dry_run, &taken));
}
