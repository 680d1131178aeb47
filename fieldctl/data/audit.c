#include <string.h>
#include <sysexits.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/i18n.h"
#include "base/str.h"
#include "fieldctl/data/audit.h"
#include "fieldctl/frame/ask.h"
#include "fieldctl/frame/listing.h"
#include "fieldctl/frame/when.h"

const struct option_spec audit_options[] = {
	{ "person", "PERSON", N_("by, through or about this person"), false },
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

int
audit_list_by(struct ctl *ctl, const char *request)
{
	static const char *const texts[] = { "person", "action", "module",
		"text" };
	json_t *params = json_object();
	int status = ask_number(ctl, params, "limit", "--limit",
	    option_text(&ctl->options, "limit"), 1, INT32_MAX);

	if (status == EX_OK)
		status = put_times(ctl, params);
	if (status != EX_OK) {
		json_decref(params);
		return status;
	}
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		ask_option(ctl, params, texts[i]);
	return ctl_list(ctl, request, params, audit_columns);
}

int
audit_verb(struct ctl *ctl)
{
	return audit_list_by(ctl, "audit.list");
}

static int
audit_verify_verb(struct ctl *ctl)
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

const struct command audit_commands[] = {
	{ "verify", "", N_("Check that no row was changed or removed"), NULL,
	    audit_verify_verb, 0, 0, NEEDS_REQUESTS, NULL },
	{ NULL, NULL, NULL, NULL, NULL, 0, 0, NEEDS_NOTHING, NULL },
};
