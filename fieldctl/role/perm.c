#include "base/i18n.h"
#include "fieldctl/frame/ask.h"
#include "fieldctl/frame/listing.h"
#include "fieldctl/role/role.h"

static const struct listing_column perm_columns[] = {
	{ "module", N_("MODULE"), 0 },
	{ "levels", N_("LEVELS"), 0 },
	{ "permissions", N_("PERMISSIONS"), 0 },
	{ "exposed", N_("GROUPS"), 0 },
	LISTING_END(N_("No modules.")),
};

static int
perm_list_verb(struct ctl *ctl)
{
	return ctl_list(ctl, "perm.list", NULL, perm_columns);
}

static const struct option_spec list_options[] = {
	LISTING_OPTIONS(perm_columns),
	OPTION_END,
};

const struct command perm_commands[] = {
	{ "list", "", N_("List modules, their levels and permissions"),
	    list_options, perm_list_verb, 0, 0, NEEDS_REQUESTS, NULL },
	{ NULL, NULL, NULL, NULL, NULL, 0, 0, NEEDS_NOTHING, NULL },
};
