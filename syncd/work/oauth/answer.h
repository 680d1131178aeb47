/*
 * syncd/work/oauth/answer: what a token endpoint answers (RFC 6749 section 5).
 * Layer: work.  Users: oauth of fetch, consent of mail.
 */
#ifndef SYNCD_WORK_OAUTH_ANSWER_H
#define SYNCD_WORK_OAUTH_ANSWER_H

#include <jansson.h>

#include "syncd/pipe/request.h"
#include "syncd/work/frame/fault.h"

/*
 * Parse a token response.  *ret_tokens' strings belong to *ret_root, which the
 * caller releases.  Missing lifetimes default to the documented ones (3600 s;
 * Xero 1800 s and 60 days).  Faults: response.
 */
int answer_tokens(enum pipe_provider provider, const char *body, size_t len,
    int64_t now_s, struct pipe_tokens *ret_tokens, json_t **ret_root,
    struct fault *ret_fault);

/* Parse an error response of a token or revocation endpoint.  It is classified
 * by its body, not its status, which differs between sources. */
int answer_error(
    int status, const char *body, size_t len, struct fault *ret_fault);

#endif
