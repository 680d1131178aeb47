/*
 * Resets attributes that a process inherits.  This code must stay
 * async-signal-safe: no stdio, no memory allocation, no locks.
 */
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <unistd.h>

#include "base/inherit.h"

/* linux/ioprio.h: IOPRIO_PRIO_VALUE(IOPRIO_CLASS_BE, 4), the default. */
#define IOPRIO_WHO_PROCESS 1
#define IOPRIO_DEFAULT     (2 << 13 | 4)

#define MPOL_DEFAULT 0 /* linux/mempolicy.h */

/* linux/init_task.h: 50 us. */
#define TIMER_SLACK_NS 50000L

/* Room for 8192 processors; the kernel ignores those that do not exist. */
#define CPU_MASK_LEN 1024

/* --- resource limits ----------------------------------------------------------- */

#define ANY RLIM_INFINITY

/* A resource limit and the range of its soft limit.  getrlimit(2). */
struct inherit_limit {
	int resource;
	const char *name; /* without RLIMIT_ */
	rlim_t least, most;
};

/* Every limit of the kernel, RLIM_NLIMITS of them. */
static const struct inherit_limit inherit_limits[] = {
	{ RLIMIT_CPU, "CPU", ANY, ANY },     /* SIGXCPU */
	{ RLIMIT_FSIZE, "FSIZE", ANY, ANY }, /* SIGXFSZ, EFBIG */
	{ RLIMIT_DATA, "DATA", ANY, ANY },
	/* unlimited would select the legacy layout of mappings, which has no
	 * useful randomisation */
	{ RLIMIT_STACK, "STACK", 8 << 20, 8 << 20 },
	{ RLIMIT_CORE, "CORE", 0, 0 }, /* a core file would contain secrets */
	{ RLIMIT_RSS, "RSS", ANY, ANY }, { RLIMIT_NPROC, "NPROC", ANY, ANY },
	{ RLIMIT_NOFILE, "NOFILE", 1024, 1024 },
	{ RLIMIT_MEMLOCK, "MEMLOCK", ANY, ANY }, /* sodium_malloc() */
	{ RLIMIT_AS, "AS", ANY, ANY }, { RLIMIT_LOCKS, "LOCKS", ANY, ANY },
	{ RLIMIT_SIGPENDING, "SIGPENDING", ANY, ANY }, /* timer_create() */
	{ RLIMIT_MSGQUEUE, "MSGQUEUE", 0, ANY },       /* not used */
	{ RLIMIT_NICE, "NICE", 0, ANY },               /* root needs none */
	{ RLIMIT_RTPRIO, "RTPRIO", 0, ANY },           /* as above */
	{ RLIMIT_RTTIME, "RTTIME", ANY, ANY },         /* SIGXCPU */
};
static const size_t inherit_limit_count = sizeof(inherit_limits) /
    sizeof(inherit_limits[0]);

static void
reset_limit(const struct inherit_limit *row)
{
	const __rlimit_resource_t resource = (__rlimit_resource_t)row->resource;
	struct rlimit limit;

	if (getrlimit(resource, &limit) < 0)
		return;
	if (limit.rlim_cur >= row->least && limit.rlim_cur <= row->most)
		return;
	limit.rlim_cur = limit.rlim_cur < row->least ? row->least : row->most;
	if (limit.rlim_max < limit.rlim_cur)
		limit.rlim_max = limit.rlim_cur;
	if (setrlimit(resource, &limit) == 0)
		return;
	/* root without CAP_SYS_RESOURCE: use the hard limit */
	if (getrlimit(resource, &limit) < 0)
		return;
	limit.rlim_cur = limit.rlim_max;
	(void)setrlimit(resource, &limit);
}

static void
reset_limits(void)
{
	for (size_t i = 0; i < inherit_limit_count; i++)
		reset_limit(&inherit_limits[i]);
}

/* --- scheduling ------------------------------------------------------------------ */

/* With a large slack, a poll() of 10 ms could sleep for as long as the person
 * chose. */
static void
reset_timer_slack(void)
{
	(void)prctl(PR_SET_TIMERSLACK, TIMER_SLACK_NS, 0, 0, 0);
}

static void
reset_affinity(void)
{
	unsigned char all[CPU_MASK_LEN];

	memset(all, 0xff, sizeof(all));
	(void)syscall(SYS_sched_setaffinity, 0, sizeof(all), all);
}

static void
reset_policy(void)
{
	const struct sched_param normal = { 0 };
	int policy = sched_getscheduler(0) & ~SCHED_RESET_ON_FORK;

	if (policy == SCHED_IDLE || policy == SCHED_BATCH)
		(void)sched_setscheduler(0, SCHED_OTHER, &normal);
}

static void
reset_nice(void)
{
	if (getpriority(PRIO_PROCESS, 0) > 0)
		(void)setpriority(PRIO_PROCESS, 0, 0);
}

static void
reset_io_priority(void)
{
	(void)syscall(SYS_ioprio_set, IOPRIO_WHO_PROCESS, 0, IOPRIO_DEFAULT);
}

/* sched_setattr(2), linux/sched/types.h: the whole structure of Linux 5.3. */
struct clamp {
	uint32_t size, policy;
	uint64_t flags;
	int32_t nice;
	uint32_t priority;
	uint64_t runtime, deadline, period;
	uint32_t util_min, util_max;
};
#define KEEP_ALL_SET_CLAMPS 0x78ULL
#define CLAMP_RESET         UINT32_MAX

