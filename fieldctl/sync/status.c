#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/i18n.h"
#include "base/str.h"
#include "fieldctl/frame/listing.h"
#include "fieldctl/sync/sync.h"

#define LOG_LIMIT 20 /* runs shown unless asked otherwise */

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

static const char *
type_name(const struct source *source, const struct config_source *config)
{
	enum config_source_type type = config != NULL ? config->type :
							source->type;

	if (source != NULL && source->is_csv)
		return "csv";
	switch (type) {
	case CONFIG_QUICKBOOKS:
		return "quickbooks";
	case CONFIG_XERO:
		return "xero";
	}
	return "";
}

static const char *
state_name(const struct source *source, int64_t now_s)
{
	if (source == NULL)
		return "not-connected";
	if (source->is_csv)
		return "file";
	if (source->broken_at != 0)
		return "broken";
	if (!source->connected)
		return "not-connected";
	return source_blocked_until(source, now_s) != 0 ? "waiting" :
							  "connected";
}

/* What is not connected, or no more, waits for a person. */
static bool
runs_by_itself(const struct source *source)
{
	return source->connected && source->broken_at == 0;
}

/* One sentence that needs somebody's attention, or "". */
static const char *
note_of(const struct source *source, const struct sync_run *run, int64_t now_s)
{
	if (source == NULL)
		return _("Run: fieldctl sync connect.");
	if (source->broken_at != 0)
		return source->broken_why;
	if (source_blocked_until(source, now_s) != 0)
		return source->blocked_why;
	if (run != NULL &&
	    (strcmp(run->outcome, "failed") == 0 ||
		strcmp(run->outcome, "guarded") == 0))
		return run->message;
	return "";
}

static json_t *
age_text(int64_t since, int64_t now_s)
{
	char text[24];
	int64_t age_s = now_s > since ? now_s - since : 0;

	if (since == 0)
		return json_null();
	/* Whole minutes, hours or days: nobody needs the seconds. */
	if (age_s >= 2 * 24 * 60 * 60)
		age_s -= age_s % (24 * 60 * 60);
	else if (age_s >= 2 * 60 * 60)
		age_s -= age_s % (60 * 60);
	else if (age_s >= 2 * 60)
		age_s -= age_s % 60;
	else if (age_s < 60)
		return json_string("<1m");
	return json_string(clock_format_duration(age_s, text));
}

static json_t *
status_row(const struct source *source, const struct config_source *config,
    const struct sync_run *run, int64_t now_s)
{
	static const struct source none = { .budget_left = -1 };
	static const struct sync_run no_run = { .id = "" };
	const struct source *known = source != NULL ? source : &none;
	const struct sync_run *last = run != NULL ? run : &no_run;
	const struct value_member members[] = {
		{ "source",
		    json_string(source != NULL ? source->name : config->name) },
		{ "type", json_string(type_name(source, config)) },
		{ "org", json_string(config != NULL ? config->org : "") },
		{ "company",
		    value_text(known->realm_title[0] != '\0' ?
			    known->realm_title :
			    known->realm) },
		{ "state", json_string(state_name(source, now_s)) },
		{ "last_outcome", json_string(last->outcome) },
		{ "last_run_at", value_time(last->started_at) },
		{ "last_finished_at", value_time(last->finished_at) },
		{ "data_at", value_time(known->data_at) },
		{ "data_age", age_text(known->data_at, now_s) },
		{ "next_run_at",
		    value_time(
			runs_by_itself(known) ? known->next_run_at : 0) },
		{ "access_expires_at", value_time(known->access_expires_at) },
		{ "refresh_expires_at", value_time(known->refresh_expires_at) },
		{ "budget_left",
		    known->budget_left >= 0 ? json_integer(known->budget_left) :
					      json_null() },
		{ "failure_count", json_integer(known->failure_count) },
		{ "note", value_text(note_of(source, run, now_s)) },
		{ NULL, NULL },
	};

	return value_object(members);
}

/* One source with its last run. */
static int
add_status(struct ctl *ctl, struct listing *listing,
    const struct source *source, const struct config_source *config)
{
	struct sync_run *runs = NULL;
	size_t count = 0;
	int rc = FIELD_OK;

	if (source != NULL)
		rc = sync_run_list(ctl->store, source->id, 1, &runs, &count);
	if (rc == FIELD_OK)
		listing_add(listing,
		    status_row(source, config, count > 0 ? &runs[0] : NULL,
			store_now_s(ctl->store)));
	free(runs);
	return rc;
}

static const struct source *
find_in(const struct source *sources, size_t count, const char *name)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(sources[i].name, name) == 0)
			return &sources[i];
	return NULL;
}

