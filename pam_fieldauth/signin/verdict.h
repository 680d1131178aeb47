/*
 * pam_fieldauth/signin/verdict: what the store says, in PAM's codes.
 * Layer: fieldauth-signin.  Users: serve, change.
 *
 * The one place where reasons and errors become the codes of the contract.
 */
#ifndef PAM_FIELDAUTH_SIGNIN_VERDICT_H
#define PAM_FIELDAUTH_SIGNIN_VERDICT_H

#include <sys/types.h>

#include "pam_fieldauth/protocol.h"
#include "pam_fieldauth/signin/caller.h"
#include "pam_fieldauth/signin/judge.h"
#include "pam_fieldauth/signin/service.h"
#include "store/signin/signin.h"

/* A request at work. */
struct work {
	const struct protocol_request *request;
	uid_t peer;
	pid_t peer_pid;
	struct caller caller; /* what of the request may be written down */
	struct judge judge;
	struct signin_request signin;
	char service_why[SERVICE_WHY_SIZE]; /* service_objection()'s */
};

/* The codes, for a verdict of each function. */
int verdict_of_authenticate(const struct signin_verdict *verdict);
int verdict_of_account(const struct signin_verdict *verdict);
int verdict_of_change(const struct signin_verdict *verdict);

/* And for an error of it. */
int verdict_of_error(enum protocol_verb verb, int rc);

/* The sentence with its hint, when the person may be told. */
void verdict_say(
    const struct signin_verdict *verdict, struct protocol_answer *answer);

/* One line to authpriv: never a name that nobody has, never a secret. */
void verdict_log(
    const struct work *work, const struct signin_verdict *verdict, int code);

#endif
