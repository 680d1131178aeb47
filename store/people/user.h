/*
 * store/people/user: looks people up (U1-U8).
 * Layer: store.  Users: fieldctl, syncd through plan, fieldauth-signin, verbs.
 *
 * FIELD_ENOTFOUND: no such person.
 */
#ifndef STORE_PEOPLE_USER_H
#define STORE_PEOPLE_USER_H

#include <stdint.h>

#include "store/core/change.h"
#include "store/core/user.h"

int user_by_id(struct store *store, const char *id, struct user *ret_user);
/* Both existing and deleted people. */
int user_by_login(
    struct store *store, const char *login, struct user *ret_user);
int user_by_uid(struct store *store, uint32_t uid, struct user *ret_user);

/*
 * Find the person that an administrator typed: login name, uid, e-mail address
 * or id.  An address stands for the one existing person who has it, or else for
 * the one deleted; if several have it, FIELD_EDENIED with *why naming them.
 * FIELD_ENOTFOUND also fills *why.
 */
int user_find(struct store *store, const char *who, struct user *ret_user,
    struct refusal *why);

/* The same among the people whom FITS accepts, as if there were no others. */
typedef bool user_fits(const struct user *user, const void *context);
int user_find_fitting(struct store *store, const char *who, user_fits *fits,
    const void *context, struct user *ret_user, struct refusal *why);

/* Read the columns USER_COLUMNS of QUERY's current row. */
struct query;
void user_fetch(struct query *query, struct user *ret_user);

/* Filters of `user list` (U4); NULL or negative: any.  TEXT filters match
 * substrings, ignoring case. */
struct user_filter {
	const char *org_id;
	int status; /* enum user_status; -1: all except deleted */
	bool with_deleted;
	int kind, blocked, held;
	const char *role, *site; /* names */
	const char *secret;      /* user_secret_name() */
	const char *invited;     /* user_invited_name() */
	bool locked;             /* a lock is in force (store/lock) */
	const char *name, *email;
	int64_t signed_in_before; /* 0: any */
	bool never_signed_in;
	const char *after; /* only login names after this one */
	/* Only this person and, with CREW, the people whose lead they are. */
	const char *seen_by;
	bool crew;
};

/*
 * Ordered by login; the caller frees the array.  A struct user has about 5 kB:
 * for lists that may be long, use user_each().
 */
int user_list(struct store *store, const struct user_filter *filter,
    struct user **ret_users, size_t *ret_count);

/* One person of a list, with the names of their roles, the primary one first,
 * and of their sites. */
struct user_listed {
	const struct user *user;
	const char *const *roles;
	size_t role_count;
	const char *const *sites;
	size_t site_count;
};

/*
 * Visit the same list person by person, in constant memory, by three ordered
 * passes side by side instead of a query per person.  With filter->after, a
 * list continues after an earlier one and only costs its own rows.  The
 * arguments of VISIT are valid during the call; VISIT returns false to stop,
 * and must not list people.
 */
int user_each(struct store *store, const struct user_filter *filter,
    bool (*visit)(const struct user_listed *listed, void *context),
    void *context);

/* Names, each allocated; zero it first, and name_list_release() it. */
struct name_list {
	char **names;
	size_t count;
};
/* The names of a person's roles or sites, ordered, the primary role first. */
int user_roles(
    struct store *store, const char *person_id, struct name_list *ret_names);
int user_sites(
    struct store *store, const char *person_id, struct name_list *ret_names);
/* Append a copy of NAME; FIELD_ENOMEM leaves the list unchanged. */
int name_list_add(struct name_list *list, const char *name);
/* Append the ONLY_COLUMN of each row of QUERY, which is bound; it is ended in
 * any case.  FIELD_ENOMEM or a database error; the list holds what was read. */
int name_list_read(struct name_list *list, struct query *query);
void name_list_release(struct name_list *list);

/*
 * Whether LOGIN may be given to a person: it matches ^[a-z_][a-z0-9_-]{0,31}$,
 * has no group-kind prefix, is not 'assignable', is not a user or group of the
 * machine outside of fieldauth, was never used, and is not reserved.
 * FIELD_EDENIED with *why.
 */
int user_check_login(
    struct store *store, const char *login, struct refusal *why);
/* The same as another login name of the person with UID, who may have their own
 * former names back. */
int user_check_new_login(
    struct store *store, const char *login, uint32_t uid, struct refusal *why);

#endif
