/* sd_listen_fds(3) without a dependency on libsystemd. */
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/err.h"
#include "base/str.h"
#include "gate/sockets.h"

#define LISTEN_FIRST 3 /* SD_LISTEN_FDS_START */

static bool
number_of(const char *name, int64_t max, int64_t *ret)
{
	const char *text = getenv(name);

	return text != NULL && str_parse_int(text, 1, max, ret) == FIELD_OK;
}

static bool
is_listening(int fd)
{
	int domain = -1, listens = 0;
	socklen_t len = sizeof(domain);

	if (getsockopt(fd, SOL_SOCKET, SO_DOMAIN, &domain, &len) < 0 ||
	    domain != AF_UNIX)
		return false;
	len = sizeof(listens);
	return getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &listens, &len) == 0 &&
	    listens != 0;
}

size_t
sockets_take(struct loop_door *ret)
{
	const char *names = getenv("LISTEN_FDNAMES");
	char *copy, *rest;
	int64_t pid, fds;
	size_t count = 0;

	if (!number_of("LISTEN_PID", INT32_MAX, &pid) || pid != getpid() ||
	    !number_of("LISTEN_FDS", 64, &fds) || names == NULL)
		return 0;
	copy = strdup(names);
	rest = copy;
	for (int fd = LISTEN_FIRST; fd < LISTEN_FIRST + (int)fds; fd++) {
		const char *name = strsep(&rest, ":");
		const struct door *door = name != NULL ? door_find(name) : NULL;

		if (door == NULL || count == LOOP_DOORS_MAX ||
		    !is_listening(fd) || fcntl(fd, F_SETFD, FD_CLOEXEC) < 0) {
			(void)close(fd);
			continue;
		}
		ret[count++] = (struct loop_door){ door, fd };
	}
	free(copy);
	return count;
}
