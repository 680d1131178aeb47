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

/* S3, S5: full access bypasses none of these. */
static enum reason
purge_objection(const struct rules_sign_in *in)
{
	return in->user->purged ? REASON_DELETED : REASON_NONE;
}

static enum reason
block_objection(const struct rules_sign_in *in)
{
	return in->user->blocked ? REASON_BLOCKED : REASON_NONE;
}

static enum reason
hold_objection(const struct rules_sign_in *in)
{
	return in->user->held ? REASON_HELD : REASON_NONE;
}

static enum reason
org_objection(const struct rules_sign_in *in)
{
	return in->org_exists && in->org_admitted ? REASON_NONE :
						    REASON_WRONG_ORG;
}

static enum reason
site_objection(const struct rules_sign_in *in)
{
	return !in->at_site && !in->user->full_access &&
		!policy_is(in->policies, POLICY_SITE_GATE, "off") ?
	    REASON_WRONG_SITE :
	    REASON_NONE;
}

static enum reason
portal_objection(const struct rules_sign_in *in)
{
	return in->portal_closed ? REASON_PORTAL_CLOSED : REASON_NONE;
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

bool
rules_must_verify(const struct user *user)
{
	return user->email_verified_at == 0 &&
	    (user->email[0] != '\0' || user->mail_address[0] != '\0');
}

static enum reason
address_objection(const struct rules_sign_in *in)
{
	return rules_must_verify(in->user) &&
		!policy_is(in->policies, POLICY_REQUIRE_VERIFIED_EMAIL, "no") ?
	    REASON_EMAIL_UNVERIFIED :
	    REASON_NONE;
}

/* Where no password is required, people without one sign in by key or code, and
 * have none to change. */
static enum reason
secret_objection(const struct rules_sign_in *in)
{
	if (!in->has_secret)
		return policy_is(in->policies, POLICY_PASSWORD_REQUIRED, "no") ?
		    REASON_NONE :
		    REASON_NO_SECRET;
	return in->must_change && in->change_counts ? REASON_MUST_CHANGE :
						      REASON_NONE;
}

/* The order in which the person should learn of them. */
static enum reason (*const objections[])(const struct rules_sign_in *) = {
	status_objection,
	purge_objection,
	block_objection,
	hold_objection,
	org_objection,
	site_objection,
	portal_objection,
	service_objection,
	permission_objection,
	time_objection,
	home_objection,
	address_objection,
	secret_objection,
};

_Static_assert(sizeof(objections) / sizeof(objections[0]) == RULES_SIGN_IN_MAX,
    "as many reasons as objections");

size_t
rules_sign_in_reasons(
    const struct rules_sign_in *in, enum reason ret_reasons[RULES_SIGN_IN_MAX])
{
	size_t count = 0;

	if (in->user == NULL || in->policies == NULL) {
		ret_reasons[0] = REASON_NOT_OURS;
		return 1;
	}
	for (size_t i = 0; i < RULES_SIGN_IN_MAX; i++) {
		enum reason reason = objections[i](in);

		if (reason != REASON_NONE)
			ret_reasons[count++] = reason;
	}
	return count;
}

enum reason
rules_may_sign_in(const struct rules_sign_in *in)
{
	enum reason reasons[RULES_SIGN_IN_MAX];

	if (rules_sign_in_reasons(in, reasons) > 0)
		return reasons[0];
	return REASON_NONE; /* the only line that permits it */
}

enum rules_admins
rules_admins_of(const struct rules_sign_in *in)
{
	struct rules_sign_in lasting = *in;
	bool here, for_a_time = in->user->expires_at != 0;

	if (in->user->status != USER_ACTIVE || in->user->blocked ||
	    in->user->held || time_objection(in) != REASON_NONE)
		return ADMINS_NONE;
	lasting.has_secret = true;
	lasting.must_change = false;
	here = rules_may_sign_in(&lasting) == REASON_NONE;
	if (here)
		return for_a_time ? ADMINS_HERE_FOR_A_TIME : ADMINS_HERE;
	return for_a_time ? ADMINS_ELSEWHERE_FOR_A_TIME : ADMINS_ELSEWHERE;
}
