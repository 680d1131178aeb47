#include <string.h>
#include <sysexits.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/i18n.h"
#include "base/str.h"
#include "fieldctl/person/alias.h"
#include "fieldctl/person/person.h"
#include "fieldctl/user/user.h"
#include "store/core/user.h"
#include "store/people/user.h"
#include "store/verb/user.h"

struct edit_work {
	const char *person_id;
	const char *old_email;
	struct user_edit edit;
	struct alias_watch aliases;
};

static int
edit_person(
    struct ctl *ctl, struct change *change, void *context, struct refusal *why)
{
	struct edit_work *work = context;

	int err = alias_watch_add(&work->aliases, ctl->store, work->old_email);

	if (err == FIELD_OK)
		err = alias_watch_add(
		    &work->aliases, ctl->store, work->edit.email);
	if (err == FIELD_OK)
		err = user_edit(change, work->person_id, &work->edit, why);
	if (err == FIELD_OK)
		err = alias_watch_end(&work->aliases, ctl->store);
	return err;
}

/* --expires TIME|never.  A date alone is the last day: it expires when the
 * day is over. */
static int
read_expiry(struct ctl *ctl, struct user_edit *edit, int64_t *expires_at)
{
	const char *text = option_text(&ctl->options, "expires");

	if (text == NULL)
		return EX_OK;
	edit->expires_at = expires_at;
	if (strcmp(text, "never") == 0) {
		*expires_at = 0;
		return EX_OK;
	}
	if (clock_parse_iso(text, expires_at) != FIELD_OK)
		return ctl_usage(ctl,
		    _("'%s' is no time for --expires: give one like "
		      "2026-11-24 (the last day), 2026-11-24T21:00:00Z or "
		      "'never'."),
		    text);
	if (strchr(text, 'T') == NULL && strchr(text, ' ') == NULL)
		*expires_at += INT64_C(24) * 60 * 60;
	return EX_OK;
}

static void
read_texts(const struct ctl *ctl, struct user_edit *edit)
{
	const struct options *options = &ctl->options;

	edit->email = option_text(options, "email");
	edit->phone = option_text(options, "phone");
	edit->mobile = option_text(options, "mobile");
	edit->mobile_provider = option_text(options, "provider");
	edit->street = option_text(options, "street");
	edit->city = option_text(options, "city");
	edit->region = option_text(options, "region");
	edit->postcode = option_text(options, "postcode");
	edit->country = option_text(options, "country");
	edit->language = option_text(options, "language");
	edit->title = option_text(options, "title");
	edit->employee_number = option_text(options, "employee-number");
	edit->shell = option_text(options, "shell");
	edit->desktop = option_text(options, "desktop");
	edit->landing = option_text(options, "landing");
	edit->pin = !option_is_set(options, "no-pin");
}

static int
say_edited(struct ctl *ctl, const struct edit_work *work)
{
	struct user user;
	char title[2 * USER_TEXT_SIZE];
	int err = user_by_id(ctl->store, work->person_id, &user);

	if (err != FIELD_OK)
		return ctl_failed(ctl, err, NULL);
	if (ctl->format == CTL_JSON && ctl->dry_run)
		return listing_result(ctl,
		    alias_json(
			user_home_json(ctl, &user,
			    listing_dry_run_json("user.edit", user.login)),
			&work->aliases));
	if (ctl->format == CTL_JSON)
		return listing_result(ctl,
		    alias_json(user_home_json(
				   ctl, &user, person_json(ctl->store, &user)),
			&work->aliases));
	ctl_say(
	    ctl, _("Changed %s."), person_title(&user, title, sizeof(title)));
	alias_say(ctl, &work->aliases);
	return EX_OK;
}

int
user_edit_verb(struct ctl *ctl)
{
	struct edit_work context = { .person_id = NULL };
	const struct ctl_work work = { "user.edit", edit_person, &context };
	struct user_edit *edit = &context.edit;
	bool takes = option_is_set(&ctl->options, "take-home");
	struct person_name name;
	enum user_kind kind = USER_INTERNAL;
	int64_t expires_at = 0;
	struct user user, lead;
	int status = person_name_option(ctl, &name);

	if (status == EX_OK)
		status = person_kind_option(ctl, &kind);
	if (status == EX_OK)
		status = read_expiry(ctl, edit, &expires_at);
	if (status == EX_OK)
		status = person_lead_option(ctl, &lead, &edit->lead_id);
	if (status != EX_OK)
		return status;
	read_texts(ctl, edit);
	edit->first_name = name.first;
	edit->last_name = name.last;
	if (option_is_set(&ctl->options, "kind"))
		edit->kind = &kind;
	if (!user_edit_gives_something(edit) && !takes)
		return ctl_usage(
		    ctl, _("Say what to change, such as --email ADDRESS."));
	status = person_find(ctl, ctl->args[0], &user);
	if (status != EX_OK)
		return status;
	context.person_id = user.id;
	context.old_email = user.email;
	(void)str_copy(ctl->subject, sizeof(ctl->subject), user.id);
	status = ctl_change(ctl, &work);
	if (status == EX_OK && takes && ctl->format == CTL_JSON)
		status = user_home_settle(ctl, &user);
	if (status == EX_OK)
		status = say_edited(ctl, &context);
	if (status == EX_OK && takes && ctl->format != CTL_JSON)
		status = user_home_settle(ctl, &user);
	alias_watch_release(&context.aliases);
	return status;
}
