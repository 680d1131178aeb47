#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/err.h"
#include "base/i18n.h"
#include "base/str.h"
#include "store/access/actor.h"
#include "store/core/audit.h"
#include "store/people/org.h"
#include "store/source/source_inside.h"

#define BLOCK_MAX_S (10 * 86400) /* of the worker's longest */

static const char *
type_name(enum config_source_type type)
{
	switch (type) {
	case CONFIG_QUICKBOOKS:
		return "quickbooks";
	case CONFIG_XERO:
		return "xero";
	}
	return "";
}

/* The columns of SQL_SOURCE_*, in their order. */
static void
read_source(struct query *query, struct source *ret)
{
	const char *type = db_text(query, SOURCE_TYPE);

	*ret = (struct source){ .is_csv = strcmp(type, "csv") == 0,
		.type = strcmp(type, "xero") == 0 ? CONFIG_XERO :
						    CONFIG_QUICKBOOKS,
		.connected = db_int(query, SOURCE_CONNECTED) != 0,
		.access_expires_at = db_int(query, SOURCE_ACCESS_EXPIRES_AT),
		.refresh_expires_at = db_int(query, SOURCE_REFRESH_EXPIRES_AT),
		.connected_at = db_int(query, SOURCE_CONNECTED_AT),
		.broken_at = db_int(query, SOURCE_BROKEN_AT),
		.full_at = db_int(query, SOURCE_FULL_AT),
		.full_count = db_int(query, SOURCE_FULL_COUNT),
		.data_at = db_int(query, SOURCE_DATA_AT),
		.blocked_until = db_int(query, SOURCE_BLOCKED_UNTIL),
		.budget_left = db_is_null(query, SOURCE_BUDGET_LEFT) ?
		    -1 :
		    db_int(query, SOURCE_BUDGET_LEFT),
		.budget_known_at = db_int(query, SOURCE_BUDGET_KNOWN_AT),
		.recent_calls = db_int(query, SOURCE_RECENT_CALLS),
		.recent_at = db_int(query, SOURCE_RECENT_AT),
		.failure_count = db_int(query, SOURCE_FAILURE_COUNT),
		.next_run_at = db_int(query, SOURCE_NEXT_RUN_AT) };
	db_copy(query, SOURCE_ID, ret->id, sizeof(ret->id));
	db_copy(query, SOURCE_NAME, ret->name, sizeof(ret->name));
	db_copy(query, SOURCE_ORG_ID, ret->org_id, sizeof(ret->org_id));
	db_copy(query, SOURCE_REALM, ret->realm, sizeof(ret->realm));
	db_copy(query, SOURCE_REALM_TITLE, ret->realm_title,
	    sizeof(ret->realm_title));
	db_copy(query, SOURCE_SCOPES, ret->scopes, sizeof(ret->scopes));
	db_copy(
	    query, SOURCE_BROKEN_WHY, ret->broken_why, sizeof(ret->broken_why));
	db_copy(query, SOURCE_CURSOR, ret->cursor, sizeof(ret->cursor));
	db_copy(query, SOURCE_BLOCKED_WHY, ret->blocked_why,
	    sizeof(ret->blocked_why));
}

static int
read_one(struct query *query, struct source *ret_source)
{
	int rc = db_step(query);

	if (rc == 1)
		read_source(query, ret_source);
	db_done(query);
	if (rc < 0)
		return rc;
	return rc == 1 ? FIELD_OK : FIELD_ENOTFOUND;
}

int64_t
source_blocked_until(const struct source *source, int64_t now_s)
{
	int64_t left_s = source->blocked_until - now_s;

	return left_s > 0 && left_s <= BLOCK_MAX_S ? source->blocked_until : 0;
}

