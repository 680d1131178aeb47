/*
 * Reads processes from /proc, and sends signals that cannot reach another
 * process.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/nsfs.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/pidfd.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/array.h"
#include "base/err.h"
#include "base/invoker.h"
#include "base/str.h"
#include "store/session/process.h"

/* <linux/sched.h> of the kernel, field 9 of stat in proc(5). */
#define PF_EXITING 0x00000004
#define PF_KTHREAD 0x00200000

/* User namespaces are nested at most 32 deep (user_namespaces(7)). */
#define NAMESPACES_MAX 33

/* Read a small file of /proc, whose size is reported as 0. */
static int
read_proc(const char *path, char *buf, size_t size)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t len;

	if (fd < 0)
		return FIELD_ENOTFOUND;
	len = read(fd, buf, size - 1);
	(void)close(fd);
	if (len <= 0)
		return FIELD_EIO;
	buf[len] = '\0';
	return FIELD_OK;
}

static int
read_of(pid_t pid, const char *name, char *buf, size_t size)
{
	char path[64];

	buf[0] = '\0';
	return str_format(path, sizeof(path), "/proc/%d/%s", (int)pid, name) ?
	    read_proc(path, buf, size) :
	    FIELD_EINVAL;
}

/* proc(5), fields of stat. */
struct stat_fields {
	char state;
	pid_t parent;
	int terminal;
	unsigned flags;
	long threads;
	int64_t started;
	char command[PROCESS_COMMAND_SIZE];
};

/* The command in field 2 may contain anything, including brackets and blanks:
 * count from the last ')'. */
static bool
read_stat(pid_t pid, struct stat_fields *ret)
{
	char text[1024];
	const char *open_at, *close_at;
	long long started;
	size_t len;
	int parent;

	if (read_of(pid, "stat", text, sizeof(text)) < 0)
		return false;
	open_at = strchr(text, '(');
	close_at = strrchr(text, ')');
	if (open_at == NULL || close_at == NULL || close_at < open_at)
		return false;
	len = (size_t)(close_at - open_at - 1);
	if (len >= sizeof(ret->command))
		len = sizeof(ret->command) - 1;
	memcpy(ret->command, open_at + 1, len);
	ret->command[len] = '\0';
	if (sscanf(close_at + 1,
		" %c %d %*d %*d %d %*d %u %*u %*u %*u %*u %*u %*u %*d %*d "
		"%*d %*d %ld %*d %lld",
		&ret->state, &parent, &ret->terminal, &ret->flags,
		&ret->threads, &started) != 6)
		return false;
	ret->parent = (pid_t)parent;
	ret->started = started;
	return true;
}

/* A zombie waits for its parent, which may never reap it.  The first thread may
 * be a zombie while others of the same process run. */
static bool
has_ended(const struct stat_fields *stat)
{
	return (stat->state == 'Z' || stat->state == 'X') && stat->threads <= 1;
}

int64_t
process_started(pid_t pid)
{
	struct stat_fields stat;

	return read_stat(pid, &stat) && !has_ended(&stat) ? stat.started : 0;
}

bool
process_is_ending(const struct process *process)
{
	struct stat_fields stat;

	return !read_stat(process->pid, &stat) ||
	    stat.started != process->started || has_ended(&stat) ||
	    ((stat.flags & PF_EXITING) != 0 && stat.threads <= 1);
}

/* --- all of them ---------------------------------------------------------- */

static bool
read_uids(pid_t pid, struct process *process)
{
	char text[4096];
	const char *line;

	if (read_of(pid, "status", text, sizeof(text)) < 0)
		return false;
	/* a newline in the command's name is escaped there */
	line = strstr(text, "\nUid:");
	return line != NULL &&
	    sscanf(line, "\nUid: %u %u %u", &process->real, &process->effective,
		&process->saved) == 3;
}

static uid_t
read_login(pid_t pid)
{
	uid_t uid;

	return invoker_login_uid(pid, &uid) ? uid : (uid_t)-1;
}

/* Whether PID exists and can be signalled. */
static bool
read_process(pid_t pid, struct process *ret)
{
	struct stat_fields stat;

	if (!read_stat(pid, &stat) || (stat.flags & PF_KTHREAD) != 0 ||
	    has_ended(&stat) || !read_uids(pid, ret))
		return false;
	ret->pid = pid;
	ret->parent = stat.parent;
	ret->terminal = stat.terminal;
	ret->started = stat.started;
	ret->login = read_login(pid);
	memcpy(ret->command, stat.command, sizeof(ret->command));
	return true;
}

static int
by_pid(const void *a, const void *b)
{
	const struct process *left = a, *right = b;

	return (left->pid > right->pid) - (left->pid < right->pid);
}

