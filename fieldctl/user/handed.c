/* Secrets that requests have made.  They are printed here, and kept nowhere. */
#include <stdio.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/i18n.h"
#include "base/str.h"
#include "fieldctl/frame/ask.h"
#include "fieldctl/person/columns.h"
#include "fieldctl/person/pick.h"
#include "fieldctl/user/handed.h"

static const char *
text_of(const json_t *row, const char *key)
{
	const char *text = json_string_value(json_object_get(row, key));

	return text != NULL ? text : "";
}

/* People given by name need no confirmation; those selected by a filter are
 * shown first. */
static int
confirm(
    struct ctl *ctl, const struct handed_verb *verb, const struct pick *pick)
{
	char question[200];

	if (!pick->by_filter || pick->count == 0)
		return EX_OK;
	(void)str_format(question, sizeof(question), _("%s  (People: %zu)"),
	    i18n_marked(verb->question), pick->count);
	return pick_confirm(ctl, pick, question);
}

/* For scripts: what a person needs, in a form that cut(1) and read take. */
static void
print_lines(struct ctl *ctl, const struct handed_verb *verb, const json_t *rows)
{
	const json_t *row;
	size_t i;

	json_array_foreach(rows, i, row)
	    fprintf(ctl->out, "%s\t%s\t%s\n", text_of(row, "login"),
		text_of(row, verb->member), text_of(row, "expires_at"));
}

static int
print_table(struct ctl *ctl, const struct handed_verb *verb, const json_t *rows)
{
	struct listing *listing = listing_open(ctl, verb->columns);
	json_t *row;
	size_t i;
	int status;

	json_array_foreach(rows, i, row) listing_add(listing, json_incref(row));
	status = listing_close(listing);
	if (status == EX_OK)
		fprintf(ctl->err, "%s\n", i18n_marked(verb->once));
	return status;
}

static void
say_dry(struct ctl *ctl, const struct handed_verb *verb, const json_t *rows)
{
	const json_t *row;
	size_t i;

	json_array_foreach(rows, i, row) ctl_say(
	    ctl, "%s: %s", text_of(row, "login"), i18n_marked(verb->would));
}

static int
show(struct ctl *ctl, const struct handed_verb *verb, const json_t *rows)
{
	if (ctl->format == CTL_JSON)
		return listing_result(ctl, json_incref((json_t *)rows));
	if (ctl->dry_run)
		say_dry(ctl, verb, rows);
	else if (json_array_size(rows) == 0)
		listing_say_nothing(ctl, person_list_columns);
	else if (isatty(fileno(ctl->out)) == 1)
		return print_table(ctl, verb, rows);
	else
		print_lines(ctl, verb, rows);
	return EX_OK;
}

static int
request(
    struct ctl *ctl, const struct handed_verb *verb, const struct pick *pick)
{
	struct control_answer answer;
	json_t *rows, *params = pick_params(ctl, pick);
	int status;

	ask_flag(ctl, params, "compromised");
	if (option_is_set(&ctl->options, "print"))
		ask_text(params, "by", "print");
	status = ctl_rows(ctl, verb->request, params, &rows, &answer);
	if (status == EX_OK)
		status = show(ctl, verb, rows);
	json_decref(rows);
	control_answer_release(&answer);
	return status;
}

int
user_hand_out(struct ctl *ctl, const struct handed_verb *verb)
{
	struct pick pick;
	int status = pick_people(ctl, ctl->arg_count, false, false, &pick);

	if (status != EX_OK)
		return status;
	status = confirm(ctl, verb, &pick);
	if (status == EX_OK && pick.count > 0) {
		status = request(ctl, verb, &pick);
	} else if (status == EX_OK) {
		pick_say_missing(ctl, &pick);
		status = listing_result(ctl, json_array());
	}
	pick_release(&pick);
	return status;
}
