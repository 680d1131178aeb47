/* The caller's own account: shown, edited, its log and sessions. */
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "base/err.h"
#include "base/i18n.h"
#include "base/str.h"
#include "fieldctl/data/audit.h"
#include "fieldctl/frame/ask.h"
#include "fieldctl/frame/prompt.h"
#include "fieldctl/me/me.h"
#include "fieldctl/person/columns.h"
#include "fieldctl/person/option.h"
#include "fieldctl/user/user.h"

static const struct option_spec edit_options[] = {
	PERSON_PROFILE_OPTIONS,
	{ "dry-run", NULL, N_("only report what would happen"), false },
	OPTION_END,
};

static const struct option_spec log_options[] = {
	AUDIT_OPTIONS,
	OPTION_END,
};

static const struct listing_column sessions_columns[] = {
	{ "opened_at", N_("SINCE"), COLUMN_TIME },
	{ "closed_at", N_("UNTIL"), COLUMN_TIME },
	{ "open", N_("OPEN"), COLUMN_WIDE },
	{ "terminal", N_("TERMINAL"), 0 },
	{ "service", N_("SERVICE"), 0 },
	{ "tty", N_("TTY"), COLUMN_WIDE },
	{ "address", N_("FROM"), 0 },
	{ "method", N_("BY"), 0 },
	{ "close_reason", N_("ENDED BY"), COLUMN_WIDE },
	/* CSV alone */
	{ "id", NULL, 0 },
	LISTING_END(N_("No sessions.")),
};

static const struct option_spec sessions_options[] = {
	{ "limit", "N", N_("at most this many of those that have ended"),
	    false },
	LISTING_OPTIONS(sessions_columns),
	OPTION_END,
};

/* Columns in addition to those of user show. */
static const struct listing_column own_columns[] = {
	{ "sign_ins_text", N_("Last sign-ins"), 0 },
	LISTING_END(NULL),
};

/* --- show --------------------------------------------------------------------- */

int
me_show_verb(struct ctl *ctl)
{
	struct control_answer answer;
	int status = ctl_ask(ctl, "me.show", NULL, NULL, &answer);

	if (status == EX_OK)
		status = listing_show(
		    ctl, person_show_columns, json_incref(answer.result));
	if (status == EX_OK && ctl->format != CTL_JSON)
		status = listing_show(
		    ctl, own_columns, json_incref(answer.result));
	control_answer_release(&answer);
	return status;
}

/* --- edit --------------------------------------------------------------------- */

static int
read_edit(struct ctl *ctl, json_t *params)
{
	static const char *const texts[] = { "phone", "mobile", "street",
		"city", "region", "postcode", "country", "language" };
	int status = person_ask_name(ctl, params);

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		ask_option(ctl, params, texts[i]);
	ask_text(
	    params, "mobile_provider", option_text(&ctl->options, "provider"));
	if (status == EX_OK && json_object_size(params) == 0)
		status = ctl_usage(ctl,
		    _("Nothing to change: use an option such as --phone NUMBER."));
	return status;
}

static int
edit_verb(struct ctl *ctl)
{
	json_t *params = json_object();
	int status = read_edit(ctl, params);

	if (status != EX_OK) {
		json_decref(params);
		return status;
	}
	return user_send_edit(ctl, "me.edit", params, false);
}

/* --- what happened -------------------------------------------------------------- */

static int
log_verb(struct ctl *ctl)
{
	return audit_list_by(ctl, "me.audit");
}

static int
sessions_verb(struct ctl *ctl)
{
	json_t *params = json_object();
	int status = ask_number(ctl, params, "limit", "--limit",
	    option_text(&ctl->options, "limit"), 0, 1000);

	if (status != EX_OK) {
		json_decref(params);
		return status;
	}
	return ctl_list(ctl, "me.sessions", params, sessions_columns);
}

/* --- the address ---------------------------------------------------------------- */

static const struct option_spec verify_options[] = {
	{ "dry-run", NULL, N_("only report what would happen"), false },
	OPTION_END,
};

