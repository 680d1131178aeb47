#include <string.h>
#include <sysexits.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/i18n.h"
#include "base/str.h"
#include "fieldctl/frame/ask.h"
#include "fieldctl/frame/when.h"
#include "fieldctl/person/option.h"
#include "fieldctl/user/user.h"

/* Options that are texts of the profile; NULL: the parameter has the same
 * name. */
static const struct edit_option {
	const char *name, *param;
} edit_options[] = {
	{ "email", NULL },
	{ "phone", NULL },
	{ "mobile", NULL },
	{ "provider", "mobile_provider" },
	{ "street", NULL },
	{ "city", NULL },
	{ "region", NULL },
	{ "postcode", NULL },
	{ "country", NULL },
	{ "language", NULL },
	{ "title", NULL },
	{ "employee-number", NULL },
	{ "kind", NULL },
	{ "shell", NULL },
	{ "desktop", NULL },
	{ "landing", NULL },
};

static void
put_texts(const struct ctl *ctl, json_t *params)
{
	for (size_t i = 0; i < sizeof(edit_options) / sizeof(edit_options[0]);
	     i++) {
		const struct edit_option *option = &edit_options[i];

		if (option->param == NULL)
			ask_option(ctl, params, option->name);
		else
			ask_text(params, option->param,
			    option_text(&ctl->options, option->name));
	}
}

/* --expires TIME|never.  A date alone is the last day: the account expires at
 * local midnight, when the day is over. */
static int
put_expiry(struct ctl *ctl, json_t *params)
{
	const char *text = option_text(&ctl->options, "expires");
	char iso[CLOCK_ISO_SIZE] = "";
	int64_t expires_at;
	int status;

	if (text == NULL)
		return EX_OK;
	if (strcmp(text, "never") == 0) {
		ask_text(params, "expires_at", "");
		return EX_OK;
	}
	status = when_expiry(ctl, "expires", text, &expires_at);
	if (status == EX_OK)
		ask_text(
		    params, "expires_at", clock_format_iso(expires_at, iso));
	return status;
}

static int
put_shared_address(struct ctl *ctl, json_t *params)
{
	const bool no = option_is_set(&ctl->options, "no-shared-address-ok");

	if (no && option_is_set(&ctl->options, "shared-address-ok"))
		return ctl_usage(ctl,
		    _("Use --shared-address-ok or --no-shared-address-ok, not both."));
	ask_flag(ctl, params, "shared-address-ok");
	if (no)
		(void)json_object_set_new(
		    params, "shared_address_ok", json_false());
	return EX_OK;
}

static int
read_options(struct ctl *ctl, json_t *params)
{
	int status = person_ask_name(ctl, params);

	if (status == EX_OK)
		status = person_check_kind(ctl);
	if (status == EX_OK)
		status = put_expiry(ctl, params);
	if (status == EX_OK)
		status = put_shared_address(ctl, params);
	put_texts(ctl, params);
	person_ask_lead(ctl, params);
	if (status == EX_OK && json_object_size(params) == 0 &&
	    !option_is_set(&ctl->options, "take-home"))
		status = ctl_usage(ctl,
		    _("Nothing to change: use an option such as --email ADDRESS."));
	ask_flag(ctl, params, "no-pin");
	ask_text(params, "person", ctl->args[0]);
	return status;
}

int
user_edit_verb(struct ctl *ctl)
{
	json_t *params = json_object();
	int status = read_options(ctl, params);

	if (status != EX_OK) {
		json_decref(params);
		return status;
	}
	return user_send_edit(ctl, "user.edit", params,
	    option_is_set(&ctl->options, "take-home"));
}
