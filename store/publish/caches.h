/*
 * store/publish/caches: notifies the machine's name caches of a change.
 * Layer: store.  Users: publish, fieldctl setup and doctor.
 *
 * nscd answers libc before any module is called, for up to an hour with
 * Debian's settings.  It drops a table when root sends INVALIDATE through its
 * socket (glibc, nscd/nscd-client.h: the protocol, version 2; nscd/cache.c: it
 * replies once no look-up can use the old entries); so does unscd, which
 * replies by closing the connection.  The groups of a person are in the table
 * of groups.
 */
#ifndef STORE_PUBLISH_CACHES_H
#define STORE_PUBLISH_CACHES_H

#define CACHES_SOCKET     "/var/run/nscd/socket"
#define CACHES_TIMEOUT_MS 1000

/*
 * Make the cache behind SOCKET drop users and groups, within TIMEOUT_MS for
 * both.  FIELD_OK: done, or no daemon listens there.  FIELD_EBUSY: it did not
 * reply in time, and will drop them when it continues.  FIELD_EIO: it refused,
 * or cannot be reached.  Thread-safe; raises no signal.
 */
int caches_tell(const char *socket, int timeout_ms);

#endif
