/*
 * store/mail/outbox_rate: how many mails were sent lately.
 * Layer: store.  Users: syncd's mailer.
 */
#ifndef STORE_MAIL_OUTBOX_RATE_H
#define STORE_MAIL_OUTBOX_RATE_H

#include "store/db/db.h"

/* From when another may be sent so that no more than PER_MINUTE are within a
 * minute; 0: now. */
int outbox_rate_free_at(
    struct store *store, uint32_t per_minute, int64_t *ret_at);

#endif
