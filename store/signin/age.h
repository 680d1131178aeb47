/*
 * store/signin/age: how old what was imported is (N6).
 * Layer: store.  Users: pam_fieldauth/signin.
 */
#ifndef STORE_SIGNIN_AGE_H
#define STORE_SIGNIN_AGE_H

#include "store/db/db.h"

/*
 * The age in seconds of the oldest of the connected sources of the person's
 * organisation, when the policy data_age_notice says that it is worth a
 * sentence; 0 when it is not, or nothing has ever been imported.
 * FIELD_ENOTFOUND: no such person.
 */
int age_worth_saying(
    struct store *store, const char *person_id, int64_t *ret_age_s);

#endif
