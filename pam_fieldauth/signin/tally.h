/*
 * pam_fieldauth/signin/tally: failures that the database could not take.
 * Layer: fieldauth-signin.  Users: serve.
 *
 * One small file for each person under /run, named by uid, that the next
 * sign-in with a writable database takes over.
 */
#ifndef PAM_FIELDAUTH_SIGNIN_TALLY_H
#define PAM_FIELDAUTH_SIGNIN_TALLY_H

#include <stdint.h>

/* One more.  FIELD_EFULL, FIELD_EIO, FIELD_EBUSY. */
int tally_add(const char *run_dir, uint32_t uid);

/* The count, which is then 0. */
int64_t tally_take(const char *run_dir, uint32_t uid);

#endif
