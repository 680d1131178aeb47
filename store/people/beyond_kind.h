/*
 * store/people/beyond_kind: roles and permissions that people have although
 * their kind does not permit them.
 * Layer: store.  Users: fieldctl doctor.
 *
 * The verbs no longer allow this, and existing rows have no effect (R5, R10).
 * But they would take effect if the kind changed, and an administrator may rely
 * on them.
 */
#ifndef STORE_PEOPLE_BEYOND_KIND_H
#define STORE_PEOPLE_BEYOND_KIND_H

#include "store/people/user.h"

struct beyond_kind {
	const char *login;
	enum user_kind kind;
	const char *role; /* a privileged one; NULL: full access */
};

/* Visits each once, by login name, for people who are not deleted.  VISIT
 * returns false to stop. */
int beyond_kind_each(struct store *store,
    bool (*visit)(const struct beyond_kind *found, void *context),
    void *context);

#endif
