/*
 * store/secret/word: the words that ask for something at a prompt for a
 * password (L4), and therefore cannot be passwords.
 * Layer: store.  Users: quality; pam_fieldauth/signin.
 */
#ifndef STORE_SECRET_WORD_H
#define STORE_SECRET_WORD_H

#include "base/secret.h"

enum secret_word {
	SECRET_WORD_NONE,
	SECRET_WORD_CODE,   /* "code": mail a sign-in code, and ask for it */
	SECRET_WORD_INVITE, /* "invite": ask for the code of an invitation */
};

/* The lengths of the words, with the blank that may follow: sshd puts other text
 * of the same length in the place of what is typed for an unknown name, so what
 * a word leads to, all input of these lengths must lead to there. */
#define SECRET_WORD_MIN 4
#define SECRET_WORD_MAX 7

/* The word that TYPED is: in any case, with or without a blank after it. */
enum secret_word secret_word_of(const struct secret *typed);

#endif
