/* The rules of authority: whether an actor may apply a verb to a person.  Pure
 * functions; anything that is not permitted explicitly is refused. */
#include <string.h>

#include "store/core/rules.h"

/* --- may this actor do this to that person? ------------------------------------ */

/* The right that a person needs for a verb; a super admin has all but ROOT. */
enum right {
	/* the zero value, so that a verb missing from the table is root's */
	RIGHT_ROOT,
	RIGHT_SUPER,
	RIGHT_VIEW,
	RIGHT_CREATE,
	RIGHT_EDIT,
	RIGHT_DELETE,
	RIGHT_SETTINGS,
	RIGHT_AUDIT,
	RIGHT_SETTINGS_VIEW,
	RIGHT_SOURCES_VIEW,
	RIGHT_SESSIONS_VIEW,
	RIGHT_SESSIONS, /* sessions.end; one's own need no right */
	RIGHT_SELF,     /* only on one's own account, with self.edit */
	/* codes.issue, and only the people whose lead the actor is (N8) */
	RIGHT_CODES,
};

enum on_self {
	SELF_FINE,
	SELF_NEVER, /* S7 */
	SELF_SUPER, /* only for super admins, who have everything anyway */
};

enum on_deleted {
	DELETED_REFUSED,
	DELETED_FINE,
	DELETED_NEEDED, /* restore */
	/* delete: repeated, to erase the person (delete_mode=purge) */
	DELETED_PURGED,
};

/* Whether a lead with crew.manage may do it to the subworkers of their own crew
 * (R10).  Leads may remove access and add subworkers.  They may never give
 * access back, since that would override an administrator's decision. */
enum on_crew {
	CREW_NO,
	CREW_YES,
	CREW_NEW, /* only while the person is being added */
};

