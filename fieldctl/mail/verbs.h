/*
 * fieldctl/mail/verbs: the table of verbs about mail (L10).
 * Layer: fieldctl.  Users: commands.
 */
#ifndef FIELDCTL_MAIL_VERBS_H
#define FIELDCTL_MAIL_VERBS_H

#include "fieldctl/frame/command.h"

extern const struct command mail_commands[];
extern const struct option_spec mail_list_options[];

#endif
