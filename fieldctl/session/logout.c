/* Ends sessions without a block: of people who are named, or of all. */
#include <sysexits.h>

#include "base/i18n.h"
#include "base/str.h"
#include "fieldctl/frame/ask.h"
#include "fieldctl/person/pick.h"
#include "fieldctl/session/session.h"

const struct option_spec logout_options[] = {
	{ "all", NULL, N_("everyone who is signed in here, except yourself"),
	    false },
	{ "reason", "TEXT", N_("why, for the log"), false },
	{ "dry-run", NULL, N_("only report what would happen"), false },
	OPTION_END,
};

static void
say_spared(struct ctl *ctl, const json_t *result)
{
	const json_int_t count = json_integer_value(
	    json_object_get(result, "spared"));

	if (count > 0)
		ctl_say(ctl, _("People whom you may not log out: %lld"),
		    (long long)count);
}

static void
say_done(struct ctl *ctl, const json_t *rows, const json_t *result)
{
	const char *here = json_string_value(
	    json_object_get(result, "only_on"));
	const json_t *row;
	size_t i;

	json_array_foreach(rows, i, row)
	    ctl_say(ctl, _("%1$s: logged out on %2$s only"),
		json_string_value(json_object_get(row, "title")),
		here != NULL && here[0] != '\0' ? here : _("this terminal"));
}

static int
end(struct ctl *ctl, json_t *params)
{
	struct control_answer answer;
	json_t *rows;
	int status;

	ask_option(ctl, params, "reason");
	status = ctl_rows(ctl, "session.end", params, &rows, &answer);
	if (status == EX_OK)
		say_done(ctl, rows, answer.result);
	if (status == EX_OK)
		status = listing_result(ctl, json_incref(rows));
	json_decref(rows);
	control_answer_release(&answer);
	return status;
}

/* Those who are asked for are those who are logged out: others who sign in
 * while the question is answered are not. */
static int
end_all(struct ctl *ctl)
{
	struct pick pick = { .by_filter = true };
	struct control_answer answer;
	json_t *params = json_object();
	int status;

	(void)json_object_set_new(params, "all", json_true());
	status = ctl_rows(ctl, "session.choose", params, &pick.rows, &answer);
	pick.count = json_array_size(pick.rows);
	if (status == EX_OK)
		say_spared(ctl, answer.result);
	if (status == EX_OK && pick.count == 0) {
		ctl_say(ctl, "%s", _("No one else is signed in here."));
		status = listing_result(ctl, json_array());
	} else if (status == EX_OK) {
		char question[200];

		(void)str_format(question, sizeof(question),
		    _("Log out all of these?  (People: %zu)"), pick.count);
		status = pick_confirm(ctl, &pick, question);
		if (status == EX_OK)
			status = end(ctl, pick_ids(&pick));
	}
	control_answer_release(&answer);
	pick_release(&pick);
	return status;
}

int
logout_verb(struct ctl *ctl)
{
	const bool all = option_is_set(&ctl->options, "all");
	json_t *params;

	if (all && ctl->arg_count > 0)
		return ctl_usage(
		    ctl, _("Name people, or use --all, not both."));
	if (all)
		return end_all(ctl);
	if (ctl->arg_count == 0)
		return ctl_usage(ctl,
		    _("No person given: use a login name, an e-mail address, "
		      "an id or a uid, or --all."));
	params = json_object();
	ask_texts(params, "people", ctl->args, ctl->arg_count);
	return end(ctl, params);
}