static const struct rule {
	enum right right;
	enum on_self self;
	enum on_deleted deleted;
	bool by_sync;  /* imports may do it (A8, A10) */
	bool removes;  /* takes the subject out of service */
	bool is_reset; /* refused for held people and, by policy, inactive */
	bool wants_active; /* L8 */
	/* issues a code, which is refused to people who could not use it */
	bool is_code;
	bool gains; /* the actor gains all rights of the subject */
	enum on_crew crew;
	bool own; /* a read that needs no right for one's own data */
} rules[RULES_VERB_COUNT] = {
	[VERB_USER_ADD] = { RIGHT_CREATE, .by_sync = true, .crew = CREW_YES },
	[VERB_USER_EDIT] = { RIGHT_EDIT, .by_sync = true },
	[VERB_USER_EDIT_SELF] = { RIGHT_SELF },
	[VERB_USER_REACH] = { RIGHT_EDIT, .by_sync = true, .gains = true },
	/* Neither people nor accounting may confirm their own statement. */
	[VERB_USER_CONFIRM_EMAIL] = { RIGHT_EDIT, SELF_NEVER, .gains = true },
	[VERB_USER_LIMIT] = { RIGHT_EDIT, SELF_NEVER, .by_sync = true },
	/* People change their own password by passwd, which asks for the old
	 * one: an unattended session must not be enough. */
	[VERB_USER_PASSWORD] = { RIGHT_EDIT, SELF_NEVER, .gains = true },
	[VERB_USER_RESET] = { RIGHT_EDIT, SELF_NEVER, .is_reset = true,
	    .gains = true },
	[VERB_USER_FORCE_CHANGE] = { RIGHT_EDIT, .wants_active = true },
	[VERB_USER_INVITE] = { RIGHT_EDIT, SELF_NEVER, .is_code = true,
	    .gains = true },
	[VERB_USER_LINK] = { RIGHT_EDIT, SELF_NEVER, .is_code = true,
	    .gains = true },
	[VERB_USER_CODE] = { RIGHT_CODES, SELF_NEVER, .is_code = true,
	    .gains = true },
	[VERB_USER_RECOVERY] = { RIGHT_EDIT, SELF_NEVER, .is_code = true,
	    .gains = true },
	[VERB_USER_VERIFY_EMAIL] = { RIGHT_EDIT },
	[VERB_USER_ACTIVATE] = { RIGHT_EDIT, .by_sync = true },
	[VERB_USER_DEACTIVATE] = { RIGHT_EDIT, SELF_NEVER, .by_sync = true,
	    .removes = true, .crew = CREW_YES },
	[VERB_USER_BLOCK] = { RIGHT_EDIT, SELF_NEVER, .removes = true,
	    .crew = CREW_YES },
	[VERB_USER_UNBLOCK] = { RIGHT_EDIT, SELF_NEVER },
	[VERB_USER_UNLOCK] = { RIGHT_EDIT, SELF_NEVER },
	[VERB_USER_HOLD] = { RIGHT_EDIT, SELF_NEVER, .removes = true },
	[VERB_USER_RELEASE] = { RIGHT_EDIT, SELF_NEVER, .gains = true },
	[VERB_USER_DELETE] = { RIGHT_DELETE, SELF_NEVER, DELETED_PURGED,
	    .removes = true },
	[VERB_USER_RESTORE] = { RIGHT_SUPER, SELF_NEVER, DELETED_NEEDED },
	[VERB_ROLE_EDIT] = { RIGHT_SUPER },
	[VERB_ROLE_ASSIGN] = { RIGHT_EDIT, SELF_NEVER, .by_sync = true,
	    .crew = CREW_NEW },
	[VERB_LOCAL_GROUP] = { RIGHT_ROOT },
	[VERB_PLACE_EDIT] = { RIGHT_SETTINGS },
	[VERB_PLACE_ASSIGN] = { RIGHT_EDIT, SELF_SUPER, .by_sync = true,
	    .crew = CREW_NEW },
	[VERB_POLICY] = { RIGHT_SETTINGS },
	[VERB_SOURCE] = { RIGHT_SETTINGS },
	/* A file or a company can set any person's name, address and phone: an
	 * actor who sends or connects one gains the rights of all of them. */
	[VERB_SOURCE_IMPORT] = { RIGHT_SUPER },
	[VERB_AUDIT_VIEW] = { RIGHT_AUDIT, SELF_FINE, DELETED_FINE,
	    .own = true },
	[VERB_ROLE_VIEW] = { RIGHT_VIEW, .own = true },
	/* R7: without full access people see only their own places. */
	[VERB_PLACE_VIEW] = { RIGHT_SETTINGS_VIEW, .own = true },
	[VERB_POLICY_VIEW] = { RIGHT_SETTINGS_VIEW },
	[VERB_SOURCE_VIEW] = { RIGHT_SOURCES_VIEW },
	[VERB_SESSION_VIEW] = { RIGHT_SESSIONS_VIEW, .own = true },
	[VERB_SESSION_END] = { RIGHT_SESSIONS, .crew = CREW_YES },
	[VERB_MAIL] = { RIGHT_SETTINGS },
	[VERB_MAIL_VIEW] = { RIGHT_SETTINGS_VIEW },
	[VERB_USER_TAKE_HOME] = { RIGHT_ROOT },
	[VERB_USER_RENAME] = { RIGHT_EDIT, SELF_NEVER, .gains = true },
	[VERB_USER_VIEW] = { RIGHT_VIEW, SELF_FINE, DELETED_FINE,
	    .by_sync = true, .own = true },
};

/* The rights in words; a super admin has all of them except root's. */
static const char *const right_texts[][2] = {
	/* for all data; for a read that needs no right for one's own data */
	[RIGHT_ROOT] = { "root", "root" },
	[RIGHT_SUPER] = { "settings.super-admin", "settings.super-admin" },
	[RIGHT_VIEW] = { "users.view", "users.view, but for one's own" },
	[RIGHT_CREATE] = { "users.create", "users.create" },
	[RIGHT_EDIT] = { "users.edit", "users.edit" },
	[RIGHT_DELETE] = { "users.delete", "users.delete" },
	[RIGHT_SETTINGS] = { "settings.edit", "settings.edit" },
	[RIGHT_AUDIT] = { "audit-logs.view",
	    "audit-logs.view, but for one's own" },
	[RIGHT_SETTINGS_VIEW] = { "settings.view",
	    "settings.view, but for one's own" },
	[RIGHT_SOURCES_VIEW] = { "accounting-integration.on",
	    "accounting-integration.on" },
	[RIGHT_SESSIONS_VIEW] = { "sessions.end",
	    "sessions.end, but for one's own" },
	[RIGHT_SESSIONS] = { "sessions.end, but for one's own",
	    "sessions.end, but for one's own" },
	[RIGHT_SELF] = { "self.edit", "self.edit" },
	[RIGHT_CODES] = { "codes.issue, for one's own crew",
	    "codes.issue, for one's own crew" },
};

