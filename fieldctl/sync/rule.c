/* Mapping rules. */
#include <stdint.h>
#include <sysexits.h>

#include "base/err.h"
#include "base/i18n.h"
#include "base/str.h"
#include "fieldctl/frame/ask.h"
#include "fieldctl/sync/sync.h"

static const struct listing_column rule_columns[] = {
	{ "position", N_("NO"), COLUMN_NUMBER },
	{ "field", N_("FIELD"), 0 },
	{ "value", N_("IS"), 0 },
	{ "kind", N_("KIND"), 0 },
	{ "role", N_("ROLE"), 0 },
	{ "site", N_("SITE"), 0 },
	{ "refuse", N_("REFUSE"), 0 },
	LISTING_END(N_("This source has no rules.")),
};

static json_t *
source_params(const struct ctl *ctl)
{
	json_t *params = json_object();

	ask_text(params, "source", ctl->args[0]);
	return params;
}

static int
rule_list_verb(struct ctl *ctl)
{
	return ctl_list(ctl, "source.rules", source_params(ctl), rule_columns);
}

static int
change_rule(
    struct ctl *ctl, const char *request, json_t *params, const char *done)
{
	int status = ctl_do(ctl, request, params);

	if (status != EX_OK)
		return status;
	ctl_say(ctl, "%s: %s", ctl->args[0], done);
	return listing_result(ctl,
	    json_pack("{s:s, s:s, s:b}", "source", ctl->args[0], "action",
		"source.rule", "dry_run", ctl->dry_run));
}

/* SOURCE FIELD [VALUE] and what it assigns. */
static int
rule_add_verb(struct ctl *ctl)
{
	static const char *const texts[] = { "kind", "role", "site", "crew" };
	const char *position = option_text(&ctl->options, "at");
	json_t *params = source_params(ctl);

	ask_text(params, "field", ctl->args[1]);
	ask_text(params, "value", ctl->arg_count > 2 ? ctl->args[2] : NULL);
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		ask_option(ctl, params, texts[i]);
	ask_option(ctl, params, "org");
	ask_flag(ctl, params, "invite");
	ask_flag(ctl, params, "refuse");
	if (ask_number(ctl, params, "position", "--at", position, 1,
		INT32_MAX) != EX_OK) {
		json_decref(params);
		return EX_USAGE;
	}
	return change_rule(ctl, "source.rule-add", params, _("rule added"));
}

static int
rule_remove_verb(struct ctl *ctl)
{
	json_t *params = source_params(ctl);

	if (ask_number(ctl, params, "position", "N", ctl->args[1], 1,
		INT32_MAX) != EX_OK) {
		json_decref(params);
		return EX_USAGE;
	}
	return change_rule(
	    ctl, "source.rule-remove", params, _("rule removed"));
}

static const struct option_spec list_options[] = {
	LISTING_OPTIONS(rule_columns),
	OPTION_END,
};
static const struct option_spec add_options[] = {
	{ "kind", "KIND", N_("internal, external, fieldworker or subworker"),
	    false },
	{ "role", "ROLE", N_("give this role"), false },
	{ "site", "SITE", N_("assign the person to this site"), false },
	{ "crew", "LEAD", N_("add the person to this lead's crew"), false },
	{ "invite", NULL, N_("send an invitation"), false },
	{ "refuse", NULL, N_("do not import"), false },
	{ "org", "ORG", N_("organisation, before a file's first import"),
	    false },
	{ "at", "N", N_("insert it at this position"), false },
	{ "dry-run", NULL, N_("only report what would happen"), false },
	OPTION_END,
};
static const struct option_spec remove_options[] = {
	{ "dry-run", NULL, N_("only report what would happen"), false },
	OPTION_END,
};

const struct command sync_rule_commands[] = {
	{ "list", "SOURCE", N_("List the rules of a source"), list_options,
	    rule_list_verb, 1, 1, NEEDS_REQUESTS, NULL },
	{ "add", "SOURCE FIELD [VALUE]",
	    N_("Set the kind, role or site of new people from a source"),
	    add_options, rule_add_verb, 2, 3, NEEDS_REQUESTS, NULL },
	{ "remove", "SOURCE N", N_("Remove a rule"), remove_options,
	    rule_remove_verb, 2, 2, NEEDS_REQUESTS, NULL },
	{ NULL, NULL, NULL, NULL, NULL, 0, 0, NEEDS_NOTHING, NULL },
};