int
source_by_name(struct store *store, const char *name, struct source *ret_source)
{
	struct query *query = db_query(store, SQL_SOURCE_BY_NAME);
	struct source source;
	int rc;

	db_bind_text(query, 1, name);
	rc = read_one(query, &source);
	if (rc < 0)
		return rc;
	if (!source.is_csv && config_source(store_config(store), name) == NULL)
		return FIELD_ENOTFOUND;
	*ret_source = source;
	return FIELD_OK;
}

int
source_by_id(struct store *store, const char *id, struct source *ret_source)
{
	struct query *query = db_query(store, SQL_SOURCE_BY_ID);

	db_bind_text(query, 1, id);
	return read_one(query, ret_source);
}

int
source_list(struct store *store, struct source **ret_sources, size_t *ret_count)
{
	struct query *query = db_query(store, SQL_SOURCE_LIST);
	struct source *sources = NULL;
	size_t count = 0;
	int rc = db_step(query);

	while (rc == 1) {
		struct source *source = array_add(
		    &sources, &count, sizeof(*source));

		if (source == NULL) {
			rc = FIELD_ENOMEM;
			break;
		}
		read_source(query, source);
		rc = db_step(query);
	}
	db_done(query);
	if (rc < 0) {
		free(sources);
		return rc;
	}
	*ret_sources = sources;
	*ret_count = count;
	return FIELD_OK;
}

/* The organisation that SECTION names, or the only one. */
static int
org_of_section(struct store *store, const struct config_source *section,
    struct org *ret_org, struct refusal *why)
{
	struct org *orgs = NULL;
	size_t count = 0;
	int rc;

	if (section->org[0] != '\0') {
		rc = org_by_name(store, section->org, ret_org);
		if (rc == FIELD_ENOTFOUND)
			return refuse(
			    why, REASON_NO_SUCH_ORG, section->org, NULL);
		return rc;
	}
	rc = org_list(store, &orgs, &count);
	if (rc < 0)
		return rc;
	if (count == 1)
		*ret_org = orgs[0];
	free(orgs);
	if (count == 0)
		return refuse(why, REASON_NOT_SET_UP, NULL, NULL);
	if (count > 1)
		return refuse(why, REASON_SOURCE_SETTING, section->name,
		    _("it must name its organisation: org = NAME"));
	return FIELD_OK;
}

static int
insert_source(struct change *change, const char *name, const char *type,
    const char *org_id, struct refusal *why)
{
	struct store *store = change_store(change);
	struct query *query;
	char id[ID_SIZE];
	int rc = actor_may(change, VERB_SOURCE, org_id, false, name, why);

	if (rc < 0)
		return rc;
	query = db_query(store, SQL_SOURCE_INSERT);
	db_bind_text(query, 1, id_make(id));
	db_bind_text(query, 2, name);
	db_bind_text(query, 3, type);
	db_bind_text(query, 4, org_id);
	rc = db_run(query);
	if (rc < 0)
		return rc;
	return audit_append(change,
	    &(struct audit_entry){
		.action = "source.add", .subject = id, .org_id = org_id });
}

/* People must not move to another organisation because a line of the
 * configuration changed. */
static int
check_unchanged(const struct source *source, const char *name, const char *type,
    const char *org_id, struct refusal *why)
{
	const char *now = source->is_csv ? "csv" : type_name(source->type);

	if (strcmp(now, type) != 0)
		return refuse(why, REASON_SOURCE_SETTING, name,
		    _("its type was another one; use a new name"));
	if (strcmp(source->org_id, org_id) != 0)
		return refuse(why, REASON_SOURCE_SETTING, name,
		    _("it belonged to another organisation; use a new name"));
	return FIELD_OK;
}

