#include <string.h>

#include "base/err.h"
#include "store/access/actor.h"
#include "store/access/super_admin.h"
#include "store/people/permission.h"
#include "store/people/role.h"

/* The permissions of a person that the rules use. */
static void
take_permissions(const struct held *held, struct rules_actor *actor)
{
	const struct {
		const char *permission;
		bool *ret_can;
	} wanted[] = {
		{ "users.view", &actor->can_view },
		{ "users.create", &actor->can_create },
		{ "users.edit", &actor->can_edit },
		{ "users.delete", &actor->can_delete },
		{ "settings.view", &actor->can_see_settings },
		{ "settings.edit", &actor->can_settings },
		{ "accounting-integration.on", &actor->can_accounting },
		{ "audit-logs.view", &actor->can_audit },
		{ "self.edit", &actor->can_self },
		{ "crew.manage", &actor->can_crew },
		{ "sessions.end", &actor->can_sessions },
		{ "codes.issue", &actor->can_codes },
	};

	actor->super_admin = held_is_super_admin(held);
	for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++)
		*wanted[i].ret_can = held_has(held, wanted[i].permission);
}

static int
person_facts(
    struct store *store, const struct user *user, struct rules_actor *facts)
{
	struct held *held = NULL;
	int rc = held_load(store, user, &held);

	if (rc != FIELD_OK)
		return rc;
	memcpy(facts->id, user->id, sizeof(facts->id));
	memcpy(facts->org_id, user->org_id, sizeof(facts->org_id));
	facts->active = user->status == USER_ACTIVE && !user->blocked &&
	    !user->held &&
	    (user->expires_at == 0 || user->expires_at > store_now_s(store));
	take_permissions(held, facts);
	held_free(held);
	return FIELD_OK;
}

int
actor_facts(struct store *store, const struct actor *actor,
    struct rules_actor *ret_actor)
{
	struct rules_actor facts = { .kind = actor->kind };
	struct user user;
	int rc = FIELD_OK;

	if (actor->kind == ACTOR_PERSON) {
		rc = user_by_id(store, actor->id, &user);
		if (rc == FIELD_OK)
			rc = person_facts(store, &user, &facts);
		else if (rc == FIELD_ENOTFOUND)
			rc = FIELD_OK; /* facts that permit nothing */
	}
	if (rc == FIELD_OK)
		*ret_actor = facts;
	return rc;
}

/* What the actor holds; NULL for root and imports, which hold everything, and
 * for an unknown actor. */
static int
load_actor(struct store *store, const struct rules_actor *actor,
    struct held **ret_held)
{
	struct user user;
	int rc;

	*ret_held = NULL;
	if (actor->kind != ACTOR_PERSON)
		return FIELD_OK;
	rc = user_by_id(store, actor->id, &user);
	return rc == FIELD_OK ? held_load(store, &user, ret_held) : rc;
}

int
actor_covers(struct store *store, const struct rules_actor *actor,
    const struct user *user, char ret_missing[HELD_MISSING_SIZE],
    bool *ret_covers)
{
	struct held *mine = NULL, *theirs = NULL;
	bool covers = actor->kind != ACTOR_PERSON || actor->super_admin ||
	    strcmp(actor->id, user->id) == 0;
	int rc = FIELD_OK;

	ret_missing[0] = '\0';
	if (!covers) {
		rc = load_actor(store, actor, &mine);
		if (rc == FIELD_OK)
			rc = held_load(store, user, &theirs);
		covers = rc == FIELD_OK &&
		    held_covers(mine, theirs, ret_missing);
	}
	held_free(mine);
	held_free(theirs);
	if (rc == FIELD_OK)
		*ret_covers = covers;
	return rc;
}

int
actor_covers_role(struct store *store, const struct rules_actor *actor,
    const char *role_id, char ret_missing[HELD_MISSING_SIZE], bool *ret_covers)
{
	struct held *mine = NULL;
	int rc;

	ret_missing[0] = '\0';
	*ret_covers = actor->kind != ACTOR_PERSON || actor->super_admin;
	if (*ret_covers)
		return FIELD_OK;
	rc = load_actor(store, actor, &mine);
	if (rc == FIELD_OK)
		rc = held_covers_role(
		    store, mine, role_id, ret_missing, ret_covers);
	held_free(mine);
	return rc;
}

int
actor_has_place(struct store *store, const struct rules_actor *actor,
    const char *place_id, const char *kind, bool *ret_has)
{
	struct held *mine = NULL;
	int rc;

	*ret_has = actor->kind != ACTOR_PERSON || actor->super_admin;
	if (*ret_has)
		return FIELD_OK;
	rc = load_actor(store, actor, &mine);
	if (rc == FIELD_OK)
		*ret_has = held_has_place(mine, place_id, kind);
	held_free(mine);
	return rc;
}

