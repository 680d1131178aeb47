/*
 * store/core/rules: the rules of authority and of signing in.  Pure functions,
 * no SQL.
 * Layer: store.  Users: the verbs (may this actor do this to that person?),
 * signin and explain (may this person sign in here now?).
 *
 * Each function returns a reason; REASON_NONE permits.  A verdict starts as a
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
	/* change where codes are sent, or which shell runs as a person */
	VERB_USER_REACH,
	/* accept that mail goes to the new address (A4) */
	VERB_USER_CONFIRM_EMAIL,
	VERB_USER_LIMIT,        /* change the kind or the expiry */
	VERB_USER_PASSWORD,     /* an administrator sets a password (L7) */
	VERB_USER_RESET,        /* a temporary password is made (L7) */
	VERB_USER_FORCE_CHANGE, /* a change is due at the next sign-in (L8) */
	VERB_USER_INVITE,       /* issue an invitation (L2) */
	VERB_USER_LINK,         /* issue a code that signs in once (L5) */
	VERB_USER_CODE,         /* the same for a member of one's crew (N8) */
	VERB_USER_RECOVERY,     /* issue codes to be kept on paper (N8) */
	VERB_USER_VERIFY_EMAIL, /* mail a code that verifies an address (U9) */
	VERB_USER_ACTIVATE,
	VERB_USER_DEACTIVATE,
	VERB_USER_BLOCK,
	VERB_USER_UNBLOCK,
	VERB_USER_UNLOCK,
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
	/* by a file, or by connecting a company: it determines who people are
	 * (A11) */
	VERB_SOURCE_IMPORT,
	VERB_AUDIT_VIEW,
	VERB_USER_VIEW,
	/* change the owner of the files of a home folder */
	VERB_USER_TAKE_HOME,
	VERB_USER_RENAME, /* give another login name (U1) */
	VERB_ROLE_VIEW,
	VERB_PLACE_VIEW,
	VERB_POLICY_VIEW,
	VERB_SOURCE_VIEW,
	VERB_SESSION_VIEW,
	VERB_SESSION_END, /* without a block (X2) */
	/* try a mail again, drop it, send a test */
	VERB_MAIL,
	VERB_MAIL_VIEW,
	RULES_VERB_COUNT
};

/* What the rules need to know about the actor; for root and sync only kind. */
struct rules_actor {
	enum actor_kind kind;
	char id[ID_SIZE];
	char org_id[ID_SIZE];
	bool super_admin; /* has settings.super-admin */
	bool can_view, can_create, can_edit, can_delete; /* users.* */
	bool can_see_settings, can_settings; /* settings.view, .edit */
	bool can_accounting;                 /* accounting-integration.on */
	bool can_audit;                      /* audit-logs.view */
	/* self.edit, crew.manage, sessions.end, codes.issue */
	bool can_self, can_crew, can_sessions, can_codes;
	bool active; /* active, not blocked, not held */
};

/*
 * The best super admin that an organisation has.  NONE: inactive, blocked, held
 * and expired people do not count.  ELSEWHERE: this terminal would refuse them,
 * since it serves another organisation or site, or requires a verified address.
 * FOR_A_TIME: their account has an expiry date.
 */
enum rules_admins {
	ADMINS_NONE,
	ADMINS_ELSEWHERE_FOR_A_TIME,
	ADMINS_ELSEWHERE,
	ADMINS_HERE_FOR_A_TIME,
	ADMINS_HERE,
};

struct rules_subject {
	/* NULL if the verb does not concern a person */
	const struct user *user;
	bool super_admin; /* the subject is a super admin */
	/* and the organisation would have less without them */
	bool last_super_admin;
	/* rank of their organisation, if they are one */
	enum rules_admins admins;
	bool role_privileged; /* VERB_ROLE_*: the role in question */
	bool is_new;          /* the person is being added */
	bool expired;         /* their expires_at has passed */
	/* rules_gains(verb): the actor has all that the subject has */
	bool covered;
};

/*
 * Whether the verb reveals, replaces or redirects a secret, code, key, address,
 * phone or identity of its subject.  It then counts as gaining all rights of
 * the subject, and requires subject->covered.
 */
bool rules_gains(enum rules_verb verb);

/* S5: whether the state of USER lets them sign in by a code.  People whom it
 * keeps out are issued none, and lose those that they have. */
enum reason rules_may_have_code(
    const struct user *user, bool expired, const struct policies *policies);

/* The right that a person needs for the verb, in English, for documentation:
 * "users.edit".  RULES_VERB_COUNT: any person may ask about themselves. */
const char *rules_needs(enum rules_verb verb);

enum reason rules_may(const struct rules_actor *actor, enum rules_verb verb,
    const struct rules_subject *subject, const struct policies *policies);

/*
 * How much a read (VERB_*_VIEW) shows: nothing; the actor's own data and, for
 * people, their own crew; the data of their organisation; everything.
 */
enum rules_sight { SIGHT_NONE, SIGHT_OWN, SIGHT_ORG, SIGHT_ALL };

enum rules_sight rules_sight(
    const struct rules_actor *actor, enum rules_verb verb);

/* Whether a read of people shows USER: only super admins see deleted people. */
bool rules_may_see(const struct rules_actor *actor, const struct user *user);

/* The same of a read of sessions. */
bool rules_may_see_sessions(
    const struct rules_actor *actor, const struct user *user);

/* S7, for every verb: afterwards the organisation must not have a lower rank of
 * super admins than before. */
bool rules_keep_admins(enum rules_admins before, enum rules_admins after);

/*
 * Whether a person of KIND may have what is assigned: people who work in the
 * field never have full access (R5), and subworkers never have a role with
 * power over people, money or settings (R10).  REASON_NONE permits.
 */
enum reason rules_kind_may_hold(
    enum user_kind kind, bool full_access, bool role_has_power);

/* All facts on which signing in depends, read in one transaction.  Locks are
 * not among them: they refuse secrets, not people (store/lock). */
struct rules_sign_in {
	const struct user *user;
	const struct policies *policies;
	int64_t now_s;
	bool org_admitted; /* the terminal serves the organisation */
	bool org_exists;   /* and the organisation is not deleted */
	bool at_site;      /* the terminal has no site, or the person has it */
	/* the service belongs to a portal that is disabled for the person */
	bool portal_closed;
	/* an objection of the service itself, or REASON_NONE */
	enum reason forbidden;
	const char *required_permission; /* require=, or NULL */
	bool has_required;
	bool home_foreign; /* the home folder belongs to another account */
	bool home_open;    /* it does not, but other users can modify it */
	bool has_secret;   /* a password or a usable code exists */
	bool must_change;  /* by flag, temporary password, or policy */
	/* false for services exempt from password changes */
	bool change_counts;
};

/* REASON_NONE; REASON_MUST_CHANGE (permitted, then change); or the refusal. */
enum reason rules_may_sign_in(const struct rules_sign_in *in);

/* All of them, in the order in which they refuse: rules_may_sign_in() is the
 * first.  Returns how many there are. */
#define RULES_SIGN_IN_MAX 13
size_t rules_sign_in_reasons(
    const struct rules_sign_in *in, enum reason ret_reasons[RULES_SIGN_IN_MAX]);

/* Whether require_verified_email refuses USER: people without an address have
 * none to verify (U9). */
bool rules_must_verify(const struct user *user);

/* The rank of a super admin with these facts; missing secrets, which are
 * temporary, do not count. */
enum rules_admins rules_admins_of(const struct rules_sign_in *in);

#endif
