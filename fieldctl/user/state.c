/* Activate, block, hold, delete, and their opposites: one engine. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "base/err.h"
#include "base/i18n.h"
#include "base/str.h"
#include "fieldctl/frame/prompt.h"
#include "fieldctl/person/alias.h"
#include "fieldctl/person/person.h"
#include "fieldctl/user/user.h"
#include "store/session/user_ties.h"
#include "store/verb/user.h"
#include "store/verb/user_mail.h"

struct state_verb {
	const char *action;
	int (*apply)(struct change *, const char *, struct refusal *);
	bool shuts_out;       /* takes the sign-in away: spare the last admin */
	bool always_ask;      /* also for people named one by one */
	bool moves_address;   /* gives an address to others, or takes it */
	const char *done;     /* N_(), said after the person's name */
	const char *question; /* N_(), followed by the number of people */
};

struct state_work {
	const struct state_verb *verb;
	struct people *people;
	struct alias_watch aliases;
};

static int
apply_to_all(
    struct ctl *ctl, struct change *change, void *context, struct refusal *why)
{
	struct state_work *work = context;
	int err = people_look_again(ctl, work->people);

	for (size_t i = 0; i < work->people->count && err == FIELD_OK; i++) {
		const char *id = work->people->users[i].id;

		(void)str_copy(ctl->subject, sizeof(ctl->subject), id);
		/* Others keep theirs: who is blocked has a name still. */
		if (work->verb->moves_address)
			err = alias_watch_add(&work->aliases, ctl->store,
			    work->people->users[i].email);
		if (err == FIELD_OK)
			err = work->verb->apply(change, id, why);
	}
	return err == FIELD_OK ? alias_watch_end(&work->aliases, ctl->store) :
				 err;
}

/* Ask where a person might have meant less than it said. */
static int
confirm(
    struct ctl *ctl, const struct state_verb *verb, const struct people *people)
{
	char question[300];
	bool by_hand = prompt_is_possible(ctl);

	if (!people->by_filter && !(by_hand && verb->always_ask))
		return EX_OK;
	if (!people->by_filter && people->count == 1)
		(void)str_format(question, sizeof(question), _("Delete %s?"),
		    people->users[0].login);
	else
		(void)str_format(question, sizeof(question),
		    _("%s  (People: %zu)"), _(verb->question), people->count);
	return prompt_destructive(ctl, question);
}

static json_t *
people_json(struct ctl *ctl, const struct people *people)
{
	json_t *array = json_array();

	for (size_t i = 0; array != NULL && i < people->count; i++) {
		struct user user;
		json_t *row = NULL;

		if (user_by_id(ctl->store, people->users[i].id, &user) ==
		    FIELD_OK)
			row = person_json(ctl->store, &user);
		if (json_array_append_new(array, row) != 0) {
			json_decref(array);
			return NULL;
		}
	}
	return array;
}

static int
say_done(struct ctl *ctl, const struct state_work *work)
{
	const struct state_verb *verb = work->verb;
	const struct people *people = work->people;
	char title[2 * USER_TEXT_SIZE];

	if (ctl->format == CTL_JSON)
		return listing_result(ctl, people_json(ctl, people));
	for (size_t i = 0; i < people->count; i++)
		ctl_say(ctl, "%s: %s",
		    person_title(&people->users[i], title, sizeof(title)),
		    _(verb->done));
	if (people->count == 0)
		ctl_say(ctl, "%s", _("Nobody fits."));
	alias_say(ctl, &work->aliases);
	if (people->spared > 0)
		ctl_say(ctl, "%s", _("The last super admin was left out."));
	return EX_OK;
}

/* What hangs on those who are about to go (S4); silent where nothing does. */
static int
say_ties(struct ctl *ctl, const struct people *people)
{
	for (size_t i = 0; i < people->count; i++) {
		const struct user *user = &people->users[i];
		struct user_ties ties;
		int err = user_count_ties(ctl->store, user->id, &ties);

		if (err != FIELD_OK)
			return ctl_failed(ctl, err, NULL);
		if (ties.open_sessions + ties.crew + ties.delegations +
			ties.approval_groups ==
		    0)
			continue;
		ctl_say(ctl,
		    _("%s has: %" PRId64 " open sessions, %" PRId64
		      " people in its crew, %" PRId64 " delegations, %" PRId64
		      " approval groups"),
		    user->login, ties.open_sessions, ties.crew,
		    ties.delegations, ties.approval_groups);
	}
	return EX_OK;
}

static int
change_state(struct ctl *ctl, const struct state_verb *verb)
{
	struct people people;
	struct state_work context = { .verb = verb, .people = &people };
	const struct ctl_work work = { verb->action, apply_to_all, &context };
	int status = people_select(
	    ctl, ctl->arg_count, verb->shuts_out, &people);

	if (status != EX_OK)
		return status;
	if (people.count > 0) {
		if (verb->always_ask)
			status = say_ties(ctl, &people);
		if (status == EX_OK)
			status = confirm(ctl, verb, &people);
		if (status == EX_OK)
			status = ctl_change(ctl, &work);
	}
	if (status == EX_OK)
		status = say_done(ctl, &context);
	alias_watch_release(&context.aliases);
	people_release(&people);
	return status;
}

#define ACTION_VERB(                                                          \
    verb, action, shuts_out, always_ask, moves, done, question)               \
	int user_##verb##_verb(struct ctl *ctl)                               \
	{                                                                     \
		static const struct state_verb table = { action, user_##verb, \
			shuts_out, always_ask, moves, done, question };       \
                                                                              \
		return change_state(ctl, &table);                             \
	}
#define STATE_VERB(verb, ...) ACTION_VERB(verb, "user." #verb, __VA_ARGS__)

STATE_VERB(activate, false, false, false, N_("active"),
    N_("Make all of these active?"))
STATE_VERB(deactivate, true, false, false, N_("inactive"),
    N_("Make all of these inactive?"))
STATE_VERB(block, true, false, false, N_("blocked"), N_("Block all of these?"))
STATE_VERB(unblock, false, false, false, N_("not blocked"),
    N_("Lift the block of all of these?"))
STATE_VERB(hold, true, false, false, N_("held"), N_("Hold all of these?"))
STATE_VERB(
    release, false, false, false, N_("released"), N_("Release all of these?"))
ACTION_VERB(confirm_email, "user.confirm-email", false, false, false,
    N_("mail goes to the present address"),
    N_("Send the mail of all of these to their present address?"))
STATE_VERB(delete, true, true, true, N_("deleted"), N_("Delete all of these?"))
STATE_VERB(
    restore, false, false, true, N_("restored"), N_("Restore all of these?"))
