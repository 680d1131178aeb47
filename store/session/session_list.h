/*
 * store/session/session_list: lists one person's sessions (X2).
 * Layer: store.  Users: view.
 */
#ifndef STORE_SESSION_SESSION_LIST_H
#define STORE_SESSION_SESSION_LIST_H

#include <stdbool.h>
#include <stdint.h>

#include "store/db/db.h"

/* Times are UTC; closed_at 0: open. */
struct session_row {
	const char *id, *terminal, *service, *tty, *address, *method;
	int64_t opened_at, closed_at;
	const char *close_reason;
};

/*
 * Visit all open sessions of PERSON_ID, and the PAST most recent closed ones;
 * newest first, after those whose record is still in RUN_DIR.  VISIT's row is
 * valid during the call; it returns false to stop.
 */
int session_list(struct store *store, const char *person_id, int64_t past,
    bool (*visit)(const struct session_row *row, void *context), void *context);

#endif
