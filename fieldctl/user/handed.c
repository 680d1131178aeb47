/* Secrets that requests have made.  MUST: they are printed on standard output,
 * or to the sheet, and kept nowhere. */
#include <stdio.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/i18n.h"
#include "base/str.h"
#include "fieldctl/frame/ask.h"
#include "fieldctl/frame/qr.h"
#include "fieldctl/user/handed.h"

static const struct listing_column code_columns[] = {
	{ "login", N_("LOGIN"), 0 },
	{ "name", N_("NAME"), 0 },
	{ "code", N_("CODE"), 0 },
	{ "expires_at", N_("EXPIRES"), COLUMN_TIME },
	LISTING_END(NULL),
};

static const struct listing_column password_columns[] = {
	{ "login", N_("LOGIN"), 0 },
	{ "name", N_("NAME"), 0 },
	{ "password", N_("TEMPORARY PASSWORD"), 0 },
	{ "expires_at", N_("EXPIRES"), COLUMN_TIME },
	LISTING_END(NULL),
};

const struct handed_kind handed_codes = { "code", code_columns };
const struct handed_kind handed_passwords = { "password", password_columns };

static const char *
text_of(const json_t *row, const char *key)
{
	const char *text = json_string_value(json_object_get(row, key));

	return text != NULL ? text : "";
}

/* Returned, and not for the sheet. */
static bool
is_returned(const struct handed_kind *kind, const json_t *row)
{
	return json_is_string(json_object_get(row, kind->member)) &&
	    strcmp(text_of(row, "delivery"), "sheet") != 0;
}

/* --- where they went ----------------------------------------------------------- */

static void
say_one(struct ctl *ctl, const json_t *row)
{
	const char *login = text_of(row, "login");
	const char *way = text_of(row, "delivery");
	const char *to = text_of(row, "address");

	if (strcmp(way, "mail") == 0)
		ctl_say(ctl, _("%1$s: mailed to %2$s"), login, to);
	else if (strcmp(way, "text") == 0)
		ctl_say(ctl, _("%1$s: sent as a text to %2$s"), login, to);
	else if (strcmp(way, "none") == 0 && text_of(row, "reason")[0] != '\0')
		ctl_say(ctl, _("%1$s: nothing was given: %2$s"), login,
		    text_of(row, "reason"));
	else if (ctl->dry_run)
		ctl_say(ctl, _("%s: would be printed"), login);
}

/* Why secrets are printed that were to be mailed: each reason once. */
static void
warn_printed(
    struct ctl *ctl, const struct handed_kind *kind, const json_t *rows)
{
	const char *said = "";
	const json_t *row;
	char message[700];
	size_t i;

	json_array_foreach(rows, i, row)
	{
		const char *reason = text_of(row, "reason");

		if (!is_returned(kind, row) || reason[0] == '\0' ||
		    strcmp(reason, said) == 0)
			continue;
		said = reason;
		(void)str_format(message, sizeof(message),
		    kind == &handed_codes ?
			_("%s  The code is printed instead.") :
			_("%s  The password is printed instead."),
		    reason);
		ctl_warn(ctl, text_of(row, "why"), message, "");
	}
}

/* --- the secrets themselves ---------------------------------------------------- */

/* For scripts: what a person needs, in a form that cut(1) and read take. */
static void
print_lines(struct ctl *ctl, const struct handed_kind *kind, const json_t *rows)
{
	const json_t *row;
	size_t i;

	json_array_foreach(rows, i, row) if (is_returned(kind, row))
	    fprintf(ctl->out, "%s\t%s\t%s\n", text_of(row, "login"),
		text_of(row, kind->member), text_of(row, "expires_at"));
}

static void
say_once(struct ctl *ctl, const struct handed_kind *kind, const json_t *rows)
{
	const char *terminal = text_of(json_array_get(rows, 0), "terminal");
	char sentence[300];

	if (terminal[0] == '\0')
		terminal = _("this terminal");
	if (kind == &handed_codes)
		(void)str_format(sentence, sizeof(sentence),
		    _("Each code works once, on %s, in place of a password.  It is not shown again."),
		    terminal);
	else
		(void)str_format(sentence, sizeof(sentence),
		    _("Each password works on %s, and must be changed at the first sign-in.  It is not shown again."),
		    terminal);
	fprintf(ctl->err, "%s\n", sentence);
}

static int
print_table(struct ctl *ctl, const struct handed_kind *kind, const json_t *rows)
{
	struct listing *listing = listing_open(ctl, kind->columns);
	json_t *row;
	size_t i;
	int status;

	json_array_foreach(rows, i, row) if (is_returned(kind, row))
	    listing_add(listing, json_incref(row));
	status = listing_close(listing);
	if (status == EX_OK)
		say_once(ctl, kind, rows);
	return status;
}

