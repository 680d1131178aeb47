#include <string.h>
#include <sysexits.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/i18n.h"
#include "base/str.h"
#include "fieldctl/data/audit.h"
#include "fieldctl/data/events.h"
#include "fieldctl/frame/ask.h"
#include "fieldctl/frame/listing.h"
#include "fieldctl/frame/when.h"

const struct option_spec audit_options[] = {
	{ "person", "PERSON", N_("by, through or about this person"), false },
	{ "follow", NULL, N_("show new entries as they are committed"), false },
	{ "file", "FILE", N_("the entries of an archive"), false },
	{ "key", "KEY", N_("the key that --file is signed with"), false },
	AUDIT_OPTIONS,
	OPTION_END,
};

const struct listing_column audit_columns[] = {
	{ "at", N_("AT"), COLUMN_TIME },
	{ "actor_text", N_("ACTOR"), 0 },
	{ "action", N_("ACTION"), 0 },
	{ "subject_text", N_("SUBJECT"), 0 },
	{ "outcome", N_("OUTCOME"), 0 },
	{ "reason", N_("REASON"), 0 },
	{ "terminal", N_("TERMINAL"), COLUMN_WIDE },
	{ "service", N_("SERVICE"), COLUMN_WIDE },
	{ "address", N_("FROM"), COLUMN_WIDE },
	{ "detail", N_("DETAILS"), COLUMN_LAST | COLUMN_NOT_CSV },
	/* CSV alone */
	{ "detail_text", NULL, 0 },
	{ "seq", NULL, COLUMN_NUMBER },
	{ "actor", NULL, 0 },
	{ "actor_id", NULL, 0 },
	{ "subject", NULL, 0 },
	{ "subject_login", NULL, 0 },
	{ "module", NULL, 0 },
	{ "behind", NULL, 0 },
	{ "via", NULL, 0 },
	LISTING_END(N_("No matching log entries.")),
};

static int
put_times(struct ctl *ctl, json_t *params)
{
	char iso[CLOCK_ISO_SIZE];
	int64_t since, until = 0;
	int status = when_option(ctl, "since", &since);

	if (status == EX_OK)
		status = when_end_option(ctl, "until", &until);
	if (status == EX_OK && since != 0)
		ask_text(params, "since", clock_format_iso(since, iso));
	if (status == EX_OK && until != 0)
		ask_text(params, "until", clock_format_iso(until, iso));
	return status;
}

static void
put_conditions(struct ctl *ctl, json_t *params)
{
	static const char *const texts[] = { "person", "action", "module",
		"text" };

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		ask_option(ctl, params, texts[i]);
}

/* Further parameters of a list. */
static int
list(struct ctl *ctl, const char *request, json_t *params)
{
	int status = ask_number(ctl, params, "limit", "--limit",
	    option_text(&ctl->options, "limit"), 1, INT32_MAX);

	if (status == EX_OK)
		status = put_times(ctl, params);
	if (status != EX_OK) {
		json_decref(params);
		return status;
	}
	put_conditions(ctl, params);
	return ctl_list(ctl, request, params, audit_columns);
}

int
audit_list_by(struct ctl *ctl, const char *request)
{
	return list(ctl, request, json_object());
}

static void
put_file(struct ctl *ctl, json_t *params)
{
	ask_option(ctl, params, "file");
	ask_option(ctl, params, "key");
}

/* Whether an option is given that an endless list cannot have. */
static const char *
not_with_follow(const struct ctl *ctl)
{
	static const char *const others[] = { "until", "limit", "file", "key" };

	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		if (option_is_set(&ctl->options, others[i]))
			return others[i];
	return NULL;
}

static int
follow(struct ctl *ctl)
{
	const char *other = not_with_follow(ctl);
	char iso[CLOCK_ISO_SIZE];
	json_t *params;
	int64_t since;
	int status;

	if (other != NULL)
		return ctl_usage(
		    ctl, _("--%s and --follow are mutually exclusive."), other);
	status = when_option(ctl, "since", &since);
	if (status != EX_OK)
		return status;
	params = json_object();
	if (since != 0)
		ask_text(params, "from", clock_format_iso(since, iso));
	put_conditions(ctl, params);
	return events_follow(ctl, params, audit_columns);
}

