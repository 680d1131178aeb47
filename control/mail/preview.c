/* Shows a mail as a person would receive it. */
#include <sysexits.h>

#include "base/err.h"
#include "base/i18n.h"
#include "control/mail/mail.h"
#include "control/person/choice.h"
#include "control/value.h"
#include "store/view/mail.h"

static json_t *
preview_json(const char *template, const struct user *user, bool by_text,
    const struct mail_text *text, const struct mail_sender *sender)
{
	const char *subject = text->subject.bytes;
	const char *body = text->body.bytes;
	const struct value_member members[] = {
		{ "template", json_string(template) },
		{ "to",
		    value_text_or_null(
			by_text ? user->mobile : user->mail_address) },
		{ "from", value_text_or_null(sender->from) },
		{ "from_name", value_text_or_null(sender->from_name) },
		{ "reply_to", value_text_or_null(sender->reply_to) },
		{ "language", json_string(text->language) },
		{ "file", value_text_or_null(text->file) },
		{ "subject",
		    value_text_or_null(subject != NULL ? subject : "") },
		{ "body", value_text(body != NULL ? body : "") },
		{ NULL, NULL },
	};

	return value_object(members);
}

int
mail_preview_request(struct control_call *call)
{
	const char *name = control_text(call, "template");
	bool by_text = control_flag(call, "by_text");
	struct refusal why = { .reason = REASON_NONE };
	struct mail_sender sender;
	enum mail_template id;
	struct mail_text text;
	struct user user;
	int rc, status;

	if (mail_template_by_name(name, &id) < 0)
		return control_not_one_of(call, REASON_NO_SUCH_TEMPLATE, name,
		    NULL, mail_template_names());
	status = choice_find(call, control_text(call, "person"), &user);
	if (status != EX_OK)
		return status;
	rc = view_mail_preview(
	    &call->viewer, id, by_text, &user, &text, &sender, &why);
	if (rc != FIELD_OK)
		return control_failed(call, rc, &why);
	status = control_result(
	    call, preview_json(name, &user, by_text, &text, &sender));
	mail_text_release(&text);
	return status;
}
