/*
 * store/session/process: processes of this machine, from proc(5).
 * Layer: store.  Users: session, session_end, sweep.
 *
 * A pid can be reused; a pid with a start time cannot.  Processes to be
 * signalled are identified by both.
 */
#ifndef STORE_SESSION_PROCESS_H
#define STORE_SESSION_PROCESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define PROCESS_COMMAND_SIZE 17 /* TASK_COMM_LEN plus a spare byte */
#define PROCESS_CGROUP_SIZE  512

struct process {
	pid_t pid, parent;
	int64_t started; /* clock ticks since boot */
	uid_t real, effective, saved;
	uid_t login;  /* audit's login uid; (uid_t)-1: none */
	int terminal; /* its controlling terminal, tty_nr of proc(5); 0: none */
	char command[PROCESS_COMMAND_SIZE];
};

struct process_table {
	struct process *items; /* by ascending pid */
	size_t count, capacity;
};

/* Start time of PID in clock ticks since boot; 0: no such process, or a
 * zombie. */
int64_t process_started(pid_t pid);

/*
 * Whether PROCESS has exited or is exiting: it no longer runs and has lost its
 * namespaces and login uid.  Data that was read about it before is valid only
 * if this returns false afterwards.
 */
bool process_is_ending(const struct process *process);

/*
 * List every running process, except kernel threads and processes of which no
 * thread is left (zombies).  FIELD_EIO when /proc cannot be read, FIELD_ENOMEM.
 * Call it again on the same table to refresh it.
 */
int process_table_read(struct process_table *table);
void process_table_release(struct process_table *table);
/* NULL when it is not in the table. */
const struct process *process_find(
    const struct process_table *table, pid_t pid);

/*
 * Send SIGNAL to the process described by PROCESS, and to no other that has its
 * pid by now: through a pidfd, or, where a system-call filter refuses those, by
 * kill(2) after checking the start time once more.  FIELD_OK also when it has
 * exited; FIELD_EDENIED when it exists and could not be signalled.
 */
int process_signal(const struct process *process, int signal);

/* The control group of PID in the service manager's hierarchy, as seen by this
 * process, or "". */
void process_cgroup(pid_t pid, char buf[PROCESS_CGROUP_SIZE]);

/* Whether PID is in the pid namespace of this process. */
bool process_shares_pids(pid_t pid);

/* Whether PID is in a user namespace other than ours; *ret_owned says whether
 * OWNER created it or one of its ancestors. */
bool process_in_namespace(pid_t pid, uid_t owner, bool *ret_owned);

#endif
