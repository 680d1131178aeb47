/*
 * Events as a list, or one line each as they come.  A line is written whole and
 * at once: a program reads them through a pipe.
 */
#include <string.h>
#include <sysexits.h>

#include "base/err.h"
#include "base/i18n.h"
#include "base/str.h"
#include "fieldctl/data/events.h"
#include "fieldctl/frame/ask.h"
#include "fieldctl/frame/json.h"
#include "fieldctl/frame/listing.h"

static const struct listing_column events_columns[] = {
	{ "seq", N_("SEQ"), COLUMN_NUMBER },
	{ "at", N_("AT"), COLUMN_TIME },
	{ "kind", N_("KIND"), COLUMN_WIDE },
	{ "action", N_("ACTION"), 0 },
	{ "actor_text", N_("ACTOR"), 0 },
	{ "subject_text", N_("SUBJECT"), 0 },
	{ "outcome", N_("OUTCOME"), 0 },
	{ "reason", N_("REASON"), 0 },
	LISTING_END(N_("No matching events.")),
};

const struct option_spec events_options[] = {
	{ "follow", NULL, N_("go on with those that come"), false },
	{ "since", "SEQ", N_("those after the one with this number"), false },
	LISTING_OPTIONS(events_columns),
	OPTION_END,
};

static int
read_since(struct ctl *ctl, json_t *params)
{
	const char *text = option_text(&ctl->options, "since");
	int64_t seq;

	if (text == NULL)
		return EX_OK;
	if (str_parse_int(text, 0, INT64_MAX, &seq) != FIELD_OK)
		return ctl_usage(
		    ctl, _("invalid number '%s' for --since"), text);
	(void)json_object_set_new(params, "since", json_integer(seq));
	return EX_OK;
}

static void
put_json(struct ctl *ctl, const json_t *row)
{
	(void)json_put(ctl->out, row, JSON_COMPACT | JSON_ENCODE_ANY);
}

/* The columns of the list, without a width that is not known yet. */
static void
put_text(struct ctl *ctl, const json_t *row)
{
	const char *between = "";

	for (const struct listing_column *at = events_columns; at->key != NULL;
	     at++) {
		const json_t *value = json_object_get(row, at->key);
		const char *text = json_string_value(value);

		if (text != NULL && text[0] == '\0')
			continue;
		fputs(between, ctl->out);
		between = "  ";
		if (text != NULL)
			ctl_put_safe(ctl->out, text);
		else
			put_json(ctl, value);
	}
}

static bool
put_event(json_t *row, void *context)
{
	struct ctl *ctl = context;

	if (ctl->format == CTL_JSON)
		put_json(ctl, row);
	else
		put_text(ctl, row);
	fputc('\n', ctl->out);
	return fflush(ctl->out) == 0;
}

int
events_verb(struct ctl *ctl)
{
	const struct control_sink sink = { put_event, ctl };
	const bool follow = option_is_set(&ctl->options, "follow");
	json_t *params = json_object();
	struct control_answer answer;
	int status = read_since(ctl, params);

	if (status == EX_OK && follow && ctl->format == CTL_CSV)
		status = ctl_usage(
		    ctl, _("--csv and --follow exclude one another."));
	if (status != EX_OK) {
		json_decref(params);
		return status;
	}
	if (!follow)
		return ctl_list(ctl, "events", params, events_columns);
	ask_flag(ctl, params, "follow");
	status = ctl_ask(ctl, "events", params, &sink, &answer);
	control_answer_release(&answer);
	return status;
}
