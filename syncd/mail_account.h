/*
 * syncd/mail_account: signing in at the mail server by OAuth 2.0 (auth =
 * xoauth2).
 * Layer: syncd (store, pipe, jansson).  Users: syncd/main (`syncd
 * --connect-mail', which `fieldctl mail connect' runs), syncd/mailer.
 *
 * To fieldctl, one JSON object per line on standard output:
 *
 *   {"step":"device","url":U,"code":C,"expires_at":TIME}
 *   {"step":"connected"}
 *   {"error":{"code","message","hint"}}                       the end
 */
#ifndef SYNCD_MAIL_ACCOUNT_H
#define SYNCD_MAIL_ACCOUNT_H

#include "store/mail/account.h"
#include "syncd/program.h"

#define MAIL_ACCOUNT_WHY_SIZE 700

/* Connect by the device authorization grant (RFC 8628).  Returns the exit
 * code. */
int mail_account_connect_run(struct program *program);

/*
 * An access token that is valid for another five minutes, renewed if necessary.
 * FIELD_EDENIED: none, and WHY is set; other errors of the store.  The caller
 * releases *ret_account after success.
 */
int mail_account_token(const struct program *program, struct store *store,
    struct mail_account *ret_account, char why[MAIL_ACCOUNT_WHY_SIZE]);

#endif
