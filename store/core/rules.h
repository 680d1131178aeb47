/*
 * store/core/rules: pure functions, no SQL.
 * Layer: store.  Users: the verbs (may this actor do this to that person?),
 * signin and explain (may this person sign in here now?).
 *
 * Each returns a reason; REASON_NONE means yes.  A verdict starts as a
 * refusal and becomes REASON_NONE on exactly one line.
 */
#ifndef STORE_CORE_RULES_H
#define STORE_CORE_RULES_H

#include "store/core/change.h"
#include "store/core/policy.h"
#include "store/core/user.h"

enum rules_verb {
	VERB_USER_ADD,
	VERB_USER_EDIT,
	VERB_USER_EDIT_SELF,
	VERB_USER_REACH, /* change where codes go, or what runs as a person */
	VERB_USER_CONFIRM_EMAIL, /* mail goes to the new address (A4) */
	VERB_USER_LIMIT,         /* change the kind or the expiry */
	VERB_USER_PASSWORD,      /* given by an administrator (L7) */
	VERB_USER_RESET,         /* a temporary one is made (L7) */
	VERB_USER_FORCE_CHANGE,  /* at the next sign-in (L8) */
	VERB_USER_ACTIVATE,
	VERB_USER_DEACTIVATE,
	VERB_USER_BLOCK,
	VERB_USER_UNBLOCK,
	VERB_USER_HOLD,
	VERB_USER_RELEASE,
	VERB_USER_DELETE,
	VERB_USER_RESTORE,
	VERB_ROLE_EDIT,
	VERB_ROLE_ASSIGN,
	VERB_LOCAL_GROUP,
	VERB_PLACE_EDIT,
	VERB_PLACE_ASSIGN,
	VERB_POLICY,
	VERB_SOURCE,
	/* by a file, or from a company that one connects: it says who people
	 * are (A11) */
	VERB_SOURCE_IMPORT,
	VERB_AUDIT_VIEW,
	VERB_USER_VIEW,
	VERB_USER_TAKE_HOME, /* change the owner of files */
	VERB_ROLE_VIEW,
	VERB_PLACE_VIEW,
	VERB_POLICY_VIEW,
	VERB_SOURCE_VIEW,
	VERB_SESSION_VIEW,
	RULES_VERB_COUNT
};

/* What the rules need to know of the actor; for root and sync only kind. */
struct rules_actor {
	enum actor_kind kind;
	char id[ID_SIZE];
	char org_id[ID_SIZE];
	bool super_admin; /* has settings.super-admin */
	bool can_view, can_create, can_edit, can_delete; /* users.* */
	bool can_see_settings, can_settings; /* settings.view, .edit */
	bool can_accounting;                 /* accounting-integration.on */
	bool can_audit;                      /* audit-logs.view */
	/* self.edit, crew.manage, sessions.end */
	bool can_self, can_crew, can_sessions;
	bool active; /* active, not blocked, not held */
};

/*
 * What an organisation has of super admins: the best of them.  Who is not
 * active, is blocked or held, or has expired is none.  'Elsewhere' are those
 * whom this terminal would not let in: another organisation's, another site's,
 * without a verified address where that is needed.  'For a time' are those
 * whose account has an end.
 */
enum rules_admins {
	ADMINS_NONE,
	ADMINS_ELSEWHERE_FOR_A_TIME,
	ADMINS_ELSEWHERE,
	ADMINS_HERE_FOR_A_TIME,
	ADMINS_HERE,
};

struct rules_subject {
	const struct user *user;  /* NULL when it is not about a person */
	bool super_admin;         /* the subject is one */
	bool last_super_admin;    /* and without it the organisation has less */
	enum rules_admins admins; /* of its organisation, if it is one */
	bool role_privileged;     /* VERB_ROLE_*: the role in question */
	bool is_new;              /* the person is being added */
	/* rules_gains(verb): the actor has all that the subject has */
	bool covered;
};

/*
 * Whether the verb yields, replaces or redirects a secret, code, key, address,
 * phone or identity of its subject.  It then counts as gaining all that the
 * subject may do, and needs subject->covered.
 */
bool rules_gains(enum rules_verb verb);

/* What a person needs for the verb, in English, for documentation:
 * "users.edit".  RULES_VERB_COUNT: nothing but to be asked by oneself. */
const char *rules_needs(enum rules_verb verb);

enum reason rules_may(const struct rules_actor *actor, enum rules_verb verb,
    const struct rules_subject *subject, const struct policies *policies);

/*
 * How much a read shows (VERB_*_VIEW): nothing; what is the actor's own, and of
 * people their own crew; what is of their organisation; everything.
 */
enum rules_sight { SIGHT_NONE, SIGHT_OWN, SIGHT_ORG, SIGHT_ALL };

enum rules_sight rules_sight(
    const struct rules_actor *actor, enum rules_verb verb);

/* Whether a read of people shows USER: deleted people are a super admin's. */
bool rules_may_see(const struct rules_actor *actor, const struct user *user);

/* S7, for every verb alike: whatever it did, the organisation must not have
 * less of super admins than before. */
bool rules_keep_admins(enum rules_admins before, enum rules_admins after);

/*
 * Whether somebody of KIND may hold what is given: nobody who works in the
 * field has full access (R5), and a subworker has no role with power over
 * people, money or settings (R10).  REASON_NONE, or why not.
 */
enum reason rules_kind_may_hold(
    enum user_kind kind, bool full_access, bool role_has_power);

/* Everything on which signing in depends, gathered in one read transaction. */
struct rules_sign_in {
	const struct user *user;
	const struct policies *policies;
	int64_t now_s;
	bool org_admitted;  /* the terminal is bound to the organisation */
	bool org_exists;    /* and it is not deleted */
	bool at_site;       /* the terminal has no site, or the person has it */
	bool portal_closed; /* the service is a portal's, off for the person */
	enum reason forbidden; /* by the service itself, or REASON_NONE */
	const char *required_permission; /* require=, or NULL */
	bool has_required;
	int64_t locked_until; /* 0: not locked */
	bool home_foreign;    /* the home folder is somebody else's */
	bool home_open;       /* it is not, but everybody can write it */
	bool has_secret;      /* a password or a usable code exists */
	bool must_change;     /* flag, temporary password, or hash by policy */
	bool change_counts;   /* false for services exempt from must-change */
};

/* REASON_NONE, REASON_MUST_CHANGE (let in, then change), or why not. */
enum reason rules_may_sign_in(const struct rules_sign_in *in);

/* What a super admin with these facts is worth to its organisation; locks and
 * secrets, which pass, do not count. */
enum rules_admins rules_admins_of(const struct rules_sign_in *in);

#endif
