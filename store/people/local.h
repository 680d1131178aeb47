/*
 * store/people/local: what the machine itself knows: its users and groups, the
 * words that nobody may be called, the groups that mean power (Q2, R16).
 * Layer: store.  Users: user, role, org, publish, doctor.
 *
 * The files /etc/passwd and /etc/group are read directly: NSS would also ask
 * our own module, and a name that only fieldauth knows is no clash.  What was
 * read is kept until a file changes (device, inode, size, both times), so
 * that an import of many people reads it once.  Not for two threads.
 */
#ifndef STORE_PEOPLE_LOCAL_H
#define STORE_PEOPLE_LOCAL_H

#include <stdbool.h>
#include <stdint.h>

#include "conf/config.h"

/* Where they are; NULL: /etc/passwd and /etc/group.  For tests. */
void local_use_files(const char *passwd, const char *group);

/*
 * Look at both files now, and not again until local_thaw(): for the many
 * questions of one publishing, which would cost more stat() than all else.
 */
int local_freeze(void);
void local_thaw(void);

/*
 * A missing file holds nobody; one that cannot be read is FIELD_EIO, and the
 * caller must then refuse.  FIELD_ENOMEM.
 */
/* A user or group of that name. */
int local_has_name(const char *name, bool *ret_has);
/* A user or a group with that number. */
int local_has_id(uint32_t id, bool *ret_has);

enum local_grant {
	LOCAL_GRANT_GOOD,
	LOCAL_GRANT_POWER,  /* its name, its number, or another name of that */
	LOCAL_GRANT_NUMBER, /* none that a group of the machine should have */
};

/*
 * Whether a role may carry the group NAME of this machine (R16): the question
 * of whoever grants and of whoever publishes.  *ret_gid is its number in any
 * case; of two lines with one name the first counts, and each must be good.
 * FIELD_ENOTFOUND: there is no such group.
 */
int local_group_grant(const struct config *config, const char *name,
    enum local_grant *ret_grant, uint32_t *ret_gid);

#endif