static bool
is_wanted(const struct ctl *ctl, const char *name)
{
	return ctl->arg_count == 0 || strcmp(ctl->args[0], name) == 0;
}

/* Those of the configuration, then those that only the database knows. */
static int
add_all(struct ctl *ctl, struct listing *listing, const struct source *sources,
    size_t count)
{
	int rc = FIELD_OK;

	for (size_t i = 0; i < ctl->config.source_count && rc == FIELD_OK;
	     i++) {
		const struct config_source *config = &ctl->config.sources[i];

		if (is_wanted(ctl, config->name))
			rc = add_status(ctl, listing,
			    find_in(sources, count, config->name), config);
	}
	for (size_t i = 0; i < count && rc == FIELD_OK; i++)
		if (config_source(&ctl->config, sources[i].name) == NULL &&
		    is_wanted(ctl, sources[i].name))
			rc = add_status(ctl, listing, &sources[i], NULL);
	return rc;
}

int
sync_status_verb(struct ctl *ctl)
{
	struct listing *listing;
	struct source *sources = NULL;
	size_t count = 0;
	int rc, status;

	rc = source_list(ctl->store, &sources, &count);
	if (rc != FIELD_OK)
		return ctl_failed(ctl, rc, NULL);
	if (ctl->arg_count > 0 &&
	    config_source(&ctl->config, ctl->args[0]) == NULL &&
	    find_in(sources, count, ctl->args[0]) == NULL) {
		free(sources);
		return ctl_reason(
		    ctl, REASON_NO_SUCH_SOURCE, ctl->args[0], NULL);
	}
	listing = listing_open(ctl, status_columns);
	rc = add_all(ctl, listing, sources, count);
	free(sources);
	status = listing_close(listing);
	return rc == FIELD_OK ? status : ctl_failed(ctl, rc, NULL);
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

static bool
add_line(const struct sync_run_line *line, void *context)
{
	(void)json_array_append_new(context,
	    json_pack("{s:s, s:s, s:o, s:o, s:s}", "action", line->action,
		"entity", line->entity, "external_id",
		value_text(line->external_id), "name", value_text(line->name),
		"reason", line->reason));
	return true;
}

static json_t *
run_json(struct store *store, const struct sync_run *run)
{
	json_t *lines = json_array();

	if (sync_run_lines(store, run->id, add_line, lines) != FIELD_OK) {
		json_decref(lines);
		return NULL;
	}
	const struct value_member members[] = {
		{ "id", json_string(run->id) },
		{ "source", json_string(run->source_name) },
		{ "started_at", value_time(run->started_at) },
		{ "finished_at", value_time(run->finished_at) },
		{ "trigger", json_string(run->trigger) },
		{ "outcome", json_string(run->outcome) },
		{ "hash", json_string(run->plan_hash) },
		{ "full", json_boolean(run->full_listing) },
		{ "seen", json_integer(run->seen) },
		{ "added", json_integer(run->added) },
		{ "changed", json_integer(run->changed) },
		{ "linked", json_integer(run->linked) },
		{ "deactivated", json_integer(run->deactivated) },
		{ "reactivated", json_integer(run->reactivated) },
		{ "refused", json_integer(run->refused) },
		{ "undecided", json_integer(run->undecided) },
		{ "message", value_text(run->message) },
		{ "correlation_id", value_text(run->correlation_id) },
		{ "lines", lines },
		{ NULL, NULL },
	};

	return value_object(members);
}

int
sync_log_verb(struct ctl *ctl)
{
	const char *text = option_text(&ctl->options, "limit");
	struct listing *listing;
	struct sync_run *runs = NULL;
	struct source source;
	size_t count = 0;
	int64_t limit = LOG_LIMIT;
	int rc, status = EX_OK;

	if (text != NULL &&
	    str_parse_int(text, 1, INT32_MAX, &limit) != FIELD_OK)
		return ctl_usage(
		    ctl, _("'%s' is no number for --limit."), text);
	if (ctl->arg_count > 0)
		status = sync_find(ctl, ctl->args[0], &source);
	if (status != EX_OK)
		return status;
	rc = sync_run_list(ctl->store, ctl->arg_count > 0 ? source.id : NULL,
	    limit, &runs, &count);
	if (rc != FIELD_OK)
		return ctl_failed(ctl, rc, NULL);
	listing = listing_open(ctl, log_columns);
	for (size_t i = 0; i < count; i++)
		listing_add(listing, run_json(ctl->store, &runs[i]));
	free(runs);
	return listing_close(listing);
}
