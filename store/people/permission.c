/* The catalogue of permissions.  A name that is not in it must never match a
 * permission. */
#include <string.h>

#include "base/err.h"
#include "base/str.h"
#include "store/people/permission.h"

#define LEVELS         "view edit"
#define LEVELS_APPROVE "view edit approve"
#define CRUD           "view create edit delete"
#define CRUD_APPROVE   "view create edit delete approve"
#define IMPERSONATED   "view create edit delete impersonate"
#define ARCHIVED       "view create edit delete archive"
#define SENT           "view create edit delete archive send view-own"

/* The feature page's table of levels (R3). */
const struct permission_module permission_modules[] = {
	{ "map", "view", "view", false },
	{ "import", "on", "on", true },
	{ "accounting-integration", "on", "on", true },
	{ "vehicle-tracking", "on", "on", true },
	{ "inventory-tracking", "on", "on", true },
	{ "customer-notification", "on", "on", true },
	{ "settings", "view edit super-admin", "view edit super-admin", false },
	{ "scheduling", LEVELS, CRUD, false },
	{ "bookings", LEVELS_APPROVE, CRUD_APPROVE, false },
	{ "timesheet", LEVELS_APPROVE, CRUD_APPROVE, false },
	{ "messaging", LEVELS, CRUD, false },
	{ "estimation", LEVELS_APPROVE, CRUD_APPROVE, false },
	{ "invoices", LEVELS_APPROVE, CRUD_APPROVE, false },
	{ "inventory", LEVELS, CRUD, false },
	{ "forms", LEVELS, CRUD, false },
	{ "customers", LEVELS, CRUD, false },
	{ "payments", LEVELS, CRUD, false },
	{ "refunds", LEVELS_APPROVE, CRUD_APPROVE, false },
	{ "payroll", LEVELS_APPROVE, CRUD_APPROVE, false },
	{ "dashboard", LEVELS, CRUD, false },
	{ "integration", LEVELS, CRUD, false },
	{ "membership", LEVELS, CRUD, false },
	{ "warehouses", LEVELS, CRUD, false },
	{ "tickets", LEVELS, CRUD, false },
	{ "revenue", LEVELS, CRUD, false },
	{ "expenses", LEVELS_APPROVE, CRUD_APPROVE, false },
	{ "facilities", ARCHIVED, ARCHIVED, false },
	{ "assets", ARCHIVED, ARCHIVED, false },
	{ "contractors", ARCHIVED, ARCHIVED, false },
	{ "contracts", ARCHIVED, ARCHIVED, false },
	{ "work-orders", SENT, SENT, false },
	{ "service-reports", SENT, SENT, false },
	{ "users", IMPERSONATED, IMPERSONATED, false },
	{ "reports", "view", "view", false },
	{ "audit-logs", "view", "view", false },
	/* capabilities: permissions about people, not about work */
	{ "crew", "on", "manage", true },
	{ "codes", "on", "issue", true },
	{ "sessions", "on", "end", true },
	{ "self", "on", "edit", true },
};
const size_t permission_module_count = sizeof(permission_modules) /
    sizeof(permission_modules[0]);

const char *const permission_default_exposed[] = {
	"bookings.edit",
	"customers.view",
	"customers.edit",
	"inventory.edit",
	"invoices.view",
	"invoices.edit",
	"reports.view",
	"scheduling.view",
	"scheduling.edit",
	"service-reports.create",
	"settings.edit",
	"users.edit",
	"work-orders.edit",
};
const size_t permission_default_exposed_count =
    sizeof(permission_default_exposed) / sizeof(permission_default_exposed[0]);

/* Power over people or money.  A name that ends in a dot is the whole
 * module. */
static const char *const privileged[] = {
	"settings.",
	"payments.",
	"refunds.",
	"payroll.",
	"accounting-integration.on",
	"import.on",
	"users.create",
	"users.edit",
	"users.delete",
	"users.impersonate",
	"sessions.end",
	"audit-logs.view",
};

/* Whether WORD is one of WORDS, separated by single spaces. */
static bool
has_word(const char *words, const char *word)
{
	size_t len = strlen(word);

	for (const char *start = words; len > 0;) {
		const char *end = strchrnul(start, ' ');

		if ((size_t)(end - start) == len &&
		    memcmp(start, word, len) == 0)
			return true;
		if (*end == '\0')
			break;
		start = end + 1;
	}
	return false;
}

