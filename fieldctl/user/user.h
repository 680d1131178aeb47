/*
 * fieldctl/user/user: shared by the verbs about people.
 * Layer: fieldctl.  Users: the verbs of this folder.
 */
#ifndef FIELDCTL_USER_USER_H
#define FIELDCTL_USER_USER_H

#include <jansson.h>

#include "control/answer.h"
#include "fieldctl/frame/command.h"

/* add.c, list.c, edit.c, passwd.c, pin.c */
int user_add_verb(struct ctl *ctl);
int user_list_verb(struct ctl *ctl);
int user_show_verb(struct ctl *ctl);
int user_edit_verb(struct ctl *ctl);
int user_rename_verb(struct ctl *ctl);
int user_passwd_verb(struct ctl *ctl);
int user_unpin_verb(struct ctl *ctl);

/* missing.c: warn of those of PEOPLE (objects of a person) who have no
 * password, and say how to give them one; nothing with --json or for a dry
 * run. */
void user_warn_missing(struct ctl *ctl, const json_t *people);

/* secret.c; the last is `user passwd --generate`. */
int user_invite_verb(struct ctl *ctl);
int user_link_verb(struct ctl *ctl);
int user_reset_verb(struct ctl *ctl);
int user_verify_email_verb(struct ctl *ctl);
int user_generate_passwords(struct ctl *ctl);

/* code.c */
int user_code_verb(struct ctl *ctl);
int user_recovery_verb(struct ctl *ctl);
int user_count_verb(struct ctl *ctl);

/* changed.c: print the result of a change of one person (control/user):
 * SENTENCE, or the person as JSON; SETTLES offers a home folder as below.
 * EX_OK, or a code after reporting the reason. */
int user_say_changed(struct ctl *ctl, const char *action, const json_t *result,
    const char *sentence, bool settles);

/* changed.c: send REQUEST, which edits one person, and print the result. */
int user_send_edit(
    struct ctl *ctl, const char *request, json_t *params, bool settles);

/* home.c: report that the person's *home (null: none) refuses them, and offer
 * to transfer it; --take-home confirms.  *home is then its new state.  EX_OK,
 * or a code after reporting the reason. */
int user_home_settle(struct ctl *ctl, const json_t *result, json_t **home);

/* passwd.c: whether the password is what was refused, so that another one may
 * do. */
bool user_password_was_refused(const struct control_answer *answer);

/* state.c */
int user_activate_verb(struct ctl *ctl);
int user_deactivate_verb(struct ctl *ctl);
int user_block_verb(struct ctl *ctl);
int user_unblock_verb(struct ctl *ctl);
int user_unlock_verb(struct ctl *ctl);
int user_hold_verb(struct ctl *ctl);
int user_release_verb(struct ctl *ctl);
int user_confirm_email_verb(struct ctl *ctl);
int user_force_reset_verb(struct ctl *ctl);
int user_delete_verb(struct ctl *ctl);
int user_restore_verb(struct ctl *ctl);

#endif
