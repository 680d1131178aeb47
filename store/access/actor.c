#include <string.h>

#include "base/err.h"
#include "store/access/actor.h"
#include "store/access/super_admin.h"
#include "store/people/role.h"

/* The permissions of a person that the rules look at. */
static int
gather_permissions(struct store *store, struct rules_actor *actor)
{
	const struct {
		const char *permission;
		bool *ret_can;
	} wanted[] = {
		{ SUPER_ADMIN_PERMISSION, &actor->super_admin },
		{ "users.view", &actor->can_view },
		{ "users.create", &actor->can_create },
		{ "users.edit", &actor->can_edit },
		{ "users.delete", &actor->can_delete },
		{ "settings.edit", &actor->can_settings },
		{ "audit-logs.view", &actor->can_audit },
		{ "self.edit", &actor->can_self },
	};

	for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++) {
		int err = role_person_can(store, actor->id,
		    wanted[i].permission, NULL, wanted[i].ret_can);

		if (err != FIELD_OK)
			return err;
	}
	return FIELD_OK;
}

int
actor_facts(struct change *change, struct rules_actor *ret_actor)
{
	const struct actor *actor = change_actor(change);
	struct store *store = change_store(change);
	struct rules_actor facts;
	struct user user;
	int err;

	memset(&facts, 0, sizeof(facts));
	facts.kind = actor->kind;
	if (actor->kind == ACTOR_PERSON) {
		err = user_by_id(store, actor->id, &user);
		/* Nobody: facts that permit nothing. */
		if (err == FIELD_OK) {
			memcpy(facts.id, user.id, sizeof(facts.id));
			memcpy(facts.org_id, user.org_id, sizeof(facts.org_id));
			facts.active = user.status == USER_ACTIVE &&
			    !user.blocked && !user.held &&
			    (user.expires_at == 0 ||
				user.expires_at > store_now_s(store));
			err = gather_permissions(store, &facts);
		} else if (err == FIELD_ENOTFOUND) {
			err = FIELD_OK;
		}
		if (err != FIELD_OK)
			return err;
	}
	*ret_actor = facts;
	return FIELD_OK;
}

/* Nearly nobody is one, so one look that nearly always says no. */
static int
is_super_admin(struct store *store, const char *person_id, bool *ret_is)
{
	struct query *query = db_query(store, SQL_CAN_PERHAPS);
	int found;

	db_bind_text(query, 1, person_id);
	db_bind_text(query, 2, SUPER_ADMIN_PERMISSION);
	found = db_step(query);
	db_done(query);
	*ret_is = false;
	if (found <= 0)
		return found;
	return role_person_can(
	    store, person_id, SUPER_ADMIN_PERMISSION, NULL, ret_is);
}

int
actor_subject_facts(struct store *store, const struct user *user,
    struct rules_subject *ret_subject)
{
	struct rules_subject subject;
	enum rules_admins others = ADMINS_NONE;
	int err;

	memset(&subject, 0, sizeof(subject));
	subject.user = user;
	err = is_super_admin(store, user->id, &subject.super_admin);
	if (err == FIELD_OK && subject.super_admin)
		err = super_admin_rank(
		    store, user->org_id, "", &subject.admins);
	if (err == FIELD_OK && subject.super_admin)
		err = super_admin_rank(store, user->org_id, user->id, &others);
	if (err != FIELD_OK)
		return err;
	subject.last_super_admin = subject.super_admin &&
	    (others == ADMINS_NONE ||
		!rules_keep_admins(subject.admins, others));
	*ret_subject = subject;
	return FIELD_OK;
}

int
actor_may(struct change *change, enum rules_verb verb, const char *org_id,
    bool role_privileged, const char *about, struct refusal *why)
{
	struct rules_subject subject;
	struct policies policies;
	struct rules_actor actor;
	enum reason reason;
	int err;

	err = actor_facts(change, &actor);
	if (err == FIELD_OK)
		err = policies_load(change_store(change), org_id, &policies);
	if (err != FIELD_OK)
		return err;
	if (actor.kind == ACTOR_PERSON && strcmp(actor.org_id, org_id) != 0)
		return refuse(why, REASON_OTHER_ORG, about, NULL);
	memset(&subject, 0, sizeof(subject));
	subject.role_privileged = role_privileged;
	reason = rules_may(&actor, verb, &subject, &policies);
	if (reason != REASON_NONE)
		return actor_refuse(why, reason, about, about);
	return FIELD_OK;
}

int
actor_refuse(struct refusal *why, enum reason reason, const char *action,
    const char *about)
{
	/* "You may not do this: 'user.block'" against "'jane' is deleted". */
	bool names_action = reason == REASON_NOT_PERMITTED ||
	    reason == REASON_SUPER_ADMIN_ONLY || reason == REASON_ROOT_ONLY ||
	    reason == REASON_SELF;

	return refuse(why, reason, names_action ? action : about, NULL);
}
