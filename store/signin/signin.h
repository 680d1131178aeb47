/*
 * store/signin/signin: the sign-in itself, asked by fieldauth-signin and explain.
 * Layer: store.  Users: pam_fieldauth/signin, fieldctl explain.
 *
 * Every function looks at fresh data in one transaction and keys all by the
 * person's id; Argon2id is computed with no transaction open.  With a wrong secret all refusals are alike in text, time
 * and work: one Argon2id with the costliest parameters in use, a decoy hash
 * where there is none, and one write-shaped step.
 */
#ifndef STORE_SIGNIN_SIGNIN_H
#define STORE_SIGNIN_SIGNIN_H

#include <stdbool.h>
#include <stdint.h>

#include "base/secret.h"
#include "store/access/standing.h"
#include "store/after.h"
#include "store/core/change.h"

/* What is left to say to the caller. */
struct signin_verdict {
	enum reason reason;     /* REASON_NONE or REASON_MUST_CHANGE: let in */
	struct refusal refusal; /* for the sentence */
	bool say_why; /* the secret was right: the person may be told */
	char person_id[ID_SIZE];
	char login[USER_LOGIN_SIZE];
	char method[32]; /* "password", "temporary", ... */
	/* The attempt could not be recorded (full disk, stuck writer): the
	 * verdict holds, and the caller counts it elsewhere. */
	bool uncounted;
	struct after_report after; /* of signin_change(): what followed it */
};

/*
 * Authenticate.  The verdict is REASON_NONE whether or not the secret must be
 * changed: that is the account phase's to say.  The attempt is counted before
 * the secret is looked at, and forgotten when it was right and let in.
 * FIELD_OK with a verdict; else the request could not be judged: FIELD_EBUSY
 * (no room), FIELD_ECORRUPT, FIELD_EIO, FIELD_ENOMEM.  So below.
 */
int signin_authenticate(struct store *store,
    const struct signin_request *request, const struct secret *secret,
    struct signin_verdict *ret_verdict);

/* The account phase: no secret, fresh data. */
int signin_account(struct store *store, const struct signin_request *request,
    struct signin_verdict *ret_verdict);

/*
 * The session phase: judge, and record SESSION, in one transaction, so that a
 * block either sees the session or is seen by the verdict.  SESSION's person,
 * uid and epoch are filled in.  A lock refuses secrets, and here there is none:
 * it does not count.  REASON_NONE, REASON_MUST_CHANGE and REASON_NO_SECRET:
 * recorded under RET_ID, of ID_SIZE bytes.
 */
struct session_new;
int signin_open_session(struct store *store,
    const struct signin_request *request, struct session_new *session,
    struct signin_verdict *ret_verdict, char *ret_id);

/*
 * The same where the database cannot be written: the record goes to
 * session_spool, and then the verdict is asked for again.  LOOK_AGAIN brings
 * the newest database, and says by which store it is read; NULL: STORE itself
 * shows what has been committed.  On an error, or after a refusal, nothing is
 * recorded.
 */
int signin_spool_session(struct store *store,
    const struct signin_request *request, struct session_new *session,
    int (*look_again)(void *context, struct store **ret_store), void *context,
    struct signin_verdict *ret_verdict, char *ret_id);

/* Whether a session is opened: what must be changed can be changed in it. */
bool signin_may_have_session(const struct signin_verdict *verdict);

/* Whether an error means that this database can be read but not written
 * now. */
bool signin_is_unwritable(int rc);

/* chauthtok, preliminary: may it be changed, and is OLD right?  OLD NULL when
 * the caller is root and none is needed. */
int signin_check_change(struct store *store,
    const struct signin_request *request, const struct secret *old,
    bool only_expired, struct signin_verdict *ret_verdict,
    bool *ret_needs_change);

/*
 * chauthtok, update: quality, OLD, then in one durable transaction the state
 * again and that the stored secret is still the one that OLD was verified
 * against.  The verdict is REASON_NONE only after the commit.
 */
int signin_change(struct store *store, const struct signin_request *request,
    const struct secret *old, const struct secret *new_password,
    struct signin_verdict *ret_verdict);

/* Failures that were counted elsewhere while the database could not be
 * written; UID 0: with unknown names. */
int signin_add_failures(
    struct store *store, uint32_t uid, const char *service, int64_t count);

/* What a session's environment names; "" where there is none. */
struct signin_place {
	char role[64], site[64], landing[USER_TEXT_SIZE];
};
int signin_place(
    struct store *store, const char *person_id, struct signin_place *ret_place);

#endif
