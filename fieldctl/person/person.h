/*
 * fieldctl/person/person: one person, for verbs that read the database here.
 * Layer: fieldctl.  Users: audit, explain, sync.
 */
#ifndef FIELDCTL_PERSON_PERSON_H
#define FIELDCTL_PERSON_PERSON_H

#include "fieldctl/frame/ctl.h"
#include "store/people/user.h"

/* One person called WHO.  EX_OK, or a code after saying why. */
int person_find(struct ctl *ctl, const char *who, struct user *ret_user);

#endif
