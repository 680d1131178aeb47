/*
 * syncd/mail_settings: [mail] as a worker's first order.
 * Layer: syncd (pipe, store, conf).  Users: syncd/mailer.
 */
#ifndef SYNCD_MAIL_SETTINGS_H
#define SYNCD_MAIL_SETTINGS_H

#include "base/secret.h"
#include "conf/config.h"
#include "store/core/reason.h"
#include "syncd/pipe/order.h"

/* An order and the storage of its strings. */
struct mail_settings {
	struct pipe_order order;
	struct secret secret; /* a password, or an access token */
	char *ca;
};

/*
 * Fill in the server from CONFIG, with its password (auth = xoauth2: to be
 * added by mail_settings_add_token()).  Without a server, or if a
 * setting cannot be used (FIELD_EDENIED with *why), the order has no server:
 * texts can still be sent.  Call mail_settings_release() in any case.
 */
int mail_settings_init(struct mail_settings *ret_settings,
    const struct config *config, struct refusal *why);
/* Sign in with TOKEN, which is copied. */
int mail_settings_add_token(struct mail_settings *settings,
    const struct config *config, const struct secret *token);
void mail_settings_release(struct mail_settings *settings);

#endif
