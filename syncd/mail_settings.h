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
	struct secret secret;
	char *ca;
};

/*
 * Fill in the server from CONFIG, with its password.  Without a server, or if a
 * setting cannot be used (FIELD_EDENIED with *why), the order has no server:
 * texts can still be sent.  Call mail_settings_release() in any case.
 */
int mail_settings_init(struct mail_settings *ret_settings,
    const struct config *config, struct refusal *why);
void mail_settings_release(struct mail_settings *settings);

#endif
