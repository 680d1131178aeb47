/*
 * store/signin/recent: sign-ins whose session is not open yet.
 * Layer: store.  Users: signin, code_proof; pam_fieldauth/signin.
 *
 * sshd authenticates in a process of its own, from which only texts return.  The
 * id of a record is such a text: what the later phases must know about the
 * sign-in is here, where a person cannot write.
 */
#ifndef STORE_SIGNIN_RECENT_H
#define STORE_SIGNIN_RECENT_H

#include "store/core/change.h"

/* Between the secret and the session, the person may be choosing a password. */
#define RECENT_S 3600

struct recent {
	char method[32];       /* "password", "link", ... */
	char code_id[ID_SIZE]; /* of a one-time code, or "" */
	bool waits; /* the code is used up by the change that must follow */
};

/* Within a transaction.  RET_ID has ID_SIZE bytes. */
int recent_add(struct store *store, const char *person_id,
    const struct recent *recent, char *ret_id);

/* FIELD_ENOTFOUND: it is not the person's, or too old, or used. */
int recent_find(struct store *store, const char *person_id, const char *id,
    struct recent *ret_recent);

/* Its code is used up.  Within a transaction. */
int recent_settle(struct store *store, const char *id);

/* Its session is open; with it, those that are too old.  Within a transaction. */
int recent_forget(struct store *store, const char *id);

#endif
