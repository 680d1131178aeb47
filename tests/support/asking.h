/*
 * tests/support/asking: requests in a company (tests/support/company), sent by
 * root or by a person.
 */
#ifndef TESTS_ASKING_H
#define TESTS_ASKING_H

#include <jansson.h>

#include "control/answer.h"
#include "control/run.h"
#include "tests/support/company.h"

/* company_open() with the fieldauth.conf that requests read. */
int asking_open(void **state);

/* A request and its result. */
struct asked {
	json_t *rows; /* an array */
	struct control_answer answer;
};

/* Sent by root, or by WHO as through the socket. PARAMS is JSON text, or NULL.
 * Free the result with asked_release(). */
struct asked ask_as_root(
    struct company *company, const char *name, const char *params);
struct asked ask_as(struct company *company, const struct user *who,
    const char *name, const char *params);
/* The same with a given host, and optionally as a dry run. */
struct asked ask_by(struct control_host *host, const char *name,
    const char *params, bool dry_run);
struct control_host host_of(struct company *company, const struct user *who);
void asked_release(struct asked *asked);

/* The code of its error, or "". */
const char *asked_code(const struct asked *asked);

/* Fails the test unless the request ended with EXIT_CODE; frees it. */
void asked_ends(struct asked asked, int exit_code);
/* Fails the test unless the request was refused with the error CODE; frees
 * it. */
void asked_refused(struct asked asked, const char *code);

#endif
