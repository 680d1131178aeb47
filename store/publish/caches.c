/* A client for nscd's INVALIDATE.  A cache that hangs must not block the
 * caller. */
#include <errno.h>
#include <poll.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/str.h"
#include "store/publish/caches.h"

/* glibc, nscd/nscd-client.h: NSCD_VERSION and request_type. */
#define NSCD_VERSION    2
#define NSCD_INVALIDATE 10
#define RETRY_MS        20

struct request {
	int32_t version, type, key_len;
	char key[sizeof("passwd")];
};

static int
left_ms(int64_t deadline_ms)
{
	int64_t left = deadline_ms - clock_monotonic_ms();

	return left > 0 ? (int)left : 0;
}

/* The errors of connect() and send() when no daemon listens. */
static int
error_of(int errnum)
{
	switch (errnum) {
	case ENOENT:
	case ENOTDIR:
	case ECONNREFUSED:
	case ECONNRESET:
	case EPIPE:
		return FIELD_ENOTFOUND;
	default:
		return FIELD_EIO;
	}
}

static int
connect_before(int fd, const struct sockaddr_un *address, int64_t deadline_ms)
{
	while (connect(fd, (const struct sockaddr *)address, sizeof(*address)) <
	    0) {
		if (errno != EAGAIN && errno != EINTR)
			return error_of(errno);
		if (left_ms(deadline_ms) == 0)
			return FIELD_EBUSY; /* its queue is full */
		(void)poll(NULL, 0, RETRY_MS);
	}
	return FIELD_OK;
}

/* nscd replies with 0 or an errno, unscd does not reply. */
static int
await_answer(int fd, int64_t deadline_ms)
{
	struct pollfd ready = { .fd = fd, .events = POLLIN };
	int32_t answer;
	ssize_t n;
	int rc;

	do {
		rc = poll(&ready, 1, left_ms(deadline_ms));
	} while (rc < 0 && errno == EINTR);
	if (rc <= 0)
		return rc == 0 ? FIELD_EBUSY : FIELD_EIO;
	n = recv(fd, &answer, sizeof(answer), 0);
	if (n < 0)
		return error_of(errno);
	return n == 0 || (n == (ssize_t)sizeof(answer) && answer == 0) ?
	    FIELD_OK :
	    FIELD_EIO;
}

static int
tell(const struct sockaddr_un *address, const char *table, int64_t deadline_ms)
{
	struct request request = { NSCD_VERSION, NSCD_INVALIDATE,
		(int32_t)strlen(table) + 1, "" };
	size_t len = offsetof(struct request, key) + strlen(table) + 1;
	int fd, rc;

	(void)str_copy(request.key, sizeof(request.key), table);
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return FIELD_EIO;
	rc = connect_before(fd, address, deadline_ms);
	if (rc == FIELD_OK &&
	    send(fd, &request, len, MSG_NOSIGNAL) != (ssize_t)len)
		rc = error_of(errno);
	if (rc == FIELD_OK)
		rc = await_answer(fd, deadline_ms);
	(void)close(fd);
	return rc;
}

int
caches_tell(const char *socket, int timeout_ms)
{
	static const char *const tables[] = { "passwd", "group" };
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int64_t deadline_ms = clock_monotonic_ms() + timeout_ms;
	int worst = FIELD_OK;

	if (!str_copy(address.sun_path, sizeof(address.sun_path), socket))
		return FIELD_EIO;
	/* both, even if the first fails: a cache that hangs will read later
	 * what was sent */
	for (size_t i = 0; i < sizeof(tables) / sizeof(tables[0]); i++) {
		int rc = tell(&address, tables[i], deadline_ms);

		if (rc == FIELD_ENOTFOUND)
			return FIELD_OK;
		if (rc != FIELD_OK)
			worst = rc;
	}
	return worst;
}
