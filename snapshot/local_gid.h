/*
 * snapshot/local_gid: which of the machine's groups a role may carry (R16).
 * Layer: snapshot; libc only.  Users: the writer, nss_fieldusers.
 *
 * The last of several checks: `store` refuses by name too, configuration may
 * refuse more; whatever the file says, these numbers are never returned.  The
 * list of all of them is snapshot/local_group.def.
 */
#ifndef SNAPSHOT_LOCAL_GID_H
#define SNAPSHOT_LOCAL_GID_H

#include <stdbool.h>
#include <stdint.h>

/* False for numbers that mean power on a Debian machine, for numbers that
 * are fieldauth's own to give, and for the special ones. */
bool local_gid_is_harmless(uint32_t gid);

/* False for the latter two alone. */
bool local_gid_is_ordinary(uint32_t gid);

#endif
