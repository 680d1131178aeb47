/* pam_fieldauth/protocol: moving messages over a stream socket. */
#include <errno.h>
#include <poll.h>
#include <sys/socket.h>
#include <time.h>

#include "pam_fieldauth/protocol.h"

int64_t
protocol_deadline(int ms)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000 + ms;
}

/* Wait for EVENTS; a storm of signals shortens nothing and prolongs
 * nothing. */
static bool
wait_for(int fd, short events, int64_t deadline)
{
	for (;;) {
		struct pollfd poll_fd = { .fd = fd, .events = events };
		int64_t left = deadline - protocol_deadline(0);
		int rc;

		if (left <= 0) {
			errno = ETIMEDOUT;
			return false;
		}
		rc = poll(&poll_fd, 1, (int)left);
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

bool
protocol_send(int fd, const void *bytes, size_t len, int64_t deadline)
{
	const unsigned char *at = bytes;

	while (len > 0) {
		ssize_t sent;

		if (!wait_for(fd, POLLOUT, deadline))
			return false;
		sent = send(fd, at, len, MSG_NOSIGNAL | MSG_DONTWAIT);
		if (sent < 0 && !is_temporary(errno))
			return false;
		if (sent > 0) {
			at += sent;
			len -= (size_t)sent;
		}
	}
	return true;
}

bool
protocol_receive(int fd, void *buf, size_t len, int64_t deadline)
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

size_t
protocol_receive_message(
    int fd, bool answer, unsigned char *buf, int64_t deadline)
{
	size_t len;

	if (!protocol_receive(fd, buf, PROTOCOL_HEADER, deadline))
		return 0;
	len = protocol_message_len(buf, answer);
	if (len == 0) {
		errno = EPROTO;
		return 0;
	}
	if (!protocol_receive(
		fd, buf + PROTOCOL_HEADER, len - PROTOCOL_HEADER, deadline))
		return 0;
	return len;
}
