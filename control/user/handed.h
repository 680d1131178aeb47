/*
 * control/user/handed: the secrets that a request makes for people, and the
 * rows of its answer.
 * Layer: control.  Users: code, generate, reset.
 */
#ifndef CONTROL_USER_HANDED_H
#define CONTROL_USER_HANDED_H

#include "control/call.h"
#include "control/person/choice.h"
#include "store/secret/secret.h"
#include "store/verb/delivery.h"

/* One person's, at their position among those selected at first. */
struct handed {
	char id[ID_SIZE];
	char login[USER_LOGIN_SIZE];
	char name[2 * USER_TEXT_SIZE];
	bool held;
	struct secret text;          /* the code or the temporary password */
	char hash[SECRET_HASH_SIZE]; /* of a password; "" for a code */
	int64_t expires_at;
	bool is_done; /* it was stored */
};

/* Zero it first. */
struct handed_list {
	/* The member of the rows that has the secret: "code" or "password". */
	const char *member;
	enum delivery_way way;
	struct handed *items;
	size_t count;
};

/* Read the parameter "by"; EX_OK, or a code after reporting the reason. */
#define DELIVERY_PARAM                                             \
	{                                                          \
		"by", PARAM_TEXT, false, 0,                        \
		    "how the secret reaches the person: print or " \
		    "sheet; the row then has it"                   \
	}
int handed_read_way(struct control_call *call, struct handed_list *list);

/* One item for each of PEOPLE, without secrets.  EX_OK, or a code after
 * reporting the reason. */
int handed_make(struct control_call *call, const struct choice *people,
    struct handed_list *list);

/* The item of the person with ID, searched from the item AT on: PEOPLE of a
 * filter become fewer, and keep their order. */
struct handed *handed_next(struct handed *at, const char *id);

/* A row for each person who got a secret, or would: "id", "login", "name", the
 * secret, "expires_at", "delivery", "terminal".  Returns EX_OK with the number
 * in the result. */
int handed_answer(struct control_call *call, const struct handed_list *list);

void handed_release(struct handed_list *list);

#endif
