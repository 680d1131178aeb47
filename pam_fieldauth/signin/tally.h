/*
 * pam_fieldauth/signin/tally: counts failures that cannot be written to the
 * database.
 * Layer: fieldauth-signin.  Users: verbs.
 *
 * One small file per person below /run, named by uid, which counts by origin.
 * The next sign-in with a writable database moves the counts there.
 */
#ifndef PAM_FIELDAUTH_SIGNIN_TALLY_H
#define PAM_FIELDAUTH_SIGNIN_TALLY_H

#include <stdint.h>

#include "store/lock/origin.h"

#define TALLY_PLACES 16

struct tally {
	struct tally_place {
		int64_t count; /* 0: this one and those behind it are unused */
		struct origin origin;
	} places[TALLY_PLACES];
};

/* Add one from ORIGIN.  FIELD_EFULL, FIELD_EIO, FIELD_EBUSY. */
int tally_add(const char *run_dir, uint32_t uid, const struct origin *origin);

/* Get the counts and reset them to 0; false if there are none. */
bool tally_take(const char *run_dir, uint32_t uid, struct tally *ret_tally);

#endif
