/* The verbs that make codes and temporary passwords for one person or several. */
#include <stdio.h>
#include <sysexits.h>

#include "base/i18n.h"
#include "base/str.h"
#include "fieldctl/frame/ask.h"
#include "fieldctl/person/columns.h"
#include "fieldctl/person/pick.h"
#include "fieldctl/user/handed.h"
#include "fieldctl/user/sheet.h"
#include "fieldctl/user/user.h"

struct secret_verb {
	const char *request;
	const struct handed_kind *kind;
	const char *question; /* N_(), followed by the number of people */
	bool takes_away;      /* the former passwords, on this terminal alone */
};

/* People given by name need no confirmation; those selected by a filter are
 * shown first. */
static int
confirm(
    struct ctl *ctl, const struct secret_verb *verb, const struct pick *pick)
{
	char question[200];

	if (!pick->by_filter || pick->count == 0)
		return EX_OK;
	(void)str_format(question, sizeof(question), _("%s  (People: %zu)"),
	    i18n_marked(verb->question), pick->count);
	return pick_confirm(ctl, pick, question);
}

/* Standard output has the secrets, for scripts: the sentence is beside it. */
static void
say_only_here(struct ctl *ctl, json_t *rows)
{
	json_t *row, *terminal = NULL;
	const char *name;
	size_t i;

	json_array_foreach(rows, i, row)
	{
		terminal = json_object_get(row, "terminal");
		(void)json_object_set(row, "only_on", terminal);
	}
	name = json_string_value(terminal);
	if (name == NULL || ctl->dry_run || ctl->format == CTL_JSON)
		return;
	fprintf(ctl->err, _("The former passwords are replaced on %s only.\n"),
	    name[0] != '\0' ? name : _("this terminal"));
}

/* The sheet exists before the request: codes that cannot be written must not be
 * made. */
static int
show(struct ctl *ctl, const struct secret_verb *verb, struct sheet *sheet,
    json_t *rows)
{
	int status;

	if (verb->takes_away)
		say_only_here(ctl, rows);
	status = handed_show(ctl, verb->kind, rows);
	return status == EX_OK ? sheet_write(ctl, sheet, rows) : status;
}

static int
request(struct ctl *ctl, const struct secret_verb *verb,
    const struct pick *pick, json_t *params)
{
	struct control_answer answer;
	struct sheet sheet;
	json_t *rows, *people = pick_params(ctl, pick);
	int status = sheet_open(ctl, &sheet);

	ask_flag(ctl, people, "compromised");
	if (json_object_update(people, params) != 0 || status != EX_OK) {
		json_decref(people);
		return status;
	}
	status = ctl_rows(ctl, verb->request, people, &rows, &answer);
	if (status == EX_OK)
		status = show(ctl, verb, &sheet, rows);
	sheet_close(&sheet);
	json_decref(rows);
	control_answer_release(&answer);
	return status;
}

static int
hand_out(struct ctl *ctl, const struct secret_verb *verb)
{
	json_t *params = json_object();
	struct pick pick = { .count = 0 };
	int status = handed_ask_way(ctl, params);

	if (status == EX_OK)
		status = pick_people(ctl, ctl->arg_count, false, false, &pick);
	if (status == EX_OK)
		status = confirm(ctl, verb, &pick);
	if (status == EX_OK && pick.count > 0) {
		status = request(ctl, verb, &pick, params);
	} else if (status == EX_OK) {
		pick_say_missing(ctl, &pick);
		status = listing_result(ctl, json_array());
	}
	pick_release(&pick);
	json_decref(params);
	return status;
}

int
user_invite_verb(struct ctl *ctl)
{
	static const struct secret_verb verb = { "user.invite", &handed_codes,
		N_("Invite these people?"), false };

	return hand_out(ctl, &verb);
}

int
user_link_verb(struct ctl *ctl)
{
	static const struct secret_verb verb = { "user.link", &handed_codes,
		N_("Issue codes for these people?"), false };

	return hand_out(ctl, &verb);
}

int
user_reset_verb(struct ctl *ctl)
{
	static const struct secret_verb verb = { "user.reset",
		&handed_passwords, N_("Reset the passwords of these people?"),
		true };

	return hand_out(ctl, &verb);
}

int
user_verify_email_verb(struct ctl *ctl)
{
	static const struct secret_verb verb = { "user.verify-email",
		&handed_codes,
		N_("Mail these people a code that verifies their address?"),
		false };

	return hand_out(ctl, &verb);
}

int
user_generate_passwords(struct ctl *ctl)
{
	static const struct secret_verb verb = { "user.generate-password",
		&handed_passwords, N_("Replace the passwords of these people?"),
		true };

	if (option_is_set(&ctl->options, "password-file"))
		return ctl_usage(
		    ctl, _("Use --generate or --password-file, not both."));
	return hand_out(ctl, &verb);
}
