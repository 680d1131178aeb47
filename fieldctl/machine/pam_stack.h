/*
 * fieldctl/machine/pam_stack: checks what pam-auth-update(8) has generated from
 * our profiles.
 * Layer: fieldctl.  Users: setup --system, doctor.
 *
 * Takes the text of an /etc/pam.d/common-* file (parsed by pamconf/rule), and
 * reports whether our line is in the required position.
 */
#ifndef FIELDCTL_MACHINE_PAM_STACK_H
#define FIELDCTL_MACHINE_PAM_STACK_H

#include <stdbool.h>
#include <stddef.h>

#define PAM_STACK_MAX 64 /* rules in one file */

struct pam_rule {
	char control[512]; /* "optional", or what is between the brackets */
	char module[64];   /* last component of the path */
};

struct pam_stack {
	struct pam_rule rules[PAM_STACK_MAX];
	size_t count;
};

/* The rules of TYPE ("auth") in TEXT; others and broken lines are left out. */
void pam_stack_read(
    const char *text, const char *type, struct pam_stack *ret_stack);

/* Whether MODULE is in the stack. */
bool pam_stack_has(const struct pam_stack *stack, const char *module);

/*
 * The problem with our line in the stack of TYPE (auth, account, password,
 * session): an N_() sentence, or NULL if there is none.
 *   auth, account   before pam_unix.so (whose success must not come first),
 *                   every refusal is final (bad or die), success jumps over
 *                   pam_deny.so; account: new_authtok_reqd=done
 *   password        the same, but after pam_unix.so, which would otherwise
 *                   lose its own prompt
 *   session         every refusal ends the stack, before pam_mkhomedir.so
 */
const char *pam_stack_problem(const struct pam_stack *stack, const char *type);

/* A stack that works, but was generated from an older profile and should be
 * generated again: an N_() sentence, or NULL. */
const char *pam_stack_outdated(const struct pam_stack *stack, const char *type);

/*
 * Return TEXT, a whole file, without our lines, and with jumps over them
 * reduced accordingly; for files that pam-auth-update(8) does not change.
 * Allocated; NULL when out of memory.
 */
char *pam_stack_without_us(const char *text);

#endif
