/*
 * control/request: what somebody can ask, as one table.
 * Layer: control (store, wire, jansson).  Users: every noun's table, run,
 * check, describe, tests.
 *
 * A request has a name ("user.block"), named parameters, and an answer: rows,
 * and then one end with an exit code of sysexits(3), a result or an error,
 * and warnings.  fieldctl calls the handlers in its own process when it is
 * root's, and fieldauth-control calls them for everybody else with the peer's
 * uid as the acting person; a handler does not learn which of the two it is.
 *
 * To add a request:
 *  1. The verb or the read is a function of store/ that takes the actor and
 *     asks rules.  A handler never decides who may.
 *  2. Write the handler in control/NOUN/: it takes its parameters from
 *     control/call (they have been checked against the table), and yields
 *     rows and a result.  A change goes through control_change().
 *  3. Write its row in the noun's table (control/NOUN/NOUN.c): name, one
 *     sentence, the rule that store asks, parameters, flags.
 *  4. `make requests` writes control/REQUESTS.md anew.
 *  5. fieldctl/NOUN/ asks for it by ctl_ask() or ctl_list() (fieldctl/ask.h).
 *  6. tests/unit/control/ has the request's own test; test_requests.c walks
 *     the table by itself.
 *
 * What each request obeys:
 *  - No path that a caller names is opened by a handler: the caller reads
 *    files, and sends what is in them (PARAM_BYTES, PARAM_SECRET).  Only a
 *    request that is root's alone (CONTROL_ROOT) may: there, nobody else's
 *    process handles what root says.
 *  - An act that yields, replaces or redirects a secret, code, key, address,
 *    phone or identity counts as gaining all that the person may do.
 *  - Rows are made while a read transaction may be open, and leave when the
 *    handler has returned (control_row()); a long list comes in pages.
 */
#ifndef CONTROL_REQUEST_H
#define CONTROL_REQUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "store/core/rules.h"

enum control_kind {
	PARAM_TEXT,   /* UTF-8, up to max bytes (0: CONTROL_TEXT_MAX) */
	PARAM_SECRET, /* bytes in base64 (RFC 4648), without a NUL */
	PARAM_BYTES,  /* what a file holds, in base64; up to max bytes */
	PARAM_FLAG,   /* true or false */
	PARAM_NUMBER, /* 0 up to max (0: any) */
	PARAM_TIME,   /* ISO 8601, or "" for none */
	PARAM_TEXTS,  /* a list of up to max texts (0: CONTROL_TEXTS_MAX) */
};

#define CONTROL_TEXT_MAX   4096
#define CONTROL_TEXTS_MAX  200000
#define CONTROL_SECRET_MAX 512

struct control_param {
	const char *name; /* NULL ends a table */
	enum control_kind kind;
	bool required;
	int64_t max;
	const char *help; /* a phrase without its stop, for REQUESTS.md */
};

enum control_flag {
	/* It changes something: one change, and dry_run is understood. */
	CONTROL_CHANGES = 1,
	/* The handler is called again until control_more() is not. */
	CONTROL_PAGES = 2,
	/* A stream without an end; no idle limit on its connection. */
	CONTROL_FOLLOWS = 4,
	/* Root's alone: never through the socket. */
	CONTROL_ROOT = 8,
	/* It takes access away: on a full disk it may use what is in reserve
	 * (store/db/reserve). */
	CONTROL_TAKES_RESERVE = 16,
	/* Refused while fieldauth.conf has a mistake.  Without it, what a
	 * sign-in reads of the file is enough: for requests that look, and for
	 * those that let people out or in again. */
	CONTROL_GOOD_CONFIG = 32,
	/* It computes a password's hash: one at a time for all connections. */
	CONTROL_HASHES = 64,
	/* For root the database is not opened: there may be none.  For others
	 * it is, to look who they are. */
	CONTROL_NO_STORE = 128,
	/* Nor is fieldauth.conf read. */
	CONTROL_NO_CONFIG = 256,
	/* Opening the database makes one where there is none. */
	CONTROL_CREATES = 512,
};

struct control_call;

struct control_request {
	const char *name; /* "user.block"; NULL ends a table */
	const char *help; /* one sentence, for REQUESTS.md */
	/* What store asks of rules for it; RULES_VERB_COUNT: nothing, since
	 * it is about the caller alone, or about nobody. */
	enum rules_verb rule;
	const struct control_param *params;       /* NULL: none */
	unsigned flags;                           /* enum control_flag */
	int (*handle)(struct control_call *call); /* an exit code */
};

/* The request called NAME, or NULL. */
const struct control_request *control_find(const char *name);

/* All of them, in the order of REQUESTS.md; VISIT returns false to stop. */
void control_each(
    bool (*visit)(const struct control_request *request, void *context),
    void *context);

/* The parameter NAME of REQUEST, or NULL. */
const struct control_param *control_param(
    const struct control_request *request, const char *name);

#endif
