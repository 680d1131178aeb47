/*
 * fieldctl/person/alias: saying that an address is, or is no longer, a login name.
 * Layer: fieldctl.  Users: user_add, user_edit, user_state, explain, doctor.
 */
#ifndef FIELDCTL_PERSON_ALIAS_H
#define FIELDCTL_PERSON_ALIAS_H

#include "control/person/alias.h"
#include "fieldctl/frame/ctl.h"

/* "ada, bob", as many as fit. */
char *alias_names(const struct name_list *logins, char *buf, size_t size);

/* A line for each address of an answer's "addresses" (control/person/alias);
 * nothing with --json. */
void alias_tell(struct ctl *ctl, const json_t *addresses);
/* The same for those that WATCH has kept. */
void alias_say(struct ctl *ctl, const struct alias_watch *watch);

#endif
