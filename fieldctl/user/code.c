/* Codes of one person: a lead's code, and recovery codes (N8); and how many
 * people there are (U10). */
#include <stdio.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/i18n.h"
#include "base/local.h"
#include "fieldctl/frame/ask.h"
#include "fieldctl/frame/letters.h"
#include "fieldctl/frame/qr.h"
#include "fieldctl/user/handed.h"
#include "fieldctl/user/user.h"

static const char *
text_of(const json_t *row, const char *key)
{
	const char *text = json_string_value(json_object_get(row, key));

	return text != NULL ? text : "";
}

/* --- a lead's code -------------------------------------------------------------- */

/* Large, since the person reads it over the lead's shoulder. */
static void
show_large(struct ctl *ctl, const json_t *row)
{
	const char *code = text_of(row, "code");
	char expires[LOCAL_SIZE] = "";
	int64_t t_s;

	if (clock_parse_iso(text_of(row, "expires_at"), &t_s) == FIELD_OK)
		(void)local_format(t_s, expires);
	fprintf(ctl->out, "\n");
	letters_print(ctl->out, code);
	fprintf(ctl->out, "  %s\n\n", code);
	qr_print(ctl->out, code);
	ctl_say(ctl,
	    _("For %1$s, on %2$s, until %3$s: type it in place of the password.  It works once."),
	    text_of(row, "login"), text_of(row, "terminal"), expires);
}

static int
show_code(struct ctl *ctl, json_t *row)
{
	json_t *rows;
	int status = EX_OK;

	if (ctl->format == CTL_JSON)
		return listing_result(ctl, json_incref(row));
	if (!ctl->dry_run && isatty(fileno(ctl->out)) == 1) {
		show_large(ctl, row);
	} else {
		rows = json_pack("[O]", row);
		status = handed_show(ctl, &handed_codes, rows);
		json_decref(rows);
	}
	return status;
}

int
user_code_verb(struct ctl *ctl)
{
	struct control_answer answer;
	json_t *params = json_object();
	int status;

	ask_text(params, "person", ctl->args[0]);
	status = ctl_ask(ctl, "user.code", params, NULL, &answer);
	if (status == EX_OK)
		status = show_code(ctl, answer.result);
	control_answer_release(&answer);
	return status;
}

/* --- recovery codes ------------------------------------------------------------- */

#define RECOVERY_COUNT "8"
#define RECOVERY_VALID "365d"
/* as control/user/code.c, which decides */
#define RECOVERY_VALID_MIN_S 300
#define RECOVERY_VALID_MAX_S (INT64_C(3650) * 24 * 60 * 60)

static int
read_recovery(struct ctl *ctl, json_t *params)
{
	const char *count = option_text(&ctl->options, "count");
	const char *valid = option_text(&ctl->options, "valid");
	int64_t valid_s;
	int status = ask_number(ctl, params, "count", "--count",
	    count != NULL ? count : RECOVERY_COUNT, 1, 100);

	if (status != EX_OK)
		return status;
	if (valid == NULL)
		valid = RECOVERY_VALID;
	if (clock_parse_duration(valid, &valid_s) != FIELD_OK ||
	    valid_s < RECOVERY_VALID_MIN_S || valid_s > RECOVERY_VALID_MAX_S)
		return ctl_usage(ctl,
		    _("invalid duration '%s' for --valid; use a time from 5m "
		      "to 3650d, such as 90d"),
		    valid);
	(void)json_object_set_new(params, "valid_s", json_integer(valid_s));
	ask_text(params, "person", ctl->args[0]);
	return EX_OK;
}

int
user_recovery_verb(struct ctl *ctl)
{
	struct control_answer answer;
	json_t *params = json_object(), *rows;
	int status = read_recovery(ctl, params);

	if (status != EX_OK) {
		json_decref(params);
		return status;
	}
	status = ctl_rows(ctl, "user.recovery", params, &rows, &answer);
	if (status == EX_OK)
		status = handed_show(ctl, &handed_codes, rows);
	json_decref(rows);
	control_answer_release(&answer);
	return status;
}

/* --- how many -------------------------------------------------------------------- */

int
user_count_verb(struct ctl *ctl)
{
	static const struct listing_column columns[] = {
		{ "active", N_("Active"), COLUMN_NUMBER },
		{ "inactive", N_("Inactive"), COLUMN_NUMBER },
		{ "total", N_("Total"), COLUMN_NUMBER },
		LISTING_END(NULL),
	};
	json_t *params = json_object();

	ask_option(ctl, params, "org");
	return ctl_show(ctl, "user.count", params, columns);
}