/* '-': the first line of standard input, which no list of processes shows. */
static int
read_code(struct ctl *ctl, const char *text, struct secret *ret_code)
{
	int rc;

	if (strcmp(text, "-") != 0)
		rc = secret_init(ret_code, text, strlen(text));
	else if (prompt_is_possible(ctl))
		return prompt_secret_text(
		    ctl, _("Code: "), SECRET_TYPED_MAX - 1, ret_code);
	else
		rc = secret_read_line(
		    ret_code, fileno(ctl->in), SECRET_TYPED_MAX - 1);
	if (rc == FIELD_EINVAL || rc == FIELD_ENOTFOUND)
		return ctl_usage(ctl, _("There is no code on standard input."));
	return rc == FIELD_OK ? EX_OK : ctl_failed(ctl, rc, NULL);
}

static int
ask_code(struct ctl *ctl, json_t *params, const char *text)
{
	struct secret code = SECRET_INIT;
	int status = read_code(ctl, text, &code);

	if (status == EX_OK)
		ask_secret(params, "code", &code);
	secret_release(&code);
	return status;
}

static int
verify_verb(struct ctl *ctl)
{
	json_t *params = json_object();
	int status = EX_OK;

	if (ctl->arg_count > 0)
		status = ask_code(ctl, params, ctl->args[0]);
	if (status != EX_OK) {
		json_decref(params);
		return status;
	}
	status = ctl_do(ctl, "me.verify-email", params);
	if (status == EX_OK)
		ctl_say(ctl, "%s",
		    ctl->arg_count > 0 ?
			_("Your address is confirmed.") :
			_("A code has been queued for your address; give it "
			  "to fieldctl me verify-email CODE."));
	return status;
}

/* --- the sender ------------------------------------------------------------------- */

static int
send_code(struct ctl *ctl, json_t *params)
{
	int status = ask_code(ctl, params, ctl->args[1]);

	if (status != EX_OK) {
		json_decref(params);
		return status;
	}
	status = ctl_do(ctl, "me.sender", params);
	if (status == EX_OK)
		ctl_say(
		    ctl, _("Mail that you cause comes from %s."), ctl->args[0]);
	return status;
}

static int
sender_verb(struct ctl *ctl)
{
	bool is_none = strcmp(ctl->args[0], "none") == 0;
	struct control_answer answer;
	json_t *params = json_object();
	int status;

	if (ctl->arg_count > 1)
		return send_code(ctl, params);
	ask_text(params, "address", is_none ? "" : ctl->args[0]);
	status = ctl_ask(ctl, "me.sender", params, NULL, &answer);
	if (status == EX_OK && is_none)
		ctl_say(ctl, "%s",
		    _("Mail that you cause comes from the terminal."));
	else if (status == EX_OK &&
	    json_is_true(json_object_get(answer.result, "verified")))
		ctl_say(
		    ctl, _("Mail that you cause comes from %s."), ctl->args[0]);
	else if (status == EX_OK)
		ctl_say(ctl,
		    _("A code is mailed to %1$s; give it to fieldctl me "
		      "sender %1$s CODE."),
		    ctl->args[0]);
	control_answer_release(&answer);
	return status;
}

const struct command me_commands[] = {
	{ "edit", "", N_("Change your own profile"), edit_options, edit_verb, 0,
	    0, NEEDS_REQUESTS, NULL },
	{ "audit", "", N_("Show your actions, and actions on your account"),
	    log_options, log_verb, 0, 0, NEEDS_REQUESTS, NULL },
	{ "sessions", "", N_("Show your open and most recent sessions"),
	    sessions_options, sessions_verb, 0, 0, NEEDS_REQUESTS, NULL },
	{ "code", "", N_("Mail a code to your address, to confirm it"),
	    verify_options, verify_verb, 0, 0, NEEDS_REQUESTS, NULL },
	{ "verify-email", "[CODE]",
	    N_("Confirm your address with a code; without one, as code"),
	    verify_options, verify_verb, 0, 1, NEEDS_REQUESTS, NULL },
	{ "sender", "ADDRESS|none [CODE]",
	    N_("Send mail that you cause from your own address"),
	    verify_options, sender_verb, 1, 2, NEEDS_REQUESTS, NULL },
	{ NULL, NULL, NULL, NULL, NULL, 0, 0, NEEDS_NOTHING, NULL },
};