static void
print_qr(struct ctl *ctl, const struct handed_kind *kind, const json_t *rows)
{
	const json_t *row;
	size_t i;

	json_array_foreach(rows, i, row)
	{
		if (!is_returned(kind, row))
			continue;
		fprintf(ctl->out, "\n%s\n", text_of(row, "login"));
		if (isatty(fileno(ctl->out)) == 1)
			qr_print(ctl->out, text_of(row, kind->member));
		else
			qr_print_ink(ctl->out, text_of(row, kind->member), 0);
	}
}

static int
print_secrets(
    struct ctl *ctl, const struct handed_kind *kind, const json_t *rows)
{
	int status = EX_OK;

	if (isatty(fileno(ctl->out)) == 1)
		status = print_table(ctl, kind, rows);
	else
		print_lines(ctl, kind, rows);
	if (status == EX_OK && option_is_set(&ctl->options, "qr"))
		print_qr(ctl, kind, rows);
	return status;
}

static bool
any_is_returned(const struct handed_kind *kind, const json_t *rows)
{
	const json_t *row;
	size_t i;

	json_array_foreach(
	    rows, i, row) if (is_returned(kind, row)) return true;
	return false;
}

/* The rows as JSON; what is on the sheet is not printed as well. */
static int
print_json(struct ctl *ctl, const struct handed_kind *kind, const json_t *rows)
{
	json_t *shown = json_array(), *copy;
	const json_t *row;
	size_t i;

	json_array_foreach(rows, i, row)
	{
		copy = json_copy((json_t *)row);
		if (!is_returned(kind, row))
			(void)json_object_set_new(
			    copy, kind->member, json_null());
		(void)json_array_append_new(shown, copy);
	}
	return listing_result(ctl, shown);
}

int
handed_show(struct ctl *ctl, const struct handed_kind *kind, const json_t *rows)
{
	const json_t *row;
	size_t i;

	if (ctl->format == CTL_JSON)
		return print_json(ctl, kind, rows);
	json_array_foreach(rows, i, row) say_one(ctl, row);
	if (!any_is_returned(kind, rows))
		return EX_OK;
	warn_printed(ctl, kind, rows);
	return print_secrets(ctl, kind, rows);
}

/* --- people who were given something by policy ---------------------------------- */

/* What PERSON was given, as a row with the member of KIND. */
static json_t *
row_of_person(const json_t *person, const struct handed_kind *kind)
{
	json_t *given = json_object_get(person, "given");
	json_t *row = json_copy(given);

	(void)json_object_set(row, "login", json_object_get(person, "login"));
	(void)json_object_set(row, "name", json_object_get(person, "name"));
	(void)json_object_set(
	    row, kind->member, json_object_get(given, "secret"));
	return row;
}

/* Those who were given something of KIND; codes include nothing at all. */
static int
show_kind(struct ctl *ctl, const struct handed_kind *kind, const json_t *people)
{
	json_t *rows = json_array();
	const json_t *person;
	int status;
	size_t i;

	json_array_foreach(people, i, person)
	{
		const json_t *given = json_object_get(person, "given");
		bool is_password = strcmp(text_of(given, "what"),
				       handed_passwords.member) == 0;

		if (json_is_object(given) &&
		    is_password == (kind == &handed_passwords))
			(void)json_array_append_new(
			    rows, row_of_person(person, kind));
	}
	status = handed_show(ctl, kind, rows);
	json_decref(rows);
	return status;
}

int
handed_show_given(struct ctl *ctl, const json_t *people)
{
	int status = EX_OK;

	if (ctl->format != CTL_JSON)
		status = show_kind(ctl, &handed_codes, people);
	if (ctl->format != CTL_JSON && status == EX_OK)
		status = show_kind(ctl, &handed_passwords, people);
	return status;
}

/* --- the options ----------------------------------------------------------------- */

int
handed_ask_way(struct ctl *ctl, json_t *params)
{
	static const char *const options[] = { "print", "by", "sheet" };
	const char *by = option_text(&ctl->options, "by");
	size_t given = 0;

	for (size_t i = 0; i < sizeof(options) / sizeof(options[0]); i++)
		given += option_is_set(&ctl->options, options[i]);
	if (given > 1)
		return ctl_usage(
		    ctl, _("Use only one of --print, --by and --sheet."));
	if (by != NULL && strcmp(by, "mail") != 0 && strcmp(by, "text") != 0)
		return ctl_usage(ctl,
		    _("invalid value '%s' for --by; use mail or text"), by);
	if (option_is_set(&ctl->options, "print"))
		by = "print";
	if (option_is_set(&ctl->options, "sheet"))
		by = "sheet";
	ask_text(params, "by", by);
	return EX_OK;
}