static const struct permission_module *
find_module(const char *name, size_t len)
{
	for (size_t i = 0; i < permission_module_count; i++)
		if (strlen(permission_modules[i].name) == len &&
		    memcmp(permission_modules[i].name, name, len) == 0)
			return &permission_modules[i];
	return NULL;
}

/* The next word at *WORDS, separated by single spaces. */
static bool
next_word(const char **words, const char **ret_word, size_t *ret_len)
{
	if (**words == '\0')
		return false;
	*ret_word = *words;
	*ret_len = strcspn(*words, " ");
	*words += *ret_len + ((*words)[*ret_len] == ' ');
	return true;
}

const char *
permission_name(int index, char buf[PERMISSION_MAX])
{
	buf[0] = '\0';
	for (size_t i = 0; i < permission_module_count && index >= 0; i++) {
		const char *words = permission_modules[i].actions, *word;
		size_t len;

		while (next_word(&words, &word, &len))
			if (index-- == 0)
				(void)str_format(buf, PERMISSION_MAX, "%s.%.*s",
				    permission_modules[i].name, (int)len, word);
	}
	return buf;
}

int
permission_index(const char *codename)
{
	const char *dot = strchrnul(codename, '.');
	const char *action = *dot == '.' ? dot + 1 : dot;
	int index = 0;

	for (size_t i = 0; i < permission_module_count; i++) {
		const char *words = permission_modules[i].actions, *word;
		const char *name = permission_modules[i].name;
		bool ours = strlen(name) == (size_t)(dot - codename) &&
		    memcmp(name, codename, strlen(name)) == 0;
		size_t len;

		for (; next_word(&words, &word, &len); index++)
			if (ours && strlen(action) == len &&
			    memcmp(action, word, len) == 0)
				return index;
	}
	return -1;
}

bool
permission_exists(const char *codename)
{
	const char *dot = strchrnul(codename, '.');
	const struct permission_module *module = find_module(
	    codename, (size_t)(dot - codename));

	return *dot == '.' && module != NULL &&
	    has_word(module->actions, dot + 1);
}

/* The actions of a level that includes more than the action of its name. */
static const char *
actions_of(const struct permission_module *module, const char *level)
{
	bool in_levels = strcmp(module->levels, module->actions) != 0;

	if (module->is_switch)
		return module->actions;
	if (in_levels && strcmp(level, "edit") == 0)
		return CRUD;
	if (in_levels && strcmp(level, "approve") == 0)
		return "view approve";
	if (strcmp(level, "super-admin") == 0)
		return "view edit super-admin";
	if (strcmp(module->name, "settings") == 0 && strcmp(level, "edit") == 0)
		return "view edit";
	return level;
}

int
permission_expand(const char *module_name, const char *level,
    void (*visit)(const char *codename, void *context), void *context)
{
	const struct permission_module *module = find_module(
	    module_name, strlen(module_name));
	char codename[PERMISSION_MAX];
	const char *start;

	if (module == NULL)
		return FIELD_EINVAL;
	if (module->is_switch && strcmp(level, "off") == 0)
		return FIELD_OK;
	if (!has_word(module->levels, level))
		return FIELD_EINVAL;
	start = actions_of(module, level);
	for (;;) {
		const char *end = strchrnul(start, ' ');

		if (!str_format(codename, sizeof(codename), "%s.%.*s",
			module->name, (int)(end - start), start))
			return FIELD_EINVAL;
		visit(codename, context);
		if (*end == '\0')
			return FIELD_OK;
		start = end + 1;
	}
}

bool
permission_is_privileged(const char *codename)
{
	for (size_t i = 0; i < sizeof(privileged) / sizeof(privileged[0]);
	     i++) {
		size_t len = strlen(privileged[i]);

		if (privileged[i][len - 1] == '.' ?
			strncmp(codename, privileged[i], len) == 0 :
			strcmp(codename, privileged[i]) == 0)
			return true;
	}
	return false;
}

struct oneof
permission_module_names(void)
{
	return ONEOF_MEMBER(permission_modules, permission_module_count, name);
}

struct oneof
permission_levels(const char *module)
{
	for (size_t i = 0; i < permission_module_count; i++)
		if (strcmp(permission_modules[i].name, module) == 0)
			return oneof_list(permission_modules[i].levels);
	return oneof_list("");
}
