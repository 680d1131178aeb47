#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/netlink.h>
#include <sched.h>
#include <seccomp.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/account.h"
#include "base/err.h"
#include "syncd/work/frame/sandbox.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* address space; 64 MB of it are for a response body */
#define MEMORY_MAX (1024ul << 20)
#define FILES_MAX  64
#define CPU_MAX_S  900

/* --- identity ----------------------------------------------------------- */

int
sandbox_find_user(const char *name, uid_t *ret_uid, gid_t *ret_gid)
{
	struct account account;
	int rc = account_find(name, &account);

	if (rc != FIELD_OK)
		return rc;
	*ret_uid = account.uid;
	*ret_gid = account.gid;
	return FIELD_OK;
}

int
sandbox_drop(uid_t uid, gid_t gid)
{
	if (geteuid() != 0 && getuid() != 0)
		return FIELD_OK;
	if (uid == 0 || gid == 0)
		return FIELD_EDENIED;
	if (setgroups(0, NULL) < 0 || setresgid(gid, gid, gid) < 0 ||
	    setresuid(uid, uid, uid) < 0)
		return FIELD_EIO;
	/* verified although these calls cannot fail, because root is at
	 * stake */
	if (setuid(0) == 0 || geteuid() != uid || getegid() != gid)
		return FIELD_EDENIED;
	return FIELD_OK;
}

static int
limit(int resource, rlim_t most)
{
	const struct rlimit value = { most, most };

	return setrlimit((__rlimit_resource_t)resource, &value) < 0 ?
	    FIELD_EIO :
	    FIELD_OK;
}

int
sandbox_restrict(void)
{
	static const struct {
		int resource;
		rlim_t most;
	} limits[] = {
		{ RLIMIT_CORE, 0 },
		{ RLIMIT_FSIZE, 0 },
		{ RLIMIT_NOFILE, FILES_MAX },
		{ RLIMIT_CPU, CPU_MAX_S },
/* the address sanitizer's shadow memory takes 16 TB of address space */
#ifndef __SANITIZE_ADDRESS__
		{ RLIMIT_AS, MEMORY_MAX },
#endif
	};

	if (close_range(3, ~0u, 0) < 0 || chdir("/") < 0)
		return FIELD_EIO;
	if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) < 0 ||
	    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 ||
	    prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) < 0)
		return FIELD_EIO;
	for (size_t i = 0; i < COUNT(limits); i++)
		if (limit(limits[i].resource, limits[i].most) < 0)
			return FIELD_EIO;
	return FIELD_OK;
}

/* --- filter ------------------------------------------------------------- */

