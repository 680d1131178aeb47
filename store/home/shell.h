/*
 * store/home/shell: whether a login shell can be used on this machine.
 * Layer: store.  Users: user_field, setup, explain, doctor.
 *
 * A shell that does not exist or cannot be executed is refused where it is set
 * for a person: it keeps the person out, which a misspelling must not do.  One
 * that /etc/shells does not list is only reported: sshd and login start it,
 * and su and pam_shells(8) may not.  So is one that ends each session at once,
 * such as nologin, since that may be meant.
 */
#ifndef STORE_HOME_SHELL_H
#define STORE_HOME_SHELL_H

#include <stdbool.h>

#include "store/core/reason.h"

enum shell_state {
	SHELL_FINE,
	SHELL_UNLISTED,       /* not in /etc/shells */
	SHELL_NO_LOGIN,       /* nologin, false */
	SHELL_MISSING,        /* no such file */
	SHELL_NOT_EXECUTABLE, /* a folder, or a file without execute permission */
};

enum shell_state shell_look(const char *path);

/* "fine", "unlisted", "no-login", "missing", "not-executable". */
const char *shell_state_name(enum shell_state state);

/* The refusal that says what is wrong with it; REASON_NONE for SHELL_FINE. */
enum reason shell_reason(enum shell_state state);

/* Whether people cannot sign in with it. */
bool shell_keeps_out(enum shell_state state);

/* Whether it is refused where it is set. */
bool shell_is_refused(enum shell_state state);

#endif
