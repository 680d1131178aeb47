#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "base/err.h"
#include "base/i18n.h"
#include "base/str.h"
#include "fieldctl/frame/ask.h"
#include "fieldctl/frame/listing.h"
#include "fieldctl/person/person.h"
#include "fieldctl/role/assign.h"
#include "fieldctl/frame/prompt.h"
#include "fieldctl/role/role.h"
#include "store/people/org.h"
#include "store/people/role.h"
#include "store/verb/role.h"

static int
find_role(struct ctl *ctl, const char *name, struct role *ret_role)
{
	int err = role_by_name(ctl->store, name, ret_role);

	if (err == FIELD_ENOTFOUND)
		return ctl_reason(ctl, REASON_NO_SUCH_ROLE, name, NULL);
	return err == FIELD_OK ? EX_OK : ctl_failed(ctl, err, NULL);
}

/* --- list --------------------------------------------------------------- */

static const struct listing_column role_columns[] = {
	{ "name", N_("ROLE"), false },
	{ "title", N_("TITLE"), false },
	{ "group", N_("GROUP"), false },
	{ "gid", N_("GID"), true },
	{ "people", N_("PEOPLE"), true },
	{ "privileged", N_("PRIVILEGED"), false },
	{ "assignable", N_("ASSIGNABLE"), false },
	{ NULL, NULL, false },
};

static int
role_list_verb(struct ctl *ctl)
{
	return ctl_list(ctl, "role.list", NULL, role_columns);
}

/* --- changing a role ---------------------------------------------------- */

/* What the verbs about one role need; each uses its part. */
struct role_work {
	const char *org_id, *name, *title, *id;
	const char *module, *level, *group;
};

static int
add_role(
    struct ctl *ctl, struct change *change, void *context, struct refusal *why)
{
	const struct role_work *work = context;

	(void)ctl;
	return role_add(change, work->org_id, work->name, work->title, why);
}

static int
remove_role(
    struct ctl *ctl, struct change *change, void *context, struct refusal *why)
{
	const struct role_work *work = context;

	(void)ctl;
	return role_remove(change, work->id, why);
}

static int
set_level(
    struct ctl *ctl, struct change *change, void *context, struct refusal *why)
{
	const struct role_work *work = context;

	(void)ctl;
	return role_set_level(change, work->id, work->module, work->level, why);
}

static int
add_group(
    struct ctl *ctl, struct change *change, void *context, struct refusal *why)
{
	const struct role_work *work = context;

	(void)ctl;
	return role_add_local_group(change, work->id, work->group, why);
}

static int
remove_group(
    struct ctl *ctl, struct change *change, void *context, struct refusal *why)
{
	const struct role_work *work = context;

	(void)ctl;
	return role_remove_local_group(change, work->id, work->group, why);
}

static int
change_role(struct ctl *ctl, const struct ctl_work *work, const char *name,
    const char *done)
{
	int status;

	(void)str_copy(ctl->subject, sizeof(ctl->subject), name);
	status = ctl_change(ctl, work);
	if (status != EX_OK)
		return status;
	ctl_say(ctl, "%s: %s", name, done);
	return listing_result(ctl,
	    json_pack("{s:s, s:s, s:b}", "role", name, "action", work->action,
		"dry_run", ctl->dry_run));
}

static int
role_add_verb(struct ctl *ctl)
{
	const char *title = option_text(&ctl->options, "title");
	struct role_work context = {
		.name = ctl->args[0],
		.title = title != NULL ? title : ctl->args[0],
	};
	const struct ctl_work work = { "role.add", add_role, &context };
	struct org org;
	int status = ctl_org(ctl, &org);

	if (status != EX_OK)
		return status;
	context.org_id = org.id;
	return change_role(ctl, &work, ctl->args[0], _("added"));
}

static int
role_remove_verb(struct ctl *ctl)
{
	struct role role;
	struct role_work context = { .id = role.id };
	const struct ctl_work work = { "role.remove", remove_role, &context };
	int status = find_role(ctl, ctl->args[0], &role);

	if (status == EX_OK)
		status = prompt_destructive(
		    ctl, _("Take this role from everybody and remove it?"));
	if (status != EX_OK)
		return status;
	return change_role(ctl, &work, role.name, _("removed"));
}

static int
role_level_verb(struct ctl *ctl)
{
	struct role role;
	struct role_work context = {
		.id = role.id, .module = ctl->args[1], .level = ctl->args[2]
	};
	const struct ctl_work work = { "role.level", set_level, &context };
	int status = find_role(ctl, ctl->args[0], &role);

	if (status != EX_OK)
		return status;
	return change_role(ctl, &work, role.name, _("level set"));
}

