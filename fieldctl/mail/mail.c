/* Mail that waits, was sent or was not, and what a mail looks like. */
#include <stdint.h>
#include <string.h>
#include <sysexits.h>

#include "base/i18n.h"
#include "fieldctl/frame/ask.h"
#include "fieldctl/frame/listing.h"
#include "fieldctl/mail/mail.h"

/* --- list and show ------------------------------------------------------------- */

const struct listing_column mail_list_columns[] = {
	{ "id", N_("ID"), 0 },
	{ "state", N_("STATE"), 0 },
	{ "template", N_("TEMPLATE"), 0 },
	{ "login", N_("LOGIN"), 0 },
	{ "address", N_("TO"), 0 },
	{ "tries", N_("TRIES"), COLUMN_NUMBER },
	{ "created_at", N_("QUEUED"), COLUMN_TIME },
	{ "next_at", N_("NEXT"), COLUMN_TIME | COLUMN_WIDE },
	{ "closed_at", N_("CLOSED"), COLUMN_TIME | COLUMN_WIDE },
	{ "by", N_("BY"), COLUMN_WIDE },
	{ "sender", N_("SENDER"), COLUMN_WIDE },
	{ "org", N_("ORGANISATION"), COLUMN_WIDE },
	{ "dropped_by", N_("DROPPED BY"), COLUMN_WIDE },
	{ "words", N_("ANSWER"), COLUMN_LAST },
	/* CSV alone */
	{ "secret", NULL, 0 },
	{ "admins", NULL, 0 },
	LISTING_END(N_("No mail.")),
};

int
mail_list_verb(struct ctl *ctl)
{
	const char *limit = option_text(&ctl->options, "limit");
	json_t *params = json_object();
	int status = ask_number(ctl, params, "limit", "--limit",
	    limit != NULL ? limit : "100", 0, INT32_MAX);

	if (status != EX_OK) {
		json_decref(params);
		return status;
	}
	ask_option(ctl, params, "state");
	return ctl_list(ctl, "mail.list", params, mail_list_columns);
}

static const struct listing_column show_columns[] = {
	{ "id", N_("Id"), 0 },
	{ "template", N_("Template"), 0 },
	{ "state", N_("State"), 0 },
	{ "by", N_("By"), 0 },
	{ "login", N_("Login name"), 0 },
	{ "admins", N_("To the administrators"), 0 },
	{ "address", N_("To"), 0 },
	{ "sender", N_("Caused by"), 0 },
	{ "org", N_("Organisation"), 0 },
	{ "secret", N_("Contains a code or password"), 0 },
	{ "created_at", N_("Queued"), COLUMN_TIME },
	{ "tries", N_("Failed tries"), COLUMN_NUMBER },
	{ "next_at", N_("Next try"), COLUMN_TIME },
	{ "closed_at", N_("Closed"), COLUMN_TIME },
	{ "dropped_by", N_("Dropped by"), 0 },
	{ "words", N_("Answer"), 0 },
	LISTING_END(NULL),
};

int
mail_show_verb(struct ctl *ctl)
{
	json_t *params = json_object();

	ask_text(params, "id", ctl->args[0]);
	return ctl_show(ctl, "mail.show", params, show_columns);
}

/* --- retry and drop ------------------------------------------------------------- */

static int
change_several(struct ctl *ctl, const char *request, const char *done)
{
	json_t *params = json_object();
	int status;

	ask_texts(params, "ids", ctl->args, ctl->arg_count);
	status = ctl_do(ctl, request, params);
	for (int i = 0; status == EX_OK && i < ctl->arg_count; i++)
		ctl_say(ctl, "%s: %s", ctl->args[i], done);
	return status;
}

int
mail_retry_verb(struct ctl *ctl)
{
	return change_several(ctl, "mail.retry", _("is due now"));
}

int
mail_drop_verb(struct ctl *ctl)
{
	return change_several(ctl, "mail.drop", _("dropped"));
}

/* --- preview --------------------------------------------------------------------- */

static const struct listing_column preview_columns[] = {
	{ "from_name", N_("From"), 0 },
	{ "from", N_("Sender"), 0 },
	{ "reply_to", N_("Reply-To"), 0 },
	{ "to", N_("To"), 0 },
	{ "language", N_("Language"), 0 },
	{ "file", N_("Template"), 0 },
	{ "subject", N_("Subject"), 0 },
	LISTING_END(NULL),
};

int
mail_preview_verb(struct ctl *ctl)
{
	struct control_answer answer;
	json_t *params = json_object();
	const char *body;
	int status;

	ask_text(params, "template", ctl->args[0]);
	ask_text(params, "person", ctl->args[1]);
	if (option_is_set(&ctl->options, "text"))
		(void)json_object_set_new(params, "by_text", json_true());
	status = ctl_ask(ctl, "mail.preview", params, NULL, &answer);
	if (status == EX_OK)
		status = listing_show(
		    ctl, preview_columns, json_incref(answer.result));
	if (status == EX_OK && ctl->format != CTL_JSON) {
		body = json_string_value(
		    json_object_get(answer.result, "body"));
		fputc('\n', ctl->out);
		ctl_put_lines(ctl->out, body != NULL ? body : "");
	}
	control_answer_release(&answer);
	return status;
}
