/*
 * store/mail/outbox_inside: how the fields of a row are stored.
 * Layer: store.  Users: the outbox's own files.
 *
 * Pairs of name and value, each ended by a NUL; sealed with a purpose that is
 * bound to the row, so that they cannot be moved to another one.
 */
#ifndef STORE_MAIL_OUTBOX_INSIDE_H
#define STORE_MAIL_OUTBOX_INSIDE_H

#include "base/secret.h"
#include "store/db/db.h"
#include "store/mail/template.h"

/* Bind FIELDS, sealed for the row ID, as parameter INDEX. */
int outbox_bind_fields(struct query *query, int index, const char *id,
    const struct mail_fields *fields, struct store *store);

#endif
