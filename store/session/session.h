/*
 * store/session/session: records of sign-ins: who, where, since when (X2, X6).
 * Layer: store.  Users: signin_session, session_spool, session_end.
 *
 * A session is opened by signin_open_session(), which decides and records in
 * one transaction.
 */
#ifndef STORE_SESSION_SESSION_H
#define STORE_SESSION_SESSION_H

#include <sys/types.h>

#include "store/core/change.h"
#include "store/session/logind.h"

struct session_new {
	const char *person_id, *service, *tty, *address, *method;
	/* The one-time code by which the person signed in, or NULL: while it
	 * permits that, this session may set a password without the old one. */
	const char *change_code_id;
	uint32_t uid;
	pid_t leader; /* the requesting process; its start time is read here */
	int64_t epoch;
};

/* A session as stored. */
struct session_record {
	char id[ID_SIZE], person_id[ID_SIZE];
	uint32_t uid; /* of the person */
	char service[64], tty[64], address[256], method[32];
	char logind_id[LOGIND_ID_SIZE]; /* "": none yet */
	char boot_id[64];
	/* pid, and its starttime in proc(5); 0: it has exited */
	int64_t leader, started;
	int64_t epoch;
	int64_t opened_at, closed_at; /* closed_at 0: open */
};

/* IN with a new id, this boot and its leader's start time; texts that do not
 * fit are truncated. */
void session_describe(const struct session_new *in, int64_t now_s,
    struct session_record *ret_session);

/* Open, of this boot, and its leader exists. */
bool session_is_alive(const struct session_record *session);

/* RET_ID has ID_SIZE bytes.  FIELD_ECONFLICT while earlier sessions of the
 * person still have to be ended: call session_end_person() first. */
int session_open(
    struct change *change, const struct session_new *in, char *ret_id);
/*
 * Insert a record that was kept outside while the database could not be written
 * (session_spool), with its id.  Succeeds if it is already here;
 * FIELD_ENOTFOUND: no such person.
 */
int session_take(struct change *change, const struct session_record *session);

/* Closing an unknown or closed session succeeds. */
int session_close(
    struct change *change, const char *session_id, const char *reason);

#endif
