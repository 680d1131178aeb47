/*
 * control/person/members: the people who have a role or a site.
 * Layer: control.  Users: role, org.
 */
#ifndef CONTROL_PERSON_MEMBERS_H
#define CONTROL_PERSON_MEMBERS_H

#include <jansson.h>

#include "control/call.h"

/* The login names of the people of ORG_ID with ROLE and at SITE (NULL: any)
 * whom the caller may see; NULL when out of memory or after a database
 * error. */
json_t *members_json(struct control_call *call, const char *org_id,
    const char *role, const char *site);

#endif
