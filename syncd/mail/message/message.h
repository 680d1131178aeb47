/*
 * syncd/mail/message/message: a mail as it is given to a server (RFC 5322, RFC
 * 2045).
 * Layer: mail (base, pipe).  Users: smtp.
 *
 * ASCII throughout, except for local parts of addresses that are not: bodies
 * are quoted-printable, so that it does not matter whether a server offers
 * 8BITMIME.  Every line ends with CRLF and has at most 78 characters, but for
 * long addresses.  Dots at the start of lines are not doubled here.
 */
#ifndef SYNCD_MAIL_MESSAGE_MESSAGE_H
#define SYNCD_MAIL_MESSAGE_MESSAGE_H

#include "base/str.h"
#include "syncd/pipe/order.h"

/*
 * Append MAIL.  The Message-ID is made of its id and the domain of its
 * envelope_from, so that a mail that is sent again is recognised.
 * FIELD_EINVAL: a member that could not be written as one field, or an image
 * that is not base64.  FIELD_ENOMEM.
 */
int message_build(struct strbuf *out, const struct pipe_mail *mail);

#endif
