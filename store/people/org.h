/*
 * store/people/org: organisations, and the setting up of a terminal.
 * Layer: store.  Users: fieldctl setup, verbs.
 */
#ifndef STORE_ORG_H
#define STORE_ORG_H

#include "base/secret.h"
#include "store/change.h"

struct org {
	char id[ID_SIZE];
	char name[64];
	char title[200];
};

int org_by_name(struct store *store, const char *name, struct org *ret_org);
int org_by_id(struct store *store, const char *id, struct org *ret_org);
int org_list(struct store *store, struct org **ret_orgs, size_t *ret_count);

struct setup {
	const char *org, *org_title;
	const char *admin, *admin_first, *admin_last, *admin_email;
	const struct secret *admin_password;
	const char *terminal, *site; /* site "" for none */
};

/*
 * Make the organisation, its roles of R2 with their groups, the default
 * exposed permissions, the terminal bound to the organisation and standing at
 * the site, and the first super admin (role admin, active, full password).
 * FIELD_EDENIED with *why (bad or taken name, weak password, set up already).
 */
int org_setup(
    struct change *change, const struct setup *setup, struct refusal *why);

#endif
