/* Activate, block, hold, delete, and the opposite verbs: one implementation. */
#include <inttypes.h>
#include <sysexits.h>

#include "base/i18n.h"
#include "base/str.h"
#include "fieldctl/frame/ask.h"
#include "fieldctl/frame/prompt.h"
#include "fieldctl/person/alias.h"
#include "fieldctl/person/columns.h"
#include "fieldctl/person/pick.h"
#include "fieldctl/user/handed.h"
#include "fieldctl/user/user.h"

struct state_verb {
	const char *request;
	/* prevents sign-ins: spare the last super admin */
	bool shuts_out;
	bool always_ask;      /* also for people named individually */
	const char *done;     /* N_(), printed after the person's name */
	const char *question; /* N_(), followed by the number of people */
	bool lets_in;         /* warn about people without a password */
	bool gives;           /* they are given one by the request */
};

/* Ask for confirmation where the caller may have meant fewer people. */
static int
confirm(struct ctl *ctl, const struct state_verb *verb, const struct pick *pick)
{
	char question[300];

	if (!pick->by_filter && !verb->always_ask)
		return EX_OK;
	if (!pick->by_filter && pick->count == 1)
		(void)str_format(question, sizeof(question), _("Delete %s?"),
		    pick_first(pick));
	else
		(void)str_format(question, sizeof(question),
		    _("%s  (People: %zu)"), i18n_marked(verb->question),
		    pick->count);
	return pick_confirm(ctl, pick, question);
}

static json_int_t
number(const json_t *row, const char *key)
{
	return json_integer_value(json_object_get(row, key));
}

/* What depends on the people who are about to be deleted (S4); silent if
 * nothing does. */
static bool
say_tie(json_t *row, void *context)
{
	const json_int_t sessions = number(row, "open_sessions"),
			 crew = number(row, "crew"),
			 delegations = number(row, "delegations"),
			 groups = number(row, "approval_groups");

	if (sessions + crew + delegations + groups > 0)
		ctl_say(context,
		    _("%s has open sessions: %" PRId64
		      ", people in their crew: %" PRId64
		      ", delegations: %" PRId64 ", approval groups: %" PRId64),
		    json_string_value(json_object_get(row, "login")),
		    (int64_t)sessions, (int64_t)crew, (int64_t)delegations,
		    (int64_t)groups);
	return true;
}

static int
say_ties(struct ctl *ctl, const struct pick *pick)
{
	const struct control_sink sink = { say_tie, ctl };
	struct control_answer answer;
	int status = ctl_ask(
	    ctl, "user.ties", pick_params(ctl, pick), &sink, &answer);

	control_answer_release(&answer);
	return status;
}

/* What takes access away is in force on this terminal alone, and an
 * administrator of several must know (ONLY_ON; NULL for other changes). */
static void
say_one(
    struct ctl *ctl, const char *title, const char *done, const char *only_on)
{
	if (only_on == NULL)
		ctl_say(ctl, "%s: %s", title, done);
	else
		ctl_say(ctl, _("%1$s: %2$s on %3$s only"), title, done,
		    only_on[0] != '\0' ? only_on : _("this terminal"));
}

static void
say_done(struct ctl *ctl, const struct state_verb *verb, const json_t *result)
{
	const json_t *titles = json_object_get(result, "titles"), *title;
	size_t i;

	json_array_foreach(titles, i, title)
	    say_one(ctl, json_string_value(title), i18n_marked(verb->done),
		json_string_value(json_object_get(result, "only_on")));
	if (json_array_size(titles) == 0)
		listing_say_nothing(ctl, person_list_columns);
	alias_tell(ctl, json_object_get(result, "addresses"));
	if (number(result, "spared") > 0)
		ctl_say(ctl, "%s", _("The last super admin was left out."));
}

