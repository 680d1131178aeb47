/*
 * store/core/reason: the table of all reasons for refusing something.
 * Layer: store.  Users: all rooms above; store/core/rules returns reasons.
 *
 * Each reason has a code for programs, a sentence and a hint for people, a PAM
 * code and an exit code.
 */
#ifndef STORE_CORE_REASON_H
#define STORE_CORE_REASON_H

#include <stddef.h>

#include "base/oneof.h"

enum reason {
#define REASON(name, code, sentence, hint, pam, exit) REASON_##name,
#include "store/core/reason.def"
#undef REASON
	REASON_COUNT
};

/* Bytes of the longest sentence and hint that are not cut. */
#define REFUSAL_SENTENCE_SIZE 2400
#define REFUSAL_HINT_SIZE     500

/* A refusal and its texts, which replace %1$s and %2$s in the sentence.
 * Control characters in them are escaped, and long texts are cut. */
struct refusal {
	enum reason reason;
	char text[2][200];
	struct oneof allowed; /* what may stand in place of text[0]: %3$s */
};

/* Fill *RET; A and B may be NULL.  Returns FIELD_EDENIED, so that a verb can
 * end with `return refuse(why, REASON_X, ...)`.  RET may be NULL. */
int refuse(
    struct refusal *ret, enum reason reason, const char *a, const char *b);

/*
 * The same for a VALUE that is none of ALLOWED: for reasons whose sentence has
 * %3$s.  The hint names the one that is near to VALUE.
 */
int refuse_value(struct refusal *ret, enum reason reason, const char *value,
    const char *what, struct oneof allowed);

/* The stable code, 'not_permitted'. */
const char *reason_code(enum reason reason);
/* sysexits(3). */
int reason_exit(enum reason reason);
/* The same for a code that another program printed; EX_SOFTWARE for a code
 * that is not in the table. */
int reason_exit_by_code(const char *code);
/* A PAM_* code of <security/_pam_types.h>. */
int reason_pam(enum reason reason);

/* The translated sentence in BUF; returns BUF.  About signing in, it is
 * addressed to the person who is refused. */
char *refusal_sentence(const struct refusal *refusal, char *buf, size_t size);
/* The same for an administrator: it speaks of the person in the third person. */
char *refusal_about(const struct refusal *refusal, char *buf, size_t size);
/* What to do about it, translated, or "": with a near value, the question
 * whether that was meant comes first. */
char *refusal_hint(const struct refusal *refusal, char *buf, size_t size);

/* The reason for a field_err that comes without a refusal (busy, full, ...). */
enum reason reason_of_err(int rc);

#endif
