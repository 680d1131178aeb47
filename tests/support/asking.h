/*
 * tests/support/asking: requests in a company (tests/support/company), by root
 * or by a person.
 */
#ifndef TESTS_ASKING_H
#define TESTS_ASKING_H

#include <jansson.h>

#include "control/answer.h"
#include "control/run.h"
#include "tests/support/company.h"

/* company_open() with the fieldauth.conf that requests read. */
int asking_open(void **state);

/* One request and what came of it. */
struct asked {
	json_t *rows; /* an array */
	struct control_answer answer;
};

/* By root; by WHO, as through the socket.  PARAMS is JSON text, or NULL.
 * asked_release() it. */
struct asked ask_as_root(
    struct company *company, const char *name, const char *params);
struct asked ask_as(struct company *company, const struct user *who,
    const char *name, const char *params);
/* The same with a host of one's own, and dry runs. */
struct asked ask_by(struct control_host *host, const char *name,
    const char *params, bool dry_run);
struct control_host host_of(struct company *company, const struct user *who);
void asked_release(struct asked *asked);

/* The code of its error, or "". */
const char *asked_code(const struct asked *asked);

/* It must end with EXIT_CODE; releases it. */
void asked_ends(struct asked asked, int exit_code);
/* It must be refused with the error CODE; releases it. */
void asked_refused(struct asked asked, const char *code);

#endif
