/*
 * syncd/mail/gateway: gives one text message to a provider's HTTPS gateway.
 * Layer: mail.  Users: run.
 */
#ifndef SYNCD_MAIL_GATEWAY_H
#define SYNCD_MAIL_GATEWAY_H

#include "syncd/mail/smtp/smtp.h"

/* The body is JSON if it starts like it, otherwise a form.  2xx: sent.  408,
 * 425, 429 and 5xx, and refusals of the credentials: retry.  Other responses:
 * refused. */
void gateway_send(const struct pipe_text *text, struct verdict *ret_verdict);

#endif
