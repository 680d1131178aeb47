/*
 * store/signin/session: who is signed in where, since when (X2, X6).
 * Layer: store.  Users: fieldauth-signin; later who and force logout.
 */
#ifndef STORE_SESSION_H
#define STORE_SESSION_H

#include <sys/types.h>

#include "store/change.h"

struct session_new {
	const char *person_id, *service, *tty, *address, *method;
	pid_t leader; /* the process that asked; its start time is read here */
	int64_t epoch;
};

/* RET_ID has ID_SIZE bytes. */
int session_open(
    struct change *change, const struct session_new *in, char *ret_id);
/* Closing an unknown or closed session is success. */
int session_close(
    struct change *change, const char *session_id, const char *reason);

#endif
