/*
 * fieldctl/explain/stack: what a service's PAM files require at sign-in.
 * Layer: fieldctl.  Users: explain.
 */
#ifndef FIELDCTL_EXPLAIN_STACK_H
#define FIELDCTL_EXPLAIN_STACK_H

#include <jansson.h>

#include "fieldctl/frame/ctl.h"
#include "fieldctl/machine/pam_gate.h"

struct stack {
	/* For user.explain, and for each the problem with it, or null. */
	json_t *gates, *faults;
	/* Why the service takes no e-mail address, or "". */
	char address_fault[GATE_WHY_SIZE];
};

/* For SERVICE.  FIELD_ENOMEM.  Call stack_release() in any case. */
int stack_read(
    const struct ctl *ctl, const char *service, struct stack *ret_stack);
void stack_release(struct stack *stack);

#endif
