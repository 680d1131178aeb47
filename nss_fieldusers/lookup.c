#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>

#include "build_paths.h"
#include "nss_fieldusers/lookup.h"

static struct snapshot_cache cache = SNAPSHOT_CACHE_INIT;

enum snapshot_status
lookup_enter(struct snapshot_view *ret_view)
{
	static const struct snapshot_source source = { FIELDAUTH_SNAPSHOT };

	return snapshot_enter(&cache, &source, ret_view);
}

/* For hosts that unload the module.  A snapshot in use by another thread
 * stays. */
__attribute__((destructor)) static void
unload(void)
{
	snapshot_cache_close(&cache);
}

/* Created by `fieldctl setup`; its contents are not read.  If the check fails,
 * the safe assumption is that it exists. */
static bool
machine_is_set_up(void)
{
	struct stat st;
	int saved = errno;
	bool absent;

	absent = fstatat(AT_FDCWD, FIELDAUTH_SYSCONFDIR "/secret.key", &st,
		     AT_SYMLINK_NOFOLLOW) < 0 &&
	    (errno == ENOENT || errno == ENOTDIR);
	errno = saved;
	return !absent;
}

static enum nss_status
answer(enum nss_status status, int errnum, int *errnop)
{
	*errnop = errnum;
	return status;
}

enum nss_status
lookup_nobody(int *errnop)
{
	return answer(NSS_STATUS_NOTFOUND, ENOENT, errnop);
}

enum nss_status
lookup_failure(const struct outcome *outcome, int *errnop)
{
	int errnum = outcome->errnum;

	if (outcome->too_small)
		return answer(NSS_STATUS_TRYAGAIN, ERANGE, errnop);
	if (errnum == 0 || errnum == ERANGE)
		errnum = EIO;
	switch (outcome->status) {
	case SNAPSHOT_OK: /* not a failure: lookup_result() */
		break;
	case SNAPSHOT_NONE:
		return answer(NSS_STATUS_NOTFOUND, ENOENT, errnop);
	case SNAPSHOT_MISSING:
		return answer(machine_is_set_up() ? NSS_STATUS_UNAVAIL :
						    NSS_STATUS_NOTFOUND,
		    ENOENT, errnop);
	case SNAPSHOT_DAMAGED:
		return answer(NSS_STATUS_UNAVAIL, EINVAL, errnop);
	case SNAPSHOT_UNREADABLE:
		return answer(NSS_STATUS_UNAVAIL, errnum, errnop);
	case SNAPSHOT_AGAIN:
		return answer(NSS_STATUS_TRYAGAIN, errnum, errnop);
	}
	return answer(NSS_STATUS_UNAVAIL, EINVAL, errnop);
}
