/* Selects people: those whom the caller may see, and who match. */
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "base/array.h"
#include "base/err.h"
#include "base/i18n.h"
#include "base/map.h"
#include "base/str.h"
#include "control/person/choice.h"
#include "control/person/json.h"
#include "control/value.h"
#include "store/access/super_admin.h"
#include "store/view/person.h"
#include "store/view/role.h"

int
choice_find(struct control_call *call, const char *who, struct user *ret_user)
{
	struct refusal why = { .reason = REASON_NONE };
	int rc = view_person_find(&call->viewer, who, ret_user, &why);

	if (rc == FIELD_ENOTFOUND)
		return control_reason(call, REASON_NO_SUCH_PERSON, who, NULL);
	return rc == FIELD_OK ? EX_OK : control_failed(call, rc, &why);
}

/* --- by name ---------------------------------------------------------------- */

int
choice_add(struct choice *people, const struct user *user)
{
	struct user_ref *ref = array_add(
	    &people->users, &people->count, sizeof(*ref));
	char title[2 * USER_TEXT_SIZE];

	if (ref == NULL)
		return FIELD_ENOMEM;
	(void)str_copy(ref->id, sizeof(ref->id), user->id);
	(void)str_copy(ref->login, sizeof(ref->login), user->login);
	ref->title = pool_text(
	    &people->texts, person_title(user, title, sizeof(title)));
	return people->texts.failed ? FIELD_ENOMEM : FIELD_OK;
}

/* No person twice, by whatever names. */
static int
add_once(struct choice *people, struct map *known, const struct user *user)
{
	void **at = map_at(known, pool_text(&people->texts, user->id), "");

	if (at == NULL)
		return FIELD_ENOMEM;
	if (*at != NULL)
		return FIELD_OK;
	*at = people;
	return choice_add(people, user);
}

int
choice_named(
    struct control_call *call, choice_finder *find, struct choice *people)
{
	const size_t count = control_count(call, "people");
	struct map known = { .slots = NULL };
	int rc, status = EX_OK;

	for (size_t i = 0; i < count && status == EX_OK; i++) {
		struct user user;

		status = find(call, control_text_at(call, "people", i), &user);
		if (status != EX_OK)
			break;
		rc = add_once(people, &known, &user);
		if (rc != FIELD_OK)
			status = control_failed(call, rc, NULL);
	}
	map_release(&known);
	return status;
}

/* --- by filter --------------------------------------------------------------- */

static int
read_status(struct control_call *call, struct user_filter *filter)
{
	const char *name = control_text(call, "status");
	enum user_status status = USER_ACTIVE;

	if (name == NULL)
		return EX_OK;
	if (strcmp(name, "blocked") == 0) {
		filter->blocked = 1;
	} else if (strcmp(name, "held") == 0) {
		filter->held = 1;
	} else if (user_status_by_name(name, &status) == FIELD_OK) {
		filter->status = (int)status;
		filter->with_deleted = status == USER_DELETED;
	} else {
		return control_not_one_of(call, REASON_NO_SUCH_STATUS, name,
		    NULL, oneof_words(user_state_words));
	}
	return EX_OK;
}

int
choice_kind(struct control_call *call, enum user_kind *ret_kind)
{
	const char *name = control_text(call, "kind");

	if (name == NULL || user_kind_by_name(name, ret_kind) == FIELD_OK)
		return EX_OK;
	return control_not_one_of(call, REASON_NO_SUCH_KIND, name, NULL,
	    oneof_words(user_kind_words));
}

static int
read_kind(struct control_call *call, struct user_filter *filter)
{
	enum user_kind kind = USER_INTERNAL;
	int status = choice_kind(call, &kind);

	if (status == EX_OK && control_has(call, "kind"))
		filter->kind = (int)kind;
	return status;
}

static int
read_secret(struct control_call *call, struct user_filter *filter)
{
	enum user_secret secret;

	filter->secret = control_text(call, "secret");
	if (filter->secret == NULL ||
	    user_secret_by_name(filter->secret, &secret) == FIELD_OK)
		return EX_OK;
	return control_not_one_of(call, REASON_NO_SUCH_SECRET, filter->secret,
	    NULL, oneof_words(user_secret_words));
}

static int
read_invited(struct control_call *call, struct user_filter *filter)
{
	enum user_invited invited;

	filter->invited = control_text(call, "invited");
	if (filter->invited == NULL ||
	    user_invited_by_name(filter->invited, &invited) == FIELD_OK)
		return EX_OK;
	return control_not_one_of(call, REASON_NO_SUCH_INVITED, filter->invited,
	    NULL, oneof_words(user_invited_words));
}

