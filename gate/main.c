/*
 * fieldauth-gate: accepts connections to the sockets that unprivileged users
 * may use.
 *
 * The service manager starts it with its listening sockets and no arguments.
 * It counts the connections of each uid and executes one helper per request.
 * It must stay too small to do anything else: no database, no network, no
 * secrets, no library except base.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/about.h"
#include "base/err.h"
#include "base/log.h"
#include "gate/loop.h"
#include "gate/sockets.h"

/* The first three descriptors may have been closed by our parent: a connection
 * must never get one of those numbers. */
static bool
fill_descriptors(void)
{
	int fd;

	do {
		fd = open("/dev/null", O_RDWR);
	} while (fd >= 0 && fd <= STDERR_FILENO);
	if (fd >= 0)
		(void)close(fd);
	return fd >= 0;
}

/* A blocked journal must not stop the gate: the line is then lost. */
static void
never_wait_for_the_journal(void)
{
	struct stat st;
	int flags = fcntl(STDERR_FILENO, F_GETFL);

	if (flags >= 0 && fstat(STDERR_FILENO, &st) == 0 &&
	    S_ISSOCK(st.st_mode))
		(void)fcntl(STDERR_FILENO, F_SETFL, flags | O_NONBLOCK);
}

/*
 * No capability is in effect in this process.  They stay permitted, because
 * under no_new_privs a helper cannot get capabilities that its parent does not
 * have (capabilities(7)).
 */
static bool
lay_down_capabilities(void)
{
	struct __user_cap_header_struct header = {
		.version = _LINUX_CAPABILITY_VERSION_3,
	};
	struct __user_cap_data_struct data[_LINUX_CAPABILITY_U32S_3];

	memset(data, 0, sizeof(data));
	if (syscall(SYS_capget, &header, data) < 0)
		return false;
	for (size_t i = 0; i < sizeof(data) / sizeof(data[0]); i++) {
		data[i].effective = 0;
		data[i].inheritable = 0;
	}
	return syscall(SYS_capset, &header, data) == 0;
}

#define PURPOSE                                                   \
	"fieldauth-gate is run by the service manager, with the " \
	"sockets of its units"

int
main(int argc, char **argv)
{
	struct loop_door doors[LOOP_DOORS_MAX];
	size_t count;

	if (about_asked(argc, argv, "fieldauth-gate", PURPOSE))
		return EX_OK;
	(void)prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
	(void)umask(077);
	log_init(LOG_TARGET_JOURNAL, "fieldauth-gate");
	count = sockets_take(doors);
	(void)clearenv();
	if (count == 0) {
		static const char text[] = PURPOSE "\n";

		return write(STDERR_FILENO, text, sizeof(text) - 1) < 0 ?
		    EX_IOERR :
		    EX_USAGE;
	}
	if (!fill_descriptors() || chdir("/") < 0 || !lay_down_capabilities()) {
		log_line(LOG_ERR, "cannot begin: %m");
		return EX_OSERR;
	}
	never_wait_for_the_journal();
	if (loop_run(doors, count) != FIELD_OK) {
		log_line(LOG_ERR, "cannot go on: %m");
		return EX_OSERR;
	}
	return EX_OK;
}