static int
ensure(struct change *change, const char *name, const char *type,
    const char *org_id, struct source *ret_source, struct refusal *why)
{
	struct store *store = change_store(change);
	struct query *query = db_query(store, SQL_SOURCE_BY_NAME);
	struct source source;
	int rc;

	db_bind_text(query, 1, name);
	rc = read_one(query, &source);
	if (rc == FIELD_ENOTFOUND) {
		rc = insert_source(change, name, type, org_id, why);
		if (rc < 0)
			return rc;
		query = db_query(store, SQL_SOURCE_BY_NAME);
		db_bind_text(query, 1, name);
		return read_one(query, ret_source);
	}
	if (rc == FIELD_OK)
		rc = check_unchanged(&source, name, type, org_id, why);
	if (rc == FIELD_OK)
		*ret_source = source;
	return rc;
}

int
source_ensure(struct change *change, const char *name,
    struct source *ret_source, struct refusal *why)
{
	struct store *store = change_store(change);
	const struct config_source *section = config_source(
	    store_config(store), name);
	struct org org;
	int rc;

	if (section == NULL)
		return refuse(why, REASON_NO_SUCH_SOURCE, name, NULL);
	rc = org_of_section(store, section, &org, why);
	if (rc < 0)
		return rc;
	return ensure(
	    change, name, type_name(section->type), org.id, ret_source, why);
}

int
source_ensure_file(struct change *change, const char *name, const char *org_id,
    struct source *ret_source, struct refusal *why)
{
	if (config_source(store_config(change_store(change)), name) != NULL)
		return refuse(why, REASON_SOURCE_SETTING, name,
		    _("its people come from accounting, not from a file"));
	return ensure(change, name, "csv", org_id, ret_source, why);
}

int
source_ensure_csv(struct change *change, const char *name, const char *org_id,
    struct source *ret_source, struct refusal *why)
{
	int rc = actor_may(
	    change, VERB_SOURCE_IMPORT, org_id, false, name, why);

	return rc < 0 ?
	    rc :
	    source_ensure_file(change, name, org_id, ret_source, why);
}

int
source_for_change(struct change *change, const char *source_id,
    struct source *ret_source, struct refusal *why)
{
	struct source source;
	int rc = source_by_id(change_store(change), source_id, &source);

	if (rc == FIELD_ENOTFOUND)
		return refuse(why, REASON_NO_SUCH_SOURCE, source_id, NULL);
	if (rc == FIELD_OK)
		rc = actor_may(change, VERB_SOURCE, source.org_id, false,
		    source.name, why);
	if (rc == FIELD_OK)
		*ret_source = source;
	return rc;
}

int
source_run_alone(struct store *store, struct query *query)
{
	int rc = db_begin(store);

	if (rc < 0) {
		db_done(query);
		return rc;
	}
	rc = db_run(query);
	if (rc < 0) {
		db_rollback(store);
		return rc;
	}
	return db_commit(store);
}

int
source_save_limits(struct store *store, const char *source_id,
    const struct source_limits *limits)
{
	struct query *query = db_query(store, SQL_SOURCE_SET_LIMITS);

	db_bind_text(query, 1, source_id);
	if (limits->blocked_until != 0)
		db_bind_int(query, 2, limits->blocked_until);
	else
		db_bind_null(query, 2);
	db_bind_text(
	    query, 3, limits->blocked_why != NULL ? limits->blocked_why : "");
	if (limits->budget_left >= 0)
		db_bind_int(query, 4, limits->budget_left);
	else
		db_bind_null(query, 4);
	db_bind_int(query, 5, limits->budget_known_at);
	db_bind_int(query, 6, limits->recent_calls);
	db_bind_int(query, 7, limits->recent_at);
	return source_run_alone(store, query);
}

int
source_save_schedule(struct store *store, const char *source_id,
    int64_t next_run_at, int64_t failure_count)
{
	struct query *query = db_query(store, SQL_SOURCE_SET_SCHEDULE);

	db_bind_text(query, 1, source_id);
	if (next_run_at != 0)
		db_bind_int(query, 2, next_run_at);
	else
		db_bind_null(query, 2);
	db_bind_int(query, 3, failure_count);
	return source_run_alone(store, query);
}
