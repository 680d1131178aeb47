/*
 * store/people/beyond_kind: what people have and their kind does not take.
 * Layer: store.  Users: fieldctl doctor.
 *
 * No verb gives it any more, and what is there has no effect (R5, R10); but
 * it would come to matter if the kind changed, and somebody believes in it.
 */
#ifndef STORE_PEOPLE_BEYOND_KIND_H
#define STORE_PEOPLE_BEYOND_KIND_H

#include "store/people/user.h"

struct beyond_kind {
	const char *login;
	enum user_kind kind;
	const char *role; /* with power; NULL: full access */
};

/* Each once, by login name, of people who are not deleted.  VISIT returns
 * false to stop. */
int beyond_kind_each(struct store *store,
    bool (*visit)(const struct beyond_kind *found, void *context),
    void *context);

#endif
