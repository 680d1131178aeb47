/*
 * syncd/mail/message/header: one header field of a mail (RFC 5322), in ASCII
 * except for local parts of addresses (RFC 6532).
 * Layer: mail (base).  Users: message.
 *
 * The functions with a field append "FIELD: ...\r\n".  Lines are folded at 76 characters
 * (RFC 2047 section 2; RFC 5322 section 2.1.1).  Text with anything but
 * printable characters is FIELD_EINVAL, and so is an address with a character
 * that could end it: no text can begin another field.
 * Tested by tests/unit/mail/test_mail_header.c and tests/fuzz/fuzz_mail.c.
 */
#ifndef SYNCD_MAIL_MESSAGE_HEADER_H
#define SYNCD_MAIL_MESSAGE_HEADER_H

#include <stdint.h>

#include "base/str.h"

/* ADDRESS with its domain as A-labels, as it is also given to a server.
 * FIELD_EINVAL: not exactly one address. */
int header_put_address(struct strbuf *out, const char *address);

/* TEXT as it is, or as encoded words (RFC 2047). */
int header_text(struct strbuf *out, const char *field, const char *text);

/* "NAME <ADDRESS>", or ADDRESS alone if NAME is NULL or "".  The domain is
 * written as A-labels. */
int header_address(struct strbuf *out, const char *field, const char *name,
    const char *address);

/* "<ID@DOMAIN>" with the domain of ADDRESS. */
int header_message_id(struct strbuf *out, const char *id, const char *address);

/* The time T_S in UTC. */
int header_date(struct strbuf *out, int64_t t_s);

#endif
