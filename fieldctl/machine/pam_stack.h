/*
 * fieldctl/machine/pam_stack: what pam-auth-update(8) has made of our profiles.
 * Layer: fieldctl.  Users: setup --system, doctor.
 *
 * Takes the text of an /etc/pam.d/common-* file (pamconf/rule reads it), and
 * says whether our line stands where it must.
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
 * What is wrong with our line in the stack of TYPE (auth, account, password,
 * session): an N_() sentence, or NULL when all is well.
 *   auth, account   before pam_unix.so (whose yes must not come first), every
 *                   refusal is final (bad or die), success jumps over
 *                   pam_deny.so; account: new_authtok_reqd=done
 *   password        the same, but after pam_unix.so, which would otherwise
 *                   lose its own prompt
 *   session         every refusal ends the stack, before pam_mkhomedir.so
 */
const char *pam_stack_problem(const struct pam_stack *stack, const char *type);

/* What is not wrong, but was made by an older profile and is better made anew:
 * an N_() sentence, or NULL. */
const char *pam_stack_outdated(const struct pam_stack *stack, const char *type);

/*
 * TEXT, a whole file, without our lines, and with the jumps over them shorter
 * by one for each; for files that pam-auth-update(8) leaves alone.
 * Allocated; NULL when out of memory.
 */
char *pam_stack_without_us(const char *text);

#endif
