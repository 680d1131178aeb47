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

const struct listing_column sync_status_columns[] = {
	{ "source", N_("SOURCE"), 0 },
	{ "type", N_("TYPE"), COLUMN_WIDE },
	{ "company", N_("COMPANY"), COLUMN_WIDE },
	{ "state", N_("STATE"), 0 },
	{ "last_run_at", N_("LAST RUN"), COLUMN_TIME | COLUMN_WIDE },
	{ "last_outcome", N_("OUTCOME"), 0 },
	{ "data_age", N_("DATA AGE"), 0 },
	{ "next_run_at", N_("NEXT RUN"), COLUMN_TIME },
	{ "refresh_expires_at", N_("ACCESS ENDS"), COLUMN_TIME | COLUMN_WIDE },
	{ "budget_left", N_("CALLS LEFT"), COLUMN_NUMBER | COLUMN_WIDE },
	{ "note", N_("NOTE"), COLUMN_LAST },
	LISTING_END(N_("No sources.")),
};

int
sync_status_verb(struct ctl *ctl)
{
	return ctl_list(
	    ctl, "source.list", source_params(ctl), sync_status_columns);
}

/* --- log ---------------------------------------------------------------- */

const struct listing_column sync_log_columns[] = {
	{ "started_at", N_("STARTED"), COLUMN_TIME },
	{ "source", N_("SOURCE"), 0 },
	{ "trigger", N_("BY"), COLUMN_WIDE },
	{ "outcome", N_("OUTCOME"), 0 },
	{ "seen", N_("SEEN"), COLUMN_NUMBER | COLUMN_WIDE },
	{ "added", N_("ADDED"), COLUMN_NUMBER },
	{ "changed", N_("CHANGED"), COLUMN_NUMBER },
	{ "linked", N_("LINKED"), COLUMN_NUMBER | COLUMN_WIDE },
	{ "deactivated", N_("LEFT"), COLUMN_NUMBER },
	{ "reactivated", N_("BACK"), COLUMN_NUMBER | COLUMN_WIDE },
	{ "refused", N_("REFUSED"), COLUMN_NUMBER | COLUMN_WIDE },
	{ "undecided", N_("UNDECIDED"), COLUMN_NUMBER },
	{ "message", N_("MESSAGE"), COLUMN_LAST },
	LISTING_END(N_("No matching runs.")),
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
	return ctl_list(ctl, "source.runs", params, sync_log_columns);
}
