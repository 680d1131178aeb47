/*
 * Events as a list, or one line each as they arrive.  Each line is written
 * completely and at once, because programs read them through a pipe.
 */
#include <string.h>
#include <sysexits.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/i18n.h"
#include "base/str.h"
#include "fieldctl/data/events.h"
#include "fieldctl/frame/ask.h"
#include "fieldctl/frame/json.h"
#include "fieldctl/frame/listing.h"
#include "fieldctl/frame/when.h"

static const struct listing_column events_columns[] = {
	{ "seq", N_("SEQ"), COLUMN_NUMBER },
	{ "at", N_("AT"), COLUMN_TIME },
	{ "kind", N_("KIND"), 0 },
	{ "action", N_("ACTION"), 0 },
	{ "actor_text", N_("ACTOR"), 0 },
	{ "subject_text", N_("SUBJECT"), 0 },
	{ "outcome", N_("OUTCOME"), 0 },
	{ "reason", N_("REASON"), 0 },
	{ "detail", N_("DETAILS"), COLUMN_LAST | COLUMN_WIDE | COLUMN_NOT_CSV },
	LISTING_END(N_("No matching events.")),
};

const struct option_spec events_options[] = {
	{ "follow", NULL, N_("go on with those that come"), false },
	{ "since", "TIME", N_("not before a time, or after event number TIME"),
	    false },
	LISTING_OPTIONS(events_columns),
	OPTION_END,
};

struct stream {
	struct ctl *ctl;
	struct column_choice choice;
};

/* A line whose columns have no width, which is not known yet. */
static bool
put_event(json_t *row, void *context)
{
	struct stream *stream = context;
	struct ctl *ctl = stream->ctl;
	bool put = true;

	if (ctl->format == CTL_JSON)
		put = json_put(ctl->out, row, JSON_COMPACT);
	else
		put = listing_put_line(ctl, &stream->choice, row) == EX_OK;
	fputc('\n', ctl->out);
	return fflush(ctl->out) == 0 && put;
}

int
events_follow(
    struct ctl *ctl, json_t *params, const struct listing_column *columns)
{
	struct stream stream = { .ctl = ctl };
	const struct control_sink sink = { put_event, &stream };
	struct control_answer answer;
	int status;

	if (ctl->format == CTL_CSV)
		status = ctl_usage(
		    ctl, _("--csv and --follow are mutually exclusive."));
	else
		status = column_choose(ctl, columns, &stream.choice);
	if (status != EX_OK) {
		json_decref(params);
		return status;
	}
	ask_flag(ctl, params, "follow");
	status = ctl_ask(ctl, "events", params, &sink, &answer);
	control_answer_release(&answer);
	return status;
}

/* --since: a time, or the number of the last event that is known. */
static int
ask_since(struct ctl *ctl, json_t *params)
{
	const char *text = option_text(&ctl->options, "since");
	const char *digits = text != NULL && text[0] == '-' ? text + 1 : text;
	char iso[CLOCK_ISO_SIZE];
	int64_t since;
	int status;

	if (text == NULL ||
	    (digits[0] != '\0' &&
		strspn(digits, "0123456789") == strlen(digits)))
		return ask_number(
		    ctl, params, "since", "--since", text, 0, INT64_MAX);
	status = when_option(ctl, "since", &since);
	if (status == EX_OK)
		ask_text(params, "from", clock_format_iso(since, iso));
	return status;
}

int
events_verb(struct ctl *ctl)
{
	json_t *params = json_object();
	int status = ask_since(ctl, params);

	if (status != EX_OK) {
		json_decref(params);
		return status;
	}
	return option_is_set(&ctl->options, "follow") ?
	    events_follow(ctl, params, events_columns) :
	    ctl_list(ctl, "events", params, events_columns);
}
