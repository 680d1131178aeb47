/*
 * store/people/local: the users and groups of the machine itself, reserved
 * names, and groups that grant control of the machine (Q2, R16).
 * Layer: store.  Users: user, role, org, publish, doctor.
 *
 * /etc/passwd and /etc/group are read directly: NSS would also ask our own
 * module, and a name known only to fieldauth is not a conflict.  The contents
 * are cached until a file changes (device, inode, size, both times), so that an
 * import of many people reads them once.  Not for two threads.
 */
#ifndef STORE_PEOPLE_LOCAL_H
#define STORE_PEOPLE_LOCAL_H

#include <stdbool.h>
#include <stdint.h>

#include "conf/config.h"

/* The paths of the files; NULL: /etc/passwd and /etc/group.  For tests. */
void local_use_files(const char *passwd, const char *group);

/*
 * Check both files now, and not again until local_thaw(): publishing makes so
 * many look-ups that their stat() calls would cost more than all the rest.
 */
int local_freeze(void);
void local_thaw(void);

/*
 * A missing file has no entries.  FIELD_EIO if one cannot be read; the caller
 * must then refuse.  FIELD_ENOMEM.
 */
/* Whether a user or group has that name. */
int local_has_name(const char *name, bool *ret_has);
/* Whether a user or group has that number. */
int local_has_id(uint32_t id, bool *ret_has);

enum local_grant {
	LOCAL_GRANT_GOOD,
	LOCAL_GRANT_POWER,  /* its name, its number, or another name of that */
	LOCAL_GRANT_NUMBER, /* not in the range of local groups */
};

/*
 * Whether a role may carry the local group NAME (R16); asked when it is
 * assigned and when it is published.  *ret_gid is its number in every case.  Of
 * two lines with one name the first is used, and each must be permitted.
 * FIELD_ENOTFOUND: no such group.
 */
int local_group_grant(const struct config *config, const char *name,
    enum local_grant *ret_grant, uint32_t *ret_gid);

#endif
