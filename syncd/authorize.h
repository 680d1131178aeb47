/*
 * syncd/authorize: the address of the consent page, and parsing of its result
 * (RFC 6749 section 4.1, RFC 7636).
 * Layer: syncd (base).  Users: syncd/connect; tests and fuzzing.
 */
#ifndef SYNCD_AUTHORIZE_H
#define SYNCD_AUTHORIZE_H

#include <stdbool.h>

#include "base/secret.h"
#include "conf/config.h"

/* Maximum length of pasted text. */
#define AUTHORIZE_REDIRECTED_MAX 4096

struct authorize {
	char state[44];    /* 32 random bytes, base64url without padding */
	char verifier[44]; /* the same, RFC 7636 section 4.1 */
	char redirect_url[200];
	char scopes[400]; /* requested scopes, separated by spaces */
	char url[2048];
	/* a listener on this machine can receive the redirect */
	bool is_loopback;
};

/*
 * Generate state and verifier, and build the address to open.  The redirect
 * address is REDIRECT_URL of CONFIG, or http://localhost:8493/callback where
 * the platform allows loopback: Xero and QuickBooks' sandbox.  FIELD_EINVAL:
 * production keys of QuickBooks without a redirect_url, which must be https and
 * not an IP address; or a setting that is too long.
 */
int authorize_init(
    struct authorize *ret_authorize, const struct config_source *config);

/* The result of a consent. */
struct authorize_answer {
	struct secret code;
	char realm[64]; /* QuickBooks realmId, digits; "" otherwise */
};

/*
 * Parse the result: the whole address ("https://…/callback?code=…"), only its
 * query, or the bare code, which for QuickBooks is followed by a blank and the
 * company's number.  An address must contain our state.  FIELD_EINVAL: none of
 * these; FIELD_EDENIED: the person declined, or the state does not match.
 */
int authorize_parse(const struct authorize *authorize, const char *text,
    struct authorize_answer *ret_answer);
void authorize_answer_release(struct authorize_answer *answer);

/* The scopes that a source needs, separated by spaces. */
const char *authorize_scopes(
    const struct config_source *config, char *buf, size_t size);

/* Call VISIT for each scope of NEEDED that is missing in GRANTED, which is as
 * sent by the platform, separated by blanks.  If GRANTED is empty, the platform
 * did not report scopes, and none is treated as missing. */
void authorize_missing(const char *needed, const char *granted,
    void (*visit)(const char *scope, void *context), void *context);

#endif
