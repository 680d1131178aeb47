/*
 * store/secret/familiar: whether a password consists of words that are known to
 * everyone around the person, or to everyone.
 * Layer: store.  Users: quality.
 *
 * Names of the organisation and of the person, with a year appended, are
 * guessed first, and then the words of store/secret/common.  Case, accents, and
 * digits or signs that look like letters ("4cme", "@cme") make no difference.
 */
#ifndef STORE_SECRET_FAMILIAR_H
#define STORE_SECRET_FAMILIAR_H

#include "base/secret.h"
#include "store/core/reason.h"
#include "store/core/user.h"
#include "store/people/org.h"

/*
 * FIELD_EDENIED with *why (REASON_PASSWORD_WEAK) when PASSWORD contains the
 * name of ORG, its title or the first word of the title, a word of USER's names
 * or of the address before the '@', or the name of its domain, each of
 * FAMILIAR_WORD_MIN letters or more and also reversed; or when hardly any
 * letters remain without these words, however short, and common ones.
 */
int familiar_check(const struct secret *password, const struct user *user,
    const struct org *org, struct refusal *why);

/* Shorter words occur in too many good passwords. */
#define FAMILIAR_WORD_MIN 4
/* Letters that a password must have besides such words, if it has one. */
#define FAMILIAR_REST_MIN 4

#endif
