/* Describes the process at the other end.  It may exit at any time, and its pid
 * may be reused: the result describes the process that connected, or is "?". */
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/escape.h"
#include "base/str.h"
#include "store/session/peer.h"
#include "store/session/process.h"

#define EXE_SIZE 256

/* The pid may have been reused since it connected. */
static bool
is_the_one(pid_t pid, uid_t uid)
{
	int64_t started = process_started(pid);
	char path[64];
	struct stat st;

	(void)snprintf(path, sizeof(path), "/proc/%d", (int)pid);
	return started != 0 && started <= process_started(getpid()) &&
	    stat(path, &st) == 0 && st.st_uid == uid;
}

/* Whether PATH, as seen by this process, is the running executable. */
static bool
is_confirmed(const char *proc, const char *path)
{
	struct stat runs, named;

	return stat(proc, &runs) == 0 && stat(path, &named) == 0 &&
	    runs.st_dev == named.st_dev && runs.st_ino == named.st_ino;
}

static void
read_exe(pid_t pid, uid_t uid, char *buf, size_t size)
{
	char proc[64], path[EXE_SIZE];
	struct pollfd one = { .fd = pidfd_open(pid, 0), .events = POLLIN };
	bool confirmed = false;
	ssize_t len = -1;

	(void)snprintf(proc, sizeof(proc), "/proc/%d/exe", (int)pid);
	if (one.fd >= 0 && is_the_one(pid, uid))
		len = readlink(proc, path, sizeof(path) - 1);
	if (len > 0) {
		path[len] = '\0';
		confirmed = is_confirmed(proc, path);
	}
	/* a pidfd becomes readable when its process ends */
	if (len > 0 && poll(&one, 1, 0) == 0) {
		size_t head = confirmed ? 0 : sizeof("unconfirmed:") - 1;

		memcpy(buf, "unconfirmed:", sizeof("unconfirmed:"));
		(void)escape_copy(buf + head, size - head, path, ESCAPE_WORD);
	} else {
		(void)str_copy(buf, size, "?");
	}
	if (one.fd >= 0)
		(void)close(one.fd);
}

void
peer_describe(uid_t uid, pid_t pid, char *buf, size_t size)
{
	char exe[EXE_SIZE + 64];

	read_exe(pid, uid, exe, sizeof(exe));
	(void)snprintf(buf, size, "uid=%u pid=%d exe=%s", uid, (int)pid, exe);
}
