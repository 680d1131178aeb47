/*
 * store/verb/mail: what an administrator does with the outbox (L10).
 * Layer: store.  Users: control/mail.
 *
 * Each asks for settings.edit.  FIELD_ENOTFOUND: no such row.
 */
#ifndef STORE_VERB_MAIL_H
#define STORE_VERB_MAIL_H

#include "store/core/change.h"

/* Due at once, with all tries before it: a row that waits or was given up.
 * FIELD_EDENIED with *why: it was sent or dropped, or is being sent. */
int mail_retry(
    struct change *change, const char *outbox_id, struct refusal *why);

/* It is not sent any more, and its fields are erased.  FIELD_EDENIED with *why:
 * it was sent or dropped. */
int mail_drop(
    struct change *change, const char *outbox_id, struct refusal *why);

/* Queue a test mail to ADDRESS; its id in RET_ID, of ID_SIZE bytes.
 * FIELD_EDENIED with *why: no mail server, or not an address. */
int mail_test(struct change *change, const char *org_id, const char *address,
    char *ret_id, struct refusal *why);

#endif
