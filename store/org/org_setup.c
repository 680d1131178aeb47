#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/i18n.h"
#include "base/str.h"
#include "store/core/audit.h"
#include "store/core/detail.h"
#include "store/org/org_setup.h"
#include "store/org/role_seed.h"
#include "store/org/user_add.h"
#include "store/people/org.h"
#include "store/people/permission.h"
#include "store/people/place.h"
#include "store/people/user_text.h"
#include "store/secret/secret.h"
#include "store/verb/group.h"
#include "store/verb/place.h"

/* --- preconditions --------------------------------------------- */

static int
check_range(
    uint32_t min, uint32_t max, const char *problem, struct refusal *why)
{
	char range[32];

	if (problem == NULL)
		return FIELD_OK;
	(void)str_format(
	    range, sizeof(range), "%" PRIu32 "-%" PRIu32, min, max);
	return refuse(why, REASON_BAD_ID_RANGE, range, problem);
}

/* A person's own group has the person's number, so the ranges of people and
 * groups must not overlap. */
static int
check_ranges(const struct config *config, struct refusal *why)
{
	bool meet = config->uid_min <= config->gid_max &&
	    config->gid_min <= config->uid_max;
	int rc = check_range(config->uid_min, config->uid_max,
	    config_id_range_problem(config->uid_min, config->uid_max), why);

	if (rc == FIELD_OK)
		rc = check_range(config->gid_min, config->gid_max,
		    config_id_range_problem(config->gid_min, config->gid_max),
		    why);
	if (rc == FIELD_OK)
		rc = check_range(config->gid_min, config->gid_max,
		    meet ? _("it meets the range of people") : NULL, why);
	return rc;
}

static int
check_first(struct change *change, struct refusal *why)
{
	struct store *store = change_store(change);
	struct org *orgs = NULL;
	size_t count = 0;
	int rc;

	if (change_actor(change)->kind != ACTOR_ROOT)
		return refuse(why, REASON_ROOT_ONLY, "org.setup", NULL);
	rc = org_list(store, &orgs, &count);
	if (rc == FIELD_OK && count > 0)
		rc = refuse(why, REASON_SET_UP_ALREADY, orgs[0].name, NULL);
	free(orgs);
	return rc == FIELD_OK ? check_ranges(store_config(store), why) : rc;
}

/* --- the parts ---------------------------------- */

static int
make_org(struct change *change, const struct setup *setup, struct org *org,
    struct refusal *why)
{
	struct store *store = change_store(change);
	struct query *query;
	int rc;

	(void)id_make(org->id);
	rc = group_make(change, "org", org->id, setup->org, why);
	if (rc == FIELD_OK)
		rc = user_take_text(org->title, sizeof(org->title),
		    setup->org_title == NULL || setup->org_title[0] == '\0' ?
			setup->org :
			setup->org_title,
		    _("organisation's name"), why);
	if (rc != FIELD_OK)
		return rc;
	(void)str_copy(org->name, sizeof(org->name), setup->org);
	query = db_query(store, SQL_ORG_INSERT);
	db_bind_text(query, 1, org->id);
	db_bind_text(query, 2, org->name);
	db_bind_text(query, 3, org->title);
	db_bind_int(query, 4, store_now_s(store));
	rc = db_run(query);
	return rc == FIELD_OK ?
	    group_make(change, "assignable", "", NULL, why) :
	    rc;
}

/* 'invoices.edit' is the group perm-invoices-edit (R3). */
static int
expose(struct change *change, const struct org *org, const char *permission,
    struct refusal *why)
{
	struct store *store = change_store(change);
	struct query *query = db_query(store, SQL_ORG_EXPOSE);
	char name[PERMISSION_MAX];
	int rc;

	db_bind_text(query, 1, org->id);
	db_bind_text(query, 2, permission);
	db_bind_int(query, 3, store_now_s(store));
	rc = db_run(query);
	if (rc != FIELD_OK)
		return rc;
	if (!str_copy(name, sizeof(name), permission))
		return FIELD_EINVAL;
	for (char *p = name; *p != '\0'; p++)
		if (*p == '.')
			*p = '-';
	return group_make(change, "perm", permission, name, why);
}

static int
expose_defaults(
    struct change *change, const struct org *org, struct refusal *why)
{
	int rc = FIELD_OK;

	for (size_t i = 0;
	     rc == FIELD_OK && i < permission_default_exposed_count; i++)
		rc = expose(change, org, permission_default_exposed[i], why);
	return rc;
}

/* The people who approve held imports, releases, and guarded plans (R12). */
static int
make_approval_group(
    struct change *change, const struct org *org, struct refusal *why)
{
	struct store *store = change_store(change);
	struct query *query = db_query(store, SQL_ORG_APPROVAL_INSERT);
	char id[ID_SIZE];
	int rc;

