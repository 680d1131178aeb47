/* Prints the result. */
#include <string.h>

#include "base/err.h"
#include "base/file.h"
#include "base/i18n.h"
#include "base/str.h"
#include "fieldctl/explain/explanation.h"

/* A text of the answer; "" for none. */
static const char *
text(const json_t *object, const char *key)
{
	const char *value = json_string_value(json_object_get(object, key));

	return value != NULL ? value : "";
}

static void
say_who(struct ctl *ctl, const json_t *explanation)
{
	const json_t *login;
	size_t i;

	fprintf(ctl->out, "%s root", _("Who can change it:"));
	json_array_foreach(json_object_get(explanation, "who"), i, login)
	    fprintf(ctl->out, ", %s", json_string_value(login));
	if (json_is_string(json_object_get(explanation, "permission")))
		fprintf(ctl->out, _(" (permission %s)"),
		    text(explanation, "permission"));
	fputc('\n', ctl->out);
}

/* LABEL, then a text of any bytes; nothing for "". */
static void
say_fact(struct ctl *ctl, const char *label, const char *fact, const char *end)
{
	if (fact[0] == '\0')
		return;
	fprintf(ctl->out, "%s ", label);
	ctl_put_local(ctl->out, fact);
	fprintf(ctl->out, "%s\n", end);
}

static void
say_rule(struct ctl *ctl, const json_t *explanation)
{
	const char *left_out = text(explanation, "left_out");

	fprintf(ctl->out, _("Rule: %s: %s\n"), text(explanation, "rule"),
	    text(explanation, "sentence"));
	say_fact(ctl, _("The machine:"),
	    left_out[0] != '\0' ? i18n_marked(left_out) : "", "");
	say_fact(
	    ctl, _("The service:"), text(explanation, "service_fault"), ".");
	say_fact(ctl, _("Until:"), text(explanation, "locked_until"), "");
	say_who(ctl, explanation);
	if (text(explanation, "command")[0] != '\0')
		fprintf(
		    ctl->out, _("Command: %s\n"), text(explanation, "command"));
	if (text(explanation, "note")[0] != '\0')
		fprintf(ctl->out, "%s\n", text(explanation, "note"));
}

/* What else would refuse the person once the first reason is gone. */
static void
say_others(struct ctl *ctl, const json_t *explanation)
{
	const json_t *reason;
	size_t i;

	json_array_foreach(json_object_get(explanation, "reasons"), i, reason)
	{
		if (i == 0)
			continue;
		fprintf(ctl->out, _("Also: %1$s: %2$s\n"), text(reason, "rule"),
		    text(reason, "sentence"));
		say_fact(ctl, _("Command:"), text(reason, "command"), "");
	}
}

/* The file of the service's stack: libpam uses that of `other' if the service
 * has none. */
static void
say_stack(const struct ctl *ctl, const char *service)
{
	static const char *const folders[] = { "etc/pam.d", "usr/lib/pam.d" };
	char path[PATHS_MAX];

	for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++)
		if (str_format(path, sizeof(path), "%s/%s/%s", ctl->root,
			folders[i], service) &&
		    file_exists(path) == FIELD_OK) {
			fprintf(ctl->out, _("PAM stack: /%1$s/%2$s\n"),
			    folders[i], service);
			return;
		}
	fprintf(ctl->out,
	    _("PAM stack: /etc/pam.d/other (there is no file for '%s')\n"),
	    service);
}

/* Locks refuse passwords, each from one origin. */
static void
say_locks(struct ctl *ctl, const json_t *explanation)
{
	const json_t *lock;
	size_t i;

	json_array_foreach(json_object_get(explanation, "locks_text"), i, lock)
	    say_fact(ctl, _("Locked for:"), json_string_value(lock), "");
}

/* The place of the decision, and what the session would start with. */
static void
say_place(struct ctl *ctl, const json_t *explanation)
{
	const char *site = text(explanation, "site");
	const char *state = text(explanation, "shell_state");

	say_fact(ctl, _("Terminal:"), text(explanation, "terminal"), "");
	say_fact(ctl, _("Site:"), site, "");
	if (text(explanation, "service")[0] != '\0')
		say_stack(ctl, text(explanation, "service"));
	say_fact(ctl, _("Home folder:"), text(explanation, "home"), "");
	say_fact(ctl, _("Shell:"), text(explanation, "shell"),
	    strcmp(state, "unlisted") == 0 ? _(" (not in /etc/shells)") : "");
}

static void
say_shared(struct ctl *ctl, const json_t *answer, const json_t *logins)
{
	const json_t *login;
	size_t i;

	if (json_array_size(logins) == 0)
		return;
	fprintf(ctl->out,
	    _("The address %s cannot be used to sign in; others have it too:"),
	    text(answer, "email"));
	json_array_foreach(logins, i, login) fprintf(
	    ctl->out, "%s %s", i > 0 ? "," : "", json_string_value(login));
	fputc('\n', ctl->out);
}

static void
say_pending(struct ctl *ctl, const json_t *answer, const json_t *explanation)
{
	const char *address = text(explanation, "mail_address");

	if (!json_is_true(json_object_get(explanation, "email_pending")))
		return;
	fprintf(ctl->out,
	    _("The address '%s' is not confirmed; mail goes to: %s\n"),
	    text(answer, "email"),
	    address[0] != '\0' ? address : _("no address"));
	fprintf(ctl->out, _("To confirm it: fieldctl user confirm-email %s\n"),
	    text(json_object_get(explanation, "person"), "login"));
}

static void
say_verdict(struct ctl *ctl, const json_t *explanation)
{
	const char *service = text(explanation, "service");

	if (!json_is_true(json_object_get(explanation, "allowed")))
		fprintf(ctl->out, _(" would not be admitted here now (%s).\n"),
		    service);
	else if (json_is_true(json_object_get(explanation, "must_change")))
		fprintf(ctl->out,
		    _(" would be admitted here now (%s), after choosing a new password.\n"),
		    service);
	else
		fprintf(ctl->out, _(" would be admitted here now (%s).\n"),
		    service);
}

void
explanation_say(struct ctl *ctl, const json_t *answer)
{
	const json_t *explanation = json_object_get(answer, "explanation");

	ctl_put_safe(ctl->out, text(answer, "title"));
	say_verdict(ctl, explanation);
	if (strcmp(text(explanation, "rule"), "none") != 0)
		say_rule(ctl, explanation);
	say_others(ctl, explanation);
	say_locks(ctl, explanation);
	say_place(ctl, explanation);
	say_fact(
	    ctl, _("The terminal:"), text(explanation, "terminal_problem"), "");
	say_shared(
	    ctl, answer, json_object_get(explanation, "email_shared_with"));
	say_pending(ctl, answer, explanation);
	say_fact(ctl, _("E-mail addresses are refused here:"),
	    text(explanation, "email_fault"), ".");
}
