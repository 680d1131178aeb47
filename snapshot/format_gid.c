#include <stddef.h>

#include "snapshot/format.h"
#include "snapshot/local_gid.h"

/*
 * A bit for each of Debian's fixed gids that grant privileges, all below 64:
 * one test per gid, in every process.  Groups whose numbers differ between
 * machines are identified by name when the snapshot is compiled.
 */
#define POWER_AT(gid, name, why) | (UINT64_C(1) << (gid))
#define POWER(name, why)
#define POWER_PREFIX(prefix, why)
#define HARMLESS(name, why)
static const uint64_t powerful = 0
#include "snapshot/local_group.def"
    ;

bool
local_gid_is_ordinary(uint32_t gid)
{
	/* the 16-bit values of nogroup and of (gid_t)-1 */
	return gid < FORMAT_ID_MIN - 2;
}

bool
local_gid_is_harmless(uint32_t gid)
{
	return local_gid_is_ordinary(gid) &&
	    (gid >= 64 || (powerful >> gid & 1) == 0);
}
