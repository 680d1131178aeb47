/*
 * fieldctl/explain/explanation: what `fieldctl explain` has found out, in words and as
 * JSON.
 * Layer: fieldctl.  Users: explain.
 */
#ifndef FIELDCTL_EXPLAIN_EXPLANATION_H
#define FIELDCTL_EXPLAIN_EXPLANATION_H

#include <jansson.h>

#include "fieldctl/frame/ctl.h"
#include "fieldctl/machine/pam_gate.h"
#include "store/core/reason.h"
#include "store/people/user.h"

/* The verdict, and what there is to say about it. */
struct explanation {
	struct user user;
	const char *service;
	enum reason reason;
	bool has_secret;
	int64_t locked_until; /* 0: not locked */
	char left_out[300];   /* why the machine does not know the person */
	const char *required; /* require= that decided, or NULL */
	char service_why[GATE_WHY_SIZE]; /* what is wrong with the service */
	char alias_why[GATE_WHY_SIZE];   /* why it takes no e-mail address */
	bool by_alias;       /* the person was named by the e-mail address */
	json_t *who;         /* login names */
	json_t *shared_with; /* login names: who else has the address */
	struct refusal terminal; /* what is wrong with the terminal */
};

/* Whether REASON is none to stay out. */
bool explanation_lets_in(enum reason reason);

/* A new object; NULL when out of memory. */
json_t *explanation_json(const struct explanation *explanation);

/* For people, on ctl->out. */
void explanation_say(struct ctl *ctl, const struct explanation *explanation);

#endif
