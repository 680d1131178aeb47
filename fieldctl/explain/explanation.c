/* What was found out, said. */
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "fieldctl/explain/explanation.h"
#include "fieldctl/explain/remedy.h"
#include "fieldctl/frame/listing.h"
#include "control/person/json.h"
#include "store/core/user.h"

bool
explanation_lets_in(enum reason reason)
{
	return reason == REASON_NONE || reason == REASON_MUST_CHANGE;
}

static struct refusal
refusal_of(const struct explanation *explanation)
{
	struct refusal why;

	(void)refuse(&why, explanation->reason, explanation->required, NULL);
	return why;
}

static json_t *
subject_json(const struct user *user)
{
	return json_pack("{s:s, s:s, s:I}", "id", user->id, "login",
	    user->login, "uid", (json_int_t)user->uid);
}

/* A sentence, or null. */
static json_t *
terminal_json(const struct explanation *explanation)
{
	char sentence[400];

	if (explanation->terminal.reason == REASON_NONE)
		return json_null();
	return value_text(refusal_sentence(
	    &explanation->terminal, sentence, sizeof(sentence)));
}

json_t *
explanation_json(const struct explanation *explanation)
{
	const struct remedy *remedy = remedy_of(explanation->reason);
	const struct refusal why = refusal_of(explanation);
	char sentence[400], command[200];

	(void)refusal_sentence(&why, sentence, sizeof(sentence));
	(void)remedy_command(
	    remedy, explanation->user.login, command, sizeof(command));
	const struct value_member members[] = {
		{ "person", subject_json(&explanation->user) },
		{ "service", value_text(explanation->service) },
		{ "allowed",
		    json_boolean(explanation_lets_in(explanation->reason)) },
		{ "must_change",
		    json_boolean(explanation->reason == REASON_MUST_CHANGE) },
		{ "has_password", json_boolean(explanation->has_secret) },
		{ "rule", json_string(reason_code(explanation->reason)) },
		{ "sentence", value_text(sentence) },
		{ "locked_until", value_time(explanation->locked_until) },
		{ "left_out", value_text_or_null(explanation->left_out) },
		{ "email_shared_with", json_incref(explanation->shared_with) },
		{ "mail_address",
		    value_text_or_null(explanation->user.mail_address) },
		{ "email_pending",
		    json_boolean(explanation->user.email_pending) },
		{ "terminal_problem", terminal_json(explanation) },
		{ "service_fault",
		    value_text_or_null(explanation->service_why) },
		{ "email_fault", value_text_or_null(explanation->alias_why) },
		{ "permission",
		    remedy->permission != NULL ?
			json_string(remedy->permission) :
			json_null() },
		{ "who", json_incref(explanation->who) },
		{ "command", json_string(command) },
		{ "note",
		    json_string(
			remedy->note[0] != '\0' ? _(remedy->note) : "") },
		{ NULL, NULL },
	};

	return value_object(members);
}

static void
say_who(struct ctl *ctl, const struct explanation *explanation,
    const struct remedy *remedy)
{
	json_t *login;
	size_t i;

	fprintf(ctl->out, "%s root", _("Who can change it:"));
	json_array_foreach(explanation->who, i, login)
	    fprintf(ctl->out, ", %s", json_string_value(login));
	if (remedy->permission != NULL)
		fprintf(ctl->out, _(" (permission %s)"), remedy->permission);
	fputc('\n', ctl->out);
}

static void
say_service(struct ctl *ctl, const char *label, const char *why)
{
	fprintf(ctl->out, "%s ", label);
	ctl_put_safe(ctl->out, why);
	fputs(".\n", ctl->out);
}

static void
say_rule(struct ctl *ctl, const struct explanation *explanation)
{
	const struct remedy *remedy = remedy_of(explanation->reason);
	const struct refusal why = refusal_of(explanation);
	char sentence[400], command[200], iso[CLOCK_ISO_SIZE];

	fprintf(ctl->out, _("Rule: %s: %s\n"), reason_code(explanation->reason),
	    refusal_sentence(&why, sentence, sizeof(sentence)));
	if (explanation->left_out[0] != '\0') {
		fprintf(ctl->out, "%s ", _("The machine:"));
		ctl_put_safe(ctl->out, _(explanation->left_out));
		fputc('\n', ctl->out);
	}
	if (explanation->service_why[0] != '\0')
		say_service(ctl, _("The service:"), explanation->service_why);
	if (explanation->locked_until != 0)
		fprintf(ctl->out, _("Until: %s\n"),
		    clock_format_iso(explanation->locked_until, iso));
	say_who(ctl, explanation, remedy);
	(void)remedy_command(
	    remedy, explanation->user.login, command, sizeof(command));
	if (command[0] != '\0')
		fprintf(ctl->out, _("Command: %s\n"), command);
	if (remedy->note[0] != '\0')
		fprintf(ctl->out, "%s\n", _(remedy->note));
}

static void
say_shared(struct ctl *ctl, const struct explanation *explanation)
{
	json_t *login;
	size_t i;

	fprintf(ctl->out,
	    _("The address %s is no login name; others have it "
	      "too:"),
	    explanation->user.email);
	json_array_foreach(explanation->shared_with, i, login) fprintf(
	    ctl->out, "%s %s", i > 0 ? "," : "", json_string_value(login));
	fputc('\n', ctl->out);
}

static void
say_pending(struct ctl *ctl, const struct user *user)
{
	fprintf(ctl->out,
	    _("The address '%s' is not confirmed; mail goes to: %s\n"),
	    user->email,
	    user->mail_address[0] != '\0' ? user->mail_address : _("nobody"));
	fprintf(ctl->out, _("To confirm it: fieldctl user confirm-email %s\n"),
	    user->login);
}

static void
say_terminal(struct ctl *ctl, const struct explanation *explanation)
{
	char sentence[400];

	fprintf(ctl->out, "%s ", _("The terminal:"));
	ctl_put_safe(ctl->out,
	    refusal_sentence(
		&explanation->terminal, sentence, sizeof(sentence)));
	fputc('\n', ctl->out);
}

void
explanation_say(struct ctl *ctl, const struct explanation *explanation)
{
	char title[2 * USER_TEXT_SIZE];

	(void)person_title(&explanation->user, title, sizeof(title));
	ctl_put_safe(ctl->out, title);
	if (explanation->reason == REASON_NONE)
		fprintf(ctl->out, _(" would be let in here now (%s).\n"),
		    explanation->service);
	else if (explanation->reason == REASON_MUST_CHANGE)
		fprintf(ctl->out,
		    _(" would be let in here now (%s), after choosing a new "
		      "password.\n"),
		    explanation->service);
	else
		fprintf(ctl->out, _(" would not be let in here now (%s).\n"),
		    explanation->service);
	if (explanation->reason != REASON_NONE)
		say_rule(ctl, explanation);
	if (explanation->terminal.reason != REASON_NONE)
		say_terminal(ctl, explanation);
	if (json_array_size(explanation->shared_with) > 0)
		say_shared(ctl, explanation);
	if (explanation->user.email_pending)
		say_pending(ctl, &explanation->user);
	if (explanation->alias_why[0] != '\0')
		say_service(ctl, _("E-mail addresses are refused here:"),
		    explanation->alias_why);
}
