/*
 * tests/support/terminal: this world, set up as a terminal.
 *
 * For programs of the module ring: real paths, inside a world of tests/world
 * alone (it refuses anywhere else).  Organisation acme, terminal van-7,
 * people jane (dispatcher) and omar with the password TERMINAL_PASSWORD;
 * getpwnam() of this process asks files and fieldusers.  Argon2id is made
 * cheap (8 MiB, one pass).
 */
#ifndef TESTS_TERMINAL_H
#define TESTS_TERMINAL_H

#include "store/core/change.h"
#include "store/people/user.h"

#define TERMINAL_PASSWORD "Tall-9-giraffes-mend"

/* For cmocka's group fixtures. */
int terminal_set_up(void **state);

/* Back to two active people with that password, whatever a test has left;
 * the database is made anew. */
int terminal_renew(void **state);

/* Run SQL that no verb has, and count what is stored. */
void terminal_sql(const char *sql);
int64_t terminal_count(const char *sql);

/* For a process that is only a host: let getpwnam() ask fieldusers. */
int terminal_look_up(void);

uint32_t terminal_uid(const char *login);

/* Run FUNCTION in a child whose real, effective and saved uid are UID; what
 * it returns. */
int terminal_as(uint32_t uid, int (*function)(void *context), void *context);

/* Until everything that has been logged is in the world's syslog. */
void terminal_wait_for_syslog(void);

/* Lines of the world's syslog since the last call that contain TEXT. */
int terminal_logged(const char *text);

void terminal_shell(const char *format, ...)
    __attribute__((format(printf, 1, 2)));

#endif
