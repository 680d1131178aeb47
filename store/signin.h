/*
 * store/signin: the sign-in itself, asked by fieldauth-signin and explain.
 * Layer: store.  Users: pam_fieldauth/signin, fieldctl explain.
 *
 * Every function looks at fresh data in one read transaction and keys all by
 * the person's id.  With a wrong secret all refusals are alike in text, time
 * and work: one Argon2id with the costliest parameters in use, a decoy hash
 * where there is none, and one write-shaped step.
 */
#ifndef STORE_SIGNIN_H
#define STORE_SIGNIN_H

#include "base/secret.h"
#include "store/change.h"
#include "store/user.h"

struct signin_request {
	const char *login; /* the login name that the snapshot gave, or typed */
	uint32_t uid;      /* the uid that the snapshot gave; 0: nobody's */
	const char *service, *tty, *address;
	const char *required_permission; /* require=, or NULL */
	bool exempt_from_change;         /* systemd-user */
};

/* What is left to say to the caller. */
struct signin_verdict {
	enum reason reason; /* REASON_NONE or REASON_MUST_CHANGE: let in */
	struct refusal refusal; /* for the sentence */
	bool say_why;       /* the secret was right: the person may be told */
	char person_id[ID_SIZE];
	char login[USER_LOGIN_SIZE];
	char method[32];    /* "password", "temporary", ... */
	int64_t version;    /* of the secret that proved the person */
};

/* Authenticate.  The verdict is REASON_NONE whether or not the secret must be
 * changed: that is the account phase's to say. */
int signin_authenticate(struct store *store,
    const struct signin_request *request, const struct secret *secret,
    struct signin_verdict *ret_verdict);

/* The account phase: no secret, fresh data. */
int signin_account(struct store *store, const struct signin_request *request,
    struct signin_verdict *ret_verdict);

/* chauthtok, preliminary: may it be changed, and is OLD right?  OLD NULL when
 * the caller is root and none is needed. */
int signin_check_change(struct store *store,
    const struct signin_request *request, const struct secret *old,
    bool only_expired, struct signin_verdict *ret_verdict,
    bool *ret_needs_change);

/* chauthtok, update: verifies OLD and the state again inside the write
 * transaction, quality, one durable commit. */
int signin_change(struct store *store, const struct signin_request *request,
    const struct secret *old, const struct secret *new_password,
    struct signin_verdict *ret_verdict);

#endif