int
actor_must_cover(
    struct change *change, const struct user *user, struct refusal *why)
{
	char missing[HELD_MISSING_SIZE];
	struct rules_actor actor;
	bool covers;
	int rc = actor_facts(
	    change_store(change), change_actor(change), &actor);

	if (rc == FIELD_OK)
		rc = actor_covers(
		    change_store(change), &actor, user, missing, &covers);
	if (rc == FIELD_OK && !covers)
		return refuse(why, REASON_BEYOND_YOURS, user->login, missing);
	return rc;
}

int
actor_must_cover_role(struct change *change, const char *role_id,
    const char *role_name, struct refusal *why)
{
	char missing[HELD_MISSING_SIZE];
	struct rules_actor actor;
	bool covers;
	int rc = actor_facts(
	    change_store(change), change_actor(change), &actor);

	if (rc == FIELD_OK)
		rc = actor_covers_role(
		    change_store(change), &actor, role_id, missing, &covers);
	if (rc == FIELD_OK && !covers)
		return refuse(
		    why, REASON_ROLE_BEYOND_YOURS, role_name, missing);
	return rc;
}

static int
load_holders(struct store *store, const char *folded, struct name_list *ids)
{
	struct query *query = db_query(store, SQL_USER_EMAIL_HOLDERS);

	db_bind_text(query, 1, folded);
	return name_list_read(ids, query);
}

/* A super admin covers the people of their own organisation only. */
static int
covers_holder(struct store *store, const struct rules_actor *actor,
    const char *id, bool *ret_covers)
{
	char missing[HELD_MISSING_SIZE];
	struct user user;
	int rc = user_by_id(store, id, &user);

	if (rc != FIELD_OK)
		return rc;
	*ret_covers = false;
	return strcmp(user.org_id, actor->org_id) != 0 ?
	    FIELD_OK :
	    actor_covers(store, actor, &user, missing, ret_covers);
}

int
actor_must_cover_address(
    struct change *change, const char *folded, struct refusal *why)
{
	struct store *store = change_store(change);
	struct name_list ids = { NULL, 0 };
	struct rules_actor actor;
	bool covers = true;
	int rc;

	if (change_actor(change)->kind != ACTOR_PERSON || folded[0] == '\0')
		return FIELD_OK;
	rc = actor_facts(store, change_actor(change), &actor);
	if (rc == FIELD_OK)
		rc = load_holders(store, folded, &ids);
	for (size_t i = 0; rc == FIELD_OK && covers && i < ids.count; i++)
		rc = covers_holder(store, &actor, ids.names[i], &covers);
	name_list_release(&ids);
	return rc == FIELD_OK && !covers ?
	    refuse(why, REASON_EMAIL_TAKEN, folded, NULL) :
	    rc;
}

int
actor_must_have_place(struct change *change, const char *place_id,
    const char *kind, const char *name, struct refusal *why)
{
	struct rules_actor actor;
	bool has;
	int rc = actor_facts(
	    change_store(change), change_actor(change), &actor);

	if (rc == FIELD_OK)
		rc = actor_has_place(
		    change_store(change), &actor, place_id, kind, &has);
	if (rc == FIELD_OK && !has)
		return refuse(why, REASON_PLACE_BEYOND_YOURS, name, NULL);
	return rc;
}

/* There are few super admins: one look-up that usually finds none. */
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
	int rc;

	memset(&subject, 0, sizeof(subject));
	subject.user = user;
	subject.expired = user->expires_at != 0 &&
	    user->expires_at <= store_now_s(store);
	rc = is_super_admin(store, user->id, &subject.super_admin);
	if (rc == FIELD_OK && subject.super_admin)
		rc = super_admin_rank(store, user->org_id, "", &subject.admins);
	if (rc == FIELD_OK && subject.super_admin)
		rc = super_admin_rank(store, user->org_id, user->id, &others);
	if (rc != FIELD_OK)
		return rc;
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
	int rc;

	rc = actor_facts(change_store(change), change_actor(change), &actor);
	if (rc == FIELD_OK)
		rc = policies_load(change_store(change), org_id, &policies);
	if (rc != FIELD_OK)
		return rc;
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
	/* "You may not do this: 'user.block'" or "'jane' is deleted". */
	bool names_action = reason == REASON_NOT_PERMITTED ||
	    reason == REASON_SUPER_ADMIN_ONLY || reason == REASON_ROOT_ONLY ||
	    reason == REASON_SELF;

	return refuse(why, reason, names_action ? action : about, NULL);
}

int
actor_refuse_other_org(struct change *change, enum reason no_such,
    const char *name, struct refusal *why)
{
	return refuse(why,
	    change_actor(change)->kind == ACTOR_PERSON ? no_such :
							 REASON_OTHER_ORG,
	    name, NULL);
}
