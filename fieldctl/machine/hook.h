/*
 * fieldctl/machine/hook: files that the system searches in fixed folders.
 * Layer: fieldctl.  Users: setup --system, doctor.
 *
 * PAM, pam-auth-update(8), the loader and systemd(1) do not search other
 * prefixes.  If `make install prefix=...` has installed our files elsewhere, a
 * symbolic link in the folder that is searched points to each of them; with the
 * usual prefix both are the same path, and nothing needs to be done.
 */
#ifndef FIELDCTL_MACHINE_HOOK_H
#define FIELDCTL_MACHINE_HOOK_H

#include <stdbool.h>
#include <stddef.h>

struct hook {
	const char *installed; /* where make install has put it */
	const char *system;    /* where the system searches for it */
	bool if_folder;        /* only if that folder exists */
};

extern const struct hook hooks[];
extern const size_t hook_count;

/* What hook_link() would come upon: FIELD_OK, nothing to do; FIELD_ENOTFOUND, a
 * link to make; FIELD_EEXIST, something else that is not ours. */
int hook_check(const struct hook *hook);
/* Whether hook_unlink() has a link to remove. */
bool hook_is_linked(const struct hook *hook);

/* Create the link of HOOK.  FIELD_OK also if it exists or is not needed;
 * FIELD_EEXIST if something else is there; FIELD_EIO. */
int hook_link(const struct hook *hook);

/* Remove it, if it points to our file; anything else stays. */
int hook_unlink(const struct hook *hook);

#endif
