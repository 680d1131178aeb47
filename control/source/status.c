/* The state of the sources: those in the configuration, then those only in the
 * database. */
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/i18n.h"
#include "control/source/named.h"
#include "control/source/source.h"
#include "control/value.h"
#include "store/view/source.h"

/* --- one row ----------------------------------------------------------------- */

static const char *
type_name(const struct source *source, const struct config_source *section)
{
	enum config_source_type type = section != NULL ? section->type :
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

/* A source that is not connected, or no longer, needs a person's attention. */
static bool
runs_by_itself(const struct source *source)
{
	return source->connected && source->broken_at == 0;
}

/* One sentence about what needs attention, or "". */
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
	/* Whole minutes, hours or days. */
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
status_row(const struct source *source, const struct config_source *section,
    const struct sync_run *run, int64_t now_s)
{
	static const struct source none = { .budget_left = -1 };
	static const struct sync_run no_run = { .id = "" };
	const struct source *known = source != NULL ? source : &none;
	const struct sync_run *last = run != NULL ? run : &no_run;
	const struct value_member members[] = {
		{ "source",
		    json_string(
			source != NULL ? source->name : section->name) },
		{ "type", json_string(type_name(source, section)) },
		{ "org", json_string(section != NULL ? section->org : "") },
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

/* --- all of them ------------------------------------------------------------- */

/* What the caller may see of them. */
struct list {
	struct control_call *call;
	const char *wanted; /* NULL: all */
	struct source *sources;
	size_t count;
	bool found; /* the one requested */
};

static const struct source *
find_in(const struct list *list, const char *name)
{
	for (size_t i = 0; i < list->count; i++)
		if (strcmp(list->sources[i].name, name) == 0)
			return &list->sources[i];
	return NULL;
}

static bool
is_wanted(const struct list *list, const char *name)
{
	return list->wanted == NULL || strcmp(list->wanted, name) == 0;
}

/* One source with its last run. */
static int
add_status(struct list *list, const struct source *source,
    const struct config_source *section, struct refusal *why)
{
	struct control_call *call = list->call;
	struct sync_run *runs = NULL;
	size_t count = 0;
	int rc = FIELD_OK;

	if (source != NULL)
		rc = view_source_runs(
		    &call->viewer, source->id, 1, &runs, &count, why);
	if (rc == FIELD_OK) {
		list->found = true;
		control_row(call,
		    status_row(source, section, count > 0 ? &runs[0] : NULL,
			store_now_s(call->store)));
	}
	free(runs);
	return rc;
}

static int
add_sections(struct list *list, struct refusal *why)
{
	struct control_call *call = list->call;
	int rc = FIELD_OK;

	for (size_t i = 0; rc == FIELD_OK && i < call->config->source_count;
	     i++) {
		const char *name = call->config->sources[i].name;
		const struct config_source *section = NULL;

		if (!is_wanted(list, name))
			continue;
		rc = view_source_section(&call->viewer, name, &section, why);
		if (rc == FIELD_OK)
			rc = add_status(
			    list, find_in(list, name), section, why);
		else if (rc == FIELD_ENOTFOUND)
			rc = FIELD_OK; /* of another organisation */
	}
	return rc;
}

static int
add_others(struct list *list, struct refusal *why)
{
	int rc = FIELD_OK;

	for (size_t i = 0; rc == FIELD_OK && i < list->count; i++) {
		const struct source *source = &list->sources[i];

		if (config_source(list->call->config, source->name) == NULL &&
		    is_wanted(list, source->name))
			rc = add_status(list, source, NULL, why);
	}
	return rc;
}

int
source_list_request(struct control_call *call)
{
	struct list list = {
		.call = call,
		.wanted = control_text(call, "source"),
	};
	struct refusal why = { .reason = REASON_NONE };
	int rc = view_source_list(
	    &call->viewer, &list.sources, &list.count, &why);

	if (rc == FIELD_OK)
		rc = add_sections(&list, &why);
	if (rc == FIELD_OK)
		rc = add_others(&list, &why);
	free(list.sources);
	if (rc != FIELD_OK)
		return control_failed(call, rc, &why);
	if (list.wanted != NULL && !list.found)
		return control_reason(
		    call, REASON_NO_SUCH_SOURCE, list.wanted, NULL);
	return EX_OK;
}

int
source_find_request(struct control_call *call)
{
	const struct config_source *section;
	int status = source_section_named(call, &section);

	if (status != EX_OK)
		return status;
	return control_result(call,
	    json_pack("{s:s, s:s}", "source", section->name, "type",
		type_name(NULL, section)));
}
