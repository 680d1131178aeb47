#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/err.h"
#include "base/str.h"
#include "store/people/local.h"
#include "store/people/terminal.h"
#include "store/publish/compile_private.h"

static void
tell_cut(const char *name, uint32_t listed, uint32_t members, void *context)
{
	const struct compile *in = context;

	compile_tell(in,
	    &(struct publish_gap){ .kind = GAP_MEMBERS,
		.name = name,
		.listed = listed,
		.members = members });
}

/* --- the header's part ------------------------------------------------------- */

/* The next time at which a delegation starts or ends (R12); 0: none. */
static int
load_next_change(struct compile *in)
{
	struct query *query = db_query(in->store, SQL_COMPILE_NEXT_CHANGE);
	int rc;

	db_bind_int(query, 1, store_now_s(in->store));
	rc = db_step(query);
	if (rc == 1)
		in->next_change_at_s = db_int(query, ONLY_COLUMN);
	db_done(query);
	return rc < 0 ? rc : FIELD_OK;
}

static uint32_t
highest(int64_t next, uint32_t min)
{
	return next > min ? compile_id(next - 1) : 0;
}

static int
fill_params(
    struct compile *in, struct query *meta, struct snapshot_params *ret_params)
{
	const struct config *config = in->config;
	size_t key_len;
	const void *key = db_blob(meta, META_EMAIL_KEY, &key_len);
	struct snapshot_params params = {
		.database_id = db_text(meta, META_DATABASE_ID),
		.generation = (uint64_t)db_int(meta, META_GENERATION),
		.created_at_s = store_now_s(in->store),
		.next_change_at_s = in->next_change_at_s,
		.uid_min = config->uid_min,
		.uid_max = config->uid_max,
		.gid_min = config->gid_min,
		.gid_max = config->gid_max,
		.uid_high = highest(
		    db_int(meta, META_NEXT_UID), config->uid_min),
		.gid_high = highest(
		    db_int(meta, META_NEXT_GID), config->gid_min),
		.enumerate = config->enumerate,
		.members = config->members,
		.email_sign_in = config->email_sign_in,
		.filter = in->filter,
	};

	if (key_len != sizeof(params.email_key))
		return FIELD_ECORRUPT;
	memcpy(params.email_key, key, key_len);
	*ret_params = params;
	return FIELD_OK;
}

static int
start_writer(struct compile *in)
{
	struct query *query = db_query(in->store, SQL_COMPILE_META);
	struct snapshot_params params;
	int rc = db_step(query);

	if (rc == 0)
		rc = FIELD_ECORRUPT;
	if (rc == 1)
		rc = fill_params(in, query, &params);
	if (rc == FIELD_OK)
		rc = compile_grants(in->store, &params.grants);
	if (rc == FIELD_OK)
		rc = snapshot_writer_new(&params, &in->writer);
	db_done(query);
	return rc;
}

static int
add_org(const char *org_id, void *context)
{
	struct compile *in = context;
	struct compiled_org *org = array_add(
	    &in->orgs, &in->org_count, sizeof(*org));

	if (org == NULL)
		return FIELD_ENOMEM;
	(void)str_copy(org->id, sizeof(org->id), org_id);
	return FIELD_OK;
}

static int
load_orgs(struct compile *in)
{
	int rc = terminal_each_shown_org(in->store, add_org, in);

	return rc == FIELD_OK ? terminal_shown_digest(in->store, &in->filter) :
				rc;
}

/* --- the whole
 * ------------------------------------------------------------------ */

static void
release(struct compile *in)
{
	snapshot_writer_free(in->writer);
	for (size_t i = 0; i < in->role_count; i++)
		free(in->roles[i].local_gids.at);
	free(in->groups);
	free(in->roles);
	free(in->places);
	free(in->permissions);
	free(in->caps);
	free(in->loans);
	free(in->orgs);
	free(in->rows);
	free(in->texts.at);
	free(in->by_owner.slots);
	free(in->by_role.slots);
	free(in->by_place.slots);
	free(in->gids.at);
	free(in->local_gids.at);
}

int
compile_snapshot(struct store *store, const struct compile_report *report,
    uint8_t **ret_bytes, size_t *ret_len)
{
	struct compile in = {
		.store = store,
		.config = store_config(store),
		.report = report,
	};
	int rc = local_freeze();

	if (rc == FIELD_OK)
		rc = load_next_change(&in);
	if (rc == FIELD_OK)
		rc = load_orgs(&in);
	if (rc == FIELD_OK)
		rc = start_writer(&in);
	if (rc == FIELD_OK)
		rc = compile_load(&in);
	if (rc == FIELD_OK)
		rc = compile_rows_load(&in);
	if (rc == FIELD_OK)
		rc = compile_gather(&in);
	if (rc == FIELD_OK)
		rc = compile_rows_add(&in);
	if (rc == FIELD_OK)
		rc = snapshot_writer_finish(in.writer, ret_bytes, ret_len);
	if (rc == FIELD_OK)
		snapshot_writer_visit_cut(in.writer, tell_cut, &in);
	local_thaw();
	release(&in);
	return rc;
}