const char *
rules_needs(enum rules_verb verb)
{
	if ((unsigned)verb >= RULES_VERB_COUNT)
		return "nothing: it only concerns the caller";
	return right_texts[rules[verb].right][rules[verb].own];
}

struct case_in_hand {
	const struct rules_actor *actor;
	enum rules_verb verb;
	const struct rule *rule;
	const struct rules_subject *subject;
	const struct user *user; /* the subject's user, or NULL */
	const struct policies *policies;
	bool is_self;
};

/* create_people decides whether the permission is sufficient (R14). */
static bool
may_create(const struct case_in_hand *in)
{
	return in->policies != NULL &&
	    policy_is(in->policies, POLICY_CREATE_PEOPLE, "permission");
}

static bool
may_as_lead(const struct case_in_hand *in)
{
	if (in->rule->crew == CREW_NO || !in->actor->can_crew ||
	    in->user == NULL || in->user->kind != USER_SUBWORKER ||
	    strcmp(in->user->lead_id, in->actor->id) != 0)
		return false;
	if (in->rule->crew == CREW_NEW && !in->subject->is_new)
		return false;
	return in->rule->right != RIGHT_CREATE || may_create(in);
}

static bool
has_right(const struct case_in_hand *in)
{
	const struct rules_actor *actor = in->actor;

	if (actor->super_admin && in->rule->right != RIGHT_ROOT)
		return in->rule->right != RIGHT_SELF || in->is_self;
	if (may_as_lead(in))
		return true;
	switch (in->rule->right) {
	case RIGHT_ROOT:
	case RIGHT_SUPER:
		return false;
	case RIGHT_VIEW:
		return actor->can_view || in->is_self;
	case RIGHT_CREATE:
		return actor->can_create && may_create(in);
	case RIGHT_EDIT:
		return actor->can_edit;
	case RIGHT_DELETE:
		return actor->can_delete;
	case RIGHT_SETTINGS:
		return actor->can_settings;
	case RIGHT_AUDIT:
		return actor->can_audit;
	case RIGHT_SETTINGS_VIEW:
		return actor->can_see_settings || actor->can_settings;
	case RIGHT_SOURCES_VIEW:
		return actor->can_see_settings || actor->can_settings ||
		    actor->can_accounting;
	case RIGHT_SESSIONS_VIEW:
		return actor->can_view || actor->can_sessions;
	case RIGHT_SESSIONS:
		return actor->can_sessions || in->is_self;
	case RIGHT_SELF:
		return in->is_self && (actor->can_self || actor->can_edit);
	case RIGHT_CODES:
		return actor->can_codes && in->user != NULL &&
		    strcmp(in->user->lead_id, actor->id) == 0;
	}
	return false;
}

/* Choose the refusal that tells the actor who could do it. */
static enum reason
lacking(const struct case_in_hand *in)
{
	switch (in->rule->right) {
	case RIGHT_ROOT:
		return REASON_ROOT_ONLY;
	case RIGHT_SUPER:
		return REASON_SUPER_ADMIN_ONLY;
	case RIGHT_CREATE:
		return policy_is(
			   in->policies, POLICY_CREATE_PEOPLE, "super-admin") ?
		    REASON_SUPER_ADMIN_ONLY :
		    REASON_NOT_PERMITTED;
	case RIGHT_VIEW:
	case RIGHT_EDIT:
	case RIGHT_DELETE:
	case RIGHT_SETTINGS:
	case RIGHT_AUDIT:
	case RIGHT_SETTINGS_VIEW:
	case RIGHT_SOURCES_VIEW:
	case RIGHT_SESSIONS_VIEW:
	case RIGHT_SESSIONS:
	case RIGHT_SELF:
	case RIGHT_CODES:
		return REASON_NOT_PERMITTED;
	}
	return REASON_NOT_PERMITTED;
}

