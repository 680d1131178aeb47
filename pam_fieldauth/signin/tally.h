/*
 * pam_fieldauth/signin/tally: counts failures that cannot be written to the
 * database.
 * Layer: fieldauth-signin.  Users: serve.
 *
 * One small file per person below /run, named by uid.  The next sign-in with a
 * writable database moves the count there.
 */
#ifndef PAM_FIELDAUTH_SIGNIN_TALLY_H
#define PAM_FIELDAUTH_SIGNIN_TALLY_H

#include <stdint.h>

/* Add one.  FIELD_EFULL, FIELD_EIO, FIELD_EBUSY. */
int tally_add(const char *run_dir, uint32_t uid);

/* Get the count and reset it to 0. */
int64_t tally_take(const char *run_dir, uint32_t uid);

#endif
