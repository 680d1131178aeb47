/*
 * store/secret/code: one-time codes, short texts that are typed once (U9).
 * Layer: store.  Users: org/user_verify; the senders of codes.
 *
 * A code has CODE_LETTERS letters and digits of Crockford's base 32 (no I, L,
 * O, U), 40 bits, written as "K7QM-3TXP".  The database stores its keyed hash,
 * with the key meta.code_key: a copy of the table reveals no code.  A person
 * has one valid code of each kind; CODE_TRIES_MAX wrong attempts invalidate it,
 * so that a guess succeeds once in 2^37.
 */
#ifndef STORE_SECRET_CODE_H
#define STORE_SECRET_CODE_H

#include <stdbool.h>

#include "base/email.h"
#include "store/core/change.h"

#define CODE_LETTERS   8
#define CODE_SIZE      (CODE_LETTERS + 2) /* with the dash and the NUL */
#define CODE_TRIES_MAX 5

struct code_new {
	const char *person_id;
	const char *kind;         /* as one_time_code.kind: 'verify-email' */
	const char *delivery;     /* as one_time_code.delivery: 'mail' */
	const char *email_folded; /* the address it is sent to, or "" */
	int64_t valid_s;
};

/* Make a code; other codes of the same kind for the person become invalid.
 * Wipe RET_TEXT. */
int code_make(
    struct change *change, const struct code_new *in, char ret_text[CODE_SIZE]);

/*
 * Whether TEXT, as typed (case, dashes and blanks are ignored), is the person's
 * valid code of KIND that was sent to EMAIL_FOLDED.  A correct code is used up;
 * a wrong one counts against the valid code.  Both take effect when CHANGE is
 * committed, so the caller must also commit after a wrong code.
 */
int code_redeem(struct change *change, const char *person_id, const char *kind,
    const char *email_folded, const char *text, bool *ret_right);

#endif
