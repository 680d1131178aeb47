/*
 * base/account: look-up of the machine's accounts by name.
 * Layer: base; libc only.  Users: syncd/fetch, fieldctl, the PAM module.
 *
 * getpwnam(3) returns NULL both when no account has the name and when the
 * question could not be answered (no descriptors, no memory, a name service
 * that does not respond).  Code that confuses the two creates an account twice,
 * or hands a person to the wrong PAM modules.
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
 * FIELD_EIO: not all sources could be asked, so the result is unknown.
 * Thread-safe.
 */
int account_find(const char *name, struct account *ret);

#endif
