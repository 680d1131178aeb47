/*
 * control/explain/remedy: for each reason of rules_may_sign_in(), what would
 * change it and who may do so.
 * Layer: control.  Users: explain.
 */
#ifndef CONTROL_EXPLAIN_REMEDY_H
#define CONTROL_EXPLAIN_REMEDY_H

#include <stddef.h>

#include "store/core/reason.h"

struct remedy {
	const char *permission; /* the permission needed; NULL: root only */
	/* with PERSON in place of the login name, or "" */
	const char *command;
	const char *note; /* N_(), or "" */
};

/* Never NULL. */
const struct remedy *remedy_of(enum reason reason);

/* The command with LOGIN and PERMISSION inserted; "" when there is none. */
char *remedy_command(
    const struct remedy *remedy, const char *login, char *buf, size_t size);

#endif
