/*
 * tests/support/doorway: both ends of control.sock in a company
 * (tests/support/company): control/remote sends requests in a process with the
 * uid of a person, and control/serve answers in another process. Requires root.
 */
#ifndef TESTS_DOORWAY_H
#define TESTS_DOORWAY_H

#include <jansson.h>
#include <sys/types.h>

#include "control/session.h"
#include "tests/support/asking.h"

#define PATIENCE_MS 60000

struct door {
	struct company *company;
	int listener;
	pid_t server;
};

extern struct door door;

/* For cmocka's fixtures; *state is the struct company. */
int open_door(void **state);
int close_door(void **state);

/* What is done with a connection; NULL: it is served. */
typedef void treatment(int fd);

/* In another process: TREATs the first COUNT connections and serves the
 * others. */
void serve(treatment *treat, int count);

/* Runs in a process with another uid; its exit code is an index into what the
 * test expects. */
typedef int asking(struct control_session *session);

int as_uid(uid_t uid, asking *ask);

/* role.list: the number of rows, or the exit code. */
int ask_roles(struct control_session *session);
/* 0 if the request for NAME ends with the error EXPECTED, and 1 otherwise.
 * Takes ownership of PARAMS. */
int ask_for(struct control_session *session, const char *name, json_t *params,
    const char *expected);
/* The number of rows that role.list has for root. */
int rows_here(void);
/* A connection without a session. */
int connect_here(void);

#endif
