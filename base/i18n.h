/*
 * base/i18n: translation of messages by gettext.
 * Layer: base.  Users: store/core/reason and the programs; never the modules,
 * which print no messages and read no environment.
 *
 * _(s) translates a literal; N_(s) marks one in a table, for i18n_marked().
 */
#ifndef BASE_I18N_H
#define BASE_I18N_H

#include <libintl.h>

#define FIELDAUTH_TEXTDOMAIN "fieldauth"

#define _(s)  dgettext(FIELDAUTH_TEXTDOMAIN, s)
#define N_(s) s

/* Translate TEXT, which N_() marked in a table; "" stays "". */
static inline const char *
i18n_marked(const char *text)
{
	return text[0] != '\0' ? dgettext(FIELDAUTH_TEXTDOMAIN, text) : text;
}

/*
 * Bind the text domain and select LANGUAGE (a POSIX locale name such as
 * "es_ES.UTF-8").  NULL or "" uses the process's environment, which only
 * interactive programs may do.  With an unknown language, messages are in
 * English.
 */
void i18n_init(const char *language);

#endif
