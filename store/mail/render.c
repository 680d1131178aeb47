/* Renders a mail.  MUST: codes and passwords are only in wiped memory; the
 * buffers here are released by functions that wipe. */
#include <string.h>

#include "base/err.h"
#include "base/local.h"
#include "base/str.h"
#include "store/mail/render.h"
#include "store/mail/template_load.h"
#include "store/people/org.h"

/* What the values point into. */
struct rendering {
	char name[2 * USER_TEXT_SIZE];
	char times[MAIL_FIELD_COUNT][LOCAL_SIZE];
	struct org org;
	struct template_values values;
};

static void
take_fields(struct rendering *rendering, const struct mail_fields *fields)
{
	for (size_t i = 0; i < MAIL_FIELD_COUNT; i++)
		if (mail_field_info((enum mail_field)i)->type != MAIL_TYPE_TIME)
			rendering->values.text[i] = fields->text[i];
		else if (fields->time_s[i] != 0)
			rendering->values.text[i] = local_format(
			    fields->time_s[i], rendering->times[i]);
}

static void
take_reader(struct rendering *rendering, const struct config *config,
    const struct mail_reader *reader)
{
	const char **text = rendering->values.text;

	if (reader->user != NULL) {
		user_full_name(
		    reader->user, rendering->name, sizeof(rendering->name));
		text[MAIL_FIELD_LOGIN] = reader->user->login;
		text[MAIL_FIELD_NAME] = rendering->name[0] != '\0' ?
		    rendering->name :
		    reader->user->login;
	}
	text[MAIL_FIELD_ADDRESS] = reader->address;
	text[MAIL_FIELD_ORG] = rendering->org.title[0] != '\0' ?
	    rendering->org.title :
	    rendering->org.name;
	text[MAIL_FIELD_TERMINAL] = config->terminal_name;
	text[MAIL_FIELD_HELP] = config->help;
}

static int
fill(const struct template_text *template, bool by_text,
    const struct rendering *rendering, struct mail_text *ret_text)
{
	struct strbuf subject = STRBUF_INIT, body = STRBUF_INIT;
	int rc = FIELD_ENOMEM;

	template_fill(
	    template->text, by_text, &rendering->values, &subject, &body);
	if (!subject.failed && !body.failed) {
		rc = secret_init(&ret_text->subject,
		    subject.len > 0 ? subject.bytes : "", subject.len);
		if (rc == FIELD_OK)
			rc = secret_init(&ret_text->body,
			    body.len > 0 ? body.bytes : "", body.len);
	}
	strbuf_release(&subject);
	strbuf_release(&body);
	return rc;
}

int
mail_render(struct store *store, enum mail_template id, bool by_text,
    const struct mail_reader *reader, const struct mail_fields *fields,
    struct mail_text *ret_text)
{
	const struct config *config = store_config(store);
	const char *languages[] = {
		reader->user != NULL ? reader->user->language : "",
		config->language, NULL
	};
	struct template_text template;
	struct rendering rendering = { .name = "" };
	int rc;

	*ret_text = (struct mail_text){ .subject = SECRET_INIT };
	rc = org_by_id(store, reader->org_id, &rendering.org);
	if (rc != FIELD_OK)
		return rc;
	take_fields(&rendering, fields);
	take_reader(&rendering, config, reader);
	rc = template_load(
	    store_paths(store), id, by_text, languages, &template);
	if (rc == FIELD_OK)
		rc = fill(&template, by_text, &rendering, ret_text);
	if (rc == FIELD_OK) {
		(void)str_copy(ret_text->language, sizeof(ret_text->language),
		    template.language);
		(void)str_copy(
		    ret_text->file, sizeof(ret_text->file), template.file);
	} else {
		mail_text_release(ret_text);
	}
	template_text_release(&template);
	return rc;
}

void
mail_text_release(struct mail_text *text)
{
	secret_release(&text->subject);
	secret_release(&text->body);
}
