/*
 * store/mail/account: the sign-in at the mail server by OAuth 2.0 (auth =
 * xoauth2).
 * Layer: store.  Users: syncd's mailer and `syncd --connect-mail'.
 *
 * The tokens are sealed with the machine key.  A renewal is durable when
 * mail_account_save() returns: only then may the new access token be used,
 * since the provider may have invalidated the former refresh token.
 */
#ifndef STORE_MAIL_ACCOUNT_H
#define STORE_MAIL_ACCOUNT_H

#include "base/secret.h"
#include "store/core/change.h"

struct mail_account {
	struct secret access, refresh;
	int64_t access_expires_at; /* 0: unknown */
	char token_url[200];       /* of the provider that issued them */
	char broken_why[400];      /* why it must be connected again, or "" */
};
#define MAIL_ACCOUNT_INIT                                     \
	{                                                     \
		.access = SECRET_INIT, .refresh = SECRET_INIT \
	}

void mail_account_release(struct mail_account *account);

/* FIELD_ENOTFOUND: never connected.  FIELD_ECORRUPT: sealed with another
 * key. */
int mail_account_load(struct store *store, struct mail_account *ret_account);

/* Replace the account; logged. */
int mail_account_connect(
    struct change *change, const struct mail_account *account);

/* A transaction of its own.  FIELD_ENOTFOUND: no account. */
int mail_account_save(struct store *store, const struct mail_account *account);

/* The provider no longer accepts the tokens, and says WHY. */
int mail_account_break(struct store *store, const char *why);

#endif
