/*
 * control/user/handed: requests that make secrets for people: all of the people
 * get one, or none does.
 * Layer: control.  Users: secret, release, add.
 *
 * A temporary password is hashed before the change, since others wait while it
 * is open: the change is rehearsed, which shows who needs one; they are made and
 * hashed; and the change itself asks all again.
 */
#ifndef CONTROL_USER_HANDED_H
#define CONTROL_USER_HANDED_H

#include "control/call.h"
#include "control/person/choice.h"
#include "store/secret/secret.h"
#include "store/verb/given.h"

/* One person's. */
struct handed {
	char id[ID_SIZE];
	char login[USER_LOGIN_SIZE];
	char name[2 * USER_TEXT_SIZE];
	bool held;
	struct given given;
	struct secret password; /* if it is a temporary password */
	char hash[SECRET_HASH_SIZE];
	bool is_done;  /* the verb was applied */
	bool left_out; /* since the state of the person does not allow it */
};

/* Make the temporary password that the rehearsal found to be needed, if one is.
 * EX_OK, or a code after reporting the reason. */
int handed_make_password(
    struct control_call *call, const struct user *user, struct handed *handed);
void handed_release(struct handed *handed);

/* {"what", "secret", "expires_at", "delivery", "address", "terminal", "why",
 * "reason"}: what was given, or would be; NULL: out of memory. */
json_t *handed_json(
    const struct control_call *call, const struct handed *handed);

/* --- several people ------------------------------------------------------------ */

struct handing {
	const char *action; /* 'user.invite' */
	int (*give)(struct change *change, const char *person_id,
	    struct given *given, struct refusal *why);
	/* Among people selected by a filter, those to whom this rule does not
	 * apply because of their state are left out; RULES_VERB_COUNT: none. */
	enum rules_verb rule;
	const char *member; /* of the rows: "code" or "password" */
	enum given_way way;
	bool compromised;
	struct choice people;
	struct handed *items;
	size_t count;
	bool is_made; /* the passwords that were needed */
};

/* Read the parameter "by" as *ret_way; EX_OK, or a code after reporting the
 * reason. */
#define BY_PARAM                                                         \
	{                                                                \
		"by", PARAM_TEXT, false, 0,                              \
		    "how the secret reaches the person: mail, text, "    \
		    "print or sheet; the row has it for the last two.  " \
		    "When not given, mail if possible, otherwise print"  \
	}
int handing_way(struct control_call *call, enum given_way *ret_way);

/* Choose the people and apply the verb.  EX_OK, or a code after reporting the
 * reason.  Release it by handing_release() in any case. */
int handing_apply(struct control_call *call, struct handing *handing);
void handing_release(struct handing *handing);

/* A row for each person: "id", "login", "name", the secret, and the members of
 * handed_json() from "expires_at" on.  EX_OK or a code. */
int handing_answer(struct control_call *call, const struct handing *handing);

#endif
