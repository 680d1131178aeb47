/*
 * syncd/work/http/trust: the rules for every connection of a worker: which
 * server is trusted, and that plain text stays on this machine.
 * Layer: work.  Users: http, syncd/mail/smtp.
 *
 * TLS 1.2 or newer and a verified server, by the given certificate authorities
 * alone.  Proxies, .netrc and the environment are ignored.
 */
#ifndef SYNCD_WORK_HTTP_TRUST_H
#define SYNCD_WORK_HTTP_TRUST_H

#include <curl/curl.h>
#include <stdbool.h>
#include <stddef.h>

#include "syncd/work/frame/fault.h"

struct trust {
	char *pem;
	size_t len;
};

/* Load CA, PEM in base64 (NULL: the system's, which are read here).  The fault
 * is of kind setting or internal. */
int trust_load(
    const char *ca, struct trust *ret_trust, struct fault *ret_fault);
void trust_release(struct trust *trust);

/*
 * Set the rules in CURL.  LOOPBACK: connect to a loopback address or not at all
 * (a name is checked by the address that it resolves to).  FIELD_ENOMEM.
 */
int trust_apply(const struct trust *trust, CURL *curl, bool loopback);

/* Whether CODE means that the server could not be verified, or that TLS
 * failed. */
bool trust_is_tls_failure(CURLcode code);

#endif
