/* store/publish/behind: see behind.h.  Both sides are read by the reader that
 * NSS uses, so that nothing is compared that NSS would not return. */
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "snapshot/reader.h"
#include "store/publish/behind.h"
#include "store/publish/compile.h"

static bool
has_gid(const uint8_t *gids, uint32_t count, uint32_t gid)
{
	for (uint32_t i = 0; i < count; i++)
		if (snapshot_gid(gids, i) == gid)
			return true;
	return false;
}

static bool
are_within(
    const uint8_t *gids, uint32_t count, const struct snapshot_person *person)
{
	for (uint32_t i = 0; i < count; i++) {
		uint32_t gid = snapshot_gid(gids, i);

		if (!has_gid(person->gids, person->gid_count, gid) &&
		    !has_gid(person->local_gids, person->local_gid_count, gid))
			return false;
	}
	return true;
}

static bool
is_no_more_than(
    const struct snapshot_person *out, const struct snapshot_person *now)
{
	return !now->deleted && out->uid == now->uid && out->gid == now->gid &&
	    strcmp(out->login, now->login) == 0 &&
	    strcmp(out->home, now->home) == 0 &&
	    strcmp(out->shell, now->shell) == 0 &&
	    are_within(out->gids, out->gid_count, now) &&
	    are_within(out->local_gids, out->local_gid_count, now);
}

/* A person who is not in the snapshot gets nothing from it. */
static int
compare(struct snapshot_view *out_view, struct snapshot_view *now_view,
    uint32_t uid, bool *ret_more)
{
	struct snapshot_person out, now;
	enum snapshot_status status = snapshot_by_uid(out_view, uid, &out);

	if (status == SNAPSHOT_NONE || (status == SNAPSHOT_OK && out.deleted)) {
		*ret_more = false;
		return FIELD_OK;
	}
	if (status != SNAPSHOT_OK)
		return FIELD_EIO;
	status = snapshot_by_uid(now_view, uid, &now);
	if (status != SNAPSHOT_OK && status != SNAPSHOT_NONE)
		return FIELD_EIO;
	*ret_more = status == SNAPSHOT_NONE || !is_no_more_than(&out, &now);
	return FIELD_OK;
}

static int
compare_with_file(struct store *store, struct snapshot_view *now_view,
    uint32_t uid, bool *ret_more)
{
	struct snapshot_cache cache = SNAPSHOT_CACHE_INIT;
	struct snapshot_source source = { store_paths(store)->snapshot_file };
	struct snapshot_view view;
	int rc;

	if (snapshot_enter(&cache, &source, &view) != SNAPSHOT_OK)
		return FIELD_EIO;
	rc = compare(&view, now_view, uid, ret_more);
	snapshot_leave(&view);
	snapshot_cache_close(&cache);
	return rc;
}

int
behind_gives_more(struct store *store, uint32_t uid, bool *ret_more)
{
	struct snapshot_view view;
	uint8_t *bytes = NULL;
	size_t len;
	int rc = db_begin_read(store);

	if (rc < 0)
		return rc;
	rc = compile_snapshot(store, NULL, &bytes, &len);
	db_rollback(store);
	if (rc == FIELD_OK &&
	    snapshot_view_memory(bytes, len, &view) != SNAPSHOT_OK)
		rc = FIELD_EIO;
	if (rc == FIELD_OK)
		rc = compare_with_file(store, &view, uid, ret_more);
	free(bytes);
	return rc;
}
