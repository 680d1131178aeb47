/*
 * base/invoker: who is behind a process of root's.
 * Layer: base.  Users: fieldctl, syncd, fieldauth-signin; store/core/audit,
 * store/session/process.
 *
 * The kernel remembers as whom a login began (audit's login uid, set by
 * pam_loginuid(8) in the stacks of sshd, login and cron, inherited by every
 * process and changed by neither su(1), sudo(8) nor pkexec(1)).  That decides.
 * SUDO_UID (sudo(8)) and PKEXEC_UID (pkexec(1)) are claims, which root could
 * have set as well: they only add whose account was used on the way.
 *
 * MUSTs, held by tests/unit/base/test_invoker.c and tests/system/who.bats:
 *  1. No claim replaces what the kernel says.
 *  2. No byte of a claim is repeated anywhere: it is a number, or ignored.
 */
#ifndef BASE_INVOKER_H
#define BASE_INVOKER_H

#include <stdbool.h>
#include <sys/types.h>

#define INVOKER_NAME_SIZE 128

struct invoker_login {
	bool known;
	uid_t uid;
	/* As passwd(5) or another source of names has it; '#UID' where none
	 * has, or the name has bytes other than printable ASCII. */
	char name[INVOKER_NAME_SIZE];
};

/* All zeros: nobody is known. */
struct invoker {
	struct invoker_login login; /* the kernel's word */
	struct invoker_login via;   /* the account that was claimed, if it is
				       neither that one nor root */
};

/* The login uid of process PID, or of this one with 0.  False when it has
 * none: services, containers, a kernel without audit, processes that end. */
bool invoker_login_uid(pid_t pid, uid_t *ret_uid);

/* The account that SUDO or PKEXEC (values of the variables, or NULL) names
 * beside LOGIN; false: none. */
bool invoker_claim(const struct invoker_login *login, const char *sudo,
    const char *pkexec, uid_t *ret_uid);

/*
 * Who is behind this process.  SUDO and PKEXEC are the values of SUDO_UID and
 * PKEXEC_UID, or NULL where no environment is believed.  Looks names up, which
 * may take as long as the slowest source of names: not within a transaction.
 */
void invoker_identify(
    const char *sudo, const char *pkexec, struct invoker *ret_invoker);

#endif
