/*
 * control/person/org: the organisation that a request concerns.
 * Layer: control.  Users: handlers about an organisation's objects.
 */
#ifndef CONTROL_PERSON_ORG_H
#define CONTROL_PERSON_ORG_H

#include "control/call.h"
#include "store/people/org.h"

/* The parameter that org_of_call() reads. */
#define ORG_PARAM                                                                    \
	{                                                                            \
		"org", PARAM_TEXT, false, 0,                                         \
		    "the organisation; by default the caller's own, or the only one" \
	}

/*
 * The organisation named by the parameter "org"; without it a person's own, and
 * for root the terminal's only one.  EX_OK, or a code after reporting the
 * reason.
 */
int org_of_call(struct control_call *call, struct org *ret_org);

#endif
