/*
 * The recommended role framework and the presets (R2), with the levels of R3.
 * They can be edited afterwards like any other role.
 */
#include <string.h>

#include "base/err.h"
#include "base/str.h"
#include "store/org/role_seed.h"
#include "store/people/permission.h"
#include "store/verb/role_verb.h"

struct seed_level {
	const char *module;
	const char *levels; /* space-separated */
};

#define LEVELS_MAX 24
struct seed_role {
	const char *name, *title;
	bool assignable;
	bool everything;                      /* the whole catalogue */
	bool views_all;                       /* 'view' where a module has it */
	struct seed_level levels[LEVELS_MAX]; /* ends with a NULL module */
};

static const struct seed_role seeds[] = {
	{ .name = "admin", .title = "Admin/Owner", .everything = true },
	{ .name = "dispatcher", .title = "Dispatcher",
	    .levels = {
	        { "scheduling", "edit" },
	        { "bookings", "edit" },
	        { "dashboard", "view" },
	        { "map", "view" },
	        { "vehicle-tracking", "on" },
	        { "customers", "view" },
	        { "customer-notification", "on" },
	        { "messaging", "edit" },
	        { "timesheet", "view" },
	        { "tickets", "edit" },
	        { "work-orders", "view create edit send" },
	        { "service-reports", "view" },
	        { "facilities", "view" },
	        { "assets", "view" },
	        { "contractors", "view" },
	        { "forms", "view" },
	        { "users", "view" },
	    } },
	/* No payment gateways, refunds, payroll or accounting settings. */
	{ .name = "sales", .title = "Sales/Estimator",
	    .levels = {
	        { "customers", "edit" },
	        { "estimation", "edit" },
	        { "bookings", "edit" },
	        { "contracts", "view create edit" },
	        { "membership", "edit" },
	        { "invoices", "view" },
	        { "inventory", "view" },
	        { "scheduling", "view" },
	        { "dashboard", "view" },
	        { "messaging", "edit" },
	        { "forms", "view" },
	        { "work-orders", "view create" },
	        { "facilities", "view" },
	    } },
	{ .name = "support", .title = "Customer Support",
	    .levels = {
	        { "customers", "edit" },
	        { "tickets", "edit" },
	        { "messaging", "edit" },
	        { "customer-notification", "on" },
	        { "bookings", "edit" },
	        { "scheduling", "view" },
	        { "invoices", "view" },
	        { "estimation", "view" },
	        { "dashboard", "view" },
	        { "work-orders", "view" },
	        { "service-reports", "view" },
	        { "facilities", "view" },
	        { "assets", "view" },
	    } },
	{ .name = "accounts", .title = "Accounts/Finance",
	    .levels = {
	        { "invoices", "edit" },
	        { "payments", "edit" },
	        { "refunds", "edit" },
	        { "payroll", "edit" },
	        { "expenses", "edit" },
	        { "revenue", "view" },
	        { "accounting-integration", "on" },
	        { "import", "on" },
	        { "customers", "view" },
	        { "bookings", "view" },
	        { "estimation", "view" },
	        { "timesheet", "view" },
	        { "inventory", "view" },
	        { "contracts", "view" },
	        { "dashboard", "view" },
	        { "reports", "view" },
	    } },
	{ .name = "fieldworker", .title = "Fieldworker (Lead)",
	    .assignable = true,
	    .levels = {
	        { "scheduling", "view" },
	        { "bookings", "view" },
	        { "timesheet", "edit" },
	        { "map", "view" },
	        { "messaging", "edit" },
	        { "inventory", "view" },
	        { "forms", "edit" },
	        { "work-orders", "view edit view-own" },
	        { "service-reports", "view create edit send view-own" },
	        { "facilities", "view" },
	        { "assets", "view" },
	        { "crew", "on" },
	        { "codes", "on" },
	    } },
	/* Least privilege (R10). */
	{ .name = "subworker", .title = "Subworker", .assignable = true,
	    .levels = {
	        { "scheduling", "view" },
	        { "timesheet", "view" },
	        { "forms", "view" },
	        { "work-orders", "view-own" },
	        { "service-reports", "view-own" },
	    } },
	/* May view and approve. */
	{ .name = "manager", .title = "Manager", .views_all = true,
	    .levels = {
	        { "timesheet", "approve" },
	        { "expenses", "approve" },
	        { "estimation", "approve" },
	    } },
	/* Everything about the work; no deletes, people or settings. */
	{ .name = "technician", .title = "Technician", .assignable = true,
	    .levels = {
	        { "scheduling", "view" },
	        { "timesheet", "edit" },
	        { "map", "view" },
	        { "inventory", "view" },
	        { "forms", "view" },
	        { "tickets", "view" },
	        { "facilities", "view create edit" },
	        { "assets", "view create edit" },
	        { "work-orders", "view create edit send view-own" },
	        { "service-reports", "view create edit send view-own" },
	    } },
	{ .name = "viewer", .title = "View Only", .views_all = true },
};

