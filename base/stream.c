/* Moves bytes over a stream socket.  This code runs in the processes of other
 * programs: it must never block past its deadline, raise SIGPIPE, or
 * allocate. */
#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "base/stream.h"

int64_t
stream_deadline(int ms)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000 + ms;
}

/* Wait for EVENTS; signals neither shorten nor extend the wait. */
static bool
wait_for(int fd, short events, int64_t deadline)
{
	for (;;) {
		struct pollfd poll_fd = { .fd = fd, .events = events };
		int64_t left = deadline - stream_deadline(0);
		int rc;

		if (left <= 0) {
			errno = ETIMEDOUT;
			return false;
		}
		rc = poll(&poll_fd, 1, left < INT_MAX ? (int)left : INT_MAX);
		if (rc > 0 && (poll_fd.revents & POLLNVAL) == 0)
			return true;
		if (rc > 0)
			errno = EBADF;
		if (rc != 0 && errno != EINTR && errno != EAGAIN)
			return false;
	}
}

static bool
is_temporary(int errnum)
{
	return errnum == EINTR || errnum == EAGAIN;
}

/* Send what the socket accepts now of LEN bytes.  0: nothing; -1: failure. */
static ssize_t
send_some(int fd, const unsigned char *at, size_t len)
{
	ssize_t sent = send(fd, at, len, MSG_NOSIGNAL | MSG_DONTWAIT);

	if (sent < 0 && is_temporary(errno))
		return 0;
	return sent;
}

bool
stream_send(int fd, const void *bytes, size_t len, int64_t deadline)
{
	const unsigned char *at = bytes;

	while (len > 0) {
		ssize_t sent;

		if (!wait_for(fd, POLLOUT, deadline))
			return false;
		sent = send_some(fd, at, len);
		if (sent < 0)
			return false;
		at += sent;
		len -= (size_t)sent;
	}
	return true;
}

bool
stream_send_patiently(int fd, const void *bytes, size_t len, int patience_ms)
{
	const unsigned char *at = bytes;
	int64_t deadline = stream_deadline(patience_ms);

	while (len > 0) {
		ssize_t sent;

		if (!wait_for(fd, POLLOUT, deadline))
			return false;
		sent = send_some(fd, at, len);
		if (sent < 0)
			return false;
		if (sent > 0)
			deadline = stream_deadline(patience_ms);
		at += sent;
		len -= (size_t)sent;
	}
	return true;
}

bool
stream_receive(int fd, void *buf, size_t len, int64_t deadline)
{
	unsigned char *at = buf;

	while (len > 0) {
		ssize_t got;

		if (!wait_for(fd, POLLIN, deadline))
			return false;
		got = recv(fd, at, len, MSG_DONTWAIT);
		if (got == 0) {
			errno = ENODATA;
			return false;
		}
		if (got < 0 && !is_temporary(errno))
			return false;
		if (got > 0) {
			at += got;
			len -= (size_t)got;
		}
	}
	return true;
}

bool
stream_wait(int fd, int64_t deadline)
{
	return wait_for(fd, POLLIN, deadline);
}

/* The socket's queue may be full for a moment. */
static bool
connect_before(int fd, const char *path, int64_t deadline)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };

	const size_t len = strlen(path);

	if (len >= sizeof(address.sun_path)) {
		errno = ENAMETOOLONG;
		return false;
	}
	memcpy(address.sun_path, path, len);
	while (connect(fd, (struct sockaddr *)&address, sizeof(address)) < 0) {
		if (errno == EISCONN)
			return true;
		if ((errno != EAGAIN && errno != EINTR) ||
		    stream_deadline(0) >= deadline)
			return false;
		(void)poll(NULL, 0, 20);
	}
	return true;
}

static bool
peer_is_trusted(int fd, const char *folder_path)
{
	struct ucred peer;
	socklen_t len = sizeof(peer);
	struct stat folder;

	if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &len) < 0 ||
	    lstat(folder_path, &folder) < 0)
		return false;
	if (S_ISDIR(folder.st_mode) &&
	    (folder.st_mode & (S_IWGRP | S_IWOTH)) == 0 &&
	    peer.uid == folder.st_uid)
		return true;
	errno = EPERM;
	return false;
}

int
stream_connect(const char *folder, const char *path, int64_t deadline)
{
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	int errnum;

	if (fd < 0)
		return -1;
	if (connect_before(fd, path, deadline) && peer_is_trusted(fd, folder))
		return fd;
	errnum = errno;
	(void)close(fd);
	errno = errnum;
	return -1;
}
