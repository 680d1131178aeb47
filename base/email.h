/*
 * base/email: the one definition of an e-mail address.
 * Layer: base.  Users: store (people, import, CSV), syncd/fetch, fieldctl.
 *
 * All code that compares, stores, finds or mails an address uses these
 * functions.  If two places disagree about where an address ends, part of one
 * person's address becomes another person's address, and the account follows
 * the address.
 *
 * An address is the Mailbox of RFC 5321 section 4.1.2 with the additions of RFC
 * 6531 section 3.3: a Dot-string local part of atext and of letters, marks and
 * digits beyond ASCII, and a domain of letter-digit-hyphen labels, or of labels
 * that have such a form under IDNA2008.  Quoted local parts, comments and
 * address literals are rejected: no mail provider assigns them.
 *
 * Tested by tests/unit/base/test_base_email.c and tests/fuzz/fuzz_email.c.
 */
#ifndef BASE_EMAIL_H
#define BASE_EMAIL_H

#include <stdbool.h>
#include <stddef.h>

/* Size with the NUL: RFC 5321 section 4.5.3.1.3 allows a path of 256 octets,
 * which includes its two brackets (RFC 3696, erratum 1690). */
#define EMAIL_SIZE 255

/*
 * Write the canonical form of TEXT, which is used for comparison: surrounding
 * white space removed, ASCII letters in lower case, other letters in NFC, the
 * domain as A-labels.  Folding is idempotent.
 * FIELD_EINVAL: TEXT is not exactly one address, or SIZE is too small; BUF is
 * then unchanged.  FIELD_ENOMEM.
 */
int email_fold(const char *text, char *buf, size_t size);

/*
 * Find the first address in a free-text field and return it as written: an
 * address, `Name <address>', or several of them separated by commas, semicolons
 * or blanks, with comments in brackets beside them.  Words without '@' before
 * `<address>' are a name; before a bare address they may be its beginning ("o,
 * brien@acme.example"), so the field is rejected.
 *
 * An address is returned whole or not at all: if any part that contains '@' is
 * not an address, or adjoining text could belong to it, the whole field is
 * rejected.  FIELD_ENOTFOUND: TEXT has only blanks and separators.
 * FIELD_EINVAL: it has something other than addresses.  FIELD_ENOMEM.
 */
int email_find(const char *text, char *buf, size_t size);

#endif
