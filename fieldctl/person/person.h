/*
 * fieldctl/person/person: whom a verb is about, and people as rows.
 * Layer: fieldctl.  Users: user, role, site, audit, explain.
 *
 * People are named by login name, e-mail address or id, or chosen by filter
 * options: --all, --role, --status, --kind, --site (U6).
 */
#ifndef FIELDCTL_PERSON_PERSON_H
#define FIELDCTL_PERSON_PERSON_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "control/person/json.h"
#include "fieldctl/frame/ctl.h"
#include "fieldctl/frame/listing.h"
#include "store/people/user.h"

struct people {
	struct user *users;
	size_t count;
	bool by_filter; /* not named one by one, but by what follows */
	struct user_filter filter;
	const char *site; /* NULL: any */
	bool spare;
	size_t spared; /* left out: the last super admin */
};

/* The options of the filter. */
#define PERSON_FILTER_OPTIONS                                                 \
	{ "all", NULL, N_("everybody"), false },                              \
	    { "role", "ROLE", N_("those with this role"), false },            \
	    { "status", "STATUS", N_("active, inactive or deleted"), false }, \
	    { "kind", "KIND",                                                 \
		    N_("internal, external, fieldworker or subworker"),       \
		    false },                                                  \
	{                                                                     \
		"site", "SITE", N_("those of this site"), false               \
	}

/* One person called WHO.  EX_OK, or a code after saying why. */
int person_find(struct ctl *ctl, const char *who, struct user *ret_user);

/*
 * The people of a bulk verb: the first NAME_COUNT arguments, each once, or
 * those whom the filter options give; never both.  SPARE leaves out the last
 * super admin of a filter's people, for verbs that would shut it out.
 * EX_OK, or a code after saying why.  people_release() the result.
 */
int people_select(
    struct ctl *ctl, int name_count, bool spare, struct people *ret_people);
void people_release(struct people *people);

/*
 * Inside the change, before it is applied: leave out those whom the filter
 * would not choose any more.  Who fits since is not added: nobody was asked
 * about them.  FIELD_OK, or why it cannot be told.
 */
int people_look_again(struct ctl *ctl, struct people *people);

/* Read the filter options of --status, --kind, --role into *ret_filter;
 * EX_OK, or a code after saying why. */
int person_filter(struct ctl *ctl, struct user_filter *ret_filter);

/* Whether USER has the site called SITE. */
int person_has_site(
    struct ctl *ctl, const struct user *user, const char *site, bool *ret_has);

extern const struct listing_column person_list_columns[];
extern const struct listing_column person_show_columns[];

/*
 * --lead's value: the person's id, which lives in *lead, "" for 'none', NULL
 * when it was not given.  EX_OK, or a code after saying why.
 */
int person_lead_option(
    struct ctl *ctl, struct user *lead, const char **ret_lead_id);

/* --kind's value; EX_OK, or EX_USAGE after saying so. */
int person_kind_option(struct ctl *ctl, enum user_kind *ret_kind);

/* First and last name out of --name, --first-name and --last-name; a part
 * that was not given is NULL.  BUF keeps --name's first part. */
struct person_name {
	const char *first, *last;
	char buf[USER_TEXT_SIZE];
};
int person_name_option(struct ctl *ctl, struct person_name *ret_name);

/* Split FULL at its last space; one word is a first name. */
int person_name_split(const char *full, struct person_name *ret_name);

#endif
