/* Temporary passwords: made by the request, shown here once and kept nowhere. */
#include <stdio.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/i18n.h"
#include "base/str.h"
#include "fieldctl/frame/ask.h"
#include "fieldctl/person/columns.h"
#include "fieldctl/person/pick.h"
#include "fieldctl/user/user.h"

static const struct listing_column columns[] = {
	{ "login", N_("LOGIN"), 0 },
	{ "name", N_("NAME"), 0 },
	{ "password", N_("TEMPORARY PASSWORD"), 0 },
	{ "expires_at", N_("EXPIRES"), COLUMN_TIME },
	LISTING_END(NULL),
};

static const char *
text_of(const json_t *row, const char *key)
{
	const char *text = json_string_value(json_object_get(row, key));

	return text != NULL ? text : "";
}

static int
check_options(struct ctl *ctl)
{
	if (option_is_set(&ctl->options, "password-file"))
		return ctl_usage(
		    ctl, _("Use --generate or --password-file, not both."));
	return EX_OK;
}

/* People given by name need no confirmation; those selected by a filter are
 * shown first. */
static int
confirm(struct ctl *ctl, const struct pick *pick)
{
	char question[200];

	if (!pick->by_filter || pick->count == 0)
		return EX_OK;
	(void)str_format(question, sizeof(question),
	    _("Replace the passwords of these people?  (People: %zu)"),
	    pick->count);
	return pick_confirm(ctl, pick, question);
}

/* For scripts: what a person needs, in a form that cut(1) and read take. */
static void
print_lines(struct ctl *ctl, const json_t *rows)
{
	const json_t *row;
	size_t i;

	json_array_foreach(rows, i, row)
	    fprintf(ctl->out, "%s\t%s\t%s\n", text_of(row, "login"),
		text_of(row, "password"), text_of(row, "expires_at"));
}

static int
print_table(struct ctl *ctl, const json_t *rows)
{
	struct listing *listing = listing_open(ctl, columns);
	json_t *row;
	size_t i;
	int status;

	json_array_foreach(rows, i, row) listing_add(listing, json_incref(row));
	status = listing_close(listing);
	if (status == EX_OK)
		fprintf(ctl->err, "%s\n",
		    _("These passwords are not shown again.  Each must be "
		      "changed at the first sign-in."));
	return status;
}

static void
say_dry(struct ctl *ctl, const json_t *rows)
{
	const json_t *row;
	size_t i;

	json_array_foreach(rows, i, row) ctl_say(ctl,
	    _("%s: would get a temporary password"), text_of(row, "login"));
}

static int
show(struct ctl *ctl, const json_t *rows)
{
	if (ctl->format == CTL_JSON)
		return listing_result(ctl, json_incref((json_t *)rows));
	if (ctl->dry_run)
		say_dry(ctl, rows);
	else if (json_array_size(rows) == 0)
		listing_say_nothing(ctl, person_list_columns);
	else if (isatty(fileno(ctl->out)) == 1)
		return print_table(ctl, rows);
	else
		print_lines(ctl, rows);
	return EX_OK;
}

static int
generate(struct ctl *ctl, const struct pick *pick)
{
	struct control_answer answer;
	json_t *rows;
	int status = ctl_rows(ctl, "user.generate-password",
	    pick_params(ctl, pick), &rows, &answer);

	if (status == EX_OK)
		status = show(ctl, rows);
	json_decref(rows);
	control_answer_release(&answer);
	return status;
}

int
user_generate_passwords(struct ctl *ctl)
{
	struct pick pick;
	int status = check_options(ctl);

	if (status == EX_OK)
		status = pick_people(ctl, ctl->arg_count, false, false, &pick);
	if (status != EX_OK)
		return status;
	status = confirm(ctl, &pick);
	if (status == EX_OK && pick.count > 0) {
		status = generate(ctl, &pick);
	} else if (status == EX_OK) {
		pick_say_missing(ctl, &pick);
		status = listing_result(ctl, json_array());
	}
	pick_release(&pick);
	return status;
}
