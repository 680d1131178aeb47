/*
 * fieldctl/user: the verbs about people.
 * Layer: fieldctl.  Users: commands.
 */
#ifndef FIELDCTL_USER_H
#define FIELDCTL_USER_H

#include <jansson.h>

#include "fieldctl/command.h"
#include "store/people/user.h"

extern const struct command user_commands[];

/* user_add.c, user_list.c, user_edit.c, user_passwd.c */
int user_add_verb(struct ctl *ctl);
int user_list_verb(struct ctl *ctl);
int user_show_verb(struct ctl *ctl);
int user_edit_verb(struct ctl *ctl);
/* user_home.c: say that USER's home folder keeps it out, and offer to
 * give it over; --take-home says yes.  EX_OK, or a code after saying why. */
int user_home_settle(struct ctl *ctl, const struct user *user);
/* OBJECT, taken over, with the member "home_problem": null, or {"path",
 * "problem", "owner_uid"} where USER cannot sign in because of it. */
json_t *user_home_json(
    struct ctl *ctl, const struct user *user, json_t *object);
int user_passwd_verb(struct ctl *ctl);

/* user_pin.c */
int user_unpin_verb(struct ctl *ctl);
/* person_json() with the fields that imports leave alone, as 'pinned'. */
json_t *user_show_json(struct store *store, const struct user *user);

/* user_state.c */
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
