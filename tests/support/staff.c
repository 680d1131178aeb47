#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "store/org/user_add.h"
#include "store/verb/user.h"
#include "tests/support/staff.h"

const char *const staff_roles[] = { "admin", "dispatcher", "sales", "support",
	"accounts", "fieldworker", "subworker", "manager", "technician",
	"viewer", NULL };

const char *const staff_logins[] = { "ada", "dispatcher", "sales", "support",
	"accounts", "fieldworker", "subworker", "manager", "technician",
	"viewer", "plain", "helper", "gone", "bolt", NULL };

static enum user_kind
kind_of(const char *role)
{
	if (strcmp(role, "subworker") == 0)
		return USER_SUBWORKER;
	return strcmp(role, "fieldworker") == 0 ? USER_FIELDWORKER :
						  USER_INTERNAL;
}

static void
add(struct company *company, const char *login, const char *role,
    const char *lead_id)
{
	struct user_new in = {
		.org_id = company->org.id,
		.login = login,
		.first_name = login,
		.email = NULL,
		.kind = role == NULL ? USER_INTERNAL : kind_of(role),
		.hold = 0,
		.roles = &role,
		.role_count = role == NULL ? 0 : 1,
		.lead_id = lead_id,
	};
	struct change *change = company_root(company);
	struct refusal why = { REASON_NONE, { "", "" } };

	assert_int_equal(user_add(change, &in, NULL, &why), 0);
	company_end(change);
}

static void
add_everybody(struct company *company)
{
	for (size_t i = 1; staff_roles[i] != NULL; i++) {
		bool below = strcmp(staff_roles[i], "subworker") == 0;
		struct user lead;

		if (below)
			lead = company_user(company, "fieldworker");
		add(company, staff_roles[i], staff_roles[i],
		    below ? lead.id : NULL);
	}
	add(company, "plain", NULL, NULL);
	add(company, "helper", NULL, NULL);
	add(company, "gone", NULL, NULL);
	add(company, "bolt", NULL, NULL);
}

/* What no verb can create yet: grants, and a second organisation. */
static const char rows[] =
    "INSERT INTO person_permission (id, person_id, permission, effect,"
    " granted_by, granted_at) SELECT 'g' || m.column1, p.id, m.column1,"
    " 'grant', 'root', 0 FROM person AS p, (VALUES ('users.view'),"
    " ('users.create'), ('users.edit'), ('users.delete')) AS m"
    " WHERE p.login = 'helper';"
    "INSERT INTO org (id, name, title, created_at)"
    " VALUES ('bolt', 'bolt', 'Bolt', 1);"
    "INSERT INTO role (id, org_id, name, title, privileged, created_at)"
    " VALUES ('boss', 'bolt', 'boss', 'Boss', 1, 1);"
    "INSERT INTO role_permission SELECT 'boss', permission"
    " FROM role_permission AS m JOIN role AS r ON r.id = m.role_id"
    " WHERE r.name = 'admin';"
    "INSERT INTO place (id, org_id, kind, name, title, created_at)"
    " VALUES ('far', 'bolt', 'site', 'far', 'Far', 1);"
    "INSERT INTO source (id, name, type, org_id)"
    " VALUES ('bolt-books', 'bolt-books', 'quickbooks', 'bolt');"
    "INSERT INTO source (id, name, type, org_id)"
    " SELECT 'books', 'books', 'quickbooks', id FROM org WHERE plain_names;"
    "UPDATE person SET org_id = 'bolt' WHERE login = 'bolt';"
    "INSERT INTO person_role (id, person_id, role_id, is_primary, granted_by,"
    " granted_at) SELECT 'x', id, 'boss', 1, 'root', 0 FROM person"
    " WHERE login = 'bolt';"
    "INSERT INTO terminal_org SELECT id, 'bolt' FROM terminal";

int
staff_open(void **state)
{
	struct company *company;
	struct user gone;

	if (company_open(state) != 0)
		return -1;
	company = *state;
	add_everybody(company);
	gone = company_user(company, "gone");
	(void)company_do(company, user_delete, &gone);
	company_sql(company, rows);
	return 0;
}
