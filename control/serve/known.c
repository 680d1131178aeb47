/* One look-up in the snapshot.  If it cannot be read, all uids are accepted. */
#include "control/serve/known.h"
#include "snapshot/reader.h"

bool
known_uid(const struct paths *paths, uid_t uid)
{
	static struct snapshot_cache cache = SNAPSHOT_CACHE_INIT;
	const struct snapshot_source source = { .path = paths->snapshot_file };
	struct snapshot_view view;
	struct snapshot_person person;
	enum snapshot_status status = snapshot_enter(&cache, &source, &view);

	if (status != SNAPSHOT_OK)
		return true;
	status = snapshot_by_uid(&view, uid, &person);
	snapshot_leave(&view);
	return status != SNAPSHOT_NONE;
}