/* Actors must not gain rights by acting on people above them, or by lending
 * their rights (X3, R14). */
static bool
reaches_upward(const struct case_in_hand *in)
{
	if (in->actor->super_admin || in->is_self)
		return false;
	if (in->rule->right == RIGHT_VIEW)
		return false;
	return in->subject->super_admin || in->subject->role_privileged;
}

static enum reason
person_objection(const struct case_in_hand *in)
{
	if (!in->actor->active)
		return REASON_NOT_PERMITTED;
	if (in->user != NULL &&
	    strcmp(in->user->org_id, in->actor->org_id) != 0)
		return REASON_OTHER_ORG;
	if (!has_right(in))
		return lacking(in);
	if (reaches_upward(in))
		return REASON_SUPER_ADMIN_ONLY;
	if (in->is_self && in->rule->self == SELF_NEVER)
		return REASON_SELF;
	if (in->is_self && in->rule->self == SELF_SUPER &&
	    !in->actor->super_admin)
		return REASON_SELF;
	return REASON_NONE;
}

/* Control of a person's secret or address gives all rights of that person. */
static enum reason
gain_objection(const struct case_in_hand *in)
{
	if (!in->rule->gains || in->actor->kind != ACTOR_PERSON ||
	    in->actor->super_admin || in->is_self || in->user == NULL)
		return REASON_NONE;
	return in->subject->covered ? REASON_NONE : REASON_BEYOND_YOURS;
}

static enum reason
sync_objection(const struct case_in_hand *in)
{
	if (!in->rule->by_sync)
		return REASON_NOT_PERMITTED;
	if (in->subject->role_privileged)
		return REASON_PRIVILEGED_ROLE;
	return REASON_NONE;
}

static enum reason
actor_objection(const struct case_in_hand *in)
{
	switch (in->actor->kind) {
	case ACTOR_ROOT:
		return REASON_NONE;
	case ACTOR_SYNC:
		return sync_objection(in);
	case ACTOR_PERSON:
		return person_objection(in);
	}
	return REASON_NOT_PERMITTED;
}

static enum reason
deleted_objection(const struct case_in_hand *in)
{
	bool deleted;

	if (in->user == NULL)
		return REASON_NONE;
	deleted = in->user->status == USER_DELETED;
	switch (in->rule->deleted) {
	case DELETED_FINE:
		return REASON_NONE;
	case DELETED_NEEDED:
		if (in->user->purged)
			return REASON_IS_PURGED;
		return deleted ? REASON_NONE : REASON_NOT_DELETED;
	case DELETED_PURGED:
		if (deleted && !in->user->purged &&
		    policy_is(in->policies, POLICY_DELETE_MODE, "purge"))
			return REASON_NONE;
		return deleted ? REASON_IS_DELETED : REASON_NONE;
	case DELETED_REFUSED:
		return deleted ? REASON_IS_DELETED : REASON_NONE;
	}
	return REASON_IS_DELETED;
}

/* L7, L8, S5. */
static enum reason
reset_objection(const struct case_in_hand *in)
{
	const struct rule *rule = in->rule;

	if (in->user == NULL || !(rule->is_reset || rule->wants_active))
		return REASON_NONE;
	if (in->user->held)
		return REASON_RESET_HELD;
	if (in->user->status == USER_ACTIVE)
		return REASON_NONE;
	return rule->is_reset &&
		policy_is(in->policies, POLICY_RESET_INACTIVE, "allow") ?
	    REASON_NONE :
	    REASON_RESET_INACTIVE;
}

/* S5: a code would be revoked at once if the person came into this state after
 * it was issued. */
static enum reason
code_objection(const struct case_in_hand *in)
{
	if (in->user == NULL || !in->rule->is_code)
		return REASON_NONE;
	return rules_may_have_code(
	    in->user, in->subject->expired, in->policies);
}

static enum reason
last_super_admin_objection(const struct case_in_hand *in)
{
	return in->subject->last_super_admin && in->rule->removes ?
	    REASON_LAST_SUPER_ADMIN :
	    REASON_NONE;
}

