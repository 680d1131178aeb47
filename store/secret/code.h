/*
 * store/secret/code: one-time codes: short texts that are typed once (U9).
 * Layer: store.  Users: org/user_verify; what sends codes.
 *
 * A code has CODE_LETTERS letters and digits of Crockford's base 32 (no I, L, O,
 * U), 40 bits, as "K7QM-3TXP".  What is stored is its keyed hash, with the key
 * of the database (meta.code_key): a copy of the table finds no code.  A person
 * has one live code of a kind; CODE_TRIES_MAX wrong ones end it, so that a guess
 * succeeds once in 2^37.
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
	const char *email_folded; /* to which it is sent, or "" */
	int64_t valid_s;
};

/* Make one; the person's others of the kind end.  Wipe RET_TEXT. */
int code_make(
    struct change *change, const struct code_new *in, char ret_text[CODE_SIZE]);

/*
 * Whether TEXT, as typed (case, dashes and blanks do not matter), is the
 * person's live code of KIND, which was sent to EMAIL_FOLDED.  Right: it is used
 * up.  Wrong: that counts against what is live.  Either holds when CHANGE is
 * committed, so the caller commits a wrong one as well.
 */
int code_redeem(struct change *change, const char *person_id, const char *kind,
    const char *email_folded, const char *text, bool *ret_right);

#endif
