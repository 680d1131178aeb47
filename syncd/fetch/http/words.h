/*
 * syncd/fetch/http/words: what a server itself says of its refusal.
 * Layer: fetch.  Users: call, oauth, api, quickbooks_error, xero_error.
 *
 * Whoever reads why an import failed must see what the platform said, or that
 * it said nothing.  A server may answer with what it was sent: runs of more
 * than 32 visible characters are left out, as a token would be one.
 * Held by tests/unit/fetch/test_fetch_errors.c.
 */
#ifndef SYNCD_FETCH_HTTP_WORDS_H
#define SYNCD_FETCH_HTTP_WORDS_H

#include "syncd/fetch/http/http.h"

#define WORDS_SIZE 120 /* a refusal shows 200 bytes of a sentence */

/* TEXT (NULL: none) into BUF on one line, cut to fit, long runs as "...". */
void words_take(char *buf, size_t size, const char *text);

/* What an answer says to a person: text, a page without its marks, or the
 * member of JSON in which the platforms and their gateways say it. */
void words_of(const struct http_response *response, char *buf, size_t size);

/* Append to *FAULT's sentence " WHO says: WORDS" or " WHO gives no reason.".
 * Returns FIELD_ENET, as fault_set() does. */
int words_add(struct fault *fault, const char *who, const char *words);

/* Whether the body is a page, and not some other XML. */
bool words_are_html(const struct http_response *response);

#endif
