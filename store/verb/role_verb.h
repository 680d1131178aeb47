/*
 * store/verb/role_verb: shared by the verbs about roles.
 * Layer: store.  Users: role*.c, user_add and role_seed only.
 */
#ifndef STORE_VERB_ROLE_VERB_H
#define STORE_VERB_ROLE_VERB_H

#include "store/verb/role.h"
#include "store/verb/user_verb.h"

/* One verb on one role in progress. */
struct role_verb {
	struct change *change;
	struct store *store;
	const char *action; /* 'role.edit' */
	struct role role;
	enum rules_admins admins; /* the organisation had one before the verb */
	bool had_power;
};

/* Load the role and ask the rules; POWER: the verb would make the role
 * privileged.  FIELD_ENOTFOUND also sets *why. */
int role_verb_begin(struct role_verb *verb, struct change *change,
    enum rules_verb id, bool power, const char *action, const char *role_id,
    struct refusal *why);

/*
 * Set whether the role is privileged, check that the organisation still has a
 * super admin if it had one, log, and mark the snapshot as outdated.  SHRUNK:
 * the people with the role lose rights, so their sessions end by
 * role_change_sessions.
 */
int role_verb_finish(struct role_verb *verb, bool shrunk, struct detail *detail,
    struct refusal *why);

/* The person has lost rights: end their sessions, or tell them, by
 * role_change_sessions. */
int role_verb_shrunk(struct change *change, const struct policies *policies,
    const char *person_id);

/* The same in parts, for a verb that removes the role: DETAIL is released. */
int role_verb_audit(struct role_verb *verb, struct detail *detail);
/* role_verb_shrunk() for all people with the role. */
int role_verb_end_sessions(struct role_verb *verb);

/* role_assign() within another verb on the same person, which has been
 * loaded. */
int role_assign_within(struct user_verb *verb, const struct role *role,
    bool primary, struct refusal *why);

/* Add a role without asking the rules: for role_add and the seed. */
int role_make(struct change *change, const char *org_id, const char *name,
    const char *title, bool assignable, char *ret_id, struct refusal *why);
int role_permit(
    struct store *store, const char *role_id, const char *permission);
/* Set 'privileged' from the contents of the role: a privileged permission or a
 * local group (A10). */
int role_settle_privileged(struct store *store, const char *role_id);

#endif
