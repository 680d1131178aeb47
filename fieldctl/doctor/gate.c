/* Checks that the gate accepts connections to its sockets, as a screen locker
 * or fieldctl would.  No request is sent, so no person is checked. */
#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/i18n.h"
#include "base/str.h"
#include "base/stream.h"
#include "build_paths.h"
#include "fieldctl/doctor/doctor.h"

#define ANSWER_MS 5000

static const struct gate_socket {
	const char *path;
	const char *unit;
	const char *harm; /* N_(): what does not work without it */
} sockets[] = {
	{ FIELDAUTH_RUNDIR "/verify.sock",
	    "systemctl restart fieldauth-verify.socket",
	    N_("screen lockers cannot unlock") },
	{ FIELDAUTH_RUNDIR "/control.sock",
	    "systemctl restart fieldauth-gate.service",
	    N_("users other than root cannot use fieldctl") },
};

/* Sending an end of file closes the connection at once. */
static bool
is_closed_before(int fd, int64_t deadline)
{
	(void)shutdown(fd, SHUT_WR);
	return stream_wait(fd, deadline);
}

/* False: there is no socket to look at. */
static bool
check_socket(struct doctor *doctor, const struct gate_socket *gate)
{
	const int64_t end = stream_deadline(ANSWER_MS);
	struct stat st;
	int fd;

	/* a missing socket is reported by `files` */
	if (lstat(gate->path, &st) != 0)
		return false;
	fd = stream_connect(FIELDAUTH_RUNDIR, gate->path, end);
	if (fd < 0) {
		doctor_find(doctor, DOCTOR_FAIL, gate->unit, _("%s: %s: %s."),
		    gate->path, strerror(errno), i18n_marked(gate->harm));
		return true;
	}
	if (!is_closed_before(fd, end))
		doctor_find(doctor, DOCTOR_FAIL,
		    "systemctl restart fieldauth-gate.service",
		    _("%s is open but does not respond: %s."), gate->path,
		    i18n_marked(gate->harm));
	(void)close(fd);
	return true;
}

void
doctor_gate(struct doctor *doctor)
{
	if (doctor->ctl->root[0] != '\0') {
		doctor_skip(doctor, _("not checked: this is another root"));
		return;
	}
	for (size_t i = 0; i < sizeof(sockets) / sizeof(sockets[0]); i++) {
		char because[200];

		if (check_socket(doctor, &sockets[i]))
			continue;
		(void)str_format(because, sizeof(because),
		    _("not checked: %s is missing"), sockets[i].path);
		doctor_skip(doctor, because);
	}
}
