/*
 * fieldauth-fetch: syncd's worker, which communicates with accounting
 * platforms.
 *
 *	fieldauth-fetch [--user UID:GID]
 *
 * Executed by syncd with three pipes and nothing else: one request on standard
 * input, messages on standard output (syncd/pipe/message.h), errors before the
 * first message on standard error.  If started by root, it becomes UID:GID, by
 * default the user fieldauth-fetch.  Privileges are dropped before the first
 * byte of the request is read.
 */
#include <malloc.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/about.h"
#include "base/err.h"
#include "base/secret.h"
#include "syncd/fetch/frame/sandbox.h"
#include "syncd/fetch/run.h"

static int
complain(int status, const char *what)
{
	(void)fprintf(stderr, "fieldauth-fetch: %s\n", what);
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
choose_user(int argc, char **argv, uid_t *ret_uid, gid_t *ret_gid)
{
	if (argc == 3 && strcmp(argv[1], "--user") == 0)
		return parse_user(argv[2], ret_uid, ret_gid);
	if (argc != 1)
		return FIELD_EINVAL;
	if (geteuid() != 0)
		return FIELD_OK;
	return sandbox_find_user(ret_uid, ret_gid);
}

int
main(int argc, char **argv)
{
	uid_t uid = 0;
	gid_t gid = 0;
	int rc;

	if (about_asked(argc, argv, "fieldauth-fetch",
		"fieldauth-fetch is run by syncd(8), to ask the accounting "
		"system"))
		return EX_OK;
	rc = choose_user(argc, argv, &uid, &gid);
	if (rc == FIELD_ENOTFOUND)
		return complain(
		    EX_NOUSER, "no such user: " SANDBOX_USER " to become");
	if (rc == FIELD_ENOMEM || rc == FIELD_EIO)
		return complain(
		    EX_OSERR, "cannot look up the user " SANDBOX_USER);
	if (rc < 0)
		return complain(
		    EX_USAGE, "usage: fieldauth-fetch [--user UID:GID]");
	/* freed memory is overwritten: tokens pass through jansson, libcurl */
	(void)mallopt(M_PERTURB, 0x5a);
	(void)signal(SIGPIPE, SIG_IGN);
	if (sandbox_drop(uid, gid) < 0)
		return complain(EX_NOPERM, "cannot drop root privileges");
	if (secret_library_init() < 0 || sandbox_restrict() < 0 ||
	    sandbox_filter() < 0)
		return complain(EX_OSERR, "cannot build the sandbox");
	rc = run_request(STDIN_FILENO, STDOUT_FILENO, true);
	if (rc == FIELD_OK)
		return EX_OK;
	return rc == FIELD_ENET ? EX_TEMPFAIL : EX_IOERR;
}
