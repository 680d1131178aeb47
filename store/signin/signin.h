/*
 * store/signin/signin: the sign-in itself, as used by fieldauth-signin and
 * explain.
 * Layer: store.  Users: pam_fieldauth/signin, fieldctl explain.
 *
 * Every function reads current data in one transaction and identifies people by
 * id; Argon2id runs with no transaction open.  With a wrong secret, all
 * refusals have the same text, duration and cost: one Argon2id with each set of
 * parameters in use, none of them on a real hash if there is none, and one write
 * of the same form.
 */
#ifndef STORE_SIGNIN_SIGNIN_H
#define STORE_SIGNIN_SIGNIN_H

#include <stdbool.h>
#include <stdint.h>

#include "base/secret.h"
#include "store/signin/verdict.h"

/*
 * Authenticate by a password or a one-time code.  The verdict is REASON_NONE even if the secret must be changed:
 * the account phase reports that.  The attempt is counted before the secret is
 * checked, and forgotten if it was correct and the person was admitted.
 * FIELD_OK with a verdict; otherwise no decision was possible: FIELD_EBUSY (no
 * room), FIELD_ECORRUPT, FIELD_EIO, FIELD_ENOMEM.  The same codes apply to the
 * functions below.
 */
int signin_authenticate(struct store *store,
    const struct signin_request *request, const struct secret *secret,
    struct signin_verdict *ret_verdict);

/* The same at a prompt for a code, where no password is accepted and nothing is
 * counted. */
int signin_by_code(struct store *store, const struct signin_request *request,
    const struct secret *code, struct signin_verdict *ret_verdict);

/* The account phase: no secret, current data.  With request->code_id set to the
 * one-time code of this sign-in, that the person has no password is not a
 * refusal, and is not recorded as one. */
int signin_account(struct store *store, const struct signin_request *request,
    struct signin_verdict *ret_verdict);

/*
 * The session phase: decide and record SESSION in one transaction, so that a
 * block either sees the session or is seen by the decision.  SESSION's person,
 * uid and epoch are filled in.  A lock refuses secrets, and does not apply to
 * sessions.  REASON_NONE, REASON_MUST_CHANGE and REASON_NO_SECRET: recorded
 * under RET_ID, of ID_SIZE bytes.
 */
struct session_new;
int signin_open_session(struct store *store,
    const struct signin_request *request, struct session_new *session,
    struct signin_verdict *ret_verdict, char *ret_id);

/*
 * The same when the database cannot be written: the record is written to
 * session_spool, and then the decision is made again.  LOOK_AGAIN opens the
 * newest database, and returns the store by which it is read; NULL: STORE
 * itself shows what has been committed.  After an error or a refusal, nothing
 * is recorded.
 */
int signin_spool_session(struct store *store,
    const struct signin_request *request, struct session_new *session,
    int (*look_again)(void *context, struct store **ret_store), void *context,
    struct signin_verdict *ret_verdict, char *ret_id);

/* Whether the session may be opened: a secret that must be changed can be
 * changed in it. */
bool signin_may_have_session(const struct signin_verdict *verdict);

/* Whether an error means that this database can be read but not written now. */
bool signin_is_unwritable(int rc);

/* chauthtok, preliminary: whether the secret may be changed, and OLD is
 * correct.  OLD is NULL when the one-time code request->code_id takes its place,
 * or when the caller is root and none is needed. */
int signin_check_change(struct store *store,
    const struct signin_request *request, const struct secret *old,
    bool only_expired, struct signin_verdict *ret_verdict,
    bool *ret_needs_change);

/*
 * chauthtok, update: check the quality and OLD; then, in one durable
 * transaction, check the state again, and that the stored secret is still the
 * one that OLD was verified against; a one-time code is used up.  The verdict is
 * REASON_NONE only after the commit.
 */
int signin_change(struct store *store, const struct signin_request *request,
    const struct secret *old, const struct secret *new_password,
    struct signin_verdict *ret_verdict);

/* Add failures from ORIGIN that were counted elsewhere while the database could
 * not be written.  UID 0: with unknown names. */
int signin_add_failures(struct store *store, uint32_t uid, const char *service,
    const struct origin *origin, int64_t count);

/* The values of a session's environment; "" where there is none. */
struct signin_place {
	char role[64], site[64], landing[USER_TEXT_SIZE];
};
int signin_place(
    struct store *store, const char *person_id, struct signin_place *ret_place);

#endif
