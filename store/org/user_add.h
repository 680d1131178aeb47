/*
 * store/org/user_add: a new person, with roles, a site and a password (U1).
 * Layer: store.  Users: fieldctl, org_setup, plan.
 */
#ifndef STORE_ORG_USER_ADD_H
#define STORE_ORG_USER_ADD_H

#include "base/secret.h"
#include "store/core/change.h"
#include "store/core/user.h"
#include "store/org/way_in.h"

struct user_new {
	const char *org_id;
	const char *login; /* NULL: derived from the name */
	const char *first_name, *last_name;
	const char *email, *phone, *mobile, *title, *employee_number;
	enum user_kind kind;
	/* hold: -1 by policy (hold_new_*, hold_imported), 0 active, 1 held */
	int hold;
	bool must_change;
	const char *const *roles; /* names; the first is the primary one */
	size_t role_count;
	/* As in struct user_password: its quality is asked, and with a hash,
	 * which is made before the change, it is stored.  NULL: none yet. */
	const struct secret *password;
	const char *password_hash;
	/* What the person is given in its place; the result is in *given. NULL:
	 * nothing. */
	enum way_in way_in;
	struct given *given;
	const char *site;    /* name, or NULL */
	const char *lead_id; /* whose crew (R10), or NULL */
	bool imported;
	bool address_later; /* as in struct user_edit */
};

/* Allocate uid and login, insert, give roles, set the password. */
int user_add(struct change *change, const struct user_new *in,
    struct user *ret_user, struct refusal *why);

#endif
