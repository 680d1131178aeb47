/*
 * Finds super admins of an organisation who could act if all others were gone.
 * They are judged by the rules of signing in, so that anything that keeps a
 * person out also keeps them from counting.
 */
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/str.h"
#include "store/access/standing.h"
#include "store/access/super_admin.h"
#include "store/people/org.h"
#include "store/people/permission.h"
#include "store/people/role.h"

/* The rank of the person as the only super admin. */
static int
rank_person(
    struct store *store, const struct user *user, enum rules_admins *ret_rank)
{
	const struct signin_request request = {
		.login = user->login,
		.uid = user->uid,
		.service = "",
		.tty = "",
		.address = "",
	};
	struct standing standing;
	bool is_one = false;
	int rc = role_person_can(
	    store, user->id, SUPER_ADMIN_PERMISSION, NULL, &is_one);

	*ret_rank = ADMINS_NONE;
	if (rc < 0 || !is_one)
		return rc;
	rc = standing_load(store, &request, &standing);
	if (rc == FIELD_OK && standing.found)
		*ret_rank = rules_admins_of(&standing.in);
	standing_release(&standing);
	return rc;
}

int
super_admin_each(struct store *store, const char *org_id,
    bool (*visit)(
	const struct user *user, enum rules_admins rank, void *context),
    void *context)
{
	struct query *query = db_query(store, SQL_PERMISSION_CANDIDATES);
	enum rules_admins rank;
	struct user user;
	bool goes_on = true;
	int rc;

	db_bind_text(query, 1, org_id);
	db_bind_text(query, 2, SUPER_ADMIN_PERMISSION);
	rc = db_step(query);
	while (rc == 1 && goes_on) {
		rc = user_by_id(store, db_text(query, ONLY_COLUMN), &user);
		if (rc == FIELD_OK)
			rc = rank_person(store, &user, &rank);
		if (rc == FIELD_OK && rank != ADMINS_NONE)
			goes_on = visit(&user, rank, context);
		if (rc == FIELD_OK && goes_on)
			rc = db_step(query);
	}
	db_done(query);
	return rc < 0 ? rc : FIELD_OK;
}

struct best {
	const char *except_id;
	enum rules_admins rank;
};

static bool
take_better(const struct user *user, enum rules_admins rank, void *context)
{
	struct best *best = context;

	if (strcmp(user->id, best->except_id) != 0 && rank > best->rank)
		best->rank = rank;
	return best->rank != ADMINS_HERE;
}

int
super_admin_rank(struct store *store, const char *org_id, const char *except_id,
    enum rules_admins *ret_rank)
{
	struct best best = { except_id, ADMINS_NONE };
	int rc = super_admin_each(store, org_id, take_better, &best);

	if (rc == FIELD_OK)
		*ret_rank = best.rank;
	return rc;
}

int
super_admin_keep(struct store *store, const char *org_id,
    enum rules_admins before, enum reason reason, const char *about,
    struct refusal *why)
{
	enum rules_admins after;
	int rc;

	if (before == ADMINS_NONE)
		return FIELD_OK;
	rc = super_admin_rank(store, org_id, "", &after);
	if (rc == FIELD_OK && !rules_keep_admins(before, after))
		return refuse(why, reason, about, NULL);
	return rc;
}

/* --- sparing ----------------------------------------------------------------- */

/* An organisation's super admins, and which of them are among USERS. */
struct sparing {
	const struct user_ref *users;
	size_t count;
	enum rules_admins outside, inside;
	size_t eldest; /* index of the best one inside; count: none */
	int64_t eldest_since;
};

static bool
weigh(const struct user *user, enum rules_admins rank, void *context)
{
	struct sparing *sparing = context;
	size_t i = 0;

	while (
	    i < sparing->count && strcmp(sparing->users[i].id, user->id) != 0)
		i++;
	if (i == sparing->count) {
		if (rank > sparing->outside)
			sparing->outside = rank;
	} else if (rank > sparing->inside ||
	    (rank == sparing->inside &&
		user->created_at < sparing->eldest_since)) {
		sparing->inside = rank;
		sparing->eldest = i;
		sparing->eldest_since = user->created_at;
	}
	return true;
}

/* The one that the organisation needs; *count: none. */
static int
find_needed(struct store *store, const char *org_id,
    const struct user_ref *users, size_t count, size_t *ret_index)
{
	struct sparing sparing = {
		.users = users,
		.count = count,
		.eldest = count,
	};
	int rc = super_admin_each(store, org_id, weigh, &sparing);

	*ret_index = sparing.outside >= sparing.inside ? count : sparing.eldest;
	return rc;
}

int
super_admin_spare(struct store *store, struct user_ref *users, size_t *count,
    size_t *ret_spared)
{
	struct org *orgs = NULL;
	size_t org_count = 0, index, spared = 0;
	int rc = org_list(store, &orgs, &org_count);

	for (size_t i = 0; rc == FIELD_OK && i < org_count; i++) {
		rc = find_needed(store, orgs[i].id, users, *count, &index);
		if (rc != FIELD_OK || index == *count)
			continue;
		memmove(&users[index], &users[index + 1],
		    (*count - index - 1) * sizeof(users[0]));
		(*count)--;
		spared++;
	}
	free(orgs);
	*ret_spared = spared;
	return rc;
}
