/*
 * syncd/work/http/words: extracts the server's own explanation of a refusal.
 * Layer: work.  Users: call, oauth, api, quickbooks_error, xero_error.
 *
 * A person who reads why an import failed must see what the platform said, or
 * that it said nothing.  A server may echo what it was sent: runs of more than
 * 32 visible characters are omitted, because they may be tokens.
 * Tested by tests/unit/fetch/test_fetch_errors.c.
 */
#ifndef SYNCD_WORK_HTTP_WORDS_H
#define SYNCD_WORK_HTTP_WORDS_H

#include "syncd/work/http/http.h"

#define WORDS_SIZE 120 /* a refusal quotes 200 bytes of a sentence */

/* Copy TEXT (NULL: none) to BUF on one line, truncated to fit, long runs as
 * "...". */
void words_take(char *buf, size_t size, const char *text);

/* Get the explanation in a response: plain text, an HTML page without its tags,
 * or the JSON member in which the platforms and their gateways put it. */
void words_of(const struct http_response *response, char *buf, size_t size);

/* Append to *FAULT's sentence " WHO says: WORDS" or " WHO gives no reason.".
 * Returns FIELD_ENET, as fault_set() does. */
int words_add(struct fault *fault, const char *who, const char *words);

/* Whether the body is an HTML page, not other XML. */
bool words_are_html(const struct http_response *response);

#endif
