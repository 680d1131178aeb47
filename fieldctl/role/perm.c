#include <string.h>

#include "base/i18n.h"
#include "base/str.h"
#include "fieldctl/frame/listing.h"
#include "fieldctl/role/role.h"
#include "store/people/permission.h"

static const struct listing_column perm_columns[] = {
	{ "module", N_("MODULE"), false },
	{ "levels", N_("LEVELS"), false },
	{ "permissions", N_("PERMISSIONS"), false },
	{ "exposed", N_("GROUPS"), false },
	{ NULL, NULL, false },
};

/* The space-separated WORDS as an array. */
static json_t *
words_json(const char *words)
{
	json_t *array = json_array();

	while (*words != '\0') {
		size_t len = strcspn(words, " ");

		if (len > 0)
			(void)json_array_append_new(
			    array, json_stringn(words, len));
		words += len + (words[len] == ' ' ? 1 : 0);
	}
	return array;
}

static void
collect(const char *codename, void *context)
{
	json_t *array = context, *item;
	size_t i;

	json_array_foreach(array, i,
	    item) if (strcmp(json_string_value(item), codename) == 0) return;
	(void)json_array_append_new(array, json_string(codename));
}

/* Every codename of MODULE: what its levels give, taken together. */
static json_t *
permissions_json(const struct permission_module *module, const json_t *levels)
{
	json_t *array = json_array(), *level;
	size_t i;

	json_array_foreach(levels, i, level)(void) permission_expand(
	    module->name, json_string_value(level), collect, array);
	return array;
}

/* The default groups of the operating system among PERMISSIONS. */
static json_t *
exposed_json(const json_t *permissions)
{
	json_t *array = json_array(), *permission;
	size_t i;

	json_array_foreach(permissions, i, permission)
	{
		const char *codename = json_string_value(permission);

		for (size_t k = 0; k < permission_default_exposed_count; k++) {
			char group[PERMISSION_MAX + 8];

			if (strcmp(permission_default_exposed[k], codename) !=
				0 ||
			    !str_format(
				group, sizeof(group), "perm-%s", codename))
				continue;
			for (char *at = group; *at != '\0'; at++)
				*at = *at == '.' ? '-' : *at;
			(void)json_array_append_new(array, json_string(group));
		}
	}
	return array;
}

static json_t *
module_json(const struct permission_module *module)
{
	json_t *levels = words_json(module->levels);
	json_t *permissions = permissions_json(module, levels);
	json_t *exposed = exposed_json(permissions);

	return json_pack("{s:s, s:b, s:o, s:o, s:o}", "module", module->name,
	    "switch", module->is_switch, "levels", levels, "permissions",
	    permissions, "exposed", exposed);
}

static int
perm_list_verb(struct ctl *ctl)
{
	struct listing *listing = listing_open(ctl, perm_columns);

	for (size_t i = 0; i < permission_module_count; i++)
		listing_add(listing, module_json(&permission_modules[i]));
	return listing_close(listing);
}

static const struct option_spec list_options[] = {
	{ "csv", NULL, N_("as CSV (RFC 4180)"), false },
	OPTION_END,
};

const struct command perm_commands[] = {
	{ "list", "", N_("List modules, their levels and permissions"),
	    list_options, perm_list_verb, 0, 0, NEEDS_NOTHING, NULL },
	{ NULL, NULL, NULL, NULL, NULL, 0, 0, NEEDS_NOTHING, NULL },
};
