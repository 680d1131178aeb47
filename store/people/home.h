/*
 * store/people/home: whose a person's home folder is.
 * Layer: store.  Users: signin, fieldctl user and doctor.
 *
 * A folder may be left of a former user of the machine under the name that a
 * person gets.  Used as it is, it would be open to whoever gets that user's
 * old number next.
 */
#ifndef STORE_PEOPLE_HOME_H
#define STORE_PEOPLE_HOME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "conf/config.h"
#include "store/people/user.h"

/* Where NSS says it is: the person's own, else by [terminal] home; without
 * slashes at its end. */
char *home_path(const struct config *config, const struct user *user, char *buf,
    size_t size);

enum home_state {
	HOME_MISSING,
	HOME_FINE,    /* the person's, or root's, who makes it */
	HOME_FOREIGN, /* somebody else's */
	HOME_NO_FOLDER,
	HOME_OPEN,       /* everybody can write it: nobody's, as it were */
	HOME_LIES_OPEN,  /* everybody can put another in its place */
	HOME_GROUP_OPEN, /* a group can that is neither the person's nor root's;
			    said, not refused: somebody may have meant it */
};

/* Whether nobody signs in with it. */
bool home_is_refused(enum home_state state);

/*
 * Look at PATH afresh.  Its last part is not followed if it is a link, except
 * one of root's, which counts as what it leads to.  *ret_owner is the uid with
 * HOME_FOREIGN and NO_FOLDER.  FIELD_EIO when it could not be looked at.
 */
int home_look(const char *path, uint32_t uid, enum home_state *ret_state,
    uint32_t *ret_owner);

struct home_taken {
	size_t taken, left; /* left: others' files, mounts, several names */
};

/*
 * Give the folder PATH and what of FROM's is in it to UID and its own group,
 * the folder itself last, so that it can be done again.  No link is followed
 * and no mount entered; files of other owners, and files that have a second
 * name, which may be elsewhere, stay as they are.  Root alone.  FIELD_EIO,
 * FIELD_EINVAL (not a folder of FROM's, or deeper than 200).
 */
int home_take(const char *path, uint32_t from, uint32_t uid,
    struct home_taken *ret_taken);

#endif
