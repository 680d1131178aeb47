/*
 * store/people/access: what a person may do, as sets of permissions.
 * Layer: store.  Users: publish (all people at once), role.
 *
 * Pure.  A set has one bit for each permission of a numbering that the
 * caller chooses; ACCESS_MAX is well above the catalogue's length.
 */
#ifndef STORE_PEOPLE_ACCESS_H
#define STORE_PEOPLE_ACCESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "store/people/user.h"

#define ACCESS_MAX 256 /* permissions */

struct access_set {
	uint64_t words[ACCESS_MAX / 64];
};

void access_add(struct access_set *set, size_t index);
bool access_has(const struct access_set *set, size_t index);
/* *SET becomes the union. */
void access_join(struct access_set *set, const struct access_set *other);

/*
 * A subworker's ceiling, whatever it is given (R10): never payments, refunds,
 * customers or settings, and nothing that is power over people or money.
 */
bool access_is_above_subworkers(const char *permission);

struct access_facts {
	enum user_kind kind;
	bool full_access;
	const struct access_set *by_roles; /* all roles, lent ones too */
	const struct access_set *cap;      /* of the kind (R6); NULL: none */
	const struct access_set *above;    /* not for subworkers */
	const struct access_set *grants, *denials; /* the person's own */
};

/*
 * Full access has everything (R5).  Otherwise what the roles give within the
 * kind's cap, and the grants above it, less the denials; a subworker never
 * what is above its ceiling.
 */
struct access_set access_effective(const struct access_facts *facts);

#endif
