#include <errno.h>
#include <poll.h>
#include <security/pam_ext.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <syslog.h>
#include <unistd.h>

#include "base/stream.h"
#include "build_paths.h"
#include "pam_fieldauth/module/spawn.h"
#include "pam_fieldauth/module/talk.h"

#define HELPER FIELDAUTH_LIBEXECDIR "/fieldauth-signin"
#define SOCKET FIELDAUTH_RUNDIR "/verify.sock"

/* The message on the socket is the verdict; the helper's exit status is
 * ignored. */
static bool
exchange(int fd, const struct protocol_request *request,
    struct protocol_answer *ret_answer, int64_t deadline)
{
	unsigned char buf[PROTOCOL_MAX];
	size_t len = protocol_put_request(request, buf);
	bool ok = stream_send(fd, buf, len, deadline);

	explicit_bzero(buf, sizeof(buf));
	if (!ok)
		return false;
	len = protocol_receive_message(fd, true, buf, deadline);
	ok = len != 0 && protocol_get_answer(buf, len, ret_answer);
	if (len != 0 && !ok)
		errno = EPROTO;
	explicit_bzero(buf, sizeof(buf));
	return ok;
}

bool
talk_to_child(const char *path, const struct protocol_request *request,
    struct protocol_answer *ret_answer, int64_t deadline)
{
	struct spawned helper;
	int errnum;
	bool ok;

	if (!spawn_open(path, &helper))
		return false;
	ok = exchange(helper.fd, request, ret_answer, deadline);
	errnum = errno;
	spawn_close(&helper, ok);
	errno = errnum;
	return ok;
}

/* Whether this process has the rights of the machine's root, which the helper
 * needs.  Root in a user namespace does not have them, and must use the
 * socket. */
static bool
is_machines_root(void)
{
	struct stat helper;

	return geteuid() == 0 &&
	    (stat(HELPER, &helper) < 0 || helper.st_uid == 0);
}

static bool
ask_socket_once(const struct protocol_request *request,
    struct protocol_answer *ret_answer, int64_t deadline)
{
	/* The message contains a password. */
	int fd = stream_connect(FIELDAUTH_RUNDIR, SOCKET, deadline);
	int errnum;
	bool ok;

	if (fd < 0)
		return false;
	ok = exchange(fd, request, ret_answer, deadline);
	errnum = errno;
	(void)close(fd);
	errno = errnum;
	return ok;
}

/*
 * When the gate has no place, it closes the connection unread; so does the
 * kernel when the gate exits.  unix(7) then, and only then, reports EPIPE or
 * ECONNRESET, so a retry cannot count an attempt twice.  (A helper that exits
 * without an answer has read the request: that is an end of file.)
 */
static bool
was_turned_away(void)
{
	return errno == EPIPE || errno == ECONNRESET;
}

static bool
ask_socket(const struct protocol_request *request,
    struct protocol_answer *ret_answer, int64_t deadline)
{
	const int64_t patience = stream_deadline(TALK_PATIENCE_MS);

	while (!ask_socket_once(request, ret_answer, deadline)) {
		if (!was_turned_away())
			return false;
		if (stream_deadline(0) >= patience) {
			errno = EBUSY;
			return false;
		}
		(void)poll(NULL, 0, TALK_AGAIN_MS);
	}
	return true;
}

int
talk(pam_handle_t *pamh, const struct protocol_request *request,
    struct protocol_answer *ret_answer)
{
	int64_t deadline = stream_deadline(TALK_DEADLINE_MS);
	bool ok;

	memset(ret_answer, 0, sizeof(*ret_answer));
	ok = is_machines_root() ?
	    talk_to_child(HELPER, request, ret_answer, deadline) :
	    ask_socket(request, ret_answer, deadline);
	if (ok)
		return PAM_SUCCESS;
	pam_syslog(pamh, LOG_ERR, "no answer from fieldauth-signin: %m");
	memset(ret_answer, 0, sizeof(*ret_answer));
	return PAM_AUTHINFO_UNAVAIL;
}
