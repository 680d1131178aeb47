/* Fields that imports leave alone (A7): shown, and let go. */
#include <string.h>
#include <sysexits.h>

#include "base/err.h"
#include "base/i18n.h"
#include "base/str.h"
#include "fieldctl/person/person.h"
#include "fieldctl/user/user.h"
#include "store/verb/user_pin.h"

struct unpin_work {
	const char *person_id;
};

static int
unpin(
    struct ctl *ctl, struct change *change, void *context, struct refusal *why)
{
	const struct unpin_work *work = context;
	int err = FIELD_OK;

	if (ctl->arg_count == 1)
		return user_unpin(change, work->person_id, NULL, why);
	for (int i = 1; err == FIELD_OK && i < ctl->arg_count; i++)
		err = user_unpin(change, work->person_id, ctl->args[i], why);
	return err;
}

int
user_unpin_verb(struct ctl *ctl)
{
	struct unpin_work context = { NULL };
	const struct ctl_work work = { "user.unpin", unpin, &context };
	char title[2 * USER_TEXT_SIZE];
	struct user user;
	int status = person_find(ctl, ctl->args[0], &user);

	if (status != EX_OK)
		return status;
	context.person_id = user.id;
	(void)str_copy(ctl->subject, sizeof(ctl->subject), user.id);
	status = ctl_change(ctl, &work);
	if (status != EX_OK)
		return status;
	if (ctl->format == CTL_JSON && ctl->dry_run)
		return listing_dry_run(ctl, "user.unpin", user.login);
	if (ctl->format == CTL_JSON)
		return listing_result(ctl, user_show_json(ctl->store, &user));
	ctl_say(ctl,
	    _("Imports set these fields of %s again, with the next complete "
	      "listing."),
	    person_title(&user, title, sizeof(title)));
	return EX_OK;
}

static bool
add_field(const char *field, void *context)
{
	return json_array_append_new(context, json_string(field)) == 0;
}

json_t *
user_show_json(struct store *store, const struct user *user)
{
	json_t *person = person_json(store, user);
	json_t *pinned = json_array();

	if (user_pins(store, user->id, add_field, pinned) == FIELD_OK &&
	    json_object_set(person, "pinned", pinned) == 0) {
		json_decref(pinned);
		return person;
	}
	json_decref(pinned);
	json_decref(person);
	return NULL;
}