/* Allowed with any arguments. */
static const int allowed[] = {
	/* memory */
	SCMP_SYS(brk),
	SCMP_SYS(mmap),
	SCMP_SYS(munmap),
	SCMP_SYS(mremap),
	SCMP_SYS(mprotect),
	SCMP_SYS(madvise),
	SCMP_SYS(mlock), /* libsodium keeps tokens out of swap */
	SCMP_SYS(munlock),
	/* open descriptors, and file metadata */
	SCMP_SYS(read),
	SCMP_SYS(readv),
	SCMP_SYS(pread64),
	SCMP_SYS(write),
	SCMP_SYS(writev),
	SCMP_SYS(close),
	SCMP_SYS(lseek),
	SCMP_SYS(fstat),
	SCMP_SYS(newfstatat),
	SCMP_SYS(stat),
	SCMP_SYS(lstat),
	SCMP_SYS(statx),
	SCMP_SYS(access),
	SCMP_SYS(faccessat),
	SCMP_SYS(readlink),
	SCMP_SYS(readlinkat),
	/* waiting */
	SCMP_SYS(poll),
	SCMP_SYS(ppoll),
	SCMP_SYS(select),
	SCMP_SYS(pselect6),
	SCMP_SYS(nanosleep),
	SCMP_SYS(clock_nanosleep),
	SCMP_SYS(restart_syscall),
	SCMP_SYS(futex),
	SCMP_SYS(sched_yield),
	/* network; socket() below limits the kinds of sockets */
	SCMP_SYS(connect),
	SCMP_SYS(bind),
	SCMP_SYS(getsockname),
	SCMP_SYS(getpeername),
	SCMP_SYS(getsockopt),
	SCMP_SYS(setsockopt),
	SCMP_SYS(sendto),
	SCMP_SYS(sendmsg),
	SCMP_SYS(sendmmsg),
	SCMP_SYS(recvfrom),
	SCMP_SYS(recvmsg),
	SCMP_SYS(recvmmsg),
	SCMP_SYS(shutdown),
	/* threads and signals of this process */
	SCMP_SYS(set_robust_list),
	SCMP_SYS(rseq),
	SCMP_SYS(set_tid_address),
	SCMP_SYS(sched_getaffinity),
	SCMP_SYS(rt_sigaction),
	SCMP_SYS(rt_sigprocmask),
	SCMP_SYS(rt_sigreturn),
	SCMP_SYS(sigaltstack),
	SCMP_SYS(exit),
	SCMP_SYS(exit_group),
	/* dropping further rights (sandbox_files.c); they cannot do anything
	 * else */
	SCMP_SYS(landlock_create_ruleset),
	SCMP_SYS(landlock_add_rule),
	SCMP_SYS(landlock_restrict_self),
	/* queries */
	SCMP_SYS(clock_gettime),
	SCMP_SYS(clock_getres),
	SCMP_SYS(gettimeofday),
	SCMP_SYS(time),
	SCMP_SYS(getrandom),
	SCMP_SYS(uname),
	SCMP_SYS(sysinfo),
	SCMP_SYS(getpid),
	SCMP_SYS(gettid),
	SCMP_SYS(getppid),
	SCMP_SYS(getuid),
	SCMP_SYS(geteuid),
	SCMP_SYS(getgid),
	SCMP_SYS(getegid),
};

/* Our code never calls these: a process that does has been taken over. */
static const int deadly[] = {
	SCMP_SYS(execve),
	SCMP_SYS(execveat),
	SCMP_SYS(fork),
	SCMP_SYS(vfork),
	SCMP_SYS(ptrace),
	SCMP_SYS(process_vm_readv),
	SCMP_SYS(process_vm_writev),
	SCMP_SYS(mount),
	SCMP_SYS(umount2),
	SCMP_SYS(pivot_root),
	SCMP_SYS(chroot),
	SCMP_SYS(setns),
	SCMP_SYS(unshare),
	SCMP_SYS(bpf),
	SCMP_SYS(init_module),
	SCMP_SYS(finit_module),
	SCMP_SYS(delete_module),
	SCMP_SYS(keyctl),
	SCMP_SYS(add_key),
	SCMP_SYS(request_key),
	SCMP_SYS(perf_event_open),
	SCMP_SYS(io_uring_setup),
	SCMP_SYS(userfaultfd),
	SCMP_SYS(kexec_load),
};

static int
add_all(scmp_filter_ctx filter, uint32_t action, const int *calls, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		int rc = seccomp_rule_add(filter, action, calls[i], 0);

		/* a call that this architecture does not have */
		if (rc < 0 && rc != -EDOM)
			return rc;
	}
	return 0;
}

static int
add_masked(scmp_filter_ctx filter, int call, unsigned int arg,
    scmp_datum_t mask, scmp_datum_t value)
{
	int rc = seccomp_rule_add(filter, SCMP_ACT_ALLOW, call, 1,
	    SCMP_CMP(arg, SCMP_CMP_MASKED_EQ, mask, value));

	return rc == -EDOM ? 0 : rc;
}

/* Files may be opened for reading; nothing that creates, truncates or writes
 * one. */
