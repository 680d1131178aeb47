#include <sysexits.h>

#include "base/err.h"
#include "base/i18n.h"
#include "base/str.h"
#include "fieldctl/frame/ask.h"
#include "fieldctl/sync/sync.h"

#define LOG_LIMIT 20 /* runs shown unless asked otherwise */

static json_t *
source_params(const struct ctl *ctl)
{
	json_t *params = json_object();

	ask_text(params, "source", ctl->arg_count > 0 ? ctl->args[0] : NULL);
	return params;
}

/* --- status ------------------------------------------------------------- */

static const struct listing_column status_columns[] = {
	{ "source", N_("SOURCE"), false },
	{ "type", N_("TYPE"), false },
	{ "company", N_("COMPANY"), false },
	{ "state", N_("STATE"), false },
	{ "last_run_at", N_("LAST RUN"), false },
	{ "last_outcome", N_("OUTCOME"), false },
	{ "data_age", N_("DATA AGE"), false },
	{ "next_run_at", N_("NEXT RUN"), false },
	{ "refresh_expires_at", N_("ACCESS ENDS"), false },
	{ "budget_left", N_("CALLS LEFT"), true },
	{ "note", N_("NOTE"), false },
	{ NULL, NULL, false },
};

int
sync_status_verb(struct ctl *ctl)
{
	return ctl_list(ctl, "source.list", source_params(ctl), status_columns);
}

/* --- log ---------------------------------------------------------------- */

static const struct listing_column log_columns[] = {
	{ "started_at", N_("STARTED"), false },
	{ "source", N_("SOURCE"), false },
	{ "trigger", N_("BY"), false },
	{ "outcome", N_("OUTCOME"), false },
	{ "seen", N_("SEEN"), true },
	{ "added", N_("ADDED"), true },
	{ "changed", N_("CHANGED"), true },
	{ "linked", N_("LINKED"), true },
	{ "deactivated", N_("LEFT"), true },
	{ "reactivated", N_("BACK"), true },
	{ "refused", N_("REFUSED"), true },
	{ "undecided", N_("UNDECIDED"), true },
	{ "message", N_("MESSAGE"), false },
	{ NULL, NULL, false },
};

int
sync_log_verb(struct ctl *ctl)
{
	const char *text = option_text(&ctl->options, "limit");
	int64_t limit = LOG_LIMIT;
	json_t *params;

	if (text != NULL &&
	    str_parse_int(text, 1, INT32_MAX, &limit) != FIELD_OK)
		return ctl_usage(
		    ctl, _("'%s' is no number for --limit."), text);
	params = source_params(ctl);
	(void)json_object_set_new(params, "limit", json_integer(limit));
	return ctl_list(ctl, "source.runs", params, log_columns);
}
