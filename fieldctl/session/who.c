/* Lists open sessions. */
#include <sysexits.h>

#include "base/i18n.h"
#include "fieldctl/frame/ask.h"
#include "fieldctl/person/option.h"
#include "fieldctl/session/session.h"

static const struct listing_column columns[] = {
	{ "login", N_("LOGIN"), 0 },
	{ "service", N_("SERVICE"), 0 },
	{ "tty", N_("TTY"), 0 },
	{ "address", N_("FROM"), 0 },
	{ "opened_at", N_("SINCE"), COLUMN_TIME },
	{ "idle", N_("IDLE"), COLUMN_NUMBER | COLUMN_NOT_CSV },
	{ "method", N_("BY"), 0 },
	{ "title", N_("NAME"), COLUMN_WIDE },
	{ "leader", N_("PROCESS"), COLUMN_NUMBER | COLUMN_WIDE },
	{ "logind_id", N_("LOGIND"), COLUMN_WIDE },
	/* CSV alone */
	{ "idle_s", NULL, COLUMN_NUMBER },
	{ "person", NULL, 0 },
	{ "id", NULL, 0 },
	LISTING_END(N_("No sessions.")),
};

const struct option_spec who_options[] = {
	{ "role", "ROLE", N_("of people with this role"), false },
	{ "status", "STATUS", N_("of active, inactive or deleted people"),
	    false },
	{ "kind", "KIND",
	    N_("of internal or external people, fieldworkers or subworkers"),
	    false },
	{ "site", "SITE", N_("of people of this site"), false },
	LISTING_OPTIONS(columns),
	OPTION_END,
};

int
who_verb(struct ctl *ctl)
{
	static const char *const texts[] = { "role", "status", "kind", "site" };
	json_t *params = json_object();
	int status = person_check_status(ctl);

	if (status == EX_OK)
		status = person_check_kind(ctl);
	if (status != EX_OK) {
		json_decref(params);
		return status;
	}
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		ask_option(ctl, params, texts[i]);
	return ctl_list(ctl, "session.list", params, columns);
}
