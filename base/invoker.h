/*
 * base/invoker: the person who started a process of root's.
 * Layer: base.  Users: fieldctl, syncd, fieldauth-signin; store/core/audit,
 * store/session/process.
 *
 * The kernel records the account of a login (audit's login uid, set by
 * pam_loginuid(8) in the stacks of sshd, login and cron).  Every process
 * inherits it; su(1), sudo(8) and pkexec(1) do not change it.  It takes
 * precedence.  SUDO_UID (sudo(8)) and PKEXEC_UID (pkexec(1)) are claims, which
 * root could have set as well: they only add the account that was used on the
 * way.
 *
 * MUSTs, tested by tests/unit/base/test_invoker.c and tests/system/who.bats:
 *  1. No claim overrides the kernel's record.
 *  2. No byte of a claim is output: it is either a number or ignored.
 */
#ifndef BASE_INVOKER_H
#define BASE_INVOKER_H

#include <stdbool.h>
#include <sys/types.h>

#define INVOKER_NAME_SIZE 128

struct invoker_login {
	bool known;
	uid_t uid;
	/* From passwd(5) or another name service; '#UID' if there is no entry
	 * or the name has bytes other than printable ASCII. */
	char name[INVOKER_NAME_SIZE];
};

/* All zeros: the person is unknown. */
struct invoker {
	struct invoker_login login; /* as recorded by the kernel */
	struct invoker_login via;   /* the claimed account, unless it is the
	                             * login account or root */
};

/* The login uid of process PID (0: this process).  False when there is none:
 * services, containers, a kernel without audit, processes that are exiting. */
bool invoker_login_uid(pid_t pid, uid_t *ret_uid);

/* The account named by SUDO or PKEXEC (values of the variables, or NULL) in
 * addition to LOGIN.  False: none. */
bool invoker_claim(const struct invoker_login *login, const char *sudo,
    const char *pkexec, uid_t *ret_uid);

/*
 * Find the person who started this process.  SUDO and PKEXEC are the values of
 * SUDO_UID and PKEXEC_UID, or NULL where the environment must not be trusted.
 * Looks up names, which can take as long as the slowest name service: never
 * call it within a transaction.
 */
void invoker_identify(
    const char *sudo, const char *pkexec, struct invoker *ret_invoker);

#endif
