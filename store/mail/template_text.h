/*
 * store/mail/template_text: the text of a template, with its fields.
 * Layer: store.  Users: template_load, render.
 *
 * A mail's text starts with a line "Subject: ..." and an empty line; a text
 * message has only its body.  {name} is replaced by the field; {{ and }} are
 * braces.  A line that has a field without a value is left out.  Described in
 * fieldauth-templates(5).
 */
#ifndef STORE_MAIL_TEMPLATE_TEXT_H
#define STORE_MAIL_TEMPLATE_TEXT_H

#include "base/str.h"
#include "store/mail/template.h"

#define TEMPLATE_TEXT_MAX 16384 /* bytes of a file */
#define TEMPLATE_LINE_MAX 500   /* bytes of a line */

/* The first error in a template. */
struct template_problem {
	int line; /* 0: the template as a whole */
	char why[160];
};

/*
 * Whether TEXT, of LEN bytes, is a template of the kind: UTF-8 without control
 * characters; only fields of the kind; each field that the kind requires; and
 * no code or password in the subject, which servers log and telephones show on
 * a locked screen.  FIELD_EINVAL with *ret_problem.
 */
int template_check(enum mail_template id, bool by_text, const char *text,
    size_t len, struct template_problem *ret_problem);

/* The values of fields, as they are shown; NULL or "": none. */
struct template_values {
	const char *text[MAIL_FIELD_COUNT];
};

/* Append the subject and the body that the checked TEXT gives.  SUBJECT is
 * unchanged for a text message. */
void template_fill(const char *text, bool by_text,
    const struct template_values *values, struct strbuf *subject,
    struct strbuf *body);

#endif
