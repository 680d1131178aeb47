#include <malloc.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>
#include <syslog.h>
#include <unistd.h>

#include "base/about.h"
#include "base/err.h"
#include "base/secret.h"
#include "syncd/work/frame/sandbox.h"
#include "syncd/work/frame/start.h"

static int
complain(const struct start *start, int status, const char *what)
{
	(void)fprintf(stderr, "%s: %s\n", start->name, what);
	return status;
}

/* Parse "UID:GID", both decimal and not 0. */
static int
parse_user(const char *text, uid_t *ret_uid, gid_t *ret_gid)
{
	unsigned int uid, gid;
	int end = -1;

	if (sscanf(text, "%9u:%9u%n", &uid, &gid, &end) != 2 || end < 0 ||
	    text[end] != '\0' || uid == 0 || gid == 0)
		return FIELD_EINVAL;
	*ret_uid = uid;
	*ret_gid = gid;
	return FIELD_OK;
}

static int
choose_user(const struct start *start, int argc, char **argv, uid_t *ret_uid,
    gid_t *ret_gid)
{
	if (argc == 3 && strcmp(argv[1], "--user") == 0)
		return parse_user(argv[2], ret_uid, ret_gid);
	if (argc != 1)
		return FIELD_EINVAL;
	if (geteuid() != 0)
		return FIELD_OK;
	return sandbox_find_user(start->name, ret_uid, ret_gid);
}

static int
complain_user(const struct start *start, int rc)
{
	if (rc == FIELD_ENOTFOUND) {
		(void)fprintf(stderr, "%s: no such user: %s to become\n",
		    start->name, start->name);
		return EX_NOUSER;
	}
	if (rc == FIELD_ENOMEM || rc == FIELD_EIO) {
		(void)fprintf(stderr, "%s: cannot look up the user %s\n",
		    start->name, start->name);
		return EX_OSERR;
	}
	(void)fprintf(stderr, "%s: usage: %s [--user UID:GID]\n", start->name,
	    start->name);
	return EX_USAGE;
}

int
start_worker(const struct start *start, int argc, char **argv)
{
	uid_t uid = 0;
	gid_t gid = 0;
	int rc;

	if (about_asked(argc, argv, start->name, start->purpose))
		return EX_OK;
	rc = choose_user(start, argc, argv, &uid, &gid);
	if (rc < 0)
		return complain_user(start, rc);
	/* freed memory is overwritten: secrets pass through jansson, libcurl */
	(void)mallopt(M_PERTURB, 0x5a);
	(void)signal(SIGPIPE, SIG_IGN);
	if (sandbox_drop(uid, gid) < 0)
		return complain(
		    start, EX_NOPERM, "cannot drop root privileges");
	if (secret_library_init() < 0 || sandbox_restrict() < 0 ||
	    sandbox_filter() < 0)
		return complain(start, EX_OSERR, "cannot build the sandbox");
	return -1;
}

int
start_exit(int rc)
{
	if (rc == FIELD_OK)
		return EX_OK;
	return rc == FIELD_ENET ? EX_TEMPFAIL : EX_IOERR;
}

int
start_hello(struct emit *emit, bool sandboxed)
{
	struct pipe_message message = { .type = PIPE_HELLO };
	int rc;

	message.u.hello.version = PIPE_VERSION;
	message.u.hello.sandboxed = sandboxed;
	rc = emit_message(emit, &message);
	return rc < 0 ? rc : emit_flush(emit);
}

int
start_leave_files(struct emit *emit, bool sandboxed, struct fault *ret_fault)
{
	int rc = sandboxed ? sandbox_files() : FIELD_OK;

	if (rc == FIELD_ENOTFOUND) {
		emit_log(emit, LOG_NOTICE, NULL,
		    "this kernel has no Landlock: the worker can "
		    "still read world-readable files");
		return FIELD_OK;
	}
	return rc < 0 ? fault_internal(ret_fault, rc, "the sandbox") : FIELD_OK;
}
