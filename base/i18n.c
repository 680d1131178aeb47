#include <locale.h>
#include <stddef.h>

#include "base/i18n.h"
#include "build_paths.h"

void
i18n_init(const char *language)
{
	if (setlocale(LC_MESSAGES, language ? language : "") == NULL)
		(void)setlocale(LC_MESSAGES, "C.UTF-8");
	(void)setlocale(LC_CTYPE, "C.UTF-8");
	(void)bindtextdomain(FIELDAUTH_TEXTDOMAIN, FIELDAUTH_LOCALEDIR);
	(void)bind_textdomain_codeset(FIELDAUTH_TEXTDOMAIN, "UTF-8");
}
