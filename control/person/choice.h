/*
 * control/person/choice: whom a request about people is about.
 * Layer: control.  Users: handlers.
 *
 * People are named by login name, uid, e-mail address or id ("people"), or chosen
 * by a filter: "all", "role", "status", "kind", "site", "secret", "invited",
 * "locked" (U6).  With both,
 * those of the given people who still match the filter: after a choice was
 * shown, the request gives the ids of its people, so that none are added in the
 * meantime.
 */
#ifndef CONTROL_PERSON_CHOICE_H
#define CONTROL_PERSON_CHOICE_H

#include "base/pool.h"
#include "control/call.h"
#include "store/people/user.h"

/* Zero it first. */
struct choice {
	struct user_ref *users;
	size_t count;
	struct pool texts; /* their titles */
	bool by_filter;
	bool spare;
	struct user_filter filter;
	/* left out of those selected by a filter: the last super admin */
	size_t spared;
};

/* The filter by what a person can sign in with. */
#define SECRET_PARAM                                              \
	{                                                         \
		"secret", PARAM_TEXT, false, 0,                   \
		    "those whose secret is none (or a temporary " \
		    "password that has expired), temporary or "   \
		    "password"                                    \
	}

/* The filter by an invitation that waits to be accepted (S8). */
#define INVITED_PARAM                                              \
	{                                                          \
		"invited", PARAM_TEXT, false, 0,                   \
		    "those whose invitation is pending or expired" \
	}

/* The filter by locks (store/lock). */
#define LOCKED_PARAM                                    \
	{                                               \
		"locked", PARAM_FLAG, false, 0,         \
		    "those for whom a lock is in force" \
	}

/* The parameters that choice_make() reads. */
#define CHOICE_PARAMS                                                 \
	{ "people", PARAM_TEXTS, false, 0,                            \
		"login names, uids, e-mail addresses or ids" },       \
	    { "all", PARAM_FLAG, false, 0, "everybody" },             \
	    { "role", PARAM_TEXT, false, 0, "those with this role" }, \
	    { "status", PARAM_TEXT, false, 0,                         \
		    "active, inactive, deleted, blocked or held" },   \
	    { "kind", PARAM_TEXT, false, 0,                           \
		    "internal, external, fieldworker or subworker" }, \
	    { "site", PARAM_TEXT, false, 0, "those of this site" },   \
	    SECRET_PARAM, INVITED_PARAM, LOCKED_PARAM

/*
 * SPARE leaves out the last super admin among people selected by a filter, for
 * requests that would lock them out.  EX_OK, or a code after reporting the
 * reason.  Release the result with choice_release().
 */
int choice_make(
    struct control_call *call, bool spare, struct choice *ret_people);
void choice_release(struct choice *people);

/*
 * Within the change, before it is applied: leave out people who no longer match
 * the filter.  FIELD_OK, or why it cannot be determined.
 */
int choice_look_again(struct control_call *call, struct choice *people);

/* Add the people whom "people" names to PEOPLE, each once, found by FIND: as
 * choice_find().  EX_OK, or a code after reporting the reason. */
typedef int choice_finder(
    struct control_call *call, const char *who, struct user *ret_user);
int choice_named(
    struct control_call *call, choice_finder *find, struct choice *people);

/* Add one person.  FIELD_ENOMEM. */
int choice_add(struct choice *people, const struct user *user);

/* An array of "Jane Doe (jane)" for each.  Created before the change, since a
 * deletion may erase the names. */
json_t *choice_titles_json(const struct choice *people);

/* Read "status", "kind", "role" and "site" into *ret_filter; EX_OK, or a code
 * after reporting the reason. */
int choice_filter(struct control_call *call, struct user_filter *ret_filter);

/* Read the parameter "kind"; *ret_kind stays unchanged if it is missing.
 * EX_OK, or a code after reporting the reason. */
int choice_kind(struct control_call *call, enum user_kind *ret_kind);

/* Find the one person called WHO.  EX_OK, or a code after reporting the
 * reason. */
int choice_find(
    struct control_call *call, const char *who, struct user *ret_user);

#endif
