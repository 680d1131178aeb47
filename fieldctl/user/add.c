#include <string.h>
#include <sysexits.h>

#include "base/err.h"
#include "base/i18n.h"
#include "base/str.h"
#include "fieldctl/frame/prompt.h"
#include "fieldctl/person/alias.h"
#include "fieldctl/person/person.h"
#include "fieldctl/user/user.h"
#include "store/core/user.h"
#include "store/org/user_add.h"
#include "store/people/org.h"

#define ROLES_MAX 32 /* --role given at once */

struct add_work {
	struct user_new in;
	struct user user; /* the result */
	struct alias_watch aliases;
};

static int
add_person(
    struct ctl *ctl, struct change *change, void *context, struct refusal *why)
{
	struct add_work *work = context;

	int err = alias_watch_add(&work->aliases, ctl->store, work->in.email);

	if (err == FIELD_OK)
		err = user_add(change, &work->in, &work->user, why);
	if (err == FIELD_OK)
		err = alias_watch_end(&work->aliases, ctl->store);
	return err;
}

/* --active and --held: 0 active, 1 held, -1 as the policies say. */
static int
hold_option(struct ctl *ctl, int *ret_hold)
{
	bool active = option_is_set(&ctl->options, "active");
	bool held = option_is_set(&ctl->options, "held");

	if (active && held)
		return ctl_usage(ctl, _("Give --active or --held, not both."));
	*ret_hold = active ? 0 : held ? 1 : -1;
	return EX_OK;
}

/* Everything but name, organisation, roles and password. */
static void
read_texts(const struct ctl *ctl, struct user_new *in)
{
	const struct options *options = &ctl->options;

	in->login = ctl->arg_count > 0 ? ctl->args[0] : NULL;
	in->email = option_text(options, "email");
	in->phone = option_text(options, "phone");
	in->mobile = option_text(options, "mobile");
	in->title = option_text(options, "title");
	in->employee_number = option_text(options, "employee-number");
	in->site = option_text(options, "site");
	in->must_change = option_is_set(options, "must-change");
}

static int
read_password(struct ctl *ctl, struct secret *ret_password)
{
	const char *file = option_text(&ctl->options, "password-file");

	if (file == NULL && !option_is_set(&ctl->options, "ask-password"))
		return EX_OK;
	return prompt_new_password(ctl, file,
	    ctl->arg_count > 0 ? ctl->args[0] : _("the new person"),
	    ret_password);
}

static int
say_added(struct ctl *ctl, const struct add_work *work)
{
	const struct user *user = &work->user;
	char title[2 * USER_TEXT_SIZE];

	if (ctl->format == CTL_JSON && ctl->dry_run)
		return listing_result(ctl,
		    alias_json(
			user_home_json(ctl, user,
			    listing_dry_run_json("user.add", user->login)),
			&work->aliases));
	if (ctl->format == CTL_JSON)
		return listing_result(ctl,
		    alias_json(user_home_json(
				   ctl, user, person_json(ctl->store, user)),
			&work->aliases));
	ctl_say(ctl,
	    user->held ? _("Added %s, uid %lu, held.") :
			 _("Added %s, uid %lu."),
	    person_title(user, title, sizeof(title)), (unsigned long)user->uid);
	alias_say(ctl, &work->aliases);
	return EX_OK;
}

int
user_add_verb(struct ctl *ctl)
{
	const char *roles[ROLES_MAX];
	struct secret password = SECRET_INIT;
	struct person_name name;
	struct org org;
	struct add_work context = { .in.kind = USER_INTERNAL };
	const struct ctl_work work = { "user.add", add_person, &context };
	struct user_new *in = &context.in;
	struct user lead;
	int status = person_name_option(ctl, &name);

	if (status == EX_OK)
		status = person_kind_option(ctl, &in->kind);
	if (status == EX_OK)
		status = hold_option(ctl, &in->hold);
	if (status == EX_OK)
		status = ctl_org(ctl, &org);
	if (status == EX_OK)
		status = person_lead_option(ctl, &lead, &in->lead_id);
	if (status == EX_OK)
		status = read_password(ctl, &password);
	if (status != EX_OK)
		return status;
	read_texts(ctl, in);
	in->org_id = org.id;
	in->first_name = name.first;
	in->last_name = name.last;
	in->roles = roles;
	in->role_count = option_texts(&ctl->options, "role", roles, ROLES_MAX);
	in->password = password.len > 0 ? &password : NULL;
	(void)str_copy(ctl->subject, sizeof(ctl->subject),
	    in->login != NULL ? in->login : "");
	status = ctl_change(ctl, &work);
	secret_release(&password);
	if (status == EX_OK && ctl->format == CTL_JSON)
		status = user_home_settle(ctl, &context.user);
	if (status == EX_OK)
		status = say_added(ctl, &context);
	if (status == EX_OK && ctl->format != CTL_JSON)
		status = user_home_settle(ctl, &context.user);
	alias_watch_release(&context.aliases);
	return status;
}