static int
change_group(struct ctl *ctl, const char *action,
    int (*apply)(struct ctl *, struct change *, void *, struct refusal *),
    const char *done)
{
	struct role role;
	struct role_work context = { .id = role.id, .group = ctl->args[1] };
	const struct ctl_work work = { action, apply, &context };
	int status = find_role(ctl, ctl->args[0], &role);

	if (status != EX_OK)
		return status;
	return change_role(ctl, &work, role.name, done);
}

static int
role_grant_verb(struct ctl *ctl)
{
	return change_group(
	    ctl, "role.local-group", add_group, _("local group given"));
}

static int
role_ungrant_verb(struct ctl *ctl)
{
	return change_group(
	    ctl, "role.local-group", remove_group, _("local group taken"));
}

/* --- giving a role to people -------------------------------------------- */

static int
assign_plain(struct change *change, const char *person_id, const char *role_id,
    struct refusal *why)
{
	return role_assign(change, person_id, role_id, false, why);
}

static int
assign_primary(struct change *change, const char *person_id,
    const char *role_id, struct refusal *why)
{
	return role_assign(change, person_id, role_id, true, why);
}

static int
give_role(struct ctl *ctl, struct assign *assign)
{
	const char *name = ctl->args[ctl->arg_count - 1];
	struct role role;
	int status = find_role(ctl, name, &role);

	if (status != EX_OK)
		return status;
	assign->thing = role.name;
	assign->thing_id = role.id;
	return assign_run(ctl, assign);
}

static int
role_assign_verb(struct ctl *ctl)
{
	struct assign assign = {
		.action = "role.assign",
		.apply = option_is_set(&ctl->options, "primary") ?
		    assign_primary :
		    assign_plain,
		.done = N_("has the role"),
	};

	return give_role(ctl, &assign);
}

static int
role_unassign_verb(struct ctl *ctl)
{
	struct assign assign = {
		.action = "role.unassign",
		.apply = role_unassign,
		.shuts_out = true,
		.done = N_("no longer has the role"),
	};

	return give_role(ctl, &assign);
}

/* --- the table ---------------------------------------------------------- */

static const struct option_spec list_options[] = {
	{ "csv", NULL, N_("as CSV (RFC 4180)"), false },
	OPTION_END,
};
static const struct option_spec add_options[] = {
	{ "title", "TEXT", N_("what people call it"), false },
	{ "org", "ORG", N_("organisation"), false },
	{ "dry-run", NULL, N_("only say what would happen"), false },
	OPTION_END,
};
static const struct option_spec change_options[] = {
	{ "dry-run", NULL, N_("only say what would happen"), false },
	OPTION_END,
};
static const struct option_spec assign_options[] = {
	{ "primary", NULL, N_("make it the primary role"), false },
	PERSON_FILTER_OPTIONS,
	{ "dry-run", NULL, N_("only say what would happen"), false },
	OPTION_END,
};
static const struct option_spec unassign_options[] = {
	PERSON_FILTER_OPTIONS,
	{ "dry-run", NULL, N_("only say what would happen"), false },
	OPTION_END,
};

const struct command role_commands[] = {
	{ "list", "", N_("List roles"), list_options, role_list_verb, 0, 0,
	    NEEDS_REQUESTS, NULL },
	{ "add", "NAME", N_("Add a role"), add_options, role_add_verb, 1, 1,
	    NEEDS_WRITE, NULL },
	{ "remove", "ROLE", N_("Remove a role"), change_options,
	    role_remove_verb, 1, 1, NEEDS_WRITE, NULL },
	{ "assign", "PERSON... ROLE", N_("Give people a role"), assign_options,
	    role_assign_verb, 1, -1, NEEDS_WRITE, NULL },
	{ "unassign", "PERSON... ROLE", N_("Take a role from people"),
	    unassign_options, role_unassign_verb, 1, -1,
	    NEEDS_WRITE | BAD_CONFIG_WILL_DO | TAKES_RESERVE, NULL },
	{ "level", "ROLE MODULE LEVEL",
	    N_("Set what a role may do in a module; see perm list"),
	    change_options, role_level_verb, 3, 3, NEEDS_WRITE, NULL },
	{ "grant", "ROLE GROUP",
	    N_("Let a role carry a group of this machine, such as dialout"),
	    change_options, role_grant_verb, 2, 2, NEEDS_WRITE, NULL },
	{ "ungrant", "ROLE GROUP", N_("Take such a group from a role"),
	    change_options, role_ungrant_verb, 2, 2,
	    NEEDS_WRITE | BAD_CONFIG_WILL_DO | TAKES_RESERVE, NULL },
	{ NULL, NULL, NULL, NULL, NULL, 0, 0, NEEDS_NOTHING, NULL },
};
