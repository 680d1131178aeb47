/*
 * store/secret/code: one-time codes, short texts that are typed once (L2, L4,
 * L5, N8, U9, L10).
 * Layer: store.  Users: the verbs that issue codes; store/signin.
 *
 * A code has CODE_LETTERS letters and digits of Crockford's base 32 (no I, L,
 * O, U; https://www.crockford.com/base32.html), 60 bits, written as
 * "K7QM-3TXP-9RVW".  That many need no limit of attempts: a million guesses a
 * second find one of a million codes in 13 days.  The database has only a hash,
 * keyed by meta.code_key, of the person and the text, by which a code is found:
 * a copy of the table reveals no code.
 */
#ifndef STORE_SECRET_CODE_H
#define STORE_SECRET_CODE_H

#include <stdbool.h>

#include "store/core/change.h"

#define CODE_LETTERS 12
#define CODE_GROUP   4
#define CODE_SIZE    (CODE_LETTERS + 3) /* with two dashes and the NUL */

/* CODE_KIND(id, name in the database, how many of one person are valid at a
 * time, whether it signs in) */
#define CODE_KINDS(CODE_KIND)                             \
	CODE_KIND(INVITATION, "invitation", 1, true)      \
	CODE_KIND(LINK, "link", 1, true)                  \
	CODE_KIND(SIGN_IN, "sign-in", 3, true)            \
	CODE_KIND(LEAD, "lead", 1, true)                  \
	CODE_KIND(RECOVERY, "recovery", 100, true)        \
	CODE_KIND(VERIFY_EMAIL, "verify-email", 1, false) \
	CODE_KIND(VERIFY_SENDER, "verify-sender", 1, false)

enum code_kind {
#define CODE_KIND(id, name, live, signs_in) CODE_##id,
	CODE_KINDS(CODE_KIND)
#undef CODE_KIND
	    CODE_KIND_COUNT
};

/* As one_time_code.kind. */
const char *code_kind_name(enum code_kind kind);

struct code_new {
	const char *person_id;
	enum code_kind kind;
	/* as one_time_code.delivery: mail, text, print, screen or sheet */
	const char *delivery;
	const char *email_folded; /* the address it is mailed to, or NULL */
	/* Where alone it works; NULL: at every terminal, from every source. */
	const char *terminal;
	const char *source_kind; /* as one_time_code.source_kind */
	int64_t valid_s;
};

/*
 * Make a code; the oldest ones of the person's codes of this kind become
 * invalid if there are too many.  Wipe RET_TEXT.  RET_ID, of ID_SIZE bytes, may
 * be NULL.
 */
int code_make(struct change *change, const struct code_new *in,
    char ret_text[CODE_SIZE], char *ret_id);

/* Whether the person was ever given a code of this kind. */
int code_had(struct store *store, const char *person_id, enum code_kind kind,
    bool *ret_had);

/* A code that signs in. */
struct code {
	char id[ID_SIZE];
	enum code_kind kind;
	bool mailed; /* to the address EMAIL_FOLDED */
	char email_folded[256];
	int64_t expires_at;
};

/*
 * Find the person's valid code that TEXT is, as typed (case, dashes and blanks
 * are ignored; O is 0; I and L are 1), if it signs in here: at this terminal,
 * from SOURCE_KIND ('console', 'address' or 'caller').  FIELD_ENOTFOUND; the same work
 * whatever TEXT is.  PERSON_ID may be "".
 */
int code_find(struct store *store, const char *person_id, const char *text,
    const char *source_kind, struct code *ret_code);

/* How long, after a sign-in by a code, the person may set a password without
 * the old one. */
#define CODE_FREE_S (15 * 60)

/* Use the code up.  *ret_used is false if it was used or became invalid since
 * it was found: of several who use it at once, one gets true. */
int code_use(struct change *change, const struct code *code, bool *ret_used);

/*
 * A person who signed in by the code CODE_ID may set one password without the
 * old one: by a code that is not used up yet, which this does, or within
 * CODE_FREE_S of its use.  FIELD_ENOTFOUND: not, or not any more; otherwise the
 * code's kind, and until when.
 */
int code_is_free(struct store *store, const char *person_id,
    const char *code_id, enum code_kind *ret_kind, int64_t *ret_until);
/* That password is being set: of several changes at once, one gets true. */
int code_use_for_change(struct change *change, const char *person_id,
    const char *code_id, bool *ret_used);

/* Whether TEXT is the person's valid code of KIND that was sent to
 * EMAIL_FOLDED; then it is used up. */
int code_redeem(struct change *change, const char *person_id,
    enum code_kind kind, const char *email_folded, const char *text,
    bool *ret_right);

/* The person's valid codes become invalid: all, those of KIND, and those that
 * were mailed or sent as a text. */
int code_revoke_all(struct change *change, const char *person_id);
int code_revoke_kind(
    struct change *change, const char *person_id, enum code_kind kind);
int code_revoke_sent(struct change *change, const char *person_id);

#endif
