/*
 * fieldctl/session/session: who is signed in, and logging people out (X2, X6).
 * Layer: fieldctl.  Users: commands.
 */
#ifndef FIELDCTL_SESSION_SESSION_H
#define FIELDCTL_SESSION_SESSION_H

#include "fieldctl/frame/command.h"

extern const struct option_spec who_options[];
extern const struct option_spec logout_options[];

/* who.c */
int who_verb(struct ctl *ctl);

/* logout.c */
int logout_verb(struct ctl *ctl);

#endif
