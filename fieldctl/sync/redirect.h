/*
 * fieldctl/sync/redirect: receives the redirect of the browser from the consent
 * page to this machine (RFC 8252 section 7.3).
 * Layer: fieldctl.  Users: sync_consent.
 */
#ifndef FIELDCTL_SYNC_REDIRECT_H
#define FIELDCTL_SYNC_REDIRECT_H

#include <stdbool.h>
#include <stddef.h>

/* Listen on 127.0.0.1 at the port of URL ("http://localhost:8493/callback").
 * FIELD_EINVAL: URL is not of that kind; FIELD_EIO: the port is taken. */
int redirect_listen(const char *url, int *ret_fd);

/*
 * Accept one visitor on the listening FD, for at most five seconds.  If it
 * requests the path of URL, BUF gets the whole address with its query and true is
 * returned; other visitors get "404 Not Found".
 */
bool redirect_accept(int fd, const char *url, char *buf, size_t size);

#endif
