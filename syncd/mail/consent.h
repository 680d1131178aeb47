/*
 * syncd/mail/consent: signs in at the provider of a mail account by OAuth 2.0.
 * Layer: mail.  Users: run.
 *
 * The device authorization grant (RFC 8628): a person enters a short code on
 * the provider's page, in any browser; and the renewal of tokens.  New tokens
 * are passed to the agent, which acknowledges that they are durable.
 */
#ifndef SYNCD_MAIL_CONSENT_H
#define SYNCD_MAIL_CONSENT_H

#include "syncd/pipe/order.h"
#include "syncd/work/frame/emit.h"

/* Faults: connect (refused, expired, or the refresh token is no longer
 * accepted), client, response, network, tls, setting, internal. */
int consent_run(struct emit *emit, const struct pipe_consent *consent,
    bool sandboxed, struct fault *ret_fault);

#endif