	db_bind_text(query, 1, id_make(id));
	db_bind_text(query, 2, org->id);
	db_bind_text(query, 3, "people");
	db_bind_text(query, 4, "People");
	db_bind_int(query, 5, store_now_s(store));
	rc = db_run(query);
	return rc == FIELD_OK ? group_make(change, "appr", id, "people", why) :
				rc;
}

static int
make_terminal(struct change *change, const struct setup *setup,
    const struct org *org, struct refusal *why)
{
	const char *org_ids[] = { org->id };
	struct place site = { .id = "" };
	bool has_site = setup->site != NULL && setup->site[0] != '\0';
	int rc = FIELD_OK;

	if (has_site)
		rc = place_add(change, org->id, "site", setup->site, NULL, why);
	if (rc == FIELD_OK && has_site)
		rc = place_by_name(
		    change_store(change), "site", setup->site, &site);
	return rc == FIELD_OK ?
	    terminal_add(change, setup->terminal, site.id, org_ids, 1, why) :
	    rc;
}

static int
add_admin(struct change *change, const struct setup *setup,
    const struct org *org, struct refusal *why)
{
	static const char *const roles[] = { "admin" };
	struct user_new admin = {
		.org_id = org->id,
		.login = setup->admin,
		.first_name = setup->admin_first,
		.last_name = setup->admin_last,
		.email = setup->admin_email,
		.kind = USER_INTERNAL,
		.hold = 0,
		.roles = roles,
		.role_count = 1,
		.password = setup->admin_password,
		.password_hash = setup->admin_hash,
		/* Otherwise site_gate=assigned would lock out the first
		 * administrator. */
		.site = setup->site,
	};

	return user_add(change, &admin, NULL, why);
}

static int
audit(struct change *change, const struct setup *setup, const struct org *org)
{
	struct detail detail = DETAIL_INIT;
	struct audit_entry entry = {
		.action = "org.setup",
		.subject = org->id,
		.org_id = org->id,
		.detail = &detail,
	};

	detail_text(&detail, "org", org->name);
	detail_text(&detail, "terminal", setup->terminal);
	detail_text(&detail, "site", setup->site == NULL ? "" : setup->site);
	return audit_append(change, &entry);
}

int
org_setup(struct change *change, const struct setup *setup, struct refusal *why)
{
	struct org org;
	int rc = check_first(change, why);

	if (rc == FIELD_OK)
		rc = make_org(change, setup, &org, why);
	if (rc == FIELD_OK)
		rc = audit(change, setup, &org);
	if (rc == FIELD_OK)
		rc = expose_defaults(change, &org, why);
	if (rc == FIELD_OK)
		rc = role_seed(change, org.id, why);
	if (rc == FIELD_OK)
		rc = make_approval_group(change, &org, why);
	if (rc == FIELD_OK)
		rc = make_terminal(change, setup, &org, why);
	if (rc == FIELD_OK)
		rc = add_admin(change, setup, &org, why);
	return rc == FIELD_OK ? change_touch_snapshot(change) : rc;
}

/* --- trying ---------------------------------- */

/* A text that is unknown or does not fit is not considered. */
static void
take(char *buf, size_t size, const char *text)
{
	if (text == NULL || !str_copy(buf, size, text))
		buf[0] = '\0';
}

static int
check_password(
    struct change *change, const struct setup *setup, struct refusal *why)
{
	struct store *store = change_store(change);
	struct policies policies;
	struct user user;
	struct org org;
	int rc = org_by_name(store, setup->org, &org);

	memset(&user, 0, sizeof(user));
	take(user.login, sizeof(user.login), setup->admin);
	take(user.first_name, sizeof(user.first_name), setup->admin_first);
	take(user.last_name, sizeof(user.last_name), setup->admin_last);
	take(user.email, sizeof(user.email), setup->admin_email);
	if (rc == FIELD_OK)
		rc = policies_load(store, org.id, &policies);
	return rc == FIELD_OK ? secret_check_quality(setup->admin_password,
				    NULL, &user, &org, &policies, why) :
				rc;
}

int
org_setup_check(
    struct change *change, const struct setup *setup, struct refusal *why)
{
	struct setup trial = *setup;
	int rc;

	/* an organisation of this name is always asked for first, and no group
	 * of a machine is called org-organisation */
	if (trial.org == NULL)
		trial.org = "organisation";
	if (trial.admin_first == NULL)
		trial.admin_first = "Administrator";
	if (trial.terminal == NULL)
		trial.terminal = "terminal";
	trial.admin_password = NULL;
	rc = org_setup(change, &trial, why);
	trial.admin_password = setup->admin_password;
	return rc == FIELD_OK && setup->admin_password != NULL ?
	    check_password(change, &trial, why) :
	    rc;
}
