/*
 * pamconf/control: how libpam proceeds after the result of a module.
 * Layer: pamconf; base.  Users: fieldctl/machine/pam_stack,
 * fieldctl/machine/pam_gate.
 * Source: pam.conf(5); libpam/pam_misc.c, _pam_parse_control().
 */
#ifndef PAMCONF_CONTROL_H
#define PAMCONF_CONTROL_H

#include <stdbool.h>

enum pamconf_action {
	PAMCONF_IGNORE,
	PAMCONF_OK,
	PAMCONF_DONE,
	PAMCONF_BAD, /* the result is failure, and the stack continues */
	PAMCONF_DIE, /* the result is failure, and the stack ends */
	PAMCONF_RESET,
	PAMCONF_JUMP,
};

/*
 * The action that CONTROL ("required", or the text between brackets) has for
 * the result CODE, which is a name of pam.conf(5) such as "auth_err".
 * *ret_jump is the number of rules that PAMCONF_JUMP skips, otherwise 0.  A
 * control that libpam cannot parse is PAMCONF_BAD for every code.
 */
enum pamconf_action pamconf_action(
    const char *control, const char *code, unsigned long *ret_jump);

/* Whether the result CODE denies access and no later rule can change that. */
bool pamconf_is_final(const char *control, const char *code);

#endif
