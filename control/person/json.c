/* People as JSON: one object for lists, for `show', and for the results of
 * changes. */
#include <string.h>

#include "base/err.h"
#include "base/str.h"
#include "control/person/alias.h"
#include "control/person/json.h"
#include "control/value.h"
#include "store/core/user.h"
#include "store/home/effective.h"
#include "store/home/shell.h"
#include "store/lock/lock.h"
#include "store/people/user.h"
#include "store/verb/user_pin.h"
#include "store/people/user_mail.h"
#include "store/view/person.h"

char *
person_title(const struct user *user, char *buf, size_t size)
{
	const char *gap = user->first_name[0] != '\0' &&
		user->last_name[0] != '\0' ?
	    " " :
	    "";

	if (user->first_name[0] == '\0' && user->last_name[0] == '\0')
		(void)str_copy(buf, size, user->login);
	else
		(void)str_format(buf, size, "%s%s%s (%s)", user->first_name,
		    gap, user->last_name, user->login);
	return buf;
}

static json_t *
whole_name(const struct user *user)
{
	char name[2 * USER_TEXT_SIZE + 1];
	const char *gap = user->first_name[0] != '\0' &&
		user->last_name[0] != '\0' ?
	    " " :
	    "";

	(void)str_format(name, sizeof(name), "%s%s%s", user->first_name, gap,
	    user->last_name);
	return value_text(name);
}

/* Status and flags in one text: "active, held". */
static json_t *
whole_state(const struct user *user)
{
	char state[60];

	(void)str_format(state, sizeof(state), "%s%s%s",
	    user_status_name(user->status), user->blocked ? ", blocked" : "",
	    user->held ? ", held" : "");
	return json_string(state);
}

json_t *
person_sharing_json(const struct viewer *viewer, const struct user *user)
{
	struct name_list list = { NULL, 0 };
	json_t *array;

	if (view_person_sharing(viewer, user, &list) != FIELD_OK)
		return NULL;
	array = value_texts((const char *const *)list.names, list.count);
	name_list_release(&list);
	return array;
}

/* The login name of the person's lead. */
static json_t *
lead_json(struct store *store, const struct user *user)
{
	struct user lead;
	int rc = user->lead_id[0] == '\0' ?
	    FIELD_ENOTFOUND :
	    user_by_id(store, user->lead_id, &lead);

	if (rc == FIELD_ENOTFOUND)
		return json_null();
	return rc == FIELD_OK ? json_string(lead.login) : NULL;
}

/* When the last lock ends; null if none is in force. */
static json_t *
locked_json(struct store *store, const struct user *user)
{
	int64_t until;

	return lock_until(store, user->id, &until) == FIELD_OK ?
	    value_time(until) :
	    NULL;
}

json_t *
person_listed_json(
    const struct viewer *viewer, const struct user_listed *listed)
{
	const struct user *user = listed->user;
	const enum user_secret secret = user_secret_at(
	    user, store_now_s(viewer->store));
	const struct value_member members[] = {
		{ "id", json_string(user->id) },
		{ "login", json_string(user->login) },
		{ "uid", json_integer(user->uid) },
		{ "gid", json_integer(user->uid) },
		{ "name", whole_name(user) },
		{ "first_name", value_text(user->first_name) },
		{ "last_name", value_text(user->last_name) },
		{ "email", value_text(user->email) },
		{ "email_shared_with", person_sharing_json(viewer, user) },
		{ "mail_address", value_text(user->mail_address) },
		{ "email_pending", json_boolean(user->email_pending) },
		{ "email_given_by", value_text(user->email_by) },
		{ "email_given_at", value_time(user->email_at) },
		{ "phone", value_text(user->phone) },
		{ "mobile", value_text(user->mobile) },
		{ "mobile_provider",
		    value_text_or_null(user->mobile_provider) },
		{ "street", value_text_or_null(user->street) },
		{ "city", value_text_or_null(user->city) },
		{ "region", value_text_or_null(user->region) },
		{ "postcode", value_text_or_null(user->postcode) },
		{ "country", value_text_or_null(user->country) },
		{ "language", value_text_or_null(user->language) },
		{ "title", value_text(user->title) },
		{ "employee_number", value_text(user->employee_number) },
		{ "kind", json_string(user_kind_name(user->kind)) },
		{ "status", json_string(user_status_name(user->status)) },
		{ "state", whole_state(user) },
		{ "blocked", json_boolean(user->blocked) },
		{ "held", json_boolean(user->held) },
		{ "must_change", json_boolean(user->must_change) },
		{ "secret", json_string(user_secret_name(secret)) },
		{ "secret_expires_at", value_time(user->secret_expires_at) },
		{ "invited",
		    value_text_or_null(user_invited_name(
			user_invited_at(user, store_now_s(viewer->store)))) },
		{ "invited_until", value_time(user->invited_until) },
		{ "shared_address_ok", json_boolean(user->shared_address_ok) },
		{ "locked_until", locked_json(viewer->store, user) },
		{ "full_access", json_boolean(user->full_access) },
		{ "roles", value_texts(listed->roles, listed->role_count) },
		{ "sites", value_texts(listed->sites, listed->site_count) },
		{ "lead", lead_json(viewer->store, user) },
		{ "last_sign_in_at", value_time(user->last_sign_in_at) },
		{ "last_sign_in_method",
		    value_text_or_null(user->last_sign_in_method) },
		{ "email_verified_at", value_time(user->email_verified_at) },
		{ "home", value_text(user->home) },
		{ "shell", value_text(user->shell) },
		{ "desktop", value_text_or_null(user->desktop) },
		{ "expires_at", value_time(user->expires_at) },
		{ "created_at", value_time(user->created_at) },
		{ "updated_at", value_time(user->updated_at) },
		{ "deleted_at", value_time(user->deleted_at) },
		{ NULL, NULL },
	};

	return value_object(members);
}

