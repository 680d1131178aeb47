/*
 * pamconf/control: what libpam does after a module's answer.
 * Layer: pamconf; base.  Users: fieldctl/machine/pam_stack, fieldctl/machine/pam_gate.
 * Source: pam.conf(5); libpam/pam_misc.c, _pam_parse_control().
 */
#ifndef PAMCONF_CONTROL_H
#define PAMCONF_CONTROL_H

#include <stdbool.h>

enum pamconf_action {
	PAMCONF_IGNORE,
	PAMCONF_OK,
	PAMCONF_DONE,
	PAMCONF_BAD, /* refused, and the stack goes on */
	PAMCONF_DIE, /* refused, and the stack ends */
	PAMCONF_RESET,
	PAMCONF_JUMP,
};

/*
 * The action of CONTROL ("required", or what is between brackets) for the
 * answer CODE, by its name in pam.conf(5) such as "auth_err".  *ret_jump is
 * the number of rules that PAMCONF_JUMP skips, else 0.  A control that libpam
 * cannot read makes everything bad.
 */
enum pamconf_action pamconf_action(
    const char *control, const char *code, unsigned long *ret_jump);

/* The answer CODE refuses, and nothing behind it can change that. */
bool pamconf_is_final(const char *control, const char *code);

#endif
