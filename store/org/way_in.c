/* Gives people their first secret.  MUST: a secret that a person has is not
 * replaced here (test_way_in). */
#include <string.h>

#include "base/err.h"
#include "store/access/actor.h"
#include "store/org/way_in.h"
#include "store/verb/user.h"
#include "store/verb/user_code.h"
#include "store/verb/user_secret.h"

/* WAY_IN_POLICY: the administrator is to choose a password. */
static enum way_in
first_of(const struct policies *policies)
{
	if (policy_is(policies, POLICY_FIRST_SECRET, "invite"))
		return WAY_IN_INVITE;
	return policy_is(policies, POLICY_FIRST_SECRET, "temporary") ?
	    WAY_IN_TEMPORARY :
	    WAY_IN_POLICY;
}

static enum way_in
release_of(const struct policies *policies)
{
	return policy_is(policies, POLICY_RELEASE_SECRET, "invite") ?
	    WAY_IN_INVITE :
	    WAY_IN_TEMPORARY;
}

/* Whether the state of the person lets them use it. */
static bool
is_of_use(const struct user_verb *verb, struct given *given)
{
	enum reason reason = rules_may_have_code(
	    &verb->user, verb->subject.expired, &verb->policies);

	if (reason != REASON_NONE)
		(void)refuse(&given->instead, reason, verb->user.login, NULL);
	return reason == REASON_NONE;
}

static int
give(struct user_verb *verb, enum way_in way_in, enum mail_template template,
    struct given *given, struct refusal *why)
{
	given->what = GIVEN_NOTHING;
	if (way_in == WAY_IN_NONE || !is_of_use(verb, given))
		return FIELD_OK;
	return way_in == WAY_IN_INVITE ?
	    user_invite_within(verb, given, why) :
	    user_give_temporary_within(verb, template, given, why);
}

int
way_in_first(struct user_verb *verb, enum way_in way_in, struct given *given,
    struct refusal *why)
{
	int rc;

	if (way_in == WAY_IN_POLICY)
		way_in = first_of(&verb->policies);
	if (way_in == WAY_IN_POLICY)
		return refuse(
		    why, REASON_PASSWORD_MISSING, verb->user.login, NULL);
	/* Permission to add a person is not permission to give them a secret
	 * that opens more than the actor has. */
	rc = actor_must_cover(verb->change, &verb->user, why);
	return rc == FIELD_OK ? give(verb, way_in, MAIL_TEMPORARY, given, why) :
				rc;
}

int
way_in_release(struct change *change, const char *person_id,
    struct given *given, struct refusal *why)
{
	struct user_verb verb;
	bool was_held, has_secret;
	int rc = user_verb_load(&verb, change, "user.release", person_id, why);

	if (rc != FIELD_OK)
		return rc;
	was_held = verb.user.held;
	has_secret = user_secret_at(&verb.user, store_now_s(verb.store)) !=
	    USER_SECRET_NONE;
	given->what = GIVEN_NOTHING;
	rc = user_release(change, person_id, why);
	if (rc != FIELD_OK || !was_held || has_secret)
		return rc;
	rc = user_verb_load(&verb, change, "user.release", person_id, why);
	return rc == FIELD_OK ?
	    give(&verb, release_of(&verb.policies), MAIL_RELEASED, given, why) :
	    rc;
}
