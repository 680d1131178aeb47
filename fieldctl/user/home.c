/* A home folder of another owner: said, and given to the person if wanted. */
#include <sysexits.h>

#include "base/err.h"
#include "base/i18n.h"
#include "base/str.h"
#include "fieldctl/frame/listing.h"
#include "fieldctl/frame/prompt.h"
#include "fieldctl/user/user.h"
#include "store/people/home.h"
#include "store/verb/user_home.h"

struct take_work {
	const struct user *user;
	char path[PATHS_MAX];
	enum home_state state;
	uint32_t owner;
};

static int
log_take(
    struct ctl *ctl, struct change *change, void *context, struct refusal *why)
{
	const struct take_work *work = context;

	(void)ctl;
	return user_take_home(
	    change, work->user->id, work->path, work->owner, why);
}

static int
take(struct ctl *ctl, struct take_work *context)
{
	const struct ctl_work work = { "user.take-home", log_take, context };
	struct home_taken taken = { 0, 0 };
	char message[PATHS_MAX + 100];
	int status;

	(void)str_copy(ctl->subject, sizeof(ctl->subject), context->user->id);
	status = ctl_change(ctl, &work);
	if (status != EX_OK || ctl->dry_run)
		return status;
	if (home_take(context->path, context->owner, context->user->uid,
		&taken) != FIELD_OK) {
		(void)str_format(message, sizeof(message),
		    _("%s could not be given to %s as a whole."), context->path,
		    context->user->login);
		return ctl_problem(ctl, EX_IOERR, "home_not_taken", message,
		    _("Nothing of it is used until it is: look at it, then "
		      "repeat the command."));
	}
	ctl_say(ctl,
	    _("%s belongs to %s now: %zu files and folders, %zu left as they "
	      "were."),
	    context->path, context->user->login, taken.taken, taken.left);
	return EX_OK;
}

static void
say_refused(struct ctl *ctl, const struct take_work *work)
{
	if (work->state == HOME_OPEN)
		ctl_say(ctl,
		    _("Everybody can write %s: %s cannot sign in here until "
		      "that is ended: chmod o-w %s"),
		    work->path, work->user->login, work->path);
	else if (work->state == HOME_LIES_OPEN)
		ctl_say(ctl,
		    _("Everybody can write the folder that %s lies in: %s "
		      "cannot sign in here until that is ended."),
		    work->path, work->user->login);
	else
		ctl_say(ctl,
		    _("%s belongs to uid %lu: %s cannot sign in here until it "
		      "is moved away, or given over: fieldctl user edit %s "
		      "--take-home"),
		    work->path, (unsigned long)work->owner, work->user->login,
		    work->user->login);
}

/* False if the folder keeps nobody out, as far as can be seen. */
static bool
find_refused(struct ctl *ctl, struct take_work *work)
{
	(void)home_path(
	    &ctl->config, work->user, work->path, sizeof(work->path));
	return home_look(work->path, work->user->uid, &work->state,
		   &work->owner) == FIELD_OK &&
	    home_is_refused(work->state);
}

int
user_home_settle(struct ctl *ctl, const struct user *user)
{
	struct take_work work = { .user = user };
	char question[PATHS_MAX + 200];
	bool wanted = option_is_set(&ctl->options, "take-home");

	if (!find_refused(ctl, &work))
		return EX_OK;
	if (work.state == HOME_FOREIGN && !wanted && !ctl->dry_run &&
	    prompt_is_possible(ctl)) {
		(void)str_format(question, sizeof(question),
		    _("%s belongs to uid %lu.  Give it, with that owner's "
		      "files in it, to %s?"),
		    work.path, (unsigned long)work.owner, user->login);
		wanted = prompt_confirm(ctl, question);
	}
	if (work.state == HOME_FOREIGN && wanted)
		return take(ctl, &work);
	say_refused(ctl, &work);
	return EX_OK;
}

static const char *
state_name(enum home_state state)
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
user_home_json(struct ctl *ctl, const struct user *user, json_t *object)
{
	struct take_work work = { .user = user };
	json_t *problem = json_null();

	if (find_refused(ctl, &work))
		problem = json_pack("{s:o, s:s, s:I}", "path",
		    value_text(work.path), "problem", state_name(work.state),
		    "owner_uid", (json_int_t)work.owner);
	if (object == NULL ||
	    json_object_set_new(object, "home_problem", problem) != 0) {
		json_decref(object);
		return NULL;
	}
	return object;
}
