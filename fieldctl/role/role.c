#include <sysexits.h>

#include "base/i18n.h"
#include "fieldctl/frame/ask.h"
#include "fieldctl/frame/listing.h"
#include "fieldctl/frame/prompt.h"
#include "fieldctl/person/option.h"
#include "fieldctl/role/assign.h"
#include "fieldctl/role/role.h"

/* --- list --------------------------------------------------------------- */

static const struct listing_column role_columns[] = {
	{ "name", N_("ROLE"), 0 },
	{ "title", N_("TITLE"), 0 },
	{ "group", N_("GROUP"), 0 },
	{ "gid", N_("GID"), COLUMN_NUMBER | COLUMN_WIDE },
	{ "people", N_("PEOPLE"), COLUMN_NUMBER },
	{ "privileged", N_("PRIVILEGED"), 0 },
	{ "assignable", N_("ASSIGNABLE"), COLUMN_WIDE },
	LISTING_END(N_("No matching roles.")),
};

static int
role_list_verb(struct ctl *ctl)
{
	return ctl_list(ctl, "role.list", NULL, role_columns);
}

static const struct listing_column role_show_columns[] = {
	{ "name", N_("Name"), 0 }, { "title", N_("Title"), 0 },
	{ "id", N_("Id"), 0 }, { "group", N_("Group"), 0 },
	{ "gid", N_("Group number"), COLUMN_NUMBER },
	{ "privileged", N_("Privileged"), 0 },
	{ "assignable", N_("Assignable"), 0 },
	{ "levels_text", N_("Levels"), 0 },
	{ "permissions", N_("Permissions"), 0 },
	{ "local_groups", N_("Local groups"), 0 }, { "shell", N_("Shell"), 0 },
	{ "desktop", N_("Desktop session (not acted on yet)"), 0 },
	{ "landing", N_("Landing module"), 0 },
	{ "people", N_("People"), COLUMN_NUMBER },
	{ "members", N_("Members"), 0 }, LISTING_END(NULL)
};

static int
role_show_verb(struct ctl *ctl)
{
	json_t *params = json_object();

	ask_text(params, "name", ctl->args[0]);
	return ctl_show(ctl, "role.show", params, role_show_columns);
}

/* --- changing a role ---------------------------------------------------- */

/* The request of a verb about one role, and its message. */
struct role_verb {
	const char *request;
	const char *action; /* for JSON */
	const char *done;   /* N_(), printed after the role's name */
};

/* PARAMS, taking ownership, has the role and the change. */
static int
change_role(struct ctl *ctl, const struct role_verb *verb, json_t *params)
{
	struct control_answer answer;
	const char *name;
	int status = ctl_ask(ctl, verb->request, params, NULL, &answer);

	if (status == EX_OK) {
		name = json_string_value(
		    json_object_get(answer.result, "role"));
		ctl_say(ctl, "%s: %s", name, i18n_marked(verb->done));
		status = listing_result(ctl,
		    json_pack("{s:s, s:s, s:b}", "role", name, "action",
			verb->action, "dry_run", ctl->dry_run));
	}
	control_answer_release(&answer);
	return status;
}

/* The arguments, in order, as the parameters KEYS. */
static json_t *
named_args(const struct ctl *ctl, const char *const *keys)
{
	json_t *params = json_object();

	for (int i = 0; keys[i] != NULL; i++)
		ask_text(params, keys[i], ctl->args[i]);
	return params;
}

static int
role_add_verb(struct ctl *ctl)
{
	static const struct role_verb verb = { "role.add", "role.add",
		N_("added") };
	static const char *const keys[] = { "name", NULL };
	json_t *params = named_args(ctl, keys);

	ask_option(ctl, params, "title");
	ask_option(ctl, params, "org");
	return change_role(ctl, &verb, params);
}

static int
role_remove_verb(struct ctl *ctl)
{
	static const struct role_verb verb = { "role.remove", "role.remove",
		N_("removed") };
	static const char *const keys[] = { "name", NULL };
	int status = ctl_do(ctl, "role.find", named_args(ctl, keys));

	if (status == EX_OK)
		status = prompt_destructive(ctl,
		    _("Remove this role, also from all people who have it?"));
	if (status != EX_OK)
		return status;
	return change_role(ctl, &verb, named_args(ctl, keys));
}

