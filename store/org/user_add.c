#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "base/err.h"
#include "base/i18n.h"
#include "base/str.h"
#include "store/core/audit.h"
#include "store/core/detail.h"
#include "store/org/user_add.h"
#include "store/people/email.h"
#include "store/login/names.h"
#include "store/people/user_id.h"
#include "store/secret/secret.h"
#include "store/verb/role_verb.h"
#include "store/verb/user_lead.h"
#include "store/verb/user_verb.h"

/* A person that does not exist yet. */
struct adding {
	struct user_verb verb;
	char email_folded[USER_EMAIL_SIZE];
};

#define AT(member) \
	offsetof(struct user, member), sizeof(((struct user *)0)->member)

/* A text that is given, and where it goes. */
static const struct {
	int (*take)(char *buf, size_t size, const char *text, const char *label,
	    struct refusal *why);
	size_t from; /* a const char * of struct user_new */
	size_t into, size;
	const char *label;
} profile[] = {
	{ user_take_name, offsetof(struct user_new, first_name), AT(first_name),
	    N_("first name") },
	{ user_take_name, offsetof(struct user_new, last_name), AT(last_name),
	    N_("last name") },
	{ user_take_phone, offsetof(struct user_new, phone), AT(phone),
	    N_("phone number") },
	{ user_take_phone, offsetof(struct user_new, mobile), AT(mobile),
	    N_("mobile number") },
	{ user_take_text, offsetof(struct user_new, title), AT(title),
	    N_("job title") },
	{ user_take_number, offsetof(struct user_new, employee_number),
	    AT(employee_number), N_("employee number") },
};

static int
take_profile(
    struct adding *adding, const struct user_new *in, struct refusal *why)
{
	struct user *user = &adding->verb.user;
	int rc = FIELD_OK;

	for (size_t i = 0;
	     rc == FIELD_OK && i < sizeof(profile) / sizeof(profile[0]); i++)
		rc = profile[i].take((char *)user + profile[i].into,
		    profile[i].size,
		    *(const char *const *)((const char *)in + profile[i].from),
		    i18n_marked(profile[i].label), why);
	if (rc != FIELD_OK)
		return rc;
	if (user->first_name[0] == '\0' && user->last_name[0] == '\0')
		return refuse(why, REASON_NAME_MISSING, NULL, NULL);
	rc = user_take_email(adding->verb.store,
	    in->address_later ? NULL : &adding->verb.policies, in->org_id, "",
	    in->email, user->email, adding->email_folded, why);
	return rc == FIELD_OK ? actor_must_cover_address(adding->verb.change,
				    adding->email_folded, why) :
				rc;
}

static bool
is_to_be_held(const struct policies *policies, const struct user_new *in)
{
	if (in->hold >= 0)
		return in->hold != 0;
	if (in->imported)
		return policy_is(policies, POLICY_HOLD_IMPORTED, "yes");
	return policy_is(policies,
	    in->kind == USER_INTERNAL ? POLICY_HOLD_NEW_INTERNAL :
					POLICY_HOLD_NEW_EXTERNAL,
	    "yes");
}

/* Ask the rules about a person of which only the organisation is known. */
static int
begin(struct adding *adding, struct change *change, const struct user_new *in,
    struct refusal *why)
{
	struct user_verb *verb = &adding->verb;
	int rc;

	memset(adding, 0, sizeof(*adding));
	verb->change = change;
	verb->store = change_store(change);
	verb->action = "user.add";
	verb->subject.user = &verb->user;
	verb->user.kind = in->kind;
	verb->subject.is_new = true;
	if (!str_copy(verb->user.org_id, ID_SIZE, in->org_id) ||
	    (in->lead_id != NULL &&
		!str_copy(verb->user.lead_id, ID_SIZE, in->lead_id)))
		return FIELD_EINVAL;
	rc = policies_load(verb->store, in->org_id, &verb->policies);
	if (rc == FIELD_OK)
		rc = actor_facts(
		    verb->store, change_actor(change), &verb->actor);
	return rc == FIELD_OK ? user_verb_ask(verb, VERB_USER_ADD, why) : rc;
}

static int
take_login(
    struct adding *adding, const struct user_new *in, struct refusal *why)
{
	struct user *user = &adding->verb.user;
	int rc;

	if (in->login == NULL)
		return names_make_login(adding->verb.store, user->first_name,
		    user->last_name, user->email, user->login, why);
	rc = user_check_login(adding->verb.store, in->login, why);
	if (rc == FIELD_OK)
		(void)str_copy(user->login, sizeof(user->login), in->login);
	return rc;
}

static void
bind_profile(struct query *query, const struct adding *adding)
{
	const struct user *user = &adding->verb.user;

	db_bind_text(query, 1, user->id);
	db_bind_text(query, 2, user->org_id);
	db_bind_text(query, 3, user->login);
	db_bind_int(query, 4, user->uid);
	db_bind_text(query, 5, user_kind_name(user->kind));
	db_bind_int(query, 6, user->held);
	db_bind_int(query, 7, user->must_change);
	db_bind_text(query, 8, user->first_name);
	db_bind_text(query, 9, user->last_name);
	db_bind_text(query, 10, user->email);
	db_bind_text(query, 11, adding->email_folded);
	db_bind_text(query, 12, user->phone);
	db_bind_text(query, 13, user->mobile);
	db_bind_text(query, 14, user->title);
	db_bind_text(query, 15, user->employee_number);
}

