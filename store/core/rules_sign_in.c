/*
 * Whether a person may sign in here now, and what a super admin counts for in
 * their organisation.  Every verdict on a sign-in comes from here and starts as
 * a refusal.
 */
#include <string.h>

#include "store/core/rules.h"

/* S1, S2, S4. */
static enum reason
status_objection(const struct rules_sign_in *in)
{
	switch (in->user->status) {
	case USER_ACTIVE:
		return REASON_NONE;
	case USER_INACTIVE:
		return policy_is(in->policies, POLICY_INACTIVE_LOGIN, "allow") ?
		    REASON_NONE :
		    REASON_INACTIVE;
	case USER_DELETED:
		return REASON_DELETED;
	}
	return REASON_DELETED;
}

/* S3, S5, Q3: full access bypasses none of these. */
static enum reason
flag_objection(const struct rules_sign_in *in)
{
	if (in->user->purged)
		return REASON_DELETED;
	if (in->user->blocked)
		return REASON_BLOCKED;
	if (in->user->held)
		return REASON_HELD;
	if (in->locked_until > in->now_s)
		return REASON_LOCKED;
	return REASON_NONE;
}

static enum reason
place_objection(const struct rules_sign_in *in)
{
	if (!in->org_exists || !in->org_admitted)
		return REASON_WRONG_ORG;
	if (!in->at_site && !in->user->full_access &&
	    !policy_is(in->policies, POLICY_SITE_GATE, "off"))
		return REASON_WRONG_SITE;
	if (in->portal_closed)
		return REASON_PORTAL_CLOSED;
	return REASON_NONE;
}

/* A service with an incorrect PAM file refuses all people, full access or
 * not. */
static enum reason
service_objection(const struct rules_sign_in *in)
{
	return in->forbidden;
}

static enum reason
permission_objection(const struct rules_sign_in *in)
{
	if (in->required_permission != NULL && !in->has_required &&
	    !in->user->full_access)
		return REASON_LACKS_PERMISSION;
	return REASON_NONE;
}

static enum reason
time_objection(const struct rules_sign_in *in)
{
	if (in->user->expires_at != 0 && in->user->expires_at <= in->now_s)
		return REASON_EXPIRED;
	return REASON_NONE;
}

/* Otherwise the existing files would be shared with any account that has, or
 * gets, that number. */
static enum reason
home_objection(const struct rules_sign_in *in)
{
	if (in->home_foreign)
		return REASON_HOME_FOREIGN;
	return in->home_open ? REASON_HOME_OPEN : REASON_NONE;
}

static enum reason
secret_objection(const struct rules_sign_in *in)
{
	if (in->user->email_verified_at == 0 &&
	    !policy_is(in->policies, POLICY_REQUIRE_VERIFIED_EMAIL, "no"))
		return REASON_EMAIL_UNVERIFIED;
	if (!in->has_secret)
		return REASON_NO_SECRET;
	if (in->must_change && in->change_counts)
		return REASON_MUST_CHANGE;
	return REASON_NONE;
}

enum reason
rules_may_sign_in(const struct rules_sign_in *in)
{
	/* The order in which the person should learn of them. */
	static enum reason (*const objections[])(
	    const struct rules_sign_in *) = {
		status_objection,
		flag_objection,
		place_objection,
		service_objection,
		permission_objection,
		time_objection,
		home_objection,
		secret_objection,
	};

	if (in->user == NULL || in->policies == NULL)
		return REASON_NOT_OURS;
	for (size_t i = 0; i < sizeof(objections) / sizeof(objections[0]);
	     i++) {
		enum reason reason = objections[i](in);

		if (reason != REASON_NONE)
			return reason;
	}
	return REASON_NONE; /* the one line that permits */
}

enum rules_admins
rules_admins_of(const struct rules_sign_in *in)
{
	struct rules_sign_in lasting = *in;
	bool here, for_a_time = in->user->expires_at != 0;

	if (in->user->status != USER_ACTIVE || in->user->blocked ||
	    in->user->held || time_objection(in) != REASON_NONE)
		return ADMINS_NONE;
	lasting.locked_until = 0;
	lasting.has_secret = true;
	lasting.must_change = false;
	here = rules_may_sign_in(&lasting) == REASON_NONE;
	if (here)
		return for_a_time ? ADMINS_HERE_FOR_A_TIME : ADMINS_HERE;
	return for_a_time ? ADMINS_ELSEWHERE_FOR_A_TIME : ADMINS_ELSEWHERE;
}
