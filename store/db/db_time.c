/* The time by which rules go.  It must never be earlier than one that was seen. */
#include <string.h>

#include "store/db/db_time.h"

struct db_seen
db_time_first(const struct clock *clock)
{
	return (struct db_seen){ .at_s = clock->not_before_s };
}

/* How much time has passed since then, at least. */
static int64_t
elapsed_s(const struct clock *clock, const struct db_seen *seen)
{
	const int64_t uptime_s = clock_uptime_s(clock);
	char boot[CLOCK_BOOT_SIZE];

	clock_boot_id(boot);
	if (strcmp(boot, seen->boot) != 0)
		return uptime_s; /* before this boot */
	return uptime_s > seen->uptime_s ? uptime_s - seen->uptime_s : 0;
}

int64_t
db_time_now_s(const struct clock *clock, const struct db_seen *seen)
{
	const int64_t now_s = clock_now_s(clock);

	return now_s >= seen->at_s ? now_s :
				     seen->at_s + elapsed_s(clock, seen);
}
