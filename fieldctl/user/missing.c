/* Warn of people who may sign in again, and have neither a password nor an
 * invitation.
 * Programs read the member "secret". */
#include <string.h>

#include "base/i18n.h"
#include "base/str.h"
#include "fieldctl/user/user.h"

#define NAMED_MAX 8 /* of more people the hint is the filter */

static const char *
text_of(const json_t *person, const char *key)
{
	const char *text = json_string_value(json_object_get(person, key));

	return text != NULL ? text : "";
}

static bool
lacks_password(const json_t *person)
{
	return strcmp(text_of(person, "secret"), "none") == 0 &&
	    strcmp(text_of(person, "invited"), "pending") != 0;
}

/* The command that gives them one. */
static void
make_hint(const json_t *people, size_t count, char *buf, size_t size)
{
	struct strbuf names = STRBUF_INIT;
	json_t *person;
	size_t i;

	if (count > NAMED_MAX)
		strbuf_puts(&names, " --secret none");
	else
		json_array_foreach(
		    people, i, person) if (lacks_password(person))
		    strbuf_printf(&names, " %s", text_of(person, "login"));
	(void)str_format(buf, size,
	    _("Give one with: fieldctl user passwd --generate%s"),
	    names.failed ? " --secret none" : names.bytes);
	strbuf_release(&names);
}

void
user_warn_missing(struct ctl *ctl, const json_t *people)
{
	const json_t *first = NULL, *person;
	char message[600], hint[500];
	size_t count = 0, i;

	json_array_foreach(people, i, person)
	{
		if (!lacks_password(person))
			continue;
		if (first == NULL)
			first = person;
		count++;
	}
	if (count == 0 || ctl->dry_run || ctl->format == CTL_JSON)
		return;
	if (count == 1)
		(void)str_format(message, sizeof(message),
		    _("%1$s (%2$s) has no password yet."),
		    text_of(first, "name"), text_of(first, "login"));
	else
		(void)str_format(message, sizeof(message),
		    _("%zu of these people have no password yet."), count);
	make_hint(people, count, hint, sizeof(hint));
	ctl_warn(ctl, "no_password", message, hint);
}