json_t *
person_json(const struct viewer *viewer, const struct user *user)
{
	struct name_list roles = { NULL, 0 }, sites = { NULL, 0 };
	json_t *object = NULL;

	if (user_roles(viewer->store, user->id, &roles) == FIELD_OK &&
	    user_sites(viewer->store, user->id, &sites) == FIELD_OK)
		object = person_listed_json(viewer,
		    &(const struct user_listed){
			.user = user,
			.roles = (const char *const *)roles.names,
			.role_count = roles.count,
			.sites = (const char *const *)sites.names,
			.site_count = sites.count,
		    });
	name_list_release(&roles);
	name_list_release(&sites);
	return object;
}

static bool
add_field(const char *field, void *context)
{
	return json_array_append_new(context, json_string(field)) == 0;
}

/* What a session gets, in place of what the record alone says. */
static int
set_effective(struct store *store, const struct user *user, json_t *person)
{
	struct effective effective;
	int rc = effective_load(store, user, &effective);

	if (rc != FIELD_OK)
		return rc;
	const struct value_member members[] = {
		{ "home", value_text(effective.home) },
		{ "home_from",
		    json_string(effective_from_name(effective.home_from)) },
		{ "shell", value_text(effective.shell) },
		{ "shell_from",
		    json_string(effective_from_name(effective.shell_from)) },
		{ "shell_state",
		    json_string(
			shell_state_name(shell_look(effective.shell))) },
		{ "landing", value_text_or_null(effective.landing) },
		{ "landing_from",
		    value_text_or_null(
			effective_from_name(effective.landing_from)) },
		{ NULL, NULL },
	};
	json_t *object = value_object(members);
	bool failed = json_object_update(person, object) != 0;

	json_decref(object);
	return failed ? FIELD_ENOMEM : FIELD_OK;
}

/* The address that the person sends from (L10). */
static int
set_sender(struct store *store, const struct user *user, json_t *person)
{
	char address[USER_EMAIL_SIZE];
	int64_t verified_at;
	int rc = user_mail_identity(store, user->id, address, &verified_at);

	if (rc == FIELD_OK &&
	    (json_object_set_new(
		 person, "sender", value_text_or_null(address)) != 0 ||
		json_object_set_new(person, "sender_verified_at",
		    value_time(verified_at)) != 0))
		return FIELD_ENOMEM;
	return rc;
}

json_t *
person_show_json(const struct viewer *viewer, const struct user *user)
{
	json_t *person = person_json(viewer, user);
	json_t *pinned = json_array();

	if (user_pins(viewer->store, user->id, add_field, pinned) == FIELD_OK &&
	    set_effective(viewer->store, user, person) == FIELD_OK &&
	    set_sender(viewer->store, user, person) == FIELD_OK &&
	    json_object_set(person, "pinned", pinned) == 0) {
		json_decref(pinned);
		return person;
	}
	json_decref(pinned);
	json_decref(person);
	return NULL;
}

json_t *
person_json_only_here(const struct store *store, json_t *object)
{
	json_t *name = value_text(store_config(store)->terminal_name);

	if (json_object_set_new(object, "only_on", name) == 0)
		return object;
	json_decref(object);
	return NULL;
}
