#include <sysexits.h>

#include "base/i18n.h"
#include "fieldctl/frame/ask.h"
#include "fieldctl/frame/listing.h"
#include "fieldctl/org/site.h"
#include "fieldctl/person/option.h"
#include "fieldctl/role/assign.h"

static const struct listing_column site_columns[] = {
	{ "name", N_("SITE"), 0 },
	{ "title", N_("TITLE"), 0 },
	{ "group", N_("GROUP"), 0 },
	{ "gid", N_("GID"), COLUMN_NUMBER | COLUMN_WIDE },
	LISTING_END(N_("No matching sites.")),
};

static int
site_list_verb(struct ctl *ctl)
{
	return ctl_list(ctl, "site.list", NULL, site_columns);
}

static const struct listing_column site_show_columns[] = {
	{ "name", N_("Name"), 0 }, { "title", N_("Title"), 0 },
	{ "id", N_("Id"), 0 }, { "group", N_("Group"), 0 },
	{ "gid", N_("Group number"), COLUMN_NUMBER },
	{ "people", N_("People"), COLUMN_NUMBER },
	{ "members", N_("Members"), 0 }, LISTING_END(NULL)
};

static int
site_show_verb(struct ctl *ctl)
{
	json_t *params = json_object();

	ask_text(params, "name", ctl->args[0]);
	return ctl_show(ctl, "site.show", params, site_show_columns);
}

static int
site_add_verb(struct ctl *ctl)
{
	json_t *params = json_object();
	int status;

	ask_text(params, "name", ctl->args[0]);
	ask_option(ctl, params, "title");
	ask_option(ctl, params, "org");
	status = ctl_do(ctl, "site.add", params);
	if (status != EX_OK)
		return status;
	ctl_say(ctl, _("Site %s added."), ctl->args[0]);
	return listing_result(ctl,
	    json_pack(
		"{s:s, s:b}", "site", ctl->args[0], "dry_run", ctl->dry_run));
}

static int
site_assign_verb(struct ctl *ctl)
{
	static const struct assign assign = {
		.request = "site.assign",
		.find = "site.find",
		.done = N_("is assigned to site"),
	};

	return assign_run(ctl, &assign);
}

static int
site_unassign_verb(struct ctl *ctl)
{
	static const struct assign assign = {
		.request = "site.unassign",
		.find = "site.find",
		.done = N_("is no longer assigned to site"),
	};

	return assign_run(ctl, &assign);
}

static const struct option_spec list_options[] = {
	LISTING_OPTIONS(site_columns),
	OPTION_END,
};
static const struct option_spec add_options[] = {
	{ "title", "TEXT", N_("what people call it"), false },
	{ "org", "ORG", N_("organisation"), false },
	{ "dry-run", NULL, N_("only report what would happen"), false },
	OPTION_END,
};
static const struct option_spec assign_options[] = {
	PERSON_FILTER_OPTIONS,
	{ "dry-run", NULL, N_("only report what would happen"), false },
	OPTION_END,
};

const struct command site_commands[] = {
	{ "list", "", N_("List sites"), list_options, site_list_verb, 0, 0,
	    NEEDS_REQUESTS, NULL },
	{ "show", "SITE", N_("Show a site and its people"), NULL,
	    site_show_verb, 1, 1, NEEDS_REQUESTS, NULL },
	{ "add", "NAME", N_("Add a site"), add_options, site_add_verb, 1, 1,
	    NEEDS_REQUESTS, NULL },
	{ "assign", "PERSON... SITE", N_("Assign people to a site"),
	    assign_options, site_assign_verb, 1, -1, NEEDS_REQUESTS, NULL },
	{ "unassign", "PERSON... SITE", N_("Remove people from a site"),
	    assign_options, site_unassign_verb, 1, -1, NEEDS_REQUESTS, NULL },
	{ NULL, NULL, NULL, NULL, NULL, 0, 0, NEEDS_NOTHING, NULL },
};
