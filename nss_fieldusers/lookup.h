/*
 * nss_fieldusers/lookup: shared by the functions of the module.
 * Layer: product; snapshot reader and libc only.  Users: passwd.c, group.c,
 * initgroups.c.
 *
 * The module runs inside every process: snapshot/reader.h lists what it must
 * therefore avoid.  Contract: glibc manual, "NSS Module Internals".  The tests
 * named test_nss_* check each point of it.
 */
#ifndef NSS_FIELDUSERS_LOOKUP_H
#define NSS_FIELDUSERS_LOOKUP_H

#include <nss.h>
#include <stdbool.h>
#include <stddef.h>

#include "snapshot/reader.h"

#define NSS_EXPORT __attribute__((visibility("default")))

/* The outcome of a look-up. */
struct outcome {
	enum snapshot_status status;
	int errnum;
	bool too_small; /* found, but the caller's buffer is too small */
};

/* Acquire this machine's snapshot.  After SNAPSHOT_OK, call
 * snapshot_leave(). */
enum snapshot_status lookup_enter(struct snapshot_view *ret_view);

/*
 * The only place where an outcome becomes a status and an errno, and the last
 * step of each function: *errnop may be errno itself.  Never zero; ERANGE only
 * for a buffer that is too small.  A missing file is UNAVAIL on a machine that
 * has been set up, and NOTFOUND elsewhere (for example in a chroot).
 */
enum nss_status lookup_failure(const struct outcome *outcome, int *errnop);

static inline enum nss_status
lookup_result(const struct outcome *outcome, int *errnop)
{
	if (outcome->status == SNAPSHOT_OK && !outcome->too_small)
		return NSS_STATUS_SUCCESS;
	return lookup_failure(outcome, errnop);
}

/* NOTFOUND without a look-up: names and numbers that cannot be assigned. */
enum nss_status lookup_nobody(int *errnop);

#endif
