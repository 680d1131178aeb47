/*
 * base/watch: waits until a file is touched, by inotify(7).
 * Layer: base.  Users: control.
 *
 * The folder is watched, not the file, so that creating or replacing the file
 * counts as touching it.
 */
#ifndef BASE_WATCH_H
#define BASE_WATCH_H

#include <stdbool.h>

struct watch {
	int fd; /* readable when something happened in the folder */
	char name[64];
};
#define WATCH_INIT  \
	{           \
		-1, \
	}

/* Watch NAME in FOLDER, which is created (0755) if it is missing.  Changes
 * after this function returns are not missed.  FIELD_EIO, FIELD_EFULL,
 * FIELD_EBUSY: too many watches on this machine. */
int watch_open(struct watch *watch, const char *folder, const char *name);
void watch_close(struct watch *watch);

/*
 * Consume pending events: whether the file was touched since the last call.
 * Does not block.  FIELD_ENOTFOUND: the folder was removed; open the watch
 * again.
 */
int watch_take(struct watch *watch, bool *ret_touched);

#endif
