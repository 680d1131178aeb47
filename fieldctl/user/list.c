#include <string.h>
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

/* A list of people who are locked or invited says until when. */
static void
show_filtered(
    const struct ctl *ctl, struct listing_column columns[TABLE_COLUMNS_MAX])
{
	static const struct {
		const char *option, *key;
	} ends[] = {
		{ "locked", "locked_until" },
		{ "invited", "invited" },
		{ "invited", "invited_until" },
	};
	size_t count = 0;

	do {
		columns[count] = person_list_columns[count];
		for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++)
			if (columns[count].key != NULL &&
			    strcmp(columns[count].key, ends[i].key) == 0 &&
			    option_is_set(&ctl->options, ends[i].option))
				columns[count].flags &= ~(unsigned)COLUMN_WIDE;
	} while (columns[count++].key != NULL);
}

int
user_list_verb(struct ctl *ctl)
{
	static const char *const texts[] = { "role", "status", "kind", "site",
		"secret", "invited", "name", "email", "org" };
	struct listing_column columns[TABLE_COLUMNS_MAX];
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
	show_filtered(ctl, columns);
	return ctl_list(ctl, "user.list", params, columns);
}

int
user_show_verb(struct ctl *ctl)
{
	json_t *params = json_object();

	ask_text(params, "person", ctl->args[0]);
	return ctl_show(ctl, "user.show", params, person_show_columns);
}
