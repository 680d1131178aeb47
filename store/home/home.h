/*
 * store/home/home: the owner of a person's home folder.
 * Layer: store.  Users: signin, fieldctl user and doctor.
 *
 * A folder may be left over from a former local user whose name a person gets.
 * Used as it is, it would be accessible to any account that later gets that
 * user's old number.
 */
#ifndef STORE_HOME_HOME_H
#define STORE_HOME_HOME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "conf/config.h"
#include "store/people/user.h"

/* The path that NSS returns: the person's own, or else by [terminal] home,
 * without slashes at its end. */
char *home_path(const struct config *config, const struct user *user, char *buf,
    size_t size);

enum home_state {
	HOME_MISSING,
	/* owned by the person, or by root before it is given to them */
	HOME_FINE,
	HOME_FOREIGN, /* owned by another account */
	HOME_NO_FOLDER,
	HOME_OPEN,      /* every user can write to it */
	HOME_LIES_OPEN, /* every user can replace it */
	/* a group other than the person's or root's can write to it; this is
	 * reported but not refused, since it may be intended */
	HOME_GROUP_OPEN,
};

/* Whether sign-in is refused with it. */
bool home_is_refused(enum home_state state);

/*
 * Check PATH anew.  A link as its last part is not followed unless root owns
 * it; then its target counts.  *ret_owner is the uid for HOME_FOREIGN and
 * HOME_NO_FOLDER.  FIELD_EIO when it could not be checked.
 */
int home_look(const char *path, uint32_t uid, enum home_state *ret_state,
    uint32_t *ret_owner);

struct home_taken {
	/* skipped: files of others, mounts, files with several names */
	size_t taken, left;
};

/*
 * Give the folder PATH, and the files of FROM in it, to UID and its own group;
 * the folder itself is last, so that the call can be repeated.  Links are not
 * followed and mounts not entered.  Files of other owners, and files with a
 * second name, which may be elsewhere, stay as they are.  Root only.
 * FIELD_EIO, FIELD_EINVAL (not a folder of FROM's, or deeper than 200).
 */
int home_take(const char *path, uint32_t from, uint32_t uid,
    struct home_taken *ret_taken);

#endif
