/*
 * nss_fieldusers/lookup: what the functions of the module share.
 * Layer: product; snapshot reader and libc only.  Users: passwd.c, group.c,
 * initgroups.c.
 *
 * The module runs inside every process: see snapshot/reader.h for what it
 * therefore does not do.  Contract: glibc manual, "NSS Module Internals".
 * The tests named test_nss_* hold each point of it.
 */
#ifndef NSS_FIELDUSERS_LOOKUP_H
#define NSS_FIELDUSERS_LOOKUP_H

#include <nss.h>
#include <stdbool.h>
#include <stddef.h>

#include "snapshot/reader.h"

#define NSS_EXPORT __attribute__((visibility("default")))

/* What one look-up came to. */
struct outcome {
	enum snapshot_status status;
	int errnum;
	bool too_small; /* found, and the caller's buffer does not hold it */
};

/* Hold the snapshot of this machine.  After SNAPSHOT_OK: snapshot_leave(). */
enum snapshot_status lookup_enter(struct snapshot_view *ret_view);

/*
 * The only place where an outcome becomes a status and an errno, and the last
 * thing that a function does: *errnop may be errno itself.  Never zero; ERANGE
 * only for a buffer that is too small.  A missing file is UNAVAIL on a machine
 * that has been set up, and NOTFOUND elsewhere (in a chroot, say).
 */
enum nss_status lookup_failure(const struct outcome *outcome, int *errnop);

static inline enum nss_status
lookup_result(const struct outcome *outcome, int *errnop)
{
	if (outcome->status == SNAPSHOT_OK && !outcome->too_small)
		return NSS_STATUS_SUCCESS;
	return lookup_failure(outcome, errnop);
}

/* NOTFOUND without a look: names and numbers that nobody can have. */
enum nss_status lookup_nobody(int *errnop);

#endif
