/*
 * Reads people.  Lists are limited by a filter of the query; for single people
 * the rules are asked.
 */
#include <string.h>

#include "base/err.h"
#include "base/str.h"
#include "store/people/alias.h"
#include "store/people/email.h"
#include "store/view/person.h"

static bool
may_see(const struct user *user, const void *context)
{
	const struct viewer *viewer = context;

	return rules_may_see(&viewer->actor, user);
}

static bool
sees_others(const struct viewer *viewer)
{
	return rules_sight(&viewer->actor, VERB_USER_VIEW) >= SIGHT_ORG;
}

int
view_person_find(const struct viewer *viewer, const char *who,
    struct user *ret_user, struct refusal *why)
{
	int rc = user_find_fitting(
	    viewer->store, who, may_see, viewer, ret_user, why);

	/* Neither the sentence nor the code reveals whether the person
	 * exists. */
	return rc == FIELD_ENOTFOUND && !sees_others(viewer) ?
	    refuse(why, REASON_NOT_PERMITTED, "user.view", NULL) :
	    rc;
}

int
view_person_by_id(
    const struct viewer *viewer, const char *id, struct user *ret_user)
{
	struct user user;
	int rc = user_by_id(viewer->store, id, &user);

	if (rc == FIELD_OK && !may_see(&user, viewer))
		return FIELD_ENOTFOUND;
	if (rc == FIELD_OK)
		*ret_user = user;
	return rc;
}

/* Narrow *FILTER.  False: it cannot match any person. */
static bool
narrow(const struct viewer *viewer, struct user_filter *filter)
{
	const struct rules_actor *actor = &viewer->actor;
	enum rules_sight sight = rules_sight(actor, VERB_USER_VIEW);

	if (sight == SIGHT_ALL)
		return true;
	if (sight == SIGHT_NONE ||
	    (filter->org_id != NULL &&
		strcmp(filter->org_id, actor->org_id) != 0))
		return false;
	filter->org_id = actor->org_id;
	if (!actor->super_admin) {
		filter->with_deleted = false;
		if (filter->status == (int)USER_DELETED)
			return false;
	}
	if (sight == SIGHT_OWN) {
		filter->seen_by = actor->id;
		filter->crew = actor->can_crew;
	}
	return true;
}

int
view_person_each(const struct viewer *viewer, const struct user_filter *filter,
    bool (*visit)(const struct user_listed *listed, void *context),
    void *context)
{
	struct user_filter narrowed = *filter;

	return narrow(viewer, &narrowed) ?
	    user_each(viewer->store, &narrowed, visit, context) :
	    FIELD_OK;
}

int
view_person_list(const struct viewer *viewer, const struct user_filter *filter,
    struct user **ret_users, size_t *ret_count)
{
	struct user_filter narrowed = *filter;

	if (narrow(viewer, &narrowed))
		return user_list(
		    viewer->store, &narrowed, ret_users, ret_count);
	*ret_users = NULL;
	*ret_count = 0;
	return FIELD_OK;
}

int
view_person_count(const struct viewer *viewer, const char *org_id,
    struct person_counts *ret_counts, struct refusal *why)
{
	struct user_filter filter = { .org_id = org_id };
	enum user_status status;
	struct query *query;
	int rc;

	memset(ret_counts, 0, sizeof(*ret_counts));
	if (!sees_others(viewer))
		return refuse(why, REASON_NOT_PERMITTED, "user.view", NULL);
	if (!narrow(viewer, &filter))
		return FIELD_OK;
	query = db_query(viewer->store, SQL_USER_COUNT);
	db_bind_text(query, 1, filter.org_id);
	for (rc = db_step(query); rc == 1; rc = db_step(query))
		if (user_status_by_name(
			db_text(query, USER_COUNT_STATUS), &status) == FIELD_OK)
			ret_counts->by_status[status] = db_int(
			    query, USER_COUNT_PEOPLE);
	db_done(query);
	return rc < 0 ? rc : FIELD_OK;
}

/* Add LOGIN if it is another person whom the viewer may see. */
static int
add_sharing(const struct viewer *viewer, const struct user *user,
    const char *login, struct name_list *logins)
{
	struct user other;
	int rc;

	if (strcmp(login, user->login) == 0)
		return FIELD_OK;
	rc = user_by_login(viewer->store, login, &other);
	if (rc == FIELD_ENOTFOUND ||
	    (rc == FIELD_OK && !may_see(&other, viewer)))
		return FIELD_OK;
	return rc == FIELD_OK ? name_list_add(logins, login) : rc;
}

int
view_person_sharing(const struct viewer *viewer, const struct user *user,
    struct name_list *ret_logins)
{
	struct name_list all = { NULL, 0 }, logins = { NULL, 0 };
	char folded[USER_EMAIL_SIZE];
	int rc = FIELD_OK;

	if (user->status != USER_DELETED &&
	    email_fold(user->email, folded, sizeof(folded)) == FIELD_OK)
		rc = alias_people(viewer->store, folded, &all);
	for (size_t i = 0; rc == FIELD_OK && i < all.count; i++)
		rc = add_sharing(viewer, user, all.names[i], &logins);
	name_list_release(&all);
	if (rc != FIELD_OK) {
		name_list_release(&logins);
		return rc;
	}
	*ret_logins = logins; /* transferred */
	return FIELD_OK;
}

int
view_person_ties(const struct viewer *viewer, const char *person_id,
    struct user_ties *ret_ties)
{
	struct user user;
	int rc = view_person_by_id(viewer, person_id, &user);

	return rc == FIELD_OK ?
	    user_count_ties(viewer->store, person_id, ret_ties) :
	    rc;
}
