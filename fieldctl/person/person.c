#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "base/err.h"
#include "base/i18n.h"
#include "base/str.h"
#include "fieldctl/person/person.h"
#include "store/access/super_admin.h"
#include "store/people/org.h"
#include "store/people/place.h"
#include "store/people/role.h"

int
person_find(struct ctl *ctl, const char *who, struct user *ret_user)
{
	struct refusal why = { .reason = REASON_NONE };
	int err = user_find(ctl->store, who, ret_user, &why);

	if (err == FIELD_ENOTFOUND)
		return ctl_reason(ctl, REASON_NO_SUCH_PERSON, who, NULL);
	return err == FIELD_OK ? EX_OK : ctl_failed(ctl, err, &why);
}

/* --- choosing by name --------------------------------------------------- */

static bool
people_have(const struct people *people, const struct user *user)
{
	for (size_t i = 0; i < people->count; i++)
		if (strcmp(people->users[i].id, user->id) == 0)
			return true;
	return false;
}

static int
select_named(struct ctl *ctl, int name_count, struct people *people)
{
	people->users = calloc((size_t)name_count, sizeof(*people->users));
	if (people->users == NULL)
		return ctl_reason(ctl, REASON_NO_MEMORY, NULL, NULL);
	for (int i = 0; i < name_count; i++) {
		struct user *user = &people->users[people->count];
		int status = person_find(ctl, ctl->args[i], user);

		if (status != EX_OK)
			return status;
		if (!people_have(people, user))
			people->count++;
	}
	return EX_OK;
}

/* --- choosing by filter ------------------------------------------------- */

int
person_filter(struct ctl *ctl, struct user_filter *ret_filter)
{
	const char *status_name = option_text(&ctl->options, "status");
	const char *kind_name = option_text(&ctl->options, "kind");
	struct user_filter filter = {
		.status = -1,
		.kind = -1,
		.blocked = -1,
		.held = -1,
		.role = option_text(&ctl->options, "role"),
		.site = option_text(&ctl->options, "site"),
	};
	enum user_status status = USER_ACTIVE;
	enum user_kind kind = USER_INTERNAL;
	struct place place;
	struct role role;

	if (status_name != NULL && strcmp(status_name, "blocked") == 0) {
		filter.blocked = 1;
	} else if (status_name != NULL && strcmp(status_name, "held") == 0) {
		filter.held = 1;
	} else if (status_name != NULL) {
		if (user_status_by_name(status_name, &status) != FIELD_OK)
			return ctl_usage(ctl,
			    _("'%s' is no status: active, inactive, deleted, "
			      "blocked or held."),
			    status_name);
		filter.status = (int)status;
		filter.with_deleted = status == USER_DELETED;
	}
	if (kind_name != NULL) {
		if (person_check_kind(ctl) != EX_OK)
			return EX_USAGE;
		(void)user_kind_by_name(kind_name, &kind);
		filter.kind = (int)kind;
	}
	if (filter.role != NULL &&
	    role_by_name(ctl->store, filter.role, &role) == FIELD_ENOTFOUND)
		return ctl_reason(ctl, REASON_NO_SUCH_ROLE, filter.role, NULL);
	if (filter.site != NULL &&
	    place_by_name(ctl->store, "site", filter.site, &place) ==
		FIELD_ENOTFOUND)
		return ctl_reason(ctl, REASON_NO_SUCH_PLACE, filter.site, NULL);
	*ret_filter = filter;
	return EX_OK;
}

/* An organisation's super admins, and those of them among PEOPLE. */
struct sparing {
	const struct people *people;
	enum rules_admins outside, inside;
	size_t eldest; /* index of the best one inside; people->count: none */
};

static size_t
index_of(const struct people *people, const char *id)
{
	size_t i = 0;

	while (i < people->count && strcmp(people->users[i].id, id) != 0)
		i++;
	return i;
}

static bool
weigh(const struct user *user, enum rules_admins rank, void *context)
{
	struct sparing *sparing = context;
	const struct people *people = sparing->people;
	size_t i = index_of(people, user->id);

	if (i == people->count) {
		if (rank > sparing->outside)
			sparing->outside = rank;
	} else if (rank > sparing->inside ||
	    (rank == sparing->inside &&
		user->created_at < people->users[sparing->eldest].created_at)) {
		sparing->inside = rank;
		sparing->eldest = i;
	}
	return true;
}

/* Of one organisation: the one who has been a super admin for longest. */
static int
spare_of_org(struct ctl *ctl, const char *org_id, struct people *people)
{
	struct sparing sparing = { .people = people, .eldest = people->count };
	int err = super_admin_each(ctl->store, org_id, weigh, &sparing);

	if (err != FIELD_OK || sparing.outside >= sparing.inside)
		return err;
	memmove(&people->users[sparing.eldest],
	    &people->users[sparing.eldest + 1],
	    (people->count - sparing.eldest - 1) * sizeof(people->users[0]));
	people->count--;
	people->spared++;
	return FIELD_OK;
}

/* "All" never means the last super admin of an organisation (U6). */
static int
spare_last_admins(struct ctl *ctl, struct people *people)
{
	struct org *orgs = NULL;
	size_t count = 0;
	int err = org_list(ctl->store, &orgs, &count);

	for (size_t i = 0; err == FIELD_OK && i < count; i++)
		err = spare_of_org(ctl, orgs[i].id, people);
	free(orgs);
	return err;
}

static int
list_filtered(struct ctl *ctl, struct people *people)
{
	int err = user_list(
	    ctl->store, &people->filter, &people->users, &people->count);

	if (err == FIELD_OK && people->spare)
		err = spare_last_admins(ctl, people);
	return err;
}

static int
select_filtered(struct ctl *ctl, bool spare, struct people *people)
{
	int err, status = person_filter(ctl, &people->filter);

	if (status != EX_OK)
		return status;
	people->by_filter = true;
	people->spare = spare;
	err = list_filtered(ctl, people);
	return err == FIELD_OK ? EX_OK : ctl_failed(ctl, err, NULL);
}

int
people_look_again(struct ctl *ctl, struct people *people)
{
	struct people now = { .filter = people->filter,
		.spare = people->spare };
	size_t kept = 0;
	int err;

	if (!people->by_filter)
		return FIELD_OK;
	err = list_filtered(ctl, &now);
	for (size_t i = 0; err == FIELD_OK && i < people->count; i++)
		if (people_have(&now, &people->users[i]))
			people->users[kept++] = people->users[i];
	if (err == FIELD_OK) {
		people->count = kept;
		people->spared = now.spared;
	}
	people_release(&now);
	return err;
}

int
people_select(
    struct ctl *ctl, int name_count, bool spare, struct people *ret_people)
{
	const char *const filters[] = { "all", "role", "status", "kind",
		"site" };
	struct people people = { .users = NULL };
	bool filtered = false;
	int status;

	for (size_t i = 0; i < sizeof(filters) / sizeof(filters[0]); i++)
		filtered = filtered || option_is_set(&ctl->options, filters[i]);
	if (filtered && name_count > 0)
		return ctl_usage(
		    ctl, _("Name people or choose them by options, not both."));
	if (!filtered && name_count <= 0)
		return ctl_usage(ctl,
		    _("Say whom: a login name, an e-mail address, an id, or "
		      "options such as --role."));
	status = filtered ? select_filtered(ctl, spare, &people) :
			    select_named(ctl, name_count, &people);
	if (status != EX_OK) {
		people_release(&people);
		return status;
	}
	*ret_people = people;
	return EX_OK;
}

void
people_release(struct people *people)
{
	free(people->users);
	people->users = NULL;
	people->count = 0;
}