enum reason
rules_may(const struct rules_actor *actor, enum rules_verb verb,
    const struct rules_subject *subject, const struct policies *policies)
{
	/* Authority is checked first: actors without the right must not learn
	 * about states. */
	static enum reason (*const objections[])(
	    const struct case_in_hand *) = {
		actor_objection,
		gain_objection,
		deleted_objection,
		reset_objection,
		code_objection,
		last_super_admin_objection,
	};
	struct case_in_hand in = { actor, verb, NULL, subject, subject->user,
		policies, false };

	if ((unsigned)verb >= RULES_VERB_COUNT)
		return REASON_NOT_PERMITTED;
	in.rule = &rules[verb];
	in.is_self = actor->kind == ACTOR_PERSON && in.user != NULL &&
	    strcmp(in.user->id, actor->id) == 0;
	for (size_t i = 0; i < sizeof(objections) / sizeof(objections[0]);
	     i++) {
		enum reason reason = objections[i](&in);

		if (reason != REASON_NONE)
			return reason;
	}
	return REASON_NONE; /* the one line that permits */
}

enum reason
rules_may_have_code(
    const struct user *user, bool expired, const struct policies *policies)
{
	if (user->held)
		return REASON_CODE_HELD;
	if (user->blocked)
		return REASON_CODE_BLOCKED;
	if (expired)
		return REASON_CODE_EXPIRED;
	if (user->status == USER_ACTIVE)
		return REASON_NONE;
	return user->status == USER_INACTIVE &&
		policy_is(policies, POLICY_INACTIVE_LOGIN, "allow") ?
	    REASON_NONE :
	    REASON_CODE_INACTIVE;
}

bool
rules_gains(enum rules_verb verb)
{
	return (unsigned)verb < RULES_VERB_COUNT && rules[verb].gains;
}

/* --- what may this actor see? -------------------------------------------------- */

enum rules_sight
rules_sight(const struct rules_actor *actor, enum rules_verb verb)
{
	const struct rule *rule = &rules[verb];
	const struct case_in_hand in = {
		.actor = actor, .verb = verb, .rule = rule
	};

	if (actor->kind == ACTOR_ROOT)
		return SIGHT_ALL;
	if (actor->kind == ACTOR_SYNC)
		return rule->by_sync ? SIGHT_ALL : SIGHT_NONE;
	if (!actor->active)
		return SIGHT_NONE;
	if (has_right(&in))
		return SIGHT_ORG;
	return rule->own ? SIGHT_OWN : SIGHT_NONE;
}

static bool
is_in_sight(const struct rules_actor *actor, enum rules_verb verb,
    const struct user *user)
{
	bool is_self = strcmp(user->id, actor->id) == 0;

	switch (rules_sight(actor, verb)) {
	case SIGHT_ALL:
		return true;
	case SIGHT_ORG:
		return strcmp(user->org_id, actor->org_id) == 0 &&
		    (user->status != USER_DELETED || actor->super_admin);
	case SIGHT_OWN:
		return is_self ||
		    (actor->can_crew && user->status != USER_DELETED &&
			strcmp(user->org_id, actor->org_id) == 0 &&
			strcmp(user->lead_id, actor->id) == 0);
	case SIGHT_NONE:
		break;
	}
	return false;
}

bool
rules_may_see(const struct rules_actor *actor, const struct user *user)
{
	return is_in_sight(actor, VERB_USER_VIEW, user);
}

bool
rules_may_see_sessions(const struct rules_actor *actor, const struct user *user)
{
	return is_in_sight(actor, VERB_SESSION_VIEW, user);
}

bool
rules_keep_admins(enum rules_admins before, enum rules_admins after)
{
	return after >= before;
}

enum reason
rules_kind_may_hold(enum user_kind kind, bool full_access, bool role_has_power)
{
	if (full_access && !user_kind_takes_full_access(kind))
		return REASON_KIND_FULL_ACCESS;
	if (role_has_power && kind == USER_SUBWORKER)
		return REASON_KIND_ROLE;
	return REASON_NONE;
}
