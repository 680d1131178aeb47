/*
 * fieldctl/user/user: what the verbs about people share.
 * Layer: fieldctl.  Users: the verbs of this folder.
 */
#ifndef FIELDCTL_USER_USER_H
#define FIELDCTL_USER_USER_H

#include <jansson.h>

#include "fieldctl/frame/command.h"
#include "store/people/user.h"

/* add.c, list.c, edit.c, passwd.c */
int user_add_verb(struct ctl *ctl);
int user_list_verb(struct ctl *ctl);
int user_show_verb(struct ctl *ctl);
int user_edit_verb(struct ctl *ctl);
/* home.c: say that USER's home folder keeps it out, and offer to
 * give it over; --take-home says yes.  EX_OK, or a code after saying why. */
int user_home_settle(struct ctl *ctl, const struct user *user);
/* OBJECT, taken over, with the member "home_problem": null, or {"path",
 * "problem", "owner_uid"} where USER cannot sign in because of it. */
json_t *user_home_json(
    struct ctl *ctl, const struct user *user, json_t *object);
int user_passwd_verb(struct ctl *ctl);

/* pin.c */
int user_unpin_verb(struct ctl *ctl);
/* person_json() with the fields that imports leave alone, as 'pinned'. */
json_t *user_show_json(struct store *store, const struct user *user);

/* state.c */
int user_activate_verb(struct ctl *ctl);
int user_deactivate_verb(struct ctl *ctl);
int user_block_verb(struct ctl *ctl);
int user_unblock_verb(struct ctl *ctl);
int user_hold_verb(struct ctl *ctl);
int user_release_verb(struct ctl *ctl);
int user_confirm_email_verb(struct ctl *ctl);
int user_delete_verb(struct ctl *ctl);
int user_restore_verb(struct ctl *ctl);

#endif