static int
change(struct ctl *ctl, const struct state_verb *verb, const struct pick *pick)
{
	struct control_answer answer;
	json_t *rows, *params = pick_params(ctl, pick);
	int status;

	if (verb->gives && option_is_set(&ctl->options, "print"))
		ask_text(params, "by", "print");
	status = ctl_rows(ctl, verb->request, params, &rows, &answer);
	if (status == EX_OK) {
		say_done(ctl, verb, answer.result);
		if (verb->gives)
			status = handed_show_given(ctl, rows);
		if (verb->lets_in)
			user_warn_missing(ctl, rows);
	}
	if (status == EX_OK)
		status = listing_result(ctl, json_incref(rows));
	json_decref(rows);
	control_answer_release(&answer);
	return status;
}

/* No one was selected, so there is nothing to request. */
static int
say_missing(struct ctl *ctl, const struct pick *pick)
{
	pick_say_missing(ctl, pick);
	return listing_result(ctl, json_array());
}

static int
change_state(struct ctl *ctl, const struct state_verb *verb)
{
	struct pick pick;
	int status = pick_people(
	    ctl, ctl->arg_count, verb->shuts_out, verb->always_ask, &pick);

	if (status != EX_OK)
		return status;
	if (pick.count > 0 && verb->always_ask)
		status = say_ties(ctl, &pick);
	if (pick.count > 0 && status == EX_OK)
		status = confirm(ctl, verb, &pick);
	if (status == EX_OK)
		status = pick.count > 0 ? change(ctl, verb, &pick) :
					  say_missing(ctl, &pick);
	pick_release(&pick);
	return status;
}

int
user_activate_verb(struct ctl *ctl)
{
	static const struct state_verb verb = { "user.activate", false, false,
		N_("active"), N_("Make all of these active?"), true };

	return change_state(ctl, &verb);
}

int
user_deactivate_verb(struct ctl *ctl)
{
	static const struct state_verb verb = { "user.deactivate", true, false,
		N_("inactive"), N_("Make all of these inactive?"), false };

	return change_state(ctl, &verb);
}

int
user_block_verb(struct ctl *ctl)
{
	static const struct state_verb verb = { "user.block", true, false,
		N_("blocked"), N_("Block all of these?"), false };

	return change_state(ctl, &verb);
}

int
user_unblock_verb(struct ctl *ctl)
{
	static const struct state_verb verb = { "user.unblock", false, false,
		N_("not blocked"), N_("Unblock all of these?"), true };

	return change_state(ctl, &verb);
}

int
user_unlock_verb(struct ctl *ctl)
{
	static const struct state_verb verb = { "user.unlock", false, false,
		N_("not locked"), N_("Unlock all of these?"), false };

	return change_state(ctl, &verb);
}

int
user_hold_verb(struct ctl *ctl)
{
	static const struct state_verb verb = { "user.hold", true, false,
		N_("held"), N_("Hold all of these?"), false };

	return change_state(ctl, &verb);
}

int
user_release_verb(struct ctl *ctl)
{
	static const struct state_verb verb = { "user.release", false, false,
		N_("released"), N_("Release all of these?"), false, true };

	return change_state(ctl, &verb);
}

int
user_confirm_email_verb(struct ctl *ctl)
{
	static const struct state_verb verb = { "user.confirm-email", false,
		false, N_("mail now goes to the present address"),
		N_("Send the mail of all of these to their present address?"),
		false };

	return change_state(ctl, &verb);
}

int
user_force_reset_verb(struct ctl *ctl)
{
	static const struct state_verb verb = { "user.force-reset", false,
		false, N_("must choose another password"),
		N_("Make all of these choose another password?"), false };

	return change_state(ctl, &verb);
}

int
user_delete_verb(struct ctl *ctl)
{
	static const struct state_verb verb = { "user.delete", true, true,
		N_("deleted"), N_("Delete all of these?"), false };

	return change_state(ctl, &verb);
}

int
user_restore_verb(struct ctl *ctl)
{
	static const struct state_verb verb = { "user.restore", false, false,
		N_("restored"), N_("Restore all of these?"), true };

	return change_state(ctl, &verb);
}
