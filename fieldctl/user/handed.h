/*
 * fieldctl/user/handed: verbs that make secrets for people, which are shown
 * once and kept nowhere.
 * Layer: fieldctl.  Users: the verbs of this folder.
 */
#ifndef FIELDCTL_USER_HANDED_H
#define FIELDCTL_USER_HANDED_H

#include "fieldctl/frame/ctl.h"
#include "fieldctl/frame/listing.h"

struct handed_verb {
	const char *request;
	const char *member; /* of the rows: "code" or "password" */
	/* login, name, the member, expires_at */
	const struct listing_column *columns;
	const char *question; /* N_(), followed by the number of people */
	const char *would;    /* N_(), for a dry run, with the login name */
	const char *once;     /* N_(), below a table */
};

/* The people are those of the arguments or options; the option --compromised is
 * passed on if it is set. */
int user_hand_out(struct ctl *ctl, const struct handed_verb *verb);

#endif