static bool
is_in_words(const char *words, const char *word)
{
	size_t len = strlen(word);

	while (*words != '\0') {
		size_t n = strcspn(words, " ");

		if (n == len && strncmp(words, word, len) == 0)
			return true;
		words += n;
		words += strspn(words, " ");
	}
	return false;
}

struct giving {
	struct store *store;
	const char *role_id;
	int rc;
};

static void
give(const char *codename, void *context)
{
	struct giving *giving = context;

	if (giving->rc == FIELD_OK)
		giving->rc = role_permit(
		    giving->store, giving->role_id, codename);
}

/* Visit each level in WORDS. */
static int
give_levels(struct giving *giving, const char *module, const char *words)
{
	char level[PERMISSION_MAX];
	int rc = FIELD_OK;

	while (*words != '\0' && rc == FIELD_OK) {
		size_t n = strcspn(words, " ");

		if (n >= sizeof(level))
			return FIELD_EINVAL;
		memcpy(level, words, n);
		level[n] = '\0';
		words += n;
		words += strspn(words, " ");
		rc = permission_expand(module, level, give, giving);
	}
	return rc == FIELD_OK ? giving->rc : rc;
}

/* All permissions of a module, whether levels or not. */
static int
give_actions(struct giving *giving, const struct permission_module *module)
{
	const char *words = module->actions;
	char codename[PERMISSION_MAX];

	while (*words != '\0' && giving->rc == FIELD_OK) {
		size_t n = strcspn(words, " ");

		if (!str_format(codename, sizeof(codename), "%s.%.*s",
			module->name, (int)n, words))
			return FIELD_EINVAL;
		give(codename, giving);
		words += n;
		words += strspn(words, " ");
	}
	return giving->rc;
}

/*
 * 'settings' and the permissions over people are not included: a viewer sees
 * what the company works with.
 */
static int
give_views(struct giving *giving)
{
	int rc = FIELD_OK;

	for (size_t i = 0; i < permission_module_count && rc == FIELD_OK; i++) {
		const struct permission_module *module = &permission_modules[i];
		char codename[2 * PERMISSION_MAX];

		if (!is_in_words(module->levels, "view"))
			continue;
		if (!str_format(
			codename, sizeof(codename), "%s.view", module->name))
			return FIELD_EINVAL;
		if (!permission_is_privileged(codename))
			rc = give_levels(giving, module->name, "view");
	}
	return rc;
}

static int
give_everything(struct giving *giving)
{
	int rc = FIELD_OK;

	for (size_t i = 0; i < permission_module_count && rc == FIELD_OK; i++)
		rc = give_actions(giving, &permission_modules[i]);
	return rc;
}

static int
seed_one(struct change *change, const char *org_id,
    const struct seed_role *seed, struct refusal *why)
{
	char id[ID_SIZE];
	struct giving giving = { change_store(change), id, FIELD_OK };
	int rc = role_make(
	    change, org_id, seed->name, seed->title, seed->assignable, id, why);

	if (rc == FIELD_OK && seed->everything)
		rc = give_everything(&giving);
	if (rc == FIELD_OK && seed->views_all)
		rc = give_views(&giving);
	for (size_t i = 0;
	     rc == FIELD_OK && i < LEVELS_MAX && seed->levels[i].module != NULL;
	     i++)
		rc = give_levels(
		    &giving, seed->levels[i].module, seed->levels[i].levels);
	return rc == FIELD_OK ? role_settle_privileged(giving.store, id) : rc;
}

int
role_seed(struct change *change, const char *org_id, struct refusal *why)
{
	int rc = actor_may(
	    change, VERB_ROLE_EDIT, org_id, true, "role.add", why);

	for (size_t i = 0;
	     rc == FIELD_OK && i < sizeof(seeds) / sizeof(seeds[0]); i++)
		rc = seed_one(change, org_id, &seeds[i], why);
	return rc;
}
