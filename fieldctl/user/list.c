#include <sysexits.h>

#include "base/clock.h"
#include "fieldctl/frame/ask.h"
#include "fieldctl/frame/when.h"
#include "fieldctl/person/columns.h"
#include "fieldctl/person/option.h"
#include "fieldctl/user/user.h"

/* --signed-in-before TIME */
static int
put_time(struct ctl *ctl, json_t *params)
{
	char iso[CLOCK_ISO_SIZE];
	int64_t before;
	int status = when_option(ctl, "signed-in-before", &before);

	if (status == EX_OK && before != 0)
		ask_text(
		    params, "signed_in_before", clock_format_iso(before, iso));
	return status;
}

int
user_list_verb(struct ctl *ctl)
{
	static const char *const texts[] = { "role", "status", "kind", "site",
		"secret", "invited", "name", "email", "org" };
	json_t *params = json_object();
	int status = person_check_status(ctl);

	if (status == EX_OK)
		status = person_check_kind(ctl);
	if (status == EX_OK)
		status = person_check_secret(ctl);
	if (status == EX_OK)
		status = person_check_invited(ctl);
	if (status == EX_OK)
		status = put_time(ctl, params);
	if (status != EX_OK) {
		json_decref(params);
		return status;
	}
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		ask_option(ctl, params, texts[i]);
	ask_flag(ctl, params, "never-signed-in");
	ask_flag(ctl, params, "locked");
	ask_flag(ctl, params, "deleted");
	return ctl_list(ctl, "user.list", params, person_list_columns);
}

int
user_show_verb(struct ctl *ctl)
{
	json_t *params = json_object();

	ask_text(params, "person", ctl->args[0]);
	return ctl_show(ctl, "user.show", params, person_show_columns);
}
