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
#include "fieldctl/person/option.h"
#include "store/people/user.h"

struct people {
	struct user *users;
	size_t count;
	bool by_filter; /* not named one by one, but by what follows */
	struct user_filter filter;
	bool spare;
	size_t spared; /* left out: the last super admin */
};

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

#endif
