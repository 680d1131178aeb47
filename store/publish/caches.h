/*
 * store/publish/caches: tell the machine's caches of names of a change.
 * Layer: store.  Users: publish, fieldctl setup and doctor.
 *
 * nscd answers libc before any module is asked, for up to an hour by Debian's
 * settings.  It drops a table when root says INVALIDATE through its socket
 * (glibc, nscd/nscd-client.h: the protocol, version 2; nscd/cache.c: it
 * answers once no look-up can use the old entries); so does unscd, which
 * answers by closing.  The groups of a person are in the table of groups.
 */
#ifndef STORE_PUBLISH_CACHES_H
#define STORE_PUBLISH_CACHES_H

#define CACHES_SOCKET     "/var/run/nscd/socket"
#define CACHES_TIMEOUT_MS 1000

/*
 * Have the cache behind SOCKET drop users and groups, within TIMEOUT_MS for
 * both.  FIELD_OK: it has, or nothing listens there.  FIELD_EBUSY: it did not
 * answer in time; it drops them when it goes on.  FIELD_EIO: it refused, or
 * cannot be reached.  Any thread; raises no signal.
 */
int caches_tell(const char *socket, int timeout_ms);

#endif
