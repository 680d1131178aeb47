#include <sysexits.h>

#include "base/err.h"
#include "base/i18n.h"
#include "base/str.h"
#include "fieldctl/frame/ask.h"
#include "fieldctl/sync/sync.h"

#define LOG_LIMIT 20 /* number of runs shown by default */

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

static const struct listing_column reason_columns[] = {
	{ "started_at", N_("STARTED"), COLUMN_TIME },
	{ "source", N_("SOURCE"), 0 },
	{ "action", N_("ACTION"), 0 },
	{ "name", N_("NAME"), 0 },
	{ "external_id", N_("ID"), 0 },
	{ "reason", N_("REASON"), COLUMN_LAST },
	LISTING_END(NULL),
};

static int
show_runs(struct ctl *ctl, const json_t *runs)
{
	struct listing *listing = listing_open(ctl, sync_log_columns);
	json_t *run;
	size_t i;

	json_array_foreach(runs, i, run) listing_add(listing, json_incref(run));
	return listing_close(listing);
}

/* LINE of RUN as a row, or NULL. */
static json_t *
reason_row(const json_t *run, json_t *line)
{
	json_t *row = json_copy(line);

	if (row != NULL &&
	    json_object_set(
		row, "started_at", json_object_get(run, "started_at")) == 0 &&
	    json_object_set(row, "source", json_object_get(run, "source")) == 0)
		return row;
	json_decref(row);
	return NULL;
}

/* Why lines of these runs were refused, left undecided or deactivated. */
static int
show_reasons(struct ctl *ctl, const json_t *runs)
{
	struct listing *listing = NULL;
	json_t *run, *line;
	size_t i, j;

	json_array_foreach(runs, i, run)
	{
		json_array_foreach(json_object_get(run, "lines"), j, line)
		{
			if (listing == NULL) {
				fputc('\n', ctl->out);
				listing = listing_open(ctl, reason_columns);
			}
			listing_add(listing, reason_row(run, line));
		}
	}
	return listing != NULL ? listing_close(listing) : EX_OK;
}

int
sync_log_verb(struct ctl *ctl)
{
	json_t *params = source_params(ctl), *runs = NULL;
	struct control_answer answer;
	int status;

	(void)json_object_set_new(params, "limit", json_integer(LOG_LIMIT));
	status = ask_number(ctl, params, "limit", "--limit",
	    option_text(&ctl->options, "limit"), 1, INT32_MAX);
	if (status != EX_OK) {
		json_decref(params);
		return status;
	}
	if (ctl->format != CTL_TABLE) /* as they come: they have their lines */
		return ctl_list(ctl, "source.runs", params, sync_log_columns);
	status = ctl_rows(ctl, "source.runs", params, &runs, &answer);
	control_answer_release(&answer);
	if (status == EX_OK)
		status = show_runs(ctl, runs);
	/* --columns are those of the runs */
	if (status == EX_OK && !option_is_set(&ctl->options, "columns"))
		status = show_reasons(ctl, runs);
	json_decref(runs);
	return status;
}
