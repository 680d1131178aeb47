/*
 * store/core/reason: the one table of reasons for which something is refused.
 * Layer: store.  Users: everybody above; rules yields them.
 *
 * For each reason: the code that programs see, the sentence that people see
 * (what was refused, why, what to do), the PAM code and the exit code.
 */
#ifndef STORE_CORE_REASON_H
#define STORE_CORE_REASON_H

#include <stddef.h>

enum reason {
#define REASON(name, code, sentence, hint, pam, exit) REASON_##name,
#include "store/core/reason.def"
#undef REASON
	REASON_COUNT
};

/* A refusal with what it is about.  TEXT goes into the sentence at %1$s and
 * %2$s, with controls escaped and cut to fit. */
struct refusal {
	enum reason reason;
	char text[2][200];
};

/* Fill *RET; A and B may be NULL.  Returns FIELD_EDENIED, so that a verb can
 * end with `return refuse(why, REASON_X, ...)`.  RET may be NULL. */
int refuse(
    struct refusal *ret, enum reason reason, const char *a, const char *b);

/* The stable code, 'not_permitted'. */
const char *reason_code(enum reason reason);
/* sysexits(3). */
int reason_exit(enum reason reason);
/* The same for a code that another program printed; EX_SOFTWARE for one that
 * is not in the table. */
int reason_exit_by_code(const char *code);
/* A PAM_* code of <security/_pam_types.h>. */
int reason_pam(enum reason reason);

/* The sentence, translated, into BUF; returns BUF. */
char *refusal_sentence(const struct refusal *refusal, char *buf, size_t size);
/* What to do about it, translated, or "". */
char *refusal_hint(const struct refusal *refusal, char *buf, size_t size);

/* The reason for a bare field_err that no rule gave (busy, full, ...). */
enum reason reason_of_err(int rc);

#endif
