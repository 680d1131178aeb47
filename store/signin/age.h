/*
 * store/signin/age: the age of imported data (N6).
 * Layer: store.  Users: pam_fieldauth/signin.
 */
#ifndef STORE_SIGNIN_AGE_H
#define STORE_SIGNIN_AGE_H

#include "store/db/db.h"

/*
 * The age in seconds of the oldest data among the connected sources of the
 * person's organisation, if it exceeds the policy data_age_notice; 0 if it does
 * not, or nothing has ever been imported.
 * FIELD_ENOTFOUND: no such person.
 */
int age_worth_saying(
    struct store *store, const char *person_id, int64_t *ret_age_s);

#endif