static int
role_level_verb(struct ctl *ctl)
{
	static const struct role_verb verb = { "role.level", "role.level",
		N_("level set") };
	static const char *const keys[] = { "name", "module", "level", NULL };

	return change_role(ctl, &verb, named_args(ctl, keys));
}

static const char *const group_keys[] = { "name", "group", NULL };

static int
role_grant_verb(struct ctl *ctl)
{
	static const struct role_verb verb = { "role.grant", "role.local-group",
		N_("local group granted") };

	return change_role(ctl, &verb, named_args(ctl, group_keys));
}

static int
role_ungrant_verb(struct ctl *ctl)
{
	static const struct role_verb verb = { "role.ungrant",
		"role.local-group", N_("local group removed") };

	return change_role(ctl, &verb, named_args(ctl, group_keys));
}

/* --- assigning roles ------------------------------------------------------ */

static int
role_assign_verb(struct ctl *ctl)
{
	static const struct assign assign = {
		.request = "role.assign",
		.find = "role.find",
		.done = N_("has the role"),
	};

	return assign_run(ctl, &assign);
}

static int
role_unassign_verb(struct ctl *ctl)
{
	static const struct assign assign = {
		.request = "role.unassign",
		.find = "role.find",
		.shuts_out = true,
		.done = N_("no longer has the role"),
	};

	return assign_run(ctl, &assign);
}

/* --- the table ---------------------------------------------------------- */

static const struct option_spec list_options[] = {
	LISTING_OPTIONS(role_columns),
	OPTION_END,
};
static const struct option_spec add_options[] = {
	{ "title", "TEXT", N_("what people call it"), false },
	{ "org", "ORG", N_("organisation"), false },
	{ "dry-run", NULL, N_("only report what would happen"), false },
	OPTION_END,
};
static const struct option_spec change_options[] = {
	{ "dry-run", NULL, N_("only report what would happen"), false },
	OPTION_END,
};
static const struct option_spec assign_options[] = {
	{ "primary", NULL, N_("make it the primary role"), false },
	PERSON_FILTER_OPTIONS,
	{ "dry-run", NULL, N_("only report what would happen"), false },
	OPTION_END,
};
static const struct option_spec unassign_options[] = {
	PERSON_FILTER_OPTIONS,
	{ "dry-run", NULL, N_("only report what would happen"), false },
	OPTION_END,
};

const struct command role_commands[] = {
	{ "list", "", N_("List roles"), list_options, role_list_verb, 0, 0,
	    NEEDS_REQUESTS, NULL },
	{ "show", "ROLE",
	    N_("Show what a role gives, and the people who have it"), NULL,
	    role_show_verb, 1, 1, NEEDS_REQUESTS, NULL },
	{ "add", "NAME", N_("Add a role"), add_options, role_add_verb, 1, 1,
	    NEEDS_REQUESTS, NULL },
	{ "remove", "ROLE", N_("Remove a role"), change_options,
	    role_remove_verb, 1, 1, NEEDS_REQUESTS, NULL },
	{ "assign", "PERSON... ROLE", N_("Assign a role to people"),
	    assign_options, role_assign_verb, 1, -1, NEEDS_REQUESTS, NULL },
	{ "unassign", "PERSON... ROLE", N_("Remove a role from people"),
	    unassign_options, role_unassign_verb, 1, -1, NEEDS_REQUESTS, NULL },
	{ "level", "ROLE MODULE LEVEL",
	    N_("Set what a role may do in a module; see perm list"),
	    change_options, role_level_verb, 3, 3, NEEDS_REQUESTS, NULL },
	{ "grant", "ROLE GROUP",
	    N_("Let a role grant a local group, such as dialout"),
	    change_options, role_grant_verb, 2, 2, NEEDS_REQUESTS, NULL },
	{ "ungrant", "ROLE GROUP", N_("Remove a local group from a role"),
	    change_options, role_ungrant_verb, 2, 2, NEEDS_REQUESTS, NULL },
	{ NULL, NULL, NULL, NULL, NULL, 0, 0, NEEDS_NOTHING, NULL },
};
