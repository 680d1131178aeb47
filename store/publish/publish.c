#include <libgen.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/err.h"
#include "base/file.h"
#include "base/id.h"
#include "base/str.h"
#include "build_paths.h"
#include "snapshot/reader.h"
#include "snapshot/writer.h"
#include "store/people/terminal.h"
#include "store/publish/caches.h"
#include "store/publish/compile.h"
#include "store/publish/publish.h"

/* The state of the published snapshot relative to the database. */
enum standing {
	CURRENT,
	OLDER,       /* or of another database, or there is no valid one */
	OUT_OF_DATE, /* of this generation, but no longer correct */
};

static bool
read_snapshot_info(const struct paths *paths, struct snapshot_info *ret_info)
{
	/* a new cache: for up to a second, a cached mapping would hide that the
	 * file was removed */
	struct snapshot_cache cache = SNAPSHOT_CACHE_INIT;
	struct snapshot_source source = { paths->snapshot_file };
	struct snapshot_view view;

	if (snapshot_enter(&cache, &source, &view) != SNAPSHOT_OK)
		return false;
	snapshot_get_info(&view, ret_info);
	snapshot_leave(&view);
	snapshot_cache_close(&cache);
	return true;
}

static bool
fits_settings(struct store *store, const struct snapshot_info *info)
{
	const struct config *config = store_config(store);
	uint64_t filter;

	return terminal_shown_digest(store, &filter) == FIELD_OK &&
	    info->filter == filter && info->enumerate == config->enumerate &&
	    info->members == config->members &&
	    info->email_sign_in == config->email_sign_in &&
	    info->uid_min == config->uid_min &&
	    info->uid_max == config->uid_max &&
	    info->gid_min == config->gid_min &&
	    info->gid_max == config->gid_max;
}

static enum standing
compare(struct store *store, struct query *meta, uint64_t grants)
{
	struct snapshot_info info;
	uint64_t generation = (uint64_t)db_int(meta, META_GENERATION);

	if (!read_snapshot_info(store_paths(store), &info) ||
	    strcmp(info.database_id, db_text(meta, META_DATABASE_ID)) != 0 ||
	    info.generation < generation)
		return OLDER;
	if (info.generation == generation &&
	    (!fits_settings(store, &info) || info.grants != grants ||
		(info.next_change_at_s != 0 &&
		    info.next_change_at_s <= store_now_s(store))))
		return OUT_OF_DATE;
	return CURRENT;
}

static int
find_standing(struct store *store, enum standing *ret_standing)
{
	struct query *query;
	uint64_t grants;
	int rc = compile_grants(store, &grants);

	if (rc < 0)
		return rc;
	query = db_query(store, SQL_COMPILE_META);
	rc = db_step(query);
	if (rc == 1)
		*ret_standing = compare(store, query, grants);
	db_done(query);
	return rc == 1 ? FIELD_OK : rc == 0 ? FIELD_ECORRUPT : rc;
}

/* /var/lib/misc is provided by the machine; below another root it may be
 * missing. */
static int
make_folder(const struct paths *paths)
{
	char copy[PATHS_MAX];

	if (!str_copy(copy, sizeof(copy), paths->snapshot_file))
		return FIELD_EINVAL;
	return file_make_folder(dirname(copy), 0755);
}

/* A look-up that continues to a server behind this module, as for a person's
 * groups with sssd or LDAP, takes seconds: a round of the agent is longer. */
#define REMINDERS 2

static bool caches_keep_old;

bool
publish_left_caches(void)
{
	bool keep_old = caches_keep_old;

	caches_keep_old = false;
	return keep_old;
}

/* The snapshot of another root does not concern this machine's caches. */
static bool
tell_caches_once(const struct paths *paths)
{
	if (strcmp(paths->snapshot_file, FIELDAUTH_SNAPSHOT) != 0 ||
	    caches_tell(CACHES_SOCKET, CACHES_TIMEOUT_MS) == FIELD_OK)
		return true;
	caches_keep_old = true;
	return false;
}

/* After a failure too: the new snapshot may be in place.  Twice: a look-up in
 * progress has read the old snapshot, and its answer is cached after the others
 * were dropped.  Look-ups in our own module are finished by then. */
static void
tell_caches(const struct paths *paths)
{
	if (tell_caches_once(paths))
		(void)tell_caches_once(paths);
}

void
publish_remind_caches(struct store *store)
{
	static struct stat last;
	static unsigned said;
	const struct paths *paths = store_paths(store);
	struct stat st;

	if (stat(paths->snapshot_file, &st) < 0)
		return;
	if (st.st_dev != last.st_dev || st.st_ino != last.st_ino ||
	    st.st_ctim.tv_sec != last.st_ctim.tv_sec ||
	    st.st_ctim.tv_nsec != last.st_ctim.tv_nsec) {
		last = st;
		said = 0;
	}
	if (said < REMINDERS && tell_caches_once(paths))
		said++;
}

int
publish(struct store *store, bool force)
{
	enum standing standing = OLDER;
	uint8_t *bytes = NULL;
	size_t len;
	bool published;
	int rc = db_begin_read(store);

	if (rc < 0)
		return rc;
	rc = find_standing(store, &standing);
	if (rc == FIELD_OK && (force || standing != CURRENT))
		rc = compile_snapshot(store, NULL, &bytes, &len);
	db_rollback(store);
	if (rc == FIELD_OK && bytes != NULL)
		rc = make_folder(store_paths(store));
	if (rc == FIELD_OK && bytes != NULL) {
		rc = snapshot_publish(store_paths(store)->snapshot_file, bytes,
		    len, force || standing == OUT_OF_DATE, &published);
		tell_caches(store_paths(store));
	}
	free(bytes);
	return rc;
}

bool
publish_is_due(struct store *store)
{
	enum standing standing;

	return find_standing(store, &standing) == FIELD_OK &&
	    standing != CURRENT;
}

int
publish_gaps(struct store *store,
    void (*visit)(const struct publish_gap *gap, void *context), void *context)
{
	struct compile_report report = { visit, context };
	uint8_t *bytes = NULL;
	size_t len;
	int rc = db_begin_read(store);

	if (rc < 0)
		return rc;
	rc = compile_snapshot(store, &report, &bytes, &len);
	db_rollback(store);
	free(bytes);
	return rc;
}
