/* Reads open sessions; for each person the rules are asked. */
#include <stdlib.h>

#include "base/err.h"
#include "store/access/actor.h"
#include "store/session/session_end.h"
#include "store/view/session.h"

static bool
may_see(const struct user *user, const void *context)
{
	const struct viewer *viewer = context;

	return rules_may_see_sessions(&viewer->actor, user);
}

static bool
may_see_either(const struct user *user, const void *context)
{
	const struct viewer *viewer = context;

	return may_see(user, viewer) || rules_may_see(&viewer->actor, user);
}

int
view_session_each(const struct viewer *viewer, const char *service,
    bool (*visit)(
	const struct present *present, const struct user *user, void *context),
    void *context)
{
	/* the viewer must not find the sessions of others in their own log */
	const struct actor actor = actor_root(service);
	struct present *list = NULL;
	size_t count = 0;
	bool go_on = true;
	int rc;

	(void)session_end_lost(viewer->store, &actor);
	(void)present_learn(viewer->store, &actor);
	rc = present_list(viewer->store, &list, &count);
	for (size_t i = 0; rc == FIELD_OK && go_on && i < count; i++) {
		struct user user;

		rc = user_by_id(
		    viewer->store, list[i].session.person_id, &user);
		if (rc == FIELD_OK && may_see(&user, viewer))
			go_on = visit(&list[i], &user, context);
		/* a record in RUN_DIR of a person of another database */
		if (rc == FIELD_ENOTFOUND)
			rc = FIELD_OK;
	}
	free(list);
	return rc;
}

int
view_session_find(const struct viewer *viewer, const char *who,
    struct user *ret_user, struct refusal *why)
{
	int rc = user_find_fitting(
	    viewer->store, who, may_see_either, viewer, ret_user, why);

	/* Neither the sentence nor the code reveals whether the person
	 * exists. */
	return rc == FIELD_ENOTFOUND &&
		rules_sight(&viewer->actor, VERB_SESSION_VIEW) < SIGHT_ORG ?
	    refuse(why, REASON_NOT_PERMITTED, "session.end", NULL) :
	    rc;
}

static int
may_end(const struct viewer *viewer, const struct user *user, bool *ret_may)
{
	struct rules_subject subject;
	struct policies policies;
	int rc = policies_load(viewer->store, user->org_id, &policies);

	if (rc == FIELD_OK)
		rc = actor_subject_facts(viewer->store, user, &subject);
	if (rc == FIELD_OK)
		*ret_may = rules_may(&viewer->actor, VERB_SESSION_END, &subject,
			       &policies) == REASON_NONE;
	return rc;
}

int
view_session_people(const struct viewer *viewer, uid_t except,
    bool (*visit)(const struct user *user, void *context), void *context,
    size_t *ret_spared)
{
	size_t count = 0, spared = 0;
	uid_t *uids = NULL;
	bool go_on = true;
	int rc = present_uids(viewer->store, &uids, &count);

	for (size_t i = 0; rc == FIELD_OK && go_on && i < count; i++) {
		struct user user;
		bool may = false;

		if (except != 0 && uids[i] == except)
			continue;
		rc = user_by_uid(viewer->store, uids[i], &user);
		if (rc == FIELD_ENOTFOUND ||
		    (rc == FIELD_OK && !may_see(&user, viewer))) {
			rc = FIELD_OK;
			continue;
		}
		if (rc == FIELD_OK)
			rc = may_end(viewer, &user, &may);
		if (rc == FIELD_OK && may)
			go_on = visit(&user, context);
		else if (rc == FIELD_OK)
			spared++;
	}
	free(uids);
	if (rc == FIELD_OK)
		*ret_spared = spared;
	return rc;
}
