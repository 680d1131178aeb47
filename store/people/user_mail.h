/*
 * store/people/user_mail: where mail for a person goes (A4).
 * Layer: store.  Users: outbox, fieldctl; whatever sends a code, a link, a
 * reset or a notice, and whatever finds a person by an address that an issuer
 * of identities vouches for.
 *
 * A person's `email` is a name to sign in with and follows accounting at once.
 * Who can edit it there could otherwise have the account mailed to himself: so
 * an address that an import gives to somebody who is there already, or that the
 * person gives itself, is pending.  Until an administrator confirms it, mail
 * goes to the one before, which is told; if there was none, nowhere.
 */
#ifndef STORE_PEOPLE_USER_MAIL_H
#define STORE_PEOPLE_USER_MAIL_H

#include "store/people/user.h"

/*
 * The one address to which mail for the person may go; "" if there is none, or
 * the person is deleted.  Nothing sends to struct user's email.
 * FIELD_ENOTFOUND.
 */
int user_mail_address(struct store *store, const char *person_id,
    char ret_email[USER_EMAIL_SIZE]);

/* The logins of those who are there and whose address is pending, ordered,
 * until VISIT returns false. */
int user_each_pending_email(struct store *store,
    bool (*visit)(const char *login, void *context), void *context);

#endif
