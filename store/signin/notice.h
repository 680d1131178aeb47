/*
 * store/signin/notice: what a person is told at the next sign-in, and by mail.
 * Layer: store.  Users: signin_change; pam_fieldauth/signin.
 */
#ifndef STORE_SIGNIN_NOTICE_H
#define STORE_SIGNIN_NOTICE_H

#include "store/access/standing.h"
#include "store/core/change.h"

/* The sentences of one sign-in. */
#define NOTICE_SIZE 400

/*
 * The password was replaced by someone who knew a one-time code, and not the
 * password: tell the person of STANDING, by mail too.  Nothing if there was no
 * password.
 */
int notice_password_changed(struct change *change,
    const struct signin_request *request, const struct standing *standing);

/*
 * The sentences for PERSON_ID, in the order of their causes; "" if there are
 * none.  Without those caused by the sign-in that is in progress, by the one-time
 * code CODE_ID ("": by none): they are for the next one.  Those that do not fit
 * are told later.  *ret_last is for notice_forget().
 */
int notice_read(struct store *store, const char *person_id, const char *code_id,
    char ret_text[NOTICE_SIZE], int64_t *ret_last);

/* The person has seen them, up to LAST. */
int notice_forget(struct store *store, const char *person_id,
    const char *code_id, int64_t last);

#endif
