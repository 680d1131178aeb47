/*
 * store/signin/verdict: the result of a sign-in.
 * Layer: store.  Users: the other files of store/signin; pam_fieldauth/signin.
 */
#ifndef STORE_SIGNIN_VERDICT_H
#define STORE_SIGNIN_VERDICT_H

#include <stdbool.h>
#include <stdint.h>

#include "store/access/standing.h"
#include "store/after.h"
#include "store/core/change.h"

/* The result for the caller. */
struct signin_verdict {
	/* REASON_NONE or REASON_MUST_CHANGE: admitted */
	enum reason reason;
	struct refusal refusal; /* for the sentence */
	/* the secret was correct: the person may see the reason */
	bool say_why;
	char person_id[ID_SIZE];
	char login[USER_LOGIN_SIZE];
	char method[32]; /* "password", "temporary", "link", ... */
	/* The one-time code that admits the person, or "": it permits one change
	 * without the old password (request.code_id). */
	char code_id[ID_SIZE];
	/* With a code, a new password can be chosen but need not be; and whether
	 * there is one to keep. */
	bool offers_change, has_password;
	bool code_waits;       /* the change that must follow uses it up */
	char sign_in[ID_SIZE]; /* as recorded (store/signin/recent), or "" */
	/* of signin_account(): empty fields of the profile are to be asked for */
	bool wants_profile;
	/* The attempt could not be recorded (full disk, stuck writer): the
	 * verdict stands, and the caller counts it elsewhere. */
	bool uncounted;
	/* of signin_change(): the result of after_commit() */
	struct after_report after;
};

/* --- within store/signin ------------------------------------------------- */

/* A verdict is initialised as a refusal without a sentence. */
struct signin_verdict verdict_refused(void);

void verdict_set_person(
    struct signin_verdict *verdict, const struct standing *standing);
void verdict_set_reason(
    struct signin_verdict *verdict, enum reason reason, const char *text);

/* The person has signed in, by the method and code of VERDICT, which gets the
 * id of the record. */
int verdict_mark(struct store *store, struct signin_verdict *verdict);

/* The audit row of a right secret, and its action. */
extern const char verdict_action[];
int verdict_audit(struct change *change, const struct signin_verdict *verdict,
    const struct user *user);

#endif
