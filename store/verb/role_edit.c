/*
 * Edits roles and their permissions (R1-R3, R16).
 */
#include <inttypes.h>
#include <string.h>

#include "base/err.h"
#include "base/i18n.h"
#include "base/str.h"
#include "store/access/super_admin.h"
#include "store/core/audit.h"
#include "store/core/detail.h"
#include "store/people/local.h"
#include "store/people/permission.h"
#include "store/verb/group.h"
#include "store/verb/role_verb.h"

static int
run_role(struct store *store, enum sql_id id, const char *role_id)
{
	struct query *query = db_query(store, id);

	db_bind_text(query, 1, role_id);
	return db_run(query);
}

/* Run one statement with the role's id and TEXT. */
static int
run_text(
    struct store *store, enum sql_id id, const char *role_id, const char *text)
{
	struct query *query = db_query(store, id);

	db_bind_text(query, 1, role_id);
	db_bind_text(query, 2, text);
	return db_run(query);
}

/* Run one statement with the role's id and the current time. */
static int
run_now(struct store *store, enum sql_id id, const char *role_id)
{
	struct query *query = db_query(store, id);

	db_bind_text(query, 1, role_id);
	db_bind_int(query, 2, store_now_s(store));
	return db_run(query);
}

int
role_permit(struct store *store, const char *role_id, const char *permission)
{
	return run_text(store, SQL_ROLE_PERMISSION_ADD, role_id, permission);
}

/* --- adding and removing ---------------------------------- */

int
role_make(struct change *change, const char *org_id, const char *name,
    const char *title, bool assignable, char *ret_id, struct refusal *why)
{
	struct store *store = change_store(change);
	struct query *query;
	char shown[200];
	/* The group first: it refuses an invalid name. */
	int rc = group_make(change, "role", id_make(ret_id), name, why);

	if (rc == FIELD_OK)
		rc = user_take_text(shown, sizeof(shown),
		    title == NULL || title[0] == '\0' ? name : title,
		    _("title"), why);
	if (rc != FIELD_OK)
		return rc;
	query = db_query(store, SQL_ROLE_INSERT);
	db_bind_text(query, 1, ret_id);
	db_bind_text(query, 2, org_id);
	db_bind_text(query, 3, name);
	db_bind_text(query, 4, shown);
	db_bind_int(query, 5, 0);
	db_bind_int(query, 6, assignable);
	db_bind_int(query, 7, store_now_s(store));
	rc = db_run(query);
	if (rc == FIELD_EEXIST)
		return refuse(why, REASON_TAKEN, name, NULL);
	/* All people may edit their own profile, unless a role says
	 * otherwise. */
	return rc == FIELD_OK ? role_permit(store, ret_id, "self.edit") : rc;
}

int
role_add(struct change *change, const char *org_id, const char *name,
    const char *title, struct refusal *why)
{
	struct role_verb verb = { .change = change,
		.store = change_store(change),
		.action = "role.add" };
	struct detail detail = DETAIL_INIT;
	char id[ID_SIZE];
	int rc = actor_may(
	    change, VERB_ROLE_EDIT, org_id, false, "role.add", why);

	if (rc == FIELD_OK)
		rc = role_make(change, org_id, name, title, false, id, why);
	if (rc == FIELD_OK)
		rc = role_by_id(verb.store, id, &verb.role);
	if (rc != FIELD_OK)
		return rc;
	detail_text(&detail, "role", name);
	return role_verb_audit(&verb, &detail);
}

/* Unassign the role from each person, so that each gets a new primary one. */
static int
take_from_all(struct role_verb *verb)
{
	struct query *people = db_query(verb->store, SQL_ROLE_PEOPLE);
	int rc;

	db_bind_text(people, 1, verb->role.id);
	rc = db_step(people);
	while (rc == 1) {
		char person_id[ID_SIZE];

		db_copy(people, ONLY_COLUMN, person_id, sizeof(person_id));
		db_done(people);
		rc = run_text(
		    verb->store, SQL_ROLE_TAKE, person_id, verb->role.id);
		if (rc == FIELD_OK)
			rc = run_role(
			    verb->store, SQL_ROLE_NEXT_PRIMARY, person_id);
		if (rc != FIELD_OK)
			return rc;
		people = db_query(verb->store, SQL_ROLE_PEOPLE);
		db_bind_text(people, 1, verb->role.id);
		rc = db_step(people);
	}
	db_done(people);
	return rc;
}

int
role_remove(struct change *change, const char *role_id, struct refusal *why)
{
	struct detail detail = DETAIL_INIT;
	struct role_verb verb;
	int64_t people;
	int rc = role_verb_begin(
	    &verb, change, VERB_ROLE_EDIT, false, "role.remove", role_id, why);

	if (rc == FIELD_OK)
		rc = role_count_people(verb.store, role_id, &people);
	if (rc != FIELD_OK)
		return rc;
	detail_text(&detail, "role", verb.role.name);
	detail_int(&detail, "people", people);
	/* While the rows still show who had it. */
	rc = role_verb_end_sessions(&verb);
	if (rc == FIELD_OK)
		rc = take_from_all(&verb);
	if (rc == FIELD_OK)
		rc = run_now(verb.store, SQL_ROLE_END_DELEGATIONS, role_id);
	if (rc == FIELD_OK)
		rc = run_now(verb.store, SQL_ROLE_SET_DELETED, role_id);
	if (rc == FIELD_OK)
		rc = group_retire(change, "role", role_id);
	if (rc == FIELD_OK)
		rc = role_verb_finish(&verb, false, &detail, why);
	detail_release(&detail);
	return rc;
}

