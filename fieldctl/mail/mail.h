/*
 * fieldctl/mail/mail: the verbs about mail (L10).
 * Layer: fieldctl.  Users: commands.
 */
#ifndef FIELDCTL_MAIL_MAIL_H
#define FIELDCTL_MAIL_MAIL_H

#include "fieldctl/frame/command.h"

extern const struct command mail_commands[];
extern const struct option_spec mail_list_options[];

int mail_list_verb(struct ctl *ctl);

/* test.c */
int mail_test_verb(struct ctl *ctl);

#endif
