/*
 * snapshot/local_gid: which groups of the machine a role may grant (R16).
 * Layer: snapshot; libc only.  Users: the writer, nss_fieldusers.
 *
 * The last of several checks: `store` also refuses by name, and configuration
 * may refuse more.  These numbers are never returned, whatever the file says.
 * The complete list is snapshot/local_group.def.
 */
#ifndef SNAPSHOT_LOCAL_GID_H
#define SNAPSHOT_LOCAL_GID_H

#include <stdbool.h>
#include <stdint.h>

/* False for numbers that grant privileges on a Debian machine, for numbers in
 * fieldauth's own range, and for the special ones. */
bool local_gid_is_harmless(uint32_t gid);

/* False only for the latter two. */
bool local_gid_is_ordinary(uint32_t gid);

#endif
