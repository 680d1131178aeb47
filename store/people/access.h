/*
 * store/people/access: a person's permissions, as sets.
 * Layer: store.  Users: publish (all people at once), role.
 *
 * Pure.  A set has one bit for each permission, numbered by the caller;
 * ACCESS_MAX is well above the number of permissions in the catalogue.
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
/* *SET becomes the union of both. */
void access_join(struct access_set *set, const struct access_set *other);

/*
 * The ceiling of a subworker, whatever is assigned (R10): never payments,
 * refunds, customers or settings, and no power over people or money.
 */
bool access_is_above_subworkers(const char *permission);

struct access_facts {
	enum user_kind kind;
	bool full_access;
	const struct access_set *by_roles; /* all roles, including lent ones */
	const struct access_set *cap;      /* of the kind (R6); NULL: none */
	const struct access_set *above;    /* not for subworkers */
	const struct access_set *grants, *denials; /* the person's own */
};

/*
 * Full access has everything (R5).  Otherwise a person has what the roles give
 * within the cap of the kind, plus the grants, less the denials; a subworker
 * never has anything above the ceiling.
 */
struct access_set access_effective(const struct access_facts *facts);

#endif
