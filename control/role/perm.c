/* The catalogue of permissions: built in, and the same for all
 * organisations. */
#include <string.h>
#include <sysexits.h>

#include "base/str.h"
#include "control/role/role.h"
#include "control/value.h"
#include "store/people/permission.h"

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

/* Every codename of MODULE: those of all its levels combined. */
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

int
perm_list_request(struct control_call *call)
{
	for (size_t i = 0; i < permission_module_count; i++)
		control_row(call, module_json(&permission_modules[i]));
	return EX_OK;
}
