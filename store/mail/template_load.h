/*
 * store/mail/template_load: which text a template has, for a language.
 * Layer: store.  Users: render, fieldctl doctor.
 *
 * Administrators' templates are /etc/fieldauth/templates/LANG/NAME.txt, and
 * LANG/text/NAME.txt for text messages; the built-in ones are in English.  Files
 * are read each time: a change takes effect with the next mail.
 */
#ifndef STORE_MAIL_TEMPLATE_LOAD_H
#define STORE_MAIL_TEMPLATE_LOAD_H

#include "conf/paths.h"
#include "store/mail/template_text.h"

struct template_text {
	char *text;
	char language[16];    /* "en", "es_MX" */
	char file[PATHS_MAX]; /* "": built in */
};

/*
 * The text for the first of LANGUAGES (locale names or language tags, "" for
 * none; the array ends with NULL) that has one, else for English: a file, or
 * the built-in text.  For "es_MX.UTF-8", LANG is es_MX or es.  If the file is
 * invalid, the built-in text is used.  FIELD_ENOMEM.  Release *ret_text.
 */
int template_load(const struct paths *paths, enum mail_template id,
    bool by_text, const char *const *languages, struct template_text *ret_text);
void template_text_release(struct template_text *text);

/* Call VISIT for each file of administrators' templates that is not used, with
 * its first problem. */
typedef void template_visit(
    const char *file, const struct template_problem *problem, void *context);
int template_check_files(
    const struct paths *paths, template_visit *visit, void *context);

#endif
