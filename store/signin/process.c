#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/err.h"
#include "base/str.h"
#include "store/signin/process.h"

#define BOOT_ID "/proc/sys/kernel/random/boot_id"

/* proc(5), fields of stat, counted from 1 */
enum { STAT_PARENT = 4, STAT_STARTED = 22 };

/* Read a small file of /proc, whose size says 0. */
static int
read_proc(const char *path, char *buf, size_t size)
{
	FILE *file = fopen(path, "re");
	size_t len;

	if (file == NULL)
		return FIELD_ENOTFOUND;
	len = fread(buf, 1, size - 1, file);
	(void)fclose(file);
	buf[len] = '\0';
	return len > 0 ? FIELD_OK : FIELD_EIO;
}

/* A number of /proc/PID/stat.  The command in field 2 may hold anything,
 * brackets and blanks included: count from the last ')'. */
static int64_t
stat_field(pid_t pid, int wanted)
{
	char path[64], stat[1024], *at;
	int field = 2;

	if (!str_format(path, sizeof(path), "/proc/%d/stat", (int)pid) ||
	    read_proc(path, stat, sizeof(stat)) < 0)
		return 0;
	at = strrchr(stat, ')');
	while (at != NULL && field < wanted) {
		at = strchr(at + 1, ' ');
		field++;
	}
	/* field 3 is a letter; strtoll() gives 0 for what is no number */
	return at != NULL ? strtoll(at + 1, NULL, 10) : 0;
}

int64_t
process_started(pid_t pid)
{
	return stat_field(pid, STAT_STARTED);
}

void
process_boot_id(char *buf, size_t size)
{
	buf[0] = '\0';
	(void)read_proc(BOOT_ID, buf, size);
	buf[strcspn(buf, "\n")] = '\0';
}

int
process_open(pid_t pid, int64_t started)
{
	int fd;

	if (pid <= 1 || started == 0)
		return -1;
	fd = pidfd_open(pid, 0);
	/* looked at after opening: from here on the descriptor means it */
	if (fd >= 0 && process_started(pid) != started) {
		(void)close(fd);
		fd = -1;
	}
	return fd;
}

/* Whether PID descends from LEADER; a chain of parents is never this long. */
static bool
follows(pid_t pid, pid_t leader)
{
	for (int steps = 0; pid > 1 && steps < 64; steps++) {
		pid = (pid_t)stat_field(pid, STAT_PARENT);
		if (pid == leader)
			return true;
	}
	return false;
}

static bool
belongs_to(pid_t pid, uid_t uid)
{
	char path[64];
	struct stat st;

	return str_format(path, sizeof(path), "/proc/%d", (int)pid) &&
	    stat(path, &st) == 0 && st.st_uid == uid;
}

size_t
process_open_followers(pid_t leader, uid_t uid, int *ret_fds, size_t max)
{
	DIR *proc = opendir("/proc");
	const struct dirent *entry;
	size_t count = 0;

	if (proc == NULL)
		return 0;
	for (entry = readdir(proc); entry != NULL && count < max;
	     entry = readdir(proc)) {
		pid_t pid = (pid_t)strtol(entry->d_name, NULL, 10);

		if (pid <= 1 || !belongs_to(pid, uid) || !follows(pid, leader))
			continue;
		ret_fds[count] = process_open(pid, process_started(pid));
		if (ret_fds[count] >= 0)
			count++;
	}
	(void)closedir(proc);
	return count;
}
