/*
 * control/explain/verdict: whether a person would be admitted, decided as for a
 * sign-in.
 * Layer: control.  Users: explain.
 */
#ifndef CONTROL_EXPLAIN_VERDICT_H
#define CONTROL_EXPLAIN_VERDICT_H

#include "control/call.h"
#include "store/home/effective.h"
#include "store/home/shell.h"
#include "store/lock/lock.h"
#include "store/people/terminal.h"
#include "store/people/user.h"

#define VERDICT_REASONS_MAX 32

struct verdict_reason {
	enum reason reason;
	const char *required; /* the permission that is lacking, or NULL */
};

struct verdict {
	struct user user;
	const char *service;
	bool by_address; /* the person was given by e-mail address */
	enum reason reason;
	bool has_secret;
	/* The locks in force, from wherever; freed by verdict_release(). */
	struct lock *locks;
	size_t lock_count;
	int64_t locked_until; /* a lock that concerns the service; 0: none */
	char left_out[300];   /* why the machine cannot look the person up */
	const char *required; /* the permission that decided, or NULL */
	/* All reasons, in the order in which they refuse; REASON is the
	 * first. */
	struct verdict_reason reasons[VERDICT_REASONS_MAX];
	size_t reason_count;
	struct effective effective;
	enum shell_state shell;
	struct terminal_site site;
	bool service_asked;      /* otherwise the gates were not reached */
	int gate;                /* the gate that admits no one; -1: none */
	struct refusal terminal; /* a problem of the terminal */
};

/* Whether REASON does not prevent a sign-in. */
bool verdict_lets_in(enum reason reason);

void verdict_release(struct verdict *verdict);

/* Decide for verdict->user and verdict->service with the parameters "gates" and
 * "no_address".  A database error. */
int verdict_make(struct control_call *call, struct verdict *verdict);

#endif
