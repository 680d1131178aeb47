/*
 * base/account: the accounts that the machine knows, by name.
 * Layer: base; libc alone.  Users: syncd/fetch, fieldctl, the PAM module.
 *
 * getpwnam(3) gives NULL for a name that nobody has, and as well when the
 * question could not be asked (no descriptor left, no memory, a source of
 * names that does not answer).  Who takes the second for the first makes a
 * user twice, or hands a person on to the wrong modules.
 */
#ifndef BASE_ACCOUNT_H
#define BASE_ACCOUNT_H

#include <sys/types.h>

struct account {
	uid_t uid;
	gid_t gid;
};

/*
 * FIELD_ENOTFOUND: every source was asked and none knows NAME.  FIELD_ENOMEM,
 * FIELD_EIO: they could not all be asked, and nothing is known.  Any thread.
 */
int account_find(const char *name, struct account *ret);

#endif
