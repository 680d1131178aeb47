/*
 * control/request: every request, in one table.
 * Layer: control (store, wire, jansson).  Users: every noun's table, run,
 * check, describe, tests.
 *
 * A request has a name ("user.block"), named parameters, and an answer: rows,
 * followed by one end with an exit code of sysexits(3), a result or an error,
 * and warnings.  fieldctl calls the handlers in its own process if it runs as
 * root; fieldauth-control calls them for other users, with the peer's uid as
 * the acting person.  A handler cannot tell the difference.
 *
 * To add a request:
 *  1. The verb or read is a function of store/ that takes the actor and asks
 *     rules.  A handler never decides permissions.
 *  2. Write the handler in control/NOUN/: it takes its parameters from
 *     control/call (they have been checked against the table), and returns rows
 *     and a result.  A change is made by control_change().
 *  3. Write its row in the noun's table (control/NOUN/NOUN.c): name, one
 *     sentence, the rule that store asks, parameters, flags.
 *  4. `make requests` updates control/REQUESTS.md.
 *  5. fieldctl/NOUN/ sends it by ctl_ask() or ctl_list() (fieldctl/ask.h).
 *  6. tests/unit/control/ has the request's own test; test_requests.c walks the
 *     table.
 *
 * Rules for every request:
 *  - A handler never opens a path named by the caller: the caller reads files,
 *    and sends their contents (PARAM_BYTES, PARAM_SECRET).  Only a request for
 *    root (CONTROL_ROOT) may, because it is handled in root's own process.
 *  - A verb that reveals, replaces or redirects a secret, code, key, address,
 *    phone or identity counts as gaining all rights of the person.
 *  - Rows are created while a read transaction may be open, and sent when the
 *    handler has returned (control_row()); long lists are paged.
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
	PARAM_BYTES,  /* contents of a file, in base64; up to max bytes */
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
	const char *help; /* a phrase without a full stop, for REQUESTS.md */
};

enum control_flag {
	/* It changes something: one change, with dry_run. */
	CONTROL_CHANGES = 1,
	/* The handler is called again until it stops calling control_more(). */
	CONTROL_PAGES = 2,
	/* A stream without an end; no idle limit for its connection. */
	CONTROL_FOLLOWS = 4,
	/* Root only: never through the socket. */
	CONTROL_ROOT = 8,
	/* It removes access: on a full disk it may use the reserve
	 * (store/db/reserve). */
	CONTROL_TAKES_RESERVE = 16,
	/* Refused if fieldauth.conf has a mistake.  Without it, the settings
	 * used by sign-ins are sufficient: for reads, and for requests that
	 * remove or restore access. */
	CONTROL_GOOD_CONFIG = 32,
	/* It computes a password hash: one at a time for all connections. */
	CONTROL_HASHES = 64,
	/* For root the database is not opened, because it may not exist.  For
	 * other callers it is, to identify them. */
	CONTROL_NO_STORE = 128,
	/* fieldauth.conf is not read either. */
	CONTROL_NO_CONFIG = 256,
	/* Opening the database creates it if it does not exist. */
	CONTROL_CREATES = 512,
	/* A read that also closes the records of what has ended, if the
	 * database can be written. */
	CONTROL_TIDIES = 1024,
};

struct control_call;

struct control_request {
	const char *name; /* "user.block"; NULL ends a table */
	const char *help; /* one sentence, for REQUESTS.md */
	/* The rule that store asks; RULES_VERB_COUNT: none, because the request
	 * concerns only the caller, or no person. */
	enum rules_verb rule;
	const struct control_param *params;       /* NULL: none */
	unsigned flags;                           /* enum control_flag */
	int (*handle)(struct control_call *call); /* an exit code */
};

/* The request called NAME, or NULL. */
const struct control_request *control_find(const char *name);

/* Visit all requests, in the order of REQUESTS.md; VISIT returns false to
 * stop. */
void control_each(
    bool (*visit)(const struct control_request *request, void *context),
    void *context);

/* The parameter NAME of REQUEST, or NULL. */
const struct control_param *control_param(
    const struct control_request *request, const char *name);

#endif
