/*
 * tests/support/terminal: this world, set up as a terminal.
 *
 * For programs of the module ring: real paths, but only inside a world of
 * tests/world (it refuses to run elsewhere). Organisation acme, terminal van-7,
 * people jane (dispatcher) and omar with the password TERMINAL_PASSWORD;
 * getpwnam() of this process uses files and fieldusers. Argon2id uses cheap
 * parameters (8 MiB, one pass).
 */
#ifndef TESTS_TERMINAL_H
#define TESTS_TERMINAL_H

#include "store/core/change.h"
#include "store/people/user.h"

#define TERMINAL_PASSWORD "Tall-9-giraffes-mend"

/* For cmocka's group fixtures. */
int terminal_set_up(void **state);

/* Restores the two active people with this password, whatever a test has
 * changed; the database is created again. */
int terminal_renew(void **state);

/* Run SQL that no verb has, and count what is stored. */
void terminal_sql(const char *sql);
int64_t terminal_count(const char *sql);

/* For a process that is only a host: lets getpwnam() use fieldusers. */
int terminal_look_up(void);

uint32_t terminal_uid(const char *login);

/* A one-time code for LOGIN by `fieldctl user VERB --print`; valid until the next
 * call. */
const char *terminal_code(const char *verb, const char *login);

/* Runs FUNCTION in a child whose real, effective and saved uid are UID; returns
 * its result. */
int terminal_as(uint32_t uid, int (*function)(void *context), void *context);

/* Waits until everything that has been logged is in the syslog of the world. */
void terminal_wait_for_syslog(void);

/* The number of lines with TEXT in the syslog of the world since the last
 * call. */
int terminal_logged(const char *text);

void terminal_shell(const char *format, ...)
    __attribute__((format(printf, 1, 2)));

#endif
