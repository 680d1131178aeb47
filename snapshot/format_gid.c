#include <stddef.h>

#include "snapshot/format.h"
#include "snapshot/local_gid.h"

/*
 * Debian's fixed gids (base-passwd, group.master) whose members can become
 * root, read or write devices and memory, or change what others run.
 */
static const uint32_t powerful[] = {
	0,  /* root */
	1,  /* daemon */
	2,  /* bin */
	3,  /* sys */
	4,  /* adm: reads the logs */
	5,  /* tty: writes to terminals */
	6,  /* disk */
	8,  /* mail */
	15, /* kmem */
	26, /* tape */
	27, /* sudo */
	34, /* backup */
	37, /* operator */
	40, /* src */
	42, /* shadow */
	43, /* utmp */
	45, /* sasl */
	50, /* staff: writes /usr/local */
};

bool
local_gid_is_harmless(uint32_t gid)
{
	if (gid >= FORMAT_ID_MIN - 2) /* nogroup, (gid_t)-1 in 16 bits */
		return false;
	for (size_t i = 0; i < sizeof(powerful) / sizeof(powerful[0]); i++)
		if (gid == powerful[i])
			return false;
	return true;
}