int
audit_verb(struct ctl *ctl)
{
	json_t *params;

	if (option_is_set(&ctl->options, "follow"))
		return follow(ctl);
	if (!option_is_set(&ctl->options, "file"))
		return option_is_set(&ctl->options, "key") ?
		    ctl_usage(ctl, _("--key requires --file.")) :
		    audit_list_by(ctl, "audit.list");
	params = json_object();
	put_file(ctl, params);
	return list(ctl, "audit.file", params);
}

/* --- verifying -------------------------------------------------------------- */

static const struct option_spec verify_options[] = {
	{ "file", "FILE", N_("only this archive, wherever it was made"),
	    false },
	{ "key", "KEY", N_("the key that --file is signed with"), false },
	OPTION_END,
};

static int
verify_file(struct ctl *ctl)
{
	struct control_answer answer;
	json_t *params = json_object();
	int status;

	put_file(ctl, params);
	status = ctl_ask(ctl, "audit.verify-file", params, NULL, &answer);
	if (status == EX_OK) {
		ctl_say(ctl,
		    _("The archive is signed with this key and unchanged: rows "
		      "%1$lld to %2$lld."),
		    (long long)json_integer_value(
			json_object_get(answer.result, "first")),
		    (long long)json_integer_value(
			json_object_get(answer.result, "last")));
		status = listing_result(ctl, json_incref(answer.result));
	}
	control_answer_release(&answer);
	return status;
}

static int
verify_all(struct ctl *ctl)
{
	struct control_answer answer;
	int status = ctl_ask(ctl, "audit.verify", NULL, NULL, &answer);

	if (status == EX_OK) {
		ctl_say(
		    ctl, "%s", _("The audit log is complete and unchanged."));
		status = listing_result(ctl, json_incref(answer.result));
	}
	control_answer_release(&answer);
	return status;
}

static int
audit_verify_verb(struct ctl *ctl)
{
	if (option_is_set(&ctl->options, "file"))
		return verify_file(ctl);
	return option_is_set(&ctl->options, "key") ?
	    ctl_usage(ctl, _("--key requires --file.")) :
	    verify_all(ctl);
}

/* --- archives --------------------------------------------------------------- */

static const struct listing_column archive_columns[] = {
	{ "file", N_("FILE"), 0 },
	{ "first", N_("FIRST"), COLUMN_NUMBER },
	{ "last", N_("LAST"), COLUMN_NUMBER },
	{ "digest", N_("DIGEST"), COLUMN_WIDE },
	LISTING_END(N_("There are no entries before that time.")),
};

static const struct option_spec archive_options[] = {
	{ "before", "TIME",
	    N_("entries before this time: a date, or 90d for 90 days ago; "
	       "otherwise those older than a year"),
	    false },
	LISTING_OPTIONS(archive_columns),
	OPTION_END,
};

static int
audit_archive_verb(struct ctl *ctl)
{
	char iso[CLOCK_ISO_SIZE];
	json_t *params;
	int64_t before;
	int status = when_option(ctl, "before", &before);

	if (status != EX_OK)
		return status;
	params = json_object();
	if (before != 0)
		ask_text(params, "before", clock_format_iso(before, iso));
	return ctl_list(ctl, "audit.archive", params, archive_columns);
}

static int
audit_key_verb(struct ctl *ctl)
{
	struct control_answer answer;
	int status = ctl_ask(ctl, "audit.key", NULL, NULL, &answer);

	if (status == EX_OK) {
		ctl_say(ctl, "%s",
		    json_string_value(json_object_get(answer.result, "key")));
		status = listing_result(ctl, json_incref(answer.result));
	}
	control_answer_release(&answer);
	return status;
}

const struct command audit_commands[] = {
	{ "verify", "", N_("Check that no row was changed or removed"),
	    verify_options, audit_verify_verb, 0, 0, NEEDS_REQUESTS, NULL },
	{ "archive", "", N_("Move old entries to signed files"),
	    archive_options, audit_archive_verb, 0, 0,
	    NEEDS_REQUESTS | NEEDS_ROOT, NULL },
	{ "key", "", N_("Show the key that verifies archives"), NULL,
	    audit_key_verb, 0, 0, NEEDS_REQUESTS | NEEDS_ROOT, NULL },
	{ NULL, NULL, NULL, NULL, NULL, 0, 0, NEEDS_NOTHING, NULL },
};
