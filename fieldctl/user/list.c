#include <stdlib.h>
#include <sysexits.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/i18n.h"
#include "fieldctl/frame/when.h"
#include "fieldctl/person/person.h"
#include "fieldctl/user/user.h"
#include "store/core/user.h"
#include "store/people/org.h"
#include "store/people/user.h"

/* The filters that only a list has. */
static int
read_filter(struct ctl *ctl, struct org *org, struct user_filter *ret_filter)
{
	const struct options *options = &ctl->options;
	int status = person_filter(ctl, ret_filter);

	if (status == EX_OK && option_is_set(options, "org")) {
		status = ctl_org(ctl, org);
		ret_filter->org_id = org->id;
	}
	if (status == EX_OK)
		status = when_option(
		    ctl, "signed-in-before", &ret_filter->signed_in_before);
	ret_filter->name = option_text(options, "name");
	ret_filter->email = option_text(options, "email");
	ret_filter->never_signed_in = option_is_set(options, "never-signed-in");
	if (option_is_set(options, "deleted"))
		ret_filter->with_deleted = true;
	return status;
}

static int
list_users(struct ctl *ctl, const struct user *users, size_t count)
{
	const char *site = option_text(&ctl->options, "site");
	struct listing *listing = listing_open(ctl, person_list_columns);
	int err = FIELD_OK, status;

	for (size_t i = 0; i < count && err == FIELD_OK; i++) {
		bool wanted = true;

		if (site != NULL)
			err = person_has_site(ctl, &users[i], site, &wanted);
		if (err == FIELD_OK && wanted)
			listing_add(
			    listing, person_json(ctl->store, &users[i]));
	}
	status = listing_close(listing);
	return err == FIELD_OK ? status : ctl_failed(ctl, err, NULL);
}

int
user_list_verb(struct ctl *ctl)
{
	struct user_filter filter;
	struct org org;
	struct user *users = NULL;
	size_t count = 0;
	int err, status = read_filter(ctl, &org, &filter);

	if (status != EX_OK)
		return status;
	err = user_list(ctl->store, &filter, &users, &count);
	if (err == FIELD_OK)
		status = list_users(ctl, users, count);
	else
		status = ctl_failed(ctl, err, NULL);
	free(users);
	return status;
}

int
user_show_verb(struct ctl *ctl)
{
	struct user user;
	int status = person_find(ctl, ctl->args[0], &user);

	if (status != EX_OK)
		return status;
	return listing_show(
	    ctl, person_show_columns, user_show_json(ctl->store, &user));
}
