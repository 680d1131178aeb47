/*
 * store/view/person: people, as far as the viewer may see them (U4, R14).
 * Layer: store.  Users: control, fieldctl.
 *
 * Look-ups for internal purposes (signing in, publishing, imports, the verbs)
 * are in store/people/user, and ask no rules.
 */
#ifndef STORE_VIEW_PERSON_H
#define STORE_VIEW_PERSON_H

#include "store/access/viewer.h"
#include "store/people/user.h"
#include "store/session/user_ties.h"

/*
 * user_find() among the people whom the viewer may see; others are treated as
 * missing.  FIELD_ENOTFOUND also sets *why.  A viewer who sees no others gets
 * the same FIELD_EDENIED for a name that exists and for one that does not.
 */
int view_person_find(const struct viewer *viewer, const char *who,
    struct user *ret_user, struct refusal *why);
/* FIELD_ENOTFOUND also if the viewer may not see the person. */
int view_person_by_id(
    const struct viewer *viewer, const char *id, struct user *ret_user);

/* user_each() and user_list(), limited to people whom the viewer may see. */
int view_person_each(const struct viewer *viewer,
    const struct user_filter *filter,
    bool (*visit)(const struct user_listed *listed, void *context),
    void *context);
int view_person_list(const struct viewer *viewer,
    const struct user_filter *filter, struct user **ret_users,
    size_t *ret_count);

/* The login names of other people with that person's address (U7) whom the
 * viewer may see; release with name_list_release(). */
int view_person_sharing(const struct viewer *viewer, const struct user *user,
    struct name_list *ret_logins);

/* How many people ORG_ID has, by status; NULL: all that the viewer may see
 * (U10).  FIELD_EDENIED with *why for viewers who see only their own row or
 * crew. */
struct person_counts {
	int64_t by_status[USER_DELETED + 1];
};
int view_person_count(const struct viewer *viewer, const char *org_id,
    struct person_counts *ret_counts, struct refusal *why);

/* FIELD_ENOTFOUND as in view_person_by_id(). */
int view_person_ties(const struct viewer *viewer, const char *person_id,
    struct user_ties *ret_ties);

#endif