int
choice_filter(struct control_call *call, struct user_filter *ret_filter)
{
	struct user_filter filter = {
		.status = -1,
		.kind = -1,
		.blocked = -1,
		.held = -1,
		.role = control_text(call, "role"),
		.site = control_text(call, "site"),
		.locked = control_flag(call, "locked"),
	};
	struct place place;
	struct role role;
	int status = read_status(call, &filter);

	if (status == EX_OK)
		status = read_kind(call, &filter);
	if (status == EX_OK)
		status = read_secret(call, &filter);
	if (status == EX_OK)
		status = read_invited(call, &filter);
	if (status != EX_OK)
		return status;
	if (filter.role != NULL &&
	    view_role_by_name(&call->viewer, filter.role, &role) ==
		FIELD_ENOTFOUND)
		return control_reason(
		    call, REASON_NO_SUCH_ROLE, filter.role, NULL);
	if (filter.site != NULL &&
	    view_place_by_name(&call->viewer, "site", filter.site, &place) ==
		FIELD_ENOTFOUND)
		return control_reason(
		    call, REASON_NO_SUCH_PLACE, filter.site, NULL);
	*ret_filter = filter;
	return EX_OK;
}

/* --- all of it --------------------------------------------------------------- */

struct collecting {
	struct choice *people;
	int rc;
};

static bool
collect(const struct user_listed *listed, void *context)
{
	struct collecting *collecting = context;

	collecting->rc = choice_add(collecting->people, listed->user);
	return collecting->rc == FIELD_OK;
}

static int
list_filtered(struct control_call *call, struct choice *people)
{
	struct collecting collecting = { people, FIELD_OK };
	int rc = view_person_each(
	    &call->viewer, &people->filter, collect, &collecting);

	if (rc == FIELD_OK)
		rc = collecting.rc;
	if (rc == FIELD_OK && people->spare)
		rc = super_admin_spare(call->store, people->users,
		    &people->count, &people->spared);
	return rc;
}

static int
choose_filtered(struct control_call *call, struct choice *people)
{
	int rc, status = choice_filter(call, &people->filter);

	if (status != EX_OK)
		return status;
	rc = list_filtered(call, people);
	return rc == FIELD_OK ? EX_OK : control_failed(call, rc, NULL);
}

int
choice_make(struct control_call *call, bool spare, struct choice *ret_people)
{
	static const char *const filters[] = { "role", "status", "kind", "site",
		"secret", "invited" };
	struct choice people = {
		.spare = spare,
		.by_filter = control_flag(call, "all") ||
		    control_flag(call, "locked"),
	};
	const bool named = control_count(call, "people") > 0;
	int status = EX_OK;

	for (size_t i = 0; i < sizeof(filters) / sizeof(filters[0]); i++)
		people.by_filter = people.by_filter ||
		    control_has(call, filters[i]);
	if (!named && !people.by_filter)
		return control_reason(call, REASON_NO_PERSON_GIVEN, NULL, NULL);
	if (named)
		status = choice_named(call, choice_find, &people);
	if (named && people.by_filter && status == EX_OK)
		status = choice_filter(call, &people.filter);
	if (!named)
		status = choose_filtered(call, &people);
	if (status != EX_OK) {
		choice_release(&people);
		return status;
	}
	*ret_people = people; /* transferred */
	return EX_OK;
}

/* Those of PEOPLE who are also in NOW. */
static int
keep_those_of(struct choice *people, const struct choice *now)
{
	struct map known = { .slots = NULL };
	size_t kept = 0;
	int rc = FIELD_OK;

	for (size_t i = 0; rc == FIELD_OK && i < now->count; i++) {
		void **at = map_at(&known, now->users[i].id, "");

		if (at == NULL)
			rc = FIELD_ENOMEM;
		else
			*at = &now->users[i];
	}
	for (size_t i = 0; rc == FIELD_OK && i < people->count; i++)
		if (map_get(&known, people->users[i].id, "") != NULL)
			people->users[kept++] = people->users[i];
	if (rc == FIELD_OK)
		people->count = kept;
	map_release(&known);
	return rc;
}

int
choice_look_again(struct control_call *call, struct choice *people)
{
	struct choice now = {
		.filter = people->filter,
		.spare = people->spare,
	};
	int rc;

	if (!people->by_filter)
		return FIELD_OK;
	rc = list_filtered(call, &now);
	if (rc == FIELD_OK)
		rc = keep_those_of(people, &now);
	if (rc == FIELD_OK)
		people->spared = now.spared;
	choice_release(&now);
	return rc;
}

void
choice_release(struct choice *people)
{
	free(people->users);
	people->users = NULL;
	people->count = 0;
	pool_release(&people->texts);
}

json_t *
choice_titles_json(const struct choice *people)
{
	json_t *array = json_array();

	for (size_t i = 0; array != NULL && i < people->count; i++)
		if (json_array_append_new(
			array, value_text(people->users[i].title)) != 0) {
			json_decref(array);
			array = NULL;
		}
	return array;
}
