/*
 * store/session/present: the open sessions of this terminal, as the machine
 * shows them now (X6), and the people who have any process here.
 * Layer: store.  Users: view.
 */
#ifndef STORE_SESSION_PRESENT_H
#define STORE_SESSION_PRESENT_H

#include <stdint.h>

#include "store/session/session.h"

struct present {
	struct session_record session; /* its leader exists */
	/* The terminal that it is used on, below /dev; "": none is known. */
	char terminal[32];
	int64_t input_at; /* the last input from there; 0: unknown */
};

/*
 * Those in the database and those in RUN_DIR, oldest first; free() the array.
 * A terminal belongs to the innermost session of the processes that it
 * controls.  Its access time is that of the last input, as in w(1); the kernel
 * updates it every eight seconds.  FIELD_EIO, FIELD_ENOMEM.
 */
int present_list(
    struct store *store, struct present **ret_present, size_t *ret_count);

/* Store the logind ids that were not known when their sessions were opened.
 * Writes only if there are any. */
int present_learn(struct store *store, const struct actor *actor);

/* The uids, ascending, that some process has as its real, effective or saved
 * uid, or the leader of a session stands for; free() them. */
int present_uids(struct store *store, uid_t **ret_uids, size_t *ret_count);

#endif
