/*
 * pam_fieldauth/signin/verdict: converts results of the store to PAM codes.
 * Layer: fieldauth-signin.  Users: serve, change.
 *
 * The only place where reasons and errors become the codes of the PAM contract.
 */
#ifndef PAM_FIELDAUTH_SIGNIN_VERDICT_H
#define PAM_FIELDAUTH_SIGNIN_VERDICT_H

#include <sys/types.h>

#include "pam_fieldauth/protocol.h"
#include "pam_fieldauth/signin/caller.h"
#include "pam_fieldauth/signin/judge.h"
#include "pam_fieldauth/signin/service.h"
#include "store/signin/signin.h"

/* A request being handled. */
struct work {
	const struct protocol_request *request;
	uid_t peer;
	pid_t peer_pid;
	/* the parts of the request that may be recorded */
	struct caller caller;
	struct judge judge;
	struct signin_request signin;
	char service_why[SERVICE_WHY_SIZE]; /* result of service_objection() */
};

/* The codes for a verdict in each phase. */
int verdict_of_authenticate(const struct signin_verdict *verdict);
int verdict_of_account(const struct signin_verdict *verdict);
int verdict_of_change(const struct signin_verdict *verdict);

/* The codes for an error in each phase. */
int verdict_of_error(enum protocol_verb verb, int rc);

/* The sentence with its hint, if the person may see it. */
void verdict_say(
    const struct signin_verdict *verdict, struct protocol_answer *answer);

/* [terminal] help, after the sentence of every refusal, for unknown names too. */
void verdict_add_help(const struct work *work, struct protocol_answer *answer);

/* Log one line to authpriv: never an unknown name, never a secret. */
void verdict_log(
    const struct work *work, const struct signin_verdict *verdict, int code);

/* The same for a request for a sign-in code. */
void verdict_log_asked(const struct work *work);

#endif
