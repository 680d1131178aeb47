/*
 * fieldctl/machine/hook: what the system looks for in folders of its own.
 * Layer: fieldctl.  Users: setup --system, doctor.
 *
 * PAM, pam-auth-update(8), the loader and systemd(1) know nothing of another
 * prefix.  Where `make install prefix=...` has put our files elsewhere, a
 * symbolic link leads to each of them from where it is looked for; with the
 * usual prefix both are the same path, and there is nothing to do.
 */
#ifndef FIELDCTL_MACHINE_HOOK_H
#define FIELDCTL_MACHINE_HOOK_H

#include <stdbool.h>
#include <stddef.h>

struct hook {
	const char *installed; /* where make install has put it */
	const char *system;    /* where the system looks for it */
	bool if_folder;        /* only where that folder is there */
};

extern const struct hook hooks[];
extern const size_t hook_count;

/* What hook_link() would come upon: FIELD_OK, nothing to do; FIELD_ENOTFOUND, a
 * link to make; FIELD_EEXIST, something else that is not ours. */
int hook_check(const struct hook *hook);
/* Whether hook_unlink() has a link to remove. */
bool hook_is_linked(const struct hook *hook);

/* Make the link of HOOK.  FIELD_OK also when it is there or not needed;
 * FIELD_EEXIST when there is something else; FIELD_EIO. */
int hook_link(const struct hook *hook);

/* Remove it, if it leads to our file; whatever else is there stays. */
int hook_unlink(const struct hook *hook);

#endif
