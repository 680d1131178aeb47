/*
 * base/email: what an e-mail address is, said in one place.
 * Layer: base.  Users: store (people, import, CSV), syncd/fetch, fieldctl.
 *
 * Whatever compares, stores, finds or mails an address asks here.  Two places
 * that disagree about where an address ends make one person's address out of
 * part of another's, and with the address goes the account.
 *
 * An address is the Mailbox of RFC 5321 section 4.1.2 with the additions of
 * RFC 6531 section 3.3: a Dot-string local part of atext and of letters, marks
 * and digits beyond ASCII, and a domain of letter-digit-hyphen labels, or of
 * labels for which IDNA2008 has such a form.  Quoted local parts, comments and
 * address literals are not taken: no mail provider gives them out.
 *
 * Held by tests/unit/base/test_base_email.c and tests/fuzz/fuzz_email.c.
 */
#ifndef BASE_EMAIL_H
#define BASE_EMAIL_H

#include <stdbool.h>
#include <stddef.h>

/* With its NUL: RFC 5321 section 4.5.3.1.3 allows a path of 256 octets, which
 * includes its two brackets (RFC 3696, erratum 1690). */
#define EMAIL_SIZE 255

/*
 * The form in which addresses are compared, of TEXT without the white space
 * around it: ASCII letters in lower case, other letters in NFC, the domain as
 * A-labels.  Folding a folded address gives the same bytes.
 * FIELD_EINVAL: TEXT is not one whole address, or SIZE is too small; BUF is
 * then untouched.  FIELD_ENOMEM.
 */
int email_fold(const char *text, char *buf, size_t size);

/*
 * The first address in a free-text field, as it is written there: an address,
 * `Name <address>', or several of them between commas, semicolons or blanks,
 * with comments in brackets beside them.  Words without '@' are a name before
 * `<address>'; before a bare address they may be the beginning of it ("o,
 * brien@acme.example"), and the field holds none.
 *
 * An address is taken whole or not at all: where any part that holds an '@'
 * is not an address, or what touches one could belong to it, the whole field
 * holds none.  FIELD_ENOTFOUND: TEXT is empty but for blanks and separators.
 * FIELD_EINVAL: it holds something else than addresses.  FIELD_ENOMEM.
 */
int email_find(const char *text, char *buf, size_t size);

#endif
