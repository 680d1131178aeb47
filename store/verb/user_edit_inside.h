/*
 * store/verb/user_edit_inside: an edit of a person, shared by its files.
 * Layer: store.  Users: user_edit, user_edit_address.
 */
#ifndef STORE_VERB_USER_EDIT_INSIDE_H
#define STORE_VERB_USER_EDIT_INSIDE_H

#include "store/verb/user.h"
#include "store/verb/user_verb.h"

/* The person before and after the edit. */
struct editing {
	struct user_verb verb;
	struct user after;
	char email_folded[USER_EMAIL_SIZE];
	bool vouched; /* set by an actor who may confirm the address */
};

/* Take the address, and whether secrets may be mailed to it though it is
 * shared; the mobile number has been taken.  FIELD_EDENIED with *why. */
int user_edit_take_address(
    struct editing *editing, const struct user_edit *edit, struct refusal *why);

/* The row was written: the former address is notified, and codes that were sent
 * to the former address or number become invalid. */
int user_edit_follow_address(struct editing *editing);

#endif
