/* Shows one role: its permissions and groups, and the people who have it. */
#include <string.h>
#include <sysexits.h>

#include "base/err.h"
#include "base/str.h"
#include "control/person/members.h"
#include "control/role/role.h"
#include "control/value.h"
#include "store/home/effective.h"
#include "store/people/permission.h"
#include "store/view/role.h"

/* --- what it gives ------------------------------------------------------------ */

static bool
has_text(const json_t *array, const char *text)
{
	const json_t *item;
	size_t i;

	json_array_foreach(array, i, item)
	{
		if (strcmp(json_string_value(item), text) == 0)
			return true;
	}
	return false;
}

/* The number of permissions in a level, and how many of them the role has. */
struct level_count {
	const json_t *permissions;
	size_t of_level, had;
};

static void
count_permission(const char *codename, void *context)
{
	struct level_count *count = context;

	count->of_level++;
	count->had += has_text(count->permissions, codename);
}

/* The number of PERMISSIONS that belong to MODULE. */
static size_t
count_module(const char *module, const json_t *permissions)
{
	const size_t len = strlen(module);
	const json_t *item;
	size_t i, count = 0;

	json_array_foreach(permissions, i, item)
	{
		const char *codename = json_string_value(item);

		count += strncmp(codename, module, len) == 0 &&
		    codename[len] == '.';
	}
	return count;
}

/* The actions of MODULE among PERMISSIONS, in the form that `role level'
 * accepts. */
static json_t *
actions_json(const char *module, const json_t *permissions)
{
	const size_t len = strlen(module);
	struct strbuf actions = STRBUF_INIT;
	const json_t *item;
	json_t *json;
	size_t i;

	json_array_foreach(permissions, i, item)
	{
		const char *codename = json_string_value(item);

		if (strncmp(codename, module, len) == 0 && codename[len] == '.')
			strbuf_printf(&actions, "%s%s",
			    actions.len > 0 ? "," : "", codename + len + 1);
	}
	json = actions.failed || actions.bytes == NULL ?
	    NULL :
	    value_text(actions.bytes);
	strbuf_release(&actions);
	return json;
}

/* The level that equals the role's permissions in MODULE, otherwise its
 * actions. */
static json_t *
level_json(const struct permission_module *module, const json_t *permissions)
{
	const size_t had = count_module(module->name, permissions);
	char levels[160], *rest = levels, *level;

	(void)str_copy(levels, sizeof(levels), module->levels);
	for (level = strsep(&rest, " "); level != NULL;
	     level = strsep(&rest, " ")) {
		struct level_count count = { permissions, 0, 0 };

		if (permission_expand(module->name, level, count_permission,
			&count) == FIELD_OK &&
		    count.of_level == had && count.had == had)
			return json_string(level);
	}
	return actions_json(module->name, permissions);
}

/* MODULE: LEVEL for each module in which the role has permissions. */
static json_t *
levels_json(const json_t *permissions)
{
	json_t *levels = json_object();

	for (size_t i = 0; i < permission_module_count; i++) {
		const struct permission_module *module = &permission_modules[i];

		if (count_module(module->name, permissions) > 0 &&
		    json_object_set_new(levels, module->name,
			level_json(module, permissions)) != 0) {
			json_decref(levels);
			return NULL;
		}
	}
	return levels;
}

/* The same as "MODULE: LEVEL" texts, for people. */
static json_t *
levels_text_json(json_t *levels)
{
	json_t *texts = json_array();
	const char *module;
	json_t *level;

	json_object_foreach(levels, module, level)
	{
		char text[2 * PERMISSION_MAX + 200];

		(void)str_format(text, sizeof(text), "%s: %s", module,
		    json_string_value(level));
		/* in a list of lists, inner commas become blanks */
		for (char *at = text; *at != '\0'; at++)
			*at = *at == ',' ? ' ' : *at;
		(void)json_array_append_new(texts, value_text(text));
	}
	return texts;
}

static json_t *
names_json(struct name_list *names)
{
	json_t *array = value_texts(
	    (const char *const *)names->names, names->count);

	name_list_release(names);
	return array;
}

/* --- the requests --------------------------------------------------------------- */

static json_t *
given_json(struct control_call *call, const struct role *role)
{
	struct name_list permissions = { NULL, 0 }, groups = { NULL, 0 };
	struct role_defaults defaults;
	json_t *names, *levels;

	if (view_role_grants(&call->viewer, role, &permissions, &groups) !=
	    FIELD_OK)
		return NULL;
	if (role_defaults_load(call->store, role->id, &defaults) != FIELD_OK) {
		name_list_release(&permissions);
		name_list_release(&groups);
		return NULL;
	}
	names = names_json(&permissions);
	levels = levels_json(names);
	const struct value_member members[] = {
		{ "levels_text", levels_text_json(levels) },
		{ "levels", levels },
		{ "permissions", names },
		{ "local_groups", names_json(&groups) },
		{ "shell", value_text_or_null(defaults.shell) },
		{ "desktop", value_text_or_null(defaults.desktop) },
		{ "landing", value_text_or_null(defaults.landing) },
		{ "members",
		    members_json(call, role->org_id, role->name, NULL) },
		{ NULL, NULL },
	};

	return value_object(members);
}

int
role_show_request(struct control_call *call)
{
	struct role role;
	json_t *object, *given;
	int status = role_of_call(call, &role);

	if (status != EX_OK)
		return status;
	object = role_json(&role);
	given = given_json(call, &role);
	if (json_object_update(object, given) != 0) {
		json_decref(object);
		object = NULL;
	}
	json_decref(given);
	return control_result(call, object);
}
