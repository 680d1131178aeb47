/*
 * store/session/process: processes of this machine, by proc(5).
 * Layer: store.  Users: session, session_end, sweep.
 *
 * A pid is reused; a pid and the time of its start are not.  Whatever is
 * signalled is named by both.
 */
#ifndef STORE_SESSION_PROCESS_H
#define STORE_SESSION_PROCESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define PROCESS_COMMAND_SIZE 17 /* TASK_COMM_LEN and a spare byte */
#define PROCESS_CGROUP_SIZE  512

struct process {
	pid_t pid, parent;
	int64_t started; /* clock ticks since boot */
	uid_t real, effective, saved;
	uid_t login; /* audit's login uid; (uid_t)-1: none */
	char command[PROCESS_COMMAND_SIZE];
};

struct process_table {
	struct process *items; /* by ascending pid */
	size_t count, capacity;
};

/* Clock ticks from boot to the start of PID; 0: there is none, or a zombie. */
int64_t process_started(pid_t pid);

/*
 * Whether PROCESS has ended or is just about to: it runs nothing any more and
 * has lost its namespaces and its login uid.  What was read of it before is
 * true only if this is false afterwards.
 */
bool process_is_ending(const struct process *process);

/* The id of this boot, without its newline; "" when it cannot be read. */
void process_boot_id(char *buf, size_t size);

/*
 * Every process that is running now, but for threads of the kernel and
 * processes of which no thread is left (zombies).  FIELD_EIO when /proc cannot
 * be read, FIELD_ENOMEM.  Call it again on the same table to look anew.
 */
int process_table_read(struct process_table *table);
void process_table_release(struct process_table *table);
/* NULL when it is not in the table. */
const struct process *process_find(
    const struct process_table *table, pid_t pid);

/*
 * Send SIGNAL to the process that PROCESS describes, and to no other that has
 * its pid by now: through a pidfd, or, where a filter of system calls refuses
 * those, by kill(2) after one more look at its start.  FIELD_OK also when it
 * has ended; FIELD_EDENIED when it is there and could not be signalled.
 */
int process_signal(const struct process *process, int signal);

/* The control group of PID in the hierarchy of the service manager, as this
 * process sees it, or "". */
void process_cgroup(pid_t pid, char buf[PROCESS_CGROUP_SIZE]);

/* Whether PID lives in the pid namespace of this process. */
bool process_shares_pids(pid_t pid);

/* Whether PID lives in a user namespace other than ours; *ret_owned says
 * whether OWNER made it or one that it is nested in. */
bool process_in_namespace(pid_t pid, uid_t owner, bool *ret_owned);

#endif
