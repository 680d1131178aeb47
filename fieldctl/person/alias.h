/*
 * fieldctl/person/alias: reports that an address is, or is no longer, a login
 * name.
 * Layer: fieldctl.  Users: user.
 */
#ifndef FIELDCTL_PERSON_ALIAS_H
#define FIELDCTL_PERSON_ALIAS_H

#include <jansson.h>

#include "fieldctl/frame/ctl.h"

/* A line for each address of an answer's "addresses" (control/person/alias);
 * nothing with --json. */
void alias_tell(struct ctl *ctl, const json_t *addresses);

#endif
