/*
 * store/mail/sender: in whose name a mail is sent (L10).
 * Layer: store.  Users: outbox_take, control/mail.
 */
#ifndef STORE_MAIL_SENDER_H
#define STORE_MAIL_SENDER_H

#include "base/email.h"
#include "store/core/user.h"
#include "store/db/db.h"

#define MAIL_NAME_SIZE (2 * USER_TEXT_SIZE)

struct mail_sender {
	char from[EMAIL_SIZE], from_name[MAIL_NAME_SIZE];
	char envelope_from[EMAIL_SIZE]; /* failures are returned to it */
	char reply_to[EMAIL_SIZE];      /* or "" */
};

/*
 * The sender of a mail of ORG_ID that PERSON_ID caused ("": no person): [mail]
 * from, with its name or else the organisation's.  If the person has a verified
 * address of their own to send from, and the policy own_sender permits it: that
 * one as From, if it has the domain of [mail] from; otherwise as Reply-To, with
 * the person's name, since receivers reject a mail in the name of a domain for
 * which the server does not send (RFC 7489, DMARC).  A database error;
 * FIELD_EINVAL: [mail] from is not set.
 */
int mail_sender_of(struct store *store, const char *org_id,
    const char *person_id, struct mail_sender *ret_sender);

/* Split "NAME <ADDRESS>" or an address; NAME is "" if there is none.
 * FIELD_EINVAL. */
int mail_mailbox_split(
    const char *text, char name[MAIL_NAME_SIZE], char address[EMAIL_SIZE]);

#endif