/* --- permissions ---------------------------------- */

/* The permissions of a module's levels; the visitors below fill this. */
struct expansion {
	struct store *store;
	const char *role_id; /* visit_give: the role */
	const char *wanted;  /* visit_look: whether it is among them */
	bool found;
	bool power; /* visit_look: whether any is privileged */
	int rc;
};

static void
visit_look(const char *codename, void *context)
{
	struct expansion *look = context;

	look->power = look->power || permission_is_privileged(codename);
	if (look->wanted != NULL && strcmp(look->wanted, codename) == 0)
		look->found = true;
}

static void
visit_give(const char *codename, void *context)
{
	struct expansion *give = context;

	if (give->rc == FIELD_OK)
		give->rc = role_permit(give->store, give->role_id, codename);
}

static bool
is_module(const char *name)
{
	for (size_t i = 0; i < permission_module_count; i++)
		if (strcmp(permission_modules[i].name, name) == 0)
			return true;
	return false;
}

/* FIELD_EINVAL when the module has no such level; all modules have 'none'.
 * Modules whose levels are single actions accept several, 'view create
 * edit'. */
static int
expand(const char *module, const char *levels,
    void (*visit)(const char *codename, void *context),
    struct expansion *expansion)
{
	int rc = FIELD_OK;

	if (strcmp(levels, "none") == 0)
		return expansion->rc;
	if (levels[0] == '\0')
		return FIELD_EINVAL;
	while (levels[0] != '\0' && rc == FIELD_OK) {
		char level[PERMISSION_MAX];
		size_t n = strcspn(levels, " ,");

		if (n >= sizeof(level))
			return FIELD_EINVAL;
		memcpy(level, levels, n);
		level[n] = '\0';
		levels += n;
		levels += strspn(levels, " ,");
		rc = permission_expand(module, level, visit, expansion);
	}
	return rc == FIELD_OK ? expansion->rc : rc;
}

/* Whether the role has permissions of the module that LEVELS do not include. */
static int
would_shrink(struct role_verb *verb, const char *module, const char *levels,
    bool *ret_shrinks)
{
	struct query *query = db_query(verb->store, SQL_ROLE_PERMISSIONS);
	size_t len = strlen(module);
	bool shrinks = false;
	int rc;

	db_bind_text(query, 1, verb->role.id);
	for (rc = db_step(query); rc == 1 && !shrinks; rc = db_step(query)) {
		struct expansion look = { .wanted = db_text(
					      query, ONLY_COLUMN) };

		if (strncmp(look.wanted, module, len) != 0 ||
		    look.wanted[len] != '.')
			continue;
		(void)expand(module, levels, visit_look, &look);
		shrinks = !look.found;
	}
	db_done(query);
	if (rc < 0)
		return rc;
	*ret_shrinks = shrinks;
	return FIELD_OK;
}

/* Replace the role's permissions of the module by those of LEVELS. */
static int
replace_module(struct role_verb *verb, const char *module, const char *levels,
    bool *ret_shrunk)
{
	struct expansion give = { .store = verb->store,
		.role_id = verb->role.id };
	int rc = would_shrink(verb, module, levels, ret_shrunk);

	if (rc == FIELD_OK)
		rc = run_text(verb->store, SQL_ROLE_PERMISSION_DROP_MODULE,
		    verb->role.id, module);
	if (rc == FIELD_OK)
		rc = expand(module, levels, visit_give, &give);
	return rc;
}

int
role_set_level(struct change *change, const char *role_id, const char *module,
    const char *level, struct refusal *why)
{
	struct detail detail = DETAIL_INIT;
	struct expansion look = { .role_id = NULL };
	struct role_verb verb;
	bool shrunk = false;
	int rc;

	if (!is_module(module))
		return refuse_value(why, REASON_NO_SUCH_PERMISSION, module,
		    NULL, permission_module_names());
	if (expand(module, level, visit_look, &look) != FIELD_OK)
		return refuse_value(why, REASON_BAD_LEVEL, level, module,
		    permission_levels(module));
	rc = role_verb_begin(&verb, change, VERB_ROLE_EDIT, look.power,
	    "role.edit", role_id, why);
	if (rc == FIELD_OK)
		rc = replace_module(&verb, module, level, &shrunk);
	if (rc != FIELD_OK)
		return rc;
	detail_text(&detail, "role", verb.role.name);
	detail_text(&detail, "module", module);
	detail_text(&detail, "level", level);
	return role_verb_finish(&verb, shrunk, &detail, why);
}
