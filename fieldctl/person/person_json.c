#include <jansson.h>

#include "base/err.h"
#include "base/i18n.h"
#include "base/str.h"
#include "fieldctl/person/alias.h"
#include "fieldctl/person/person.h"
#include "store/core/user.h"
#include "store/people/user.h"

const struct listing_column person_list_columns[] = {
	{ "login", N_("LOGIN"), false },
	{ "name", N_("NAME"), false },
	{ "email", N_("E-MAIL"), false },
	{ "phone", N_("PHONE"), false },
	{ "roles", N_("ROLES"), false },
	{ "sites", N_("SITES"), false },
	{ "kind", N_("KIND"), false },
	{ "state", N_("STATE"), false },
	{ "full_access", N_("FULL"), false },
	{ "last_sign_in_at", N_("LAST SIGN-IN"), false },
	{ "last_sign_in_method", N_("BY"), false },
	/* CSV alone */
	{ "id", NULL, false },
	{ "uid", NULL, false },
	{ "first_name", NULL, false },
	{ "last_name", NULL, false },
	{ "title", NULL, false },
	{ "status", NULL, false },
	{ "blocked", NULL, false },
	{ "held", NULL, false },
	{ "must_change", NULL, false },
	{ NULL, NULL, false },
};

const struct listing_column person_show_columns[] = {
	{ "login", N_("Login name"), false },
	{ "name", N_("Name"), false },
	{ "id", N_("Id"), false },
	{ "uid", N_("User and group number"), false },
	{ "kind", N_("Kind"), false },
	{ "status", N_("Status"), false },
	{ "blocked", N_("Blocked"), false },
	{ "held", N_("Held"), false },
	{ "must_change", N_("Must change password"), false },
	{ "full_access", N_("Full access"), false },
	{ "roles", N_("Roles"), false },
	{ "sites", N_("Sites"), false },
	{ "email", N_("E-mail"), false },
	{ "email_shared_with", N_("Address shared with"), false },
	{ "mail_address", N_("Mail goes to"), false },
	{ "email_pending", N_("E-mail not confirmed"), false },
	{ "email_verified_at", N_("E-mail verified"), false },
	{ "phone", N_("Phone"), false },
	{ "mobile", N_("Mobile phone"), false },
	{ "title", N_("Job title"), false },
	{ "employee_number", N_("Employee number"), false },
	{ "home", N_("Home folder"), false },
	{ "shell", N_("Shell"), false },
	{ "expires_at", N_("Expires"), false },
	{ "pinned", N_("Left alone by imports"), false },
	{ "last_sign_in_at", N_("Last sign-in"), false },
	{ "last_sign_in_method", N_("Last signed in by"), false },
	{ "created_at", N_("Created"), false },
	{ "updated_at", N_("Updated"), false },
	{ NULL, NULL, false },
};

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
names_json(const struct name_list *list)
{
	json_t *array = json_array();

	for (size_t i = 0; array != NULL && i < list->count; i++) {
		if (json_array_append_new(
			array, listing_text(list->names[i])) != 0) {
			json_decref(array);
			array = NULL;
		}
	}
	return array;
}

/* Roles or sites of a person as an array. */
static json_t *
load_names(struct store *store, const char *person_id,
    int (*load)(struct store *, const char *, struct name_list *))
{
	struct name_list list = { NULL, 0 };
	json_t *array = NULL;

	if (load(store, person_id, &list) != FIELD_OK)
		return NULL;
	array = names_json(&list);
	name_list_release(&list);
	return array;
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
	return listing_text(name);
}

/* Status and flags in one: "active, held". */
static json_t *
whole_state(const struct user *user)
{
	char state[60];

	(void)str_format(state, sizeof(state), "%s%s%s",
	    user_status_name(user->status), user->blocked ? ", blocked" : "",
	    user->held ? ", held" : "");
	return json_string(state);
}

static json_t *
text_or_null(const char *text)
{
	return text[0] == '\0' ? json_null() : listing_text(text);
}

json_t *
person_json(struct store *store, const struct user *user)
{
	const struct listing_member members[] = {
		{ "id", json_string(user->id) },
		{ "login", json_string(user->login) },
		{ "uid", json_integer(user->uid) },
		{ "gid", json_integer(user->uid) },
		{ "name", whole_name(user) },
		{ "first_name", listing_text(user->first_name) },
		{ "last_name", listing_text(user->last_name) },
		{ "email", listing_text(user->email) },
		{ "email_shared_with", alias_others_json(store, user) },
		{ "mail_address", listing_text(user->mail_address) },
		{ "email_pending", json_boolean(user->email_pending) },
		{ "email_given_by", listing_text(user->email_by) },
		{ "email_given_at", listing_time(user->email_at) },
		{ "phone", listing_text(user->phone) },
		{ "mobile", listing_text(user->mobile) },
		{ "title", listing_text(user->title) },
		{ "employee_number", listing_text(user->employee_number) },
		{ "kind", json_string(user_kind_name(user->kind)) },
		{ "status", json_string(user_status_name(user->status)) },
		{ "state", whole_state(user) },
		{ "blocked", json_boolean(user->blocked) },
		{ "held", json_boolean(user->held) },
		{ "must_change", json_boolean(user->must_change) },
		{ "full_access", json_boolean(user->full_access) },
		{ "roles", load_names(store, user->id, user_roles) },
		{ "sites", load_names(store, user->id, user_sites) },
		{ "last_sign_in_at", listing_time(user->last_sign_in_at) },
		{ "last_sign_in_method",
		    text_or_null(user->last_sign_in_method) },
		{ "email_verified_at", listing_time(user->email_verified_at) },
		{ "home", listing_text(user->home) },
		{ "shell", listing_text(user->shell) },
		{ "expires_at", listing_time(user->expires_at) },
		{ "created_at", listing_time(user->created_at) },
		{ "updated_at", listing_time(user->updated_at) },
		{ "deleted_at", listing_time(user->deleted_at) },
		{ NULL, NULL },
	};

	return listing_object(members);
}
