#include <sysexits.h>

#include "base/i18n.h"
#include "base/str.h"
#include "fieldctl/frame/ask.h"
#include "fieldctl/frame/listing.h"
#include "fieldctl/org/policy.h"

static const struct listing_column policy_columns[] = {
	{ "name", N_("POLICY"), 0 },
	{ "value", N_("VALUE"), 0 },
	{ "default", N_("DEFAULT"), COLUMN_WIDE },
	{ "values", N_("VALUES"), COLUMN_WIDE },
	{ "note", N_("NOTE"), 0 },
	{ "help", N_("MEANING"), COLUMN_LAST },
	LISTING_END(N_("No policies.")),
};

const struct option_spec policy_options[] = {
	{ "reset", NULL, N_("reset to the default"), false },
	{ "org", "ORG", N_("of this organisation"), false },
	LISTING_OPTIONS(policy_columns),
	{ "dry-run", NULL, N_("only report what would happen"), false },
	OPTION_END,
};

static json_t *
org_params(const struct ctl *ctl)
{
	json_t *params = json_object();

	ask_option(ctl, params, "org");
	return params;
}

static json_t *
named_params(const struct ctl *ctl)
{
	json_t *params = org_params(ctl);

	ask_text(params, "name", ctl->args[0]);
	return params;
}

static const char *
value_of(const json_t *policy)
{
	return json_string_value(json_object_get(policy, "value"));
}

/* On standard error, so that scripts read only the value: a setting without
 * effect must not be mistaken for a safeguard. */
static void
note_not_acted_on(struct ctl *ctl, const json_t *policy)
{
	char message[160];

	if (json_is_true(json_object_get(policy, "acted_on")) ||
	    ctl->format == CTL_JSON)
		return;
	(void)str_format(message, sizeof(message),
	    _("The policy %1$s is not acted on yet; its value is only stored."),
	    json_string_value(json_object_get(policy, "name")));
	ctl_warn(ctl, "not_acted_on", message, "");
}

/* One value on a line, for scripts. */
static int
show_policy(struct ctl *ctl)
{
	struct control_answer answer;
	int status = ctl_ask(
	    ctl, "policy.show", named_params(ctl), NULL, &answer);

	if (status == EX_OK && ctl->format == CTL_JSON)
		status = listing_result(ctl, json_incref(answer.result));
	else if (status == EX_OK) {
		fprintf(ctl->out, "%s\n", value_of(answer.result));
		note_not_acted_on(ctl, answer.result);
	}
	control_answer_release(&answer);
	return status;
}

/* The people of whom a change of require_verified_email tells, with an address
 * that is not verified, or without one. */
static json_t *
people_of(const json_t *rows, bool must_verify)
{
	json_t *people = json_array(), *row;
	size_t i;

	json_array_foreach(rows, i, row)
	{
		if (json_is_true(json_object_get(row, "must_verify")) ==
		    must_verify)
			(void)json_array_append(people, row);
	}
	return people;
}

static void
say_people(struct ctl *ctl, const char *title, const json_t *people)
{
	size_t i;
	json_t *row;

	if (json_array_size(people) == 0)
		return;
	ctl_say(ctl, "%s", title);
	json_array_foreach(people, i, row)
	{
		const char *email = json_string_value(
		    json_object_get(row, "email"));

		ctl_say(ctl, "    %s%s%s",
		    json_string_value(json_object_get(row, "login")),
		    email != NULL ? "  " : "", email != NULL ? email : "");
	}
}

/* Adds the lists to POLICY, which is shown with --json. */
static void
put_people(struct ctl *ctl, json_t *policy, const json_t *rows)
{
	json_t *unverified = people_of(rows, true);
	json_t *without = people_of(rows, false);

	say_people(ctl,
	    _("Cannot sign in until they verify their address "
	      "(fieldctl user verify-email):"),
	    unverified);
	say_people(
	    ctl, _("Not affected, since they have no address:"), without);
	(void)json_object_set_new(policy, "unverified", unverified);
	(void)json_object_set_new(policy, "without_address", without);
}

/* The second argument; without it, the default. */
static int
change_policy(struct ctl *ctl)
{
	const char *value = ctl->arg_count > 1 ? ctl->args[1] : NULL;
	struct control_answer answer;
	json_t *params = named_params(ctl), *policy, *rows = NULL;
	int status;

	ask_text(params, "value", value);
	status = ctl_rows(ctl, value != NULL ? "policy.set" : "policy.reset",
	    params, &rows, &answer);
	if (status == EX_OK) {
		policy = json_object_get(answer.result, "policy");
		ctl_say(ctl, "%s = %s", ctl->args[0],
		    ctl->dry_run && value != NULL ? value : value_of(policy));
		note_not_acted_on(ctl, policy);
		if (json_array_size(rows) > 0)
			put_people(ctl, policy, rows);
		status = listing_result(ctl, json_incref(policy));
	}
	json_decref(rows);
	control_answer_release(&answer);
	return status;
}

int
policy_verb(struct ctl *ctl)
{
	const bool reset = option_is_set(&ctl->options, "reset");

	if (reset && ctl->arg_count != 1)
		return ctl_usage(ctl, _("--reset requires one policy."));
	if (reset || ctl->arg_count == 2)
		return change_policy(ctl);
	return ctl->arg_count == 0 ?
	    ctl_list(ctl, "policy.list", org_params(ctl), policy_columns) :
	    show_policy(ctl);
}