/* The clock speed that the processor may use for this process. */
static void
reset_clamp(void)
{
	const struct clamp clamp = {
		.size = sizeof(clamp),
		.flags = KEEP_ALL_SET_CLAMPS,
		.util_min = CLAMP_RESET,
		.util_max = CLAMP_RESET,
	};

	(void)syscall(SYS_sched_setattr, 0, &clamp, 0U);
}

/* --- memory ------------------------------------------------------------------------- */

/* proc(5): a raised value makes the kernel kill this process before others. */
static void
reset_oom_score(void)
{
	static const char path[] = "/proc/self/oom_score_adj";
	char first = '0';
	int fd = open(path, O_RDWR | O_CLOEXEC);

	if (fd < 0)
		return;
	if (pread(fd, &first, 1, 0) == 1 && first != '-' && first != '0' &&
	    pwrite(fd, "0", 1, 0) < 0)
		first = '0'; /* the kernel refuses: see the header */
	(void)close(fd);
}

static void
reset_memory_policy(void)
{
	(void)syscall(SYS_set_mempolicy, MPOL_DEFAULT, NULL, 0UL);
	(void)prctl(PR_SET_THP_DISABLE, 0, 0, 0, 0);
	(void)prctl(PR_MCE_KILL, PR_MCE_KILL_CLEAR, 0, 0, 0);
}

/* ADDR_NO_RANDOMIZE, ADDR_LIMIT_3GB and similar flags take effect at exec. */
static void
reset_personality(void)
{
	if (personality(0xffffffff) != PER_LINUX)
		(void)personality(PER_LINUX);
}

/* --- the rest ------------------------------------------------------------------------ */

/* clock_gettime() reads this counter and would die of SIGSEGV. */
static void
reset_counter(void)
{
	(void)prctl(PR_SET_TSC, PR_TSC_ENABLE, 0, 0, 0);
}

/* The owner's bits are never masked; write access for others always is. */
static void
reset_umask(void)
{
	mode_t before = umask(077);

	(void)umask((before & 077) | 022);
}

/*
 * Everything else that survives su and exec.  Not included: what an
 * unprivileged process cannot set (securebits, chroot), what prevents a program
 * from being setuid (no_new_privs, seccomp, user namespaces), what exec or fork
 * clears (POSIX timers, PR_SET_CHILD_SUBREAPER, PR_SET_DUMPABLE), and what this
 * project does not use (keyrings).  The environment, working directory,
 * descriptors, groups and real uid are handled by pam_fieldauth/module/spawn
 * and pam_fieldauth/signin/harden.
 */
static const struct {
	const char *what, *safe;
	void (*reset)(void);
} table[] = {
	{ "resource limits", "inherit_limits", reset_limits },
	{ "timer slack", "50 us", reset_timer_slack },
	{ "CPU affinity", "every processor", reset_affinity },
	{ "scheduling policy", "not batch or idle", reset_policy },
	{ "nice value", "0 at most", reset_nice },
	{ "I/O priority", "best effort, 4", reset_io_priority },
	{ "utilisation clamps", "none", reset_clamp },
	{ "oom_score_adj", "0 at most", reset_oom_score },
	{ "memory policy, huge pages, MCE", "default", reset_memory_policy },
	{ "personality", "PER_LINUX", reset_personality },
	{ "time stamp counter", "readable", reset_counter },
	{ "umask", "022 or stricter, 0 for the owner", reset_umask },
};

void
inherit_reset(void)
{
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++)
		table[i].reset();
}

/* nohup(1), shells without job control and `| head` rely on these being
 * ignored. */
static int
may_be_ignored(int number)
{
	return number == SIGHUP || number == SIGINT || number == SIGQUIT ||
	    number == SIGPIPE || number == SIGTSTP || number == SIGTTIN ||
	    number == SIGTTOU;
}

void
inherit_reset_signals(void)
{
	static const struct itimerval never;
	sigset_t none;

	(void)setitimer(ITIMER_REAL, &never, NULL);
	(void)setitimer(ITIMER_VIRTUAL, &never, NULL);
	(void)setitimer(ITIMER_PROF, &never, NULL);
	for (int number = 1; number < NSIG; number++) {
		struct sigaction action;

		if (!may_be_ignored(number) &&
		    sigaction(number, NULL, &action) == 0 &&
		    action.sa_handler == SIG_IGN) {
			action.sa_handler = SIG_DFL;
			(void)sigaction(number, &action, NULL);
		}
	}
	/* if the hard limit of FSIZE could not be raised, writes fail with
	 * EFBIG */
	(void)signal(SIGXFSZ, SIG_IGN);
	(void)sigemptyset(&none);
	(void)sigprocmask(SIG_SETMASK, &none, NULL);
}

/* Opened with the wrong access mode, so that using the stream still fails with
 * EBADF. */
void
inherit_keep_streams(void)
{
	static const int flags[] = { O_WRONLY, O_RDONLY, O_RDONLY };

	for (int fd = 0; fd <= STDERR_FILENO; fd++)
		if (fcntl(fd, F_GETFD) < 0)
			(void)open("/dev/null", flags[fd]);
}
