#include <stdlib.h>
#include <sysexits.h>

#include "base/err.h"
#include "base/i18n.h"
#include "base/str.h"
#include "fieldctl/role/assign.h"
#include "fieldctl/frame/ask.h"
#include "fieldctl/frame/listing.h"
#include "fieldctl/person/person.h"
#include "fieldctl/org/site.h"
#include "store/people/org.h"
#include "store/people/place.h"
#include "store/verb/place.h"

#define SITE_KIND "site"

static const struct listing_column site_columns[] = {
	{ "name", N_("SITE"), false },
	{ "title", N_("TITLE"), false },
	{ "group", N_("GROUP"), false },
	{ "gid", N_("GID"), true },
	{ NULL, NULL, false },
};

static int
site_list_verb(struct ctl *ctl)
{
	return ctl_list(ctl, "site.list", NULL, site_columns);
}

struct site_work {
	const char *org_id, *name, *title;
};

static int
add_site(
    struct ctl *ctl, struct change *change, void *context, struct refusal *why)
{
	const struct site_work *work = context;

	(void)ctl;
	return place_add(
	    change, work->org_id, SITE_KIND, work->name, work->title, why);
}

static int
site_add_verb(struct ctl *ctl)
{
	const char *title = option_text(&ctl->options, "title");
	struct site_work context = {
		.name = ctl->args[0],
		.title = title != NULL ? title : ctl->args[0],
	};
	const struct ctl_work work = { "site.add", add_site, &context };
	struct org org;
	int status = ctl_org(ctl, &org);

	if (status != EX_OK)
		return status;
	context.org_id = org.id;
	(void)str_copy(ctl->subject, sizeof(ctl->subject), ctl->args[0]);
	status = ctl_change(ctl, &work);
	if (status != EX_OK)
		return status;
	ctl_say(ctl, _("Site %s added."), ctl->args[0]);
	return listing_result(ctl,
	    json_pack(
		"{s:s, s:b}", "site", ctl->args[0], "dry_run", ctl->dry_run));
}

static int
give_site(struct ctl *ctl, struct assign *assign)
{
	const char *name = ctl->args[ctl->arg_count - 1];
	struct place place;
	int err = place_by_name(ctl->store, SITE_KIND, name, &place);

	if (err == FIELD_ENOTFOUND)
		return ctl_reason(ctl, REASON_NO_SUCH_PLACE, name, NULL);
	if (err != FIELD_OK)
		return ctl_failed(ctl, err, NULL);
	assign->thing = place.name;
	assign->thing_id = place.id;
	return assign_run(ctl, assign);
}

static int
site_assign_verb(struct ctl *ctl)
{
	struct assign assign = { .action = "site.assign",
		.apply = place_assign,
		.done = N_("belongs to site") };

	return give_site(ctl, &assign);
}

static int
site_unassign_verb(struct ctl *ctl)
{
	struct assign assign = { .action = "site.unassign",
		.apply = place_unassign,
		.done = N_("no longer belongs to site") };

	return give_site(ctl, &assign);
}

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
static const struct option_spec assign_options[] = {
	PERSON_FILTER_OPTIONS,
	{ "dry-run", NULL, N_("only say what would happen"), false },
	OPTION_END,
};

const struct command site_commands[] = {
	{ "list", "", N_("List sites"), list_options, site_list_verb, 0, 0,
	    NEEDS_REQUESTS, NULL },
	{ "add", "NAME", N_("Add a site"), add_options, site_add_verb, 1, 1,
	    NEEDS_WRITE, NULL },
	{ "assign", "PERSON... SITE", N_("Let people belong to a site"),
	    assign_options, site_assign_verb, 1, -1, NEEDS_WRITE, NULL },
	{ "unassign", "PERSON... SITE", N_("Take a site from people"),
	    assign_options, site_unassign_verb, 1, -1,
	    NEEDS_WRITE | BAD_CONFIG_WILL_DO | TAKES_RESERVE, NULL },
	{ NULL, NULL, NULL, NULL, NULL, 0, 0, NEEDS_NOTHING, NULL },
};
