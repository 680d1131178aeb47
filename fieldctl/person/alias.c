#include <string.h>

#include "base/i18n.h"
#include "base/str.h"
#include "fieldctl/person/alias.h"

/* "ada, bob", as many as fit, of an array of texts. */
static void
join(const json_t *names, char *buf, size_t size)
{
	size_t len = 0, i;
	const json_t *name;

	buf[0] = '\0';
	json_array_foreach(names, i, name)
	{
		if (!str_format(buf + len, size - len, "%s%s",
			len > 0 ? ", " : "", json_string_value(name))) {
			buf[len] = '\0';
			break;
		}
		len = strlen(buf);
	}
}

void
alias_tell(struct ctl *ctl, const json_t *addresses)
{
	const json_t *address;
	char names[400];
	size_t i;

	json_array_foreach(addresses, i, address)
	{
		const char *email = json_string_value(
		    json_object_get(address, "email"));

		join(json_object_get(address, "people"), names, sizeof(names));
		if (json_is_string(json_object_get(address, "login")))
			ctl_say(ctl,
			    _("%2$s can sign in with the address %1$s again."),
			    email, names);
		else
			ctl_say(ctl,
			    _("Several people have the address %1$s now, so it cannot be used to sign in: %2$s must use their login names."),
			    email, names);
	}
}