int
process_table_read(struct process_table *table)
{
	DIR *proc = opendir("/proc");
	const struct dirent *entry;
	int rc = FIELD_OK;

	table->count = 0;
	if (proc == NULL)
		return FIELD_EIO;
	for (entry = readdir(proc); entry != NULL && rc == FIELD_OK;
	     entry = readdir(proc)) {
		pid_t pid = (pid_t)strtol(entry->d_name, NULL, 10);

		if (pid <= 0)
			continue;
		if (array_fit(&table->items, &table->capacity, table->count + 1,
			sizeof(*table->items)) < 0)
			rc = FIELD_ENOMEM;
		else if (read_process(pid, &table->items[table->count]))
			table->count++;
	}
	(void)closedir(proc);
	if (rc == FIELD_OK && table->count == 0)
		return FIELD_EIO; /* not even this process: /proc is empty */
	if (rc == FIELD_OK)
		qsort(
		    table->items, table->count, sizeof(*table->items), by_pid);
	return rc;
}

void
process_table_release(struct process_table *table)
{
	free(table->items);
	*table = (struct process_table){ 0 };
}

const struct process *
process_find(const struct process_table *table, pid_t pid)
{
	const struct process wanted = { .pid = pid };

	return table->count == 0 ? NULL :
				   bsearch(&wanted, table->items, table->count,
				       sizeof(*table->items), by_pid);
}

/* --- signals ---------------------------------------------------------------- */

static bool
is_still(const struct process *process)
{
	return process_started(process->pid) == process->started;
}

int
process_signal(const struct process *process, int signal)
{
	int fd, rc = -1;

	if (process->pid <= 1 || process->started == 0)
		return FIELD_EDENIED;
	fd = pidfd_open(process->pid, 0);
	if (fd < 0 && errno == ESRCH)
		return FIELD_OK;
	/* checked after opening: from here on the descriptor refers to it */
	if (!is_still(process)) {
		if (fd >= 0)
			(void)close(fd);
		return FIELD_OK;
	}
	if (fd >= 0) {
		rc = pidfd_send_signal(fd, signal, NULL, 0);
		if (rc != 0 && errno == ESRCH)
			rc = 0;
		(void)close(fd);
	}
	if (rc != 0)
		rc = kill(process->pid, signal);
	return rc == 0 || errno == ESRCH ? FIELD_OK : FIELD_EDENIED;
}

/* --- control groups and namespaces
 * --------------------------------------------- */

void
process_cgroup(pid_t pid, char buf[PROCESS_CGROUP_SIZE])
{
	char text[4096];
	const char *line, *named;

	buf[0] = '\0';
	if (read_of(pid, "cgroup", text, sizeof(text)) < 0)
		return;
	/* cgroups(7): systemd's own hierarchy if there are several */
	named = strstr(text, ":name=systemd:");
	line = named != NULL             ? named + strlen(":name=systemd:") :
	    strncmp(text, "0::", 3) == 0 ? text + 3 :
					   NULL;
	if (line != NULL && strcspn(line, "\n") < PROCESS_CGROUP_SIZE)
		(void)snprintf(buf, PROCESS_CGROUP_SIZE, "%.*s",
		    (int)strcspn(line, "\n"), line);
}

/* Whether PID's namespace NAME ("pid", "user") is that of this process. */
static bool
shares(pid_t pid, const char *name)
{
	char ours[64], theirs[64];
	struct stat a, b;

	return str_format(ours, sizeof(ours), "/proc/self/ns/%s", name) &&
	    str_format(
		theirs, sizeof(theirs), "/proc/%d/ns/%s", (int)pid, name) &&
	    stat(ours, &a) == 0 && stat(theirs, &b) == 0 &&
	    a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}

bool
process_shares_pids(pid_t pid)
{
	return shares(pid, "pid");
}

bool
process_in_namespace(pid_t pid, uid_t owner, bool *ret_owned)
{
	char path[64];
	uid_t uid;
	int fd = -1, parent;

	*ret_owned = false;
	if (shares(pid, "user"))
		return false;
	if (str_format(path, sizeof(path), "/proc/%d/ns/user", (int)pid))
		fd = open(path, O_RDONLY | O_CLOEXEC);
	/* ioctl_ns(2): up to the one of this process */
	for (int depth = 0; fd >= 0 && depth < NAMESPACES_MAX; depth++) {
		if (ioctl(fd, NS_GET_OWNER_UID, &uid) == 0 && uid == owner)
			*ret_owned = true;
		parent = *ret_owned ? -1 : ioctl(fd, NS_GET_PARENT);
		(void)close(fd);
		fd = parent;
	}
	if (fd >= 0)
		(void)close(fd);
	return true;
}
