/*
 * store/mail/gateway: how a text message leaves: by the e-mail gateway of the
 * person's mobile provider, or by a request to [text] url (U3, R13).
 * Layer: store.  Users: outbox_take, access/mail_secret.
 */
#ifndef STORE_MAIL_GATEWAY_H
#define STORE_MAIL_GATEWAY_H

#include <stdbool.h>

#include "base/email.h"
#include "base/str.h"
#include "conf/config.h"
#include "store/mail/phone.h"

/* Whether texts to a person with this mobile provider can be sent. */
bool gateway_sends(const struct config *config, const char *provider);

/* The e-mail address for PHONE, as phone_digits() gives it, without its '+'.
 * False, and "": the provider has no gateway. */
bool gateway_address(const struct config *config, const char *provider,
    const char *phone, char ret_address[EMAIL_SIZE]);

/*
 * Append PATTERN, [text] url or body, with {phone} and {text} replaced: escaped
 * as in a JSON string (RFC 8259 section 7) if it starts with '{', otherwise
 * percent-encoded (RFC 3986 section 2.1).
 */
void gateway_fill(struct strbuf *buf, const char *pattern, const char *phone,
    const char *text);

#endif