static int
add_files(scmp_filter_ctx filter)
{
	const scmp_datum_t writing = O_ACCMODE | O_CREAT | O_TRUNC | O_APPEND |
	    (O_TMPFILE & ~O_DIRECTORY);
	int rc;

	rc = add_masked(filter, SCMP_SYS(openat), 2, writing, O_RDONLY);
	if (rc == 0)
		rc = add_masked(filter, SCMP_SYS(open), 1, writing, O_RDONLY);
	return rc;
}

/*
 * Internet sockets, and the one kind of netlink socket by which getaddrinfo()
 * checks for IPv6.  The socket pair that wakes libcurl from its resolver thread
 * must be a stream: datagram sockets of a pair could be connected to another
 * address.
 */
static int
add_sockets(scmp_filter_ctx filter)
{
	static const int families[] = { AF_INET, AF_INET6 };
	const scmp_datum_t low = 0xf; /* the type without its flags */
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < COUNT(families); i++)
		rc = add_masked(filter, SCMP_SYS(socket), 0, 0xffffffff,
		    (scmp_datum_t)families[i]);
	if (rc == 0)
		rc = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(socket),
		    2, SCMP_A0_32(SCMP_CMP_EQ, AF_NETLINK),
		    SCMP_A2_32(SCMP_CMP_EQ, NETLINK_ROUTE));
	if (rc == 0)
		rc = seccomp_rule_add(filter, SCMP_ACT_ALLOW,
		    SCMP_SYS(socketpair), 2, SCMP_A0_32(SCMP_CMP_EQ, AF_UNIX),
		    SCMP_A1_32(SCMP_CMP_MASKED_EQ, low, SOCK_STREAM));
	return rc;
}

/* Calls that are needed with harmless arguments only. */
static int
add_particular(scmp_filter_ctx filter)
{
	static const int controls[] = { F_GETFD, F_SETFD, F_GETFL, F_SETFL };
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < COUNT(controls); i++)
		rc = add_masked(filter, SCMP_SYS(fcntl), 1, 0xffffffff,
		    (scmp_datum_t)controls[i]);
	if (rc == 0)
		rc = add_masked(
		    filter, SCMP_SYS(ioctl), 1, 0xffffffff, FIONBIO);
	if (rc == 0)
		rc = add_masked(
		    filter, SCMP_SYS(ioctl), 1, 0xffffffff, FIONREAD);
	/* threads, not processes; the flags of clone3() cannot be inspected
	 * here, and glibc falls back to clone() if the call does not exist */
	if (rc == 0)
		rc = add_masked(
		    filter, SCMP_SYS(clone), 0, CLONE_THREAD, CLONE_THREAD);
	if (rc == 0)
		rc = seccomp_rule_add(
		    filter, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0);
	/* getrlimit(), for a thread's stack: only without a new value */
	if (rc == 0)
		rc = seccomp_rule_add(filter, SCMP_ACT_ALLOW,
		    SCMP_SYS(prlimit64), 1, SCMP_A2_64(SCMP_CMP_EQ, 0));
	/* abort() */
	if (rc == 0)
		rc = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(tgkill),
		    1, SCMP_A0_32(SCMP_CMP_EQ, (scmp_datum_t)getpid()));
	return rc;
}

int
sandbox_filter(void)
{
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(EPERM));
	int rc;

	if (filter == NULL)
		return FIELD_ENOMEM;
	rc = add_all(filter, SCMP_ACT_ALLOW, allowed, COUNT(allowed));
	if (rc == 0)
		rc = add_all(
		    filter, SCMP_ACT_KILL_PROCESS, deadly, COUNT(deadly));
	if (rc == 0)
		rc = add_files(filter);
	if (rc == 0)
		rc = add_sockets(filter);
	if (rc == 0)
		rc = add_particular(filter);
	if (rc == 0)
		rc = seccomp_load(filter);
	seccomp_release(filter);
	if (rc == 0)
		return FIELD_OK;
	errno = -rc;
	return FIELD_EIO;
}
