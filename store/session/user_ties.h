/*
 * store/session/user_ties: what depends on a person (S4).
 * Layer: store.  Users: fieldctl.
 */
#ifndef STORE_SESSION_USER_TIES_H
#define STORE_SESSION_USER_TIES_H

#include "store/core/change.h"

/* What depends on a person, shown before they are deleted (S4).  Open sessions
 * include those whose record is still in RUN_DIR. */
struct user_ties {
	int64_t open_sessions, crew, delegations, approval_groups;
};
int user_count_ties(
    struct store *store, const char *person_id, struct user_ties *ret_ties);

#endif
