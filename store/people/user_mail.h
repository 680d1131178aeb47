/*
 * store/people/user_mail: the address that a person's mail is sent to (A4).
 * Layer: store.  Users: outbox, fieldctl; every sender of a code, a link, a
 * reset or a notice, and every search for a person by an address that an
 * identity provider confirms.
 *
 * A person's `email` is a name to sign in with and follows accounting at once.
 * With the right to edit it there, an attacker could have mail for the account
 * sent to themselves.  So an address is pending if an import sets it for an
 * existing person, or if people set it themselves.  Until an administrator
 * confirms it, mail is sent to the previous address, which is notified; without
 * a previous address, no mail is sent.
 */
#ifndef STORE_PEOPLE_USER_MAIL_H
#define STORE_PEOPLE_USER_MAIL_H

#include "store/people/user.h"

/*
 * The only address to which mail for the person may be sent; "" if there is
 * none, or the person is deleted.  Never send to struct user's email.
 * FIELD_ENOTFOUND.
 */
int user_mail_address(struct store *store, const char *person_id,
    char ret_email[USER_EMAIL_SIZE]);

/* The address that the person sends from (L10), or "", and when a code that was
 * mailed there was entered, or 0. */
int user_mail_identity(struct store *store, const char *person_id,
    char ret_email[USER_EMAIL_SIZE], int64_t *ret_verified_at);

/* The logins of existing people whose address is pending, ordered, until VISIT
 * returns false. */
int user_each_pending_email(struct store *store,
    bool (*visit)(const char *login, void *context), void *context);

#endif
