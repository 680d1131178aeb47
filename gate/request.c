/* Inspects queued input without consuming it.  No input from a peer may cost
 * more than these three system calls. */
#include <errno.h>
#include <poll.h>
#include <stdbool.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include "gate/request.h"

/* Whether the peer will send no more: it has closed or shut down its side. */
static bool
peer_has_gone(int fd)
{
	struct pollfd poll_fd = { .fd = fd, .events = POLLRDHUP };

	return poll(&poll_fd, 1, 0) > 0 &&
	    (poll_fd.revents & (POLLRDHUP | POLLHUP | POLLERR)) != 0;
}

enum request_state
request_look(const struct door *door, int fd)
{
	unsigned char header[DOOR_HEADER_MAX];
	/* checked before counting: bytes sent before the shutdown are then in
	 * the queue */
	const bool gone = peer_has_gone(fd);
	ssize_t got = recv(
	    fd, header, door->header_len, MSG_PEEK | MSG_DONTWAIT);
	size_t len;
	int queued;

	if (got == 0)
		return REQUEST_NEVER;
	if (got < 0 && errno != EAGAIN && errno != EINTR)
		return REQUEST_NEVER;
	if (got < (ssize_t)door->header_len)
		return gone ? REQUEST_NEVER : REQUEST_PART;
	len = door->message_len(header);
	/* unix(7): SIOCINQ counts everything in the queue, not only the first
	 * packet */
	if (len == 0 || ioctl(fd, FIONREAD, &queued) < 0)
		return REQUEST_NEVER;
	if (queued >= 0 && (size_t)queued >= len)
		return REQUEST_WHOLE;
	return gone ? REQUEST_NEVER : REQUEST_PART;
}