static int
insert(struct adding *adding, const struct user_new *in, struct refusal *why)
{
	struct user *user = &adding->verb.user;
	struct query *query;
	int rc;

	user->held = is_to_be_held(&adding->verb.policies, in);
	user->must_change = in->must_change;
	rc = user_take_uid(adding->verb.store, &user->uid, why);
	if (rc != FIELD_OK)
		return rc;
	(void)id_make(user->id);
	query = db_query(adding->verb.store, SQL_USER_INSERT);
	bind_profile(query, adding);
	db_bind_int(query, 16, store_now_s(adding->verb.store));
	db_bind_text(query, 17, change_actor(adding->verb.change)->id);
	return db_run(query);
}

static int
audit(struct adding *adding, const struct user_new *in)
{
	struct detail detail = DETAIL_INIT;
	const struct user *user = &adding->verb.user;
	char name[2 * USER_TEXT_SIZE];

	user_full_name(user, name, sizeof(name));
	detail_text(&detail, "login", user->login);
	detail_int(&detail, "uid", user->uid);
	detail_text(&detail, "name", name);
	detail_text(&detail, "email", user->email);
	detail_text(&detail, "kind", user_kind_name(user->kind));
	detail_text(&detail, "state", user->held ? "held" : "active");
	if (in->lead_id != NULL && in->lead_id[0] != '\0')
		detail_text(&detail, "lead", in->lead_id);
	return user_verb_audit(&adding->verb, &detail);
}

static int
give_roles(
    struct adding *adding, const struct user_new *in, struct refusal *why)
{
	struct role role;
	int rc = FIELD_OK;

	for (size_t i = 0; rc == FIELD_OK && i < in->role_count; i++) {
		rc = role_find(adding->verb.store, in->roles[i], &role);
		if (rc == FIELD_ENOTFOUND)
			return refuse(
			    why, REASON_NO_SUCH_ROLE, in->roles[i], NULL);
		if (rc == FIELD_OK && strcmp(role.org_id, in->org_id) != 0)
			return actor_refuse_other_org(adding->verb.change,
			    REASON_NO_SUCH_ROLE, in->roles[i], why);
		if (rc == FIELD_OK)
			rc = role_assign_within(
			    &adding->verb, &role, i == 0, why);
	}
	return rc;
}

static int
give_site(struct adding *adding, const struct user_new *in, struct refusal *why)
{
	struct place place;
	int rc;

	if (in->site == NULL || in->site[0] == '\0')
		return FIELD_OK;
	rc = place_by_name(adding->verb.store, "site", in->site, &place);
	if (rc == FIELD_ENOTFOUND)
		return refuse(why, REASON_NO_SUCH_PLACE, in->site, NULL);
	if (rc == FIELD_OK && strcmp(place.org_id, in->org_id) != 0)
		return actor_refuse_other_org(
		    adding->verb.change, REASON_NO_SUCH_PLACE, in->site, why);
	if (rc == FIELD_OK)
		rc = place_assign_within(&adding->verb, &place, why);
	return rc;
}

static int
give_password(
    struct adding *adding, const struct user_new *in, struct refusal *why)
{
	const struct user *user = &adding->verb.user;
	int rc;

	if (in->password == NULL)
		return FIELD_OK;
	rc = secret_check_new(adding->verb.store, in->password, NULL, user,
	    &adding->verb.policies, why);
	if (rc != FIELD_OK || in->password_hash == NULL)
		return rc;
	return secret_store_hash(adding->verb.change, user->id,
	    &(const struct secret_new){
		.hash = in->password_hash, .must_change = in->must_change },
	    why);
}

/* Of the person as stored, with all that they were given. */
static int
give_way_in(
    struct adding *adding, const struct user_new *in, struct refusal *why)
{
	struct user_verb *verb = &adding->verb;
	int rc;

	if (in->password != NULL || in->given == NULL)
		return FIELD_OK;
	rc = user_by_id(verb->store, verb->user.id, &verb->user);
	return rc == FIELD_OK ? way_in_first(verb, in->way_in, in->given, why) :
				rc;
}

int
user_add(struct change *change, const struct user_new *in,
    struct user *ret_user, struct refusal *why)
{
	struct adding adding;
	int rc = begin(&adding, change, in, why);

	if (rc == FIELD_OK)
		rc = take_profile(&adding, in, why);
	if (rc == FIELD_OK)
		rc = take_login(&adding, in, why);
	if (rc == FIELD_OK)
		rc = insert(&adding, in, why);
	if (rc == FIELD_OK)
		rc = audit(&adding, in);
	if (rc == FIELD_OK && in->lead_id != NULL)
		rc = user_lead_set(&adding.verb, in->lead_id, why);
	if (rc == FIELD_OK)
		rc = give_roles(&adding, in, why);
	if (rc == FIELD_OK)
		rc = give_site(&adding, in, why);
	if (rc == FIELD_OK)
		rc = give_password(&adding, in, why);
	if (rc == FIELD_OK)
		rc = give_way_in(&adding, in, why);
	if (rc == FIELD_OK)
		rc = change_touch_snapshot(change);
	if (rc == FIELD_OK && ret_user != NULL)
		rc = user_by_id(
		    adding.verb.store, adding.verb.user.id, ret_user);
	return rc;
}
