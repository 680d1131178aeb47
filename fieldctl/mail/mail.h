/*
 * fieldctl/mail/mail: the verbs about mail (L10).
 * Layer: fieldctl.  Users: verbs, commands.
 */
#ifndef FIELDCTL_MAIL_MAIL_H
#define FIELDCTL_MAIL_MAIL_H

#include "fieldctl/frame/column.h"
#include "fieldctl/frame/ctl.h"

/* mail.c */
extern const struct listing_column mail_list_columns[];
int mail_list_verb(struct ctl *ctl);
int mail_show_verb(struct ctl *ctl);
int mail_retry_verb(struct ctl *ctl);
int mail_drop_verb(struct ctl *ctl);
int mail_preview_verb(struct ctl *ctl);

/* connect.c */
int mail_connect_verb(struct ctl *ctl);

/* test.c */
int mail_test_verb(struct ctl *ctl);

#endif
