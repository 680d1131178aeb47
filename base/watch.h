/*
 * base/watch: wait until a file is touched, by inotify(7).
 * Layer: base.  Users: control.
 *
 * The folder is watched and not the file, so that a file that is made anew, or
 * not there yet, is one that is touched.
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

/* Watch NAME in FOLDER, which is made (0755) if it is missing.  What is touched
 * after this returns is not missed.  FIELD_EIO, FIELD_EFULL, FIELD_EBUSY: too
 * many watches on this machine. */
int watch_open(struct watch *watch, const char *folder, const char *name);
void watch_close(struct watch *watch);

/*
 * Take what has happened: whether the file was touched since the last call.
 * Does not block.  FIELD_ENOTFOUND: the folder has gone; open the watch anew.
 */
int watch_take(struct watch *watch, bool *ret_touched);

#endif
