/*
 * store/verb/role_verb: what the verbs about roles share.
 * Layer: store.  Users: role*.c, user_add and role_seed alone.
 */
#ifndef STORE_VERB_ROLE_VERB_H
#define STORE_VERB_ROLE_VERB_H

#include "store/verb/role.h"
#include "store/verb/user_verb.h"

/* One verb on one role under way. */
struct role_verb {
	struct change *change;
	struct store *store;
	const char *action; /* 'role.edit' */
	struct role role;
	enum rules_admins admins; /* the organisation's, before the verb */
	bool had_power;
};

/* Load the role and ask the rules; POWER: the verb would make the role
 * privileged.  FIELD_ENOTFOUND fills *why too. */
int role_verb_begin(struct role_verb *verb, struct change *change,
    enum rules_verb id, bool power, const char *action, const char *role_id,
    struct refusal *why);

/*
 * Settle whether the role is privileged, see that the organisation still has
 * a super admin if it had one, log, and touch the snapshot.  SHRUNK: those
 * who have the role lose something, so their sessions end by
 * role_change_sessions.
 */
int role_verb_finish(struct role_verb *verb, bool shrunk, struct detail *detail,
    struct refusal *why);

/* The same in parts, for a verb after which there is no role: DETAIL is
 * released. */
int role_verb_audit(struct role_verb *verb, struct detail *detail);
/* Of everybody who has the role, by role_change_sessions. */
int role_verb_end_sessions(struct role_verb *verb);

/* role_assign() within another verb on the same person, which has loaded it. */
int role_assign_within(struct user_verb *verb, const struct role *role,
    bool primary, struct refusal *why);

/* Add a role without asking: for role_add and the seed. */
int role_make(struct change *change, const char *org_id, const char *name,
    const char *title, bool assignable, char *ret_id, struct refusal *why);
int role_permit(
    struct store *store, const char *role_id, const char *permission);
/* Set 'privileged' from what the role holds: a privileged permission or a
 * group of the machine (A10). */
int role_settle_privileged(struct store *store, const char *role_id);

#endif
