/* Watches one name in one folder. */
#include <errno.h>
#include <string.h>
#include <sys/inotify.h>
#include <unistd.h>

#include "base/err.h"
#include "base/file.h"
#include "base/str.h"
#include "base/watch.h"

#define TOUCHES (IN_CLOSE_WRITE | IN_MOVED_TO)
#define ENDS    (IN_DELETE_SELF | IN_MOVE_SELF | IN_IGNORED | IN_UNMOUNT)

int
watch_open(struct watch *watch, const char *folder, const char *name)
{
	int rc = file_make_folder(folder, 0755);

	watch->fd = -1;
	if (rc != FIELD_OK)
		return rc;
	if (!str_copy(watch->name, sizeof(watch->name), name))
		return FIELD_EINVAL;
	watch->fd = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
	if (watch->fd < 0)
		return errno == EMFILE ? FIELD_EBUSY : FIELD_EIO;
	if (inotify_add_watch(watch->fd, folder,
		TOUCHES | IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR) >= 0)
		return FIELD_OK;
	rc = errno == ENOSPC ? FIELD_EBUSY : FIELD_EIO;
	watch_close(watch);
	return rc;
}

void
watch_close(struct watch *watch)
{
	if (watch->fd >= 0)
		(void)close(watch->fd);
	watch->fd = -1;
}

/* Events lost in an overflow may have been for this file. */
static bool
is_touch(const struct watch *watch, const struct inotify_event *event)
{
	return (event->mask & IN_Q_OVERFLOW) != 0 ||
	    ((event->mask & TOUCHES) != 0 && event->len > 0 &&
		strcmp(event->name, watch->name) == 0);
}

int
watch_take(struct watch *watch, bool *ret_touched)
{
	/* inotify(7): aligned as a struct inotify_event is */
	_Alignas(struct inotify_event) char buf[4096];
	bool touched = false, ended = false;

	for (;;) {
		ssize_t len = read(watch->fd, buf, sizeof(buf));

		if (len < 0 && errno == EINTR)
			continue;
		if (len < 0 && errno == EAGAIN)
			break;
		if (len <= 0)
			return FIELD_EIO;
		for (ssize_t at = 0; at < len;) {
			const struct inotify_event *event = (const void *)(buf +
			    at);

			touched = touched || is_touch(watch, event);
			ended = ended || (event->mask & ENDS) != 0;
			at += (ssize_t)(sizeof(*event) + event->len);
		}
	}
	*ret_touched = touched;
	return ended ? FIELD_ENOTFOUND : FIELD_OK;
}
