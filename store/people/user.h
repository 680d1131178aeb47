/*
 * store/people/user: people, looked up (U1-U8).
 * Layer: store.  Users: fieldctl, syncd through plan, fieldauth-signin, verbs.
 *
 * FIELD_ENOTFOUND when there is no such person.
 */
#ifndef STORE_PEOPLE_USER_H
#define STORE_PEOPLE_USER_H

#include <stdint.h>

#include "store/core/change.h"
#include "store/core/user.h"

int user_by_id(struct store *store, const char *id, struct user *ret_user);
/* Live people and deleted ones alike. */
int user_by_login(
    struct store *store, const char *login, struct user *ret_user);
int user_by_uid(struct store *store, uint32_t uid, struct user *ret_user);

/*
 * What an administrator typed: login name, e-mail address or id.  An address
 * means the one live person who has it, else the one deleted; if it fits more
 * than one, FIELD_EDENIED with *why naming them.  FIELD_ENOTFOUND fills *why
 * too.
 */
int user_find(struct store *store, const char *who, struct user *ret_user,
    struct refusal *why);

/* The same among those whom FITS takes: others are not there. */
typedef bool user_fits(const struct user *user, const void *context);
int user_find_fitting(struct store *store, const char *who, user_fits *fits,
    const void *context, struct user *ret_user, struct refusal *why);

/* Read the columns USER_COLUMNS of QUERY's present row. */
struct query;
void user_fetch(struct query *query, struct user *ret_user);

/* Filters of `user list` (U4); NULL or negative: any.  TEXT filters are
 * substrings without case. */
struct user_filter {
	const char *org_id;
	int status; /* enum user_status; -1: all but deleted */
	bool with_deleted;
	int kind, blocked, held;
	const char *role, *site; /* names */
	const char *name, *email;
	int64_t signed_in_before; /* 0: any */
	bool never_signed_in;
	const char *after; /* those whose login name follows this one */
	/* Only this person, and with CREW those whose lead it is. */
	const char *seen_by;
	bool crew;
};

/*
 * Ordered by login; the caller frees the array.  A struct user has some 4 kB:
 * for lists that may be long, user_each().
 */
int user_list(struct store *store, const struct user_filter *filter,
    struct user **ret_users, size_t *ret_count);

/* One person of a list with the names of its roles, the primary one first,
 * and of its sites. */
struct user_listed {
	const struct user *user;
	const char *const *roles;
	size_t role_count;
	const char *const *sites;
	size_t site_count;
};

/*
 * The same list one by one, in constant memory: three ordered passes side by
 * side, not a query for each person.  With filter->after a list goes on where
 * another has stopped, at no more cost than its own rows.  What VISIT is given lives during the
 * call; it returns false to stop, and does not list people itself.
 */
int user_each(struct store *store, const struct user_filter *filter,
    bool (*visit)(const struct user_listed *listed, void *context),
    void *context);

/* Names of roles or sites of a person, each NUL-terminated one after another;
 * free() the block.  Ordered, the primary role first. */
struct name_list {
	char **names;
	size_t count;
};
int user_roles(
    struct store *store, const char *person_id, struct name_list *ret_names);
int user_sites(
    struct store *store, const char *person_id, struct name_list *ret_names);
/* A copy of NAME at the end; FIELD_ENOMEM leaves the list as it was. */
int name_list_add(struct name_list *list, const char *name);
void name_list_release(struct name_list *list);

/*
 * Whether LOGIN may be a person's: ^[a-z_][a-z0-9_-]{0,31}$, no group-kind
 * prefix, not 'assignable', not a user or group of the machine from another
 * source than fieldauth, not taken, not a reserved word.  FIELD_EDENIED with
 * *why.
 */
int user_check_login(
    struct store *store, const char *login, struct refusal *why);

#endif
