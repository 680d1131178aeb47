/* Whether somebody answers at verify.sock, as a screen locker would find out:
 * by connecting.  Nothing is asked, so that nobody is judged. */
#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/str.h"
#include "build_paths.h"
#include "fieldctl/doctor/doctor.h"

#define SOCKET    FIELDAUTH_RUNDIR "/verify.sock"
#define ANSWER_MS 5000

/* Its queue may be full for a moment. */
static bool
connect_before(int fd, int64_t end_ms)
{
	struct sockaddr_un address = {
		.sun_family = AF_UNIX,
		.sun_path = SOCKET,
	};

	while (connect(fd, (struct sockaddr *)&address, sizeof(address)) < 0) {
		if ((errno != EAGAIN && errno != EINTR) ||
		    clock_monotonic_ms() >= end_ms)
			return false;
		(void)poll(NULL, 0, 20);
	}
	return true;
}

/* One who says that there is no request is closed at once. */
static bool
is_closed_before(int fd, int64_t end_ms)
{
	struct pollfd poll_fd = { .fd = fd, .events = POLLIN };
	int rc;

	(void)shutdown(fd, SHUT_WR);
	do {
		int64_t left = end_ms - clock_monotonic_ms();

		rc = poll(&poll_fd, 1, left > 0 ? (int)left : 0);
	} while (rc < 0 && errno == EINTR);
	return rc == 1;
}

void
doctor_gate(struct doctor *doctor)
{
	const int64_t end_ms = clock_monotonic_ms() + ANSWER_MS;
	struct stat st;
	int fd;

	/* a socket that is missing is a finding of `files` */
	if (doctor->ctl->root[0] != '\0' || lstat(SOCKET, &st) != 0)
		return;
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return;
	if (!connect_before(fd, end_ms))
		doctor_find(doctor, DOCTOR_FAIL,
		    "systemctl restart fieldauth-verify.socket",
		    _("%s: %s: screen lockers cannot unlock."), SOCKET,
		    strerror(errno));
	else if (!is_closed_before(fd, end_ms))
		doctor_find(doctor, DOCTOR_FAIL,
		    "systemctl restart fieldauth-gate.service",
		    _("%s is open and does not answer: screen lockers cannot "
		      "unlock."),
		    SOCKET);
	(void)close(fd);
}
