#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/err.h"
#include "base/file.h"
#include "base/i18n.h"
#include "base/str.h"
#include "store/core/audit.h"
#include "store/core/detail.h"
#include "store/mail/outbox.h"
#include "store/source/source_inside.h"

#define DAY_S INT64_C(86400)

int
source_take_lock(struct store *store, const char *source_name, int *ret_fd,
    struct refusal *why)
{
	char path[PATHS_MAX + 64];
	const struct paths *paths = store_paths(store);
	int rc = file_make_folder(paths->run_dir, 0755);

	if (rc == FIELD_OK &&
	    !str_format(path, sizeof(path), "%s/source-%s.lock", paths->run_dir,
		source_name))
		rc = FIELD_EINVAL;
	if (rc == FIELD_OK)
		rc = file_lock(path, 0, ret_fd);
	if (rc == FIELD_EBUSY)
		(void)refuse(why, REASON_RUN_UNDER_WAY, source_name, NULL);
	return rc;
}

/* Runs of one source are exclusive, so one that is still marked 'running' was
 * killed or lost power. */
static int
end_dead_runs(struct store *store, const char *source_id)
{
	struct query *query = db_query(store, SQL_SYNC_RUN_END_DEAD);

	db_bind_text(query, 1, source_id);
	db_bind_int(query, 2, store_now_s(store));
	db_bind_text(query, 3, _("it was interrupted"));
	return db_run(query);
}

static int
insert_run(struct store *store, const char *id, const char *source_id,
    const char *trigger, bool full_listing)
{
	struct query *query = db_query(store, SQL_SYNC_RUN_INSERT);

	db_bind_text(query, 1, id);
	db_bind_text(query, 2, source_id);
	db_bind_int(query, 3, store_now_s(store));
	db_bind_text(query, 4, trigger);
	db_bind_int(query, 5, full_listing);
	return db_run(query);
}

int
sync_run_start(struct store *store, const char *source_id, const char *trigger,
    bool full_listing, char *ret_run_id)
{
	char id[ID_SIZE];
	int rc = db_begin(store);

	if (rc < 0)
		return rc;
	rc = end_dead_runs(store, source_id);
	if (rc == FIELD_OK)
		rc = insert_run(
		    store, id_make(id), source_id, trigger, full_listing);
	if (rc < 0) {
		db_rollback(store);
		return rc;
	}
	rc = db_commit(store);
	if (rc == FIELD_OK)
		memcpy(ret_run_id, id, sizeof(id));
	return rc;
}

/* The source of the run, and the outcome of the previous run. */
static int
find_before(struct store *store, const char *run_id, struct source *ret_source,
    bool *ret_failed)
{
	struct query *query = db_query(store, SQL_SYNC_RUN_BEFORE);
	int rc;

	db_bind_text(query, 1, run_id);
	rc = db_step(query);
	if (rc == 1) {
		(void)str_copy(ret_source->id, sizeof(ret_source->id),
		    db_text(query, RUN_BEFORE_SOURCE_ID));
		(void)str_copy(ret_source->org_id, sizeof(ret_source->org_id),
		    db_text(query, RUN_BEFORE_ORG_ID));
		(void)str_copy(ret_source->name, sizeof(ret_source->name),
		    db_text(query, RUN_BEFORE_SOURCE));
		*ret_failed = strcmp(db_text(query, RUN_BEFORE_OUTCOME),
				  "failed") == 0;
	}
	db_done(query);
	return rc == 0 ? FIELD_ENOTFOUND : rc < 0 ? rc : FIELD_OK;
}

/* The number of runs that failed since the last one that did not, this one
 * included, and when the first of them started. */
static int
count_failures(struct store *store, const char *source_id, int64_t *ret_count,
    int64_t *ret_since)
{
	struct query *query = db_query(store, SQL_SYNC_RUN_FAILURES);
	int rc;

	db_bind_text(query, 1, source_id);
	rc = db_step(query);
	if (rc == 1) {
		*ret_count = db_int(query, FAILURES_COUNT);
		*ret_since = db_int(query, FAILURES_SINCE);
	}
	db_done(query);
	return rc < 0 ? rc : FIELD_OK;
}

/* Tell the administrators once a day.  A connection that has ended is told by
 * source_mark_broken(). */
static int
tell_failing(struct change *change, const struct source *source,
    const struct sync_run *run, enum reason reason)
{
	struct store *store = change_store(change);
	struct outbox_new mail = { .template = MAIL_SYNC_FAILING,
		.org_id = source->org_id };
	int64_t count = 0, since = 0;
	char key[ID_SIZE + 40];
	int rc = count_failures(store, source->id, &count, &since);

	if (rc != FIELD_OK || count < SYNC_FAILING_RUNS ||
	    reason == REASON_CONNECT_AGAIN)
		return rc;
	(void)str_format(key, sizeof(key), "sync-failing:%s:%lld", source->id,
	    (long long)(store_now_s(store) / DAY_S));
	mail.once_key = key;
	mail.fields.text[MAIL_FIELD_SOURCE] = source->name;
	mail.fields.text[MAIL_FIELD_WHY] = run->message;
	mail.fields.time_s[MAIL_FIELD_SINCE] = since;
	return outbox_queue(change, &mail);
}

static int
audit_failure(
    struct change *change, const struct sync_run *run, enum reason reason)
{
	struct detail detail = DETAIL_INIT;
	struct source source = { .id = "" };
	bool failed_before = false;
	int rc = find_before(
	    change_store(change), run->id, &source, &failed_before);

	if (rc == FIELD_OK)
		rc = tell_failing(change, &source, run, reason);
	if (rc < 0 || failed_before)
		return rc;
	detail_text(&detail, "source", source.name);
	detail_text(&detail, "why", run->message);
	return audit_append(change,
	    &(struct audit_entry){ .action = "source.run",
		.subject = source.id,
		.org_id = source.org_id,
		.outcome = AUDIT_FAILED,
		.reason = reason,
		.detail = &detail });
}

static int
put_end(struct store *store, const struct sync_run *run)
{
	struct query *query = db_query(store, SQL_SYNC_RUN_END);

	db_bind_text(query, 1, run->id);
	db_bind_int(query, 2, store_now_s(store));
	db_bind_text(query, 3, run->outcome);
	db_bind_text(query, 4, run->plan_hash);
	db_bind_int(query, 5, run->seen);
	db_bind_text(query, 6, run->message);
	db_bind_text(query, 7, run->correlation_id);
	return db_run(query);
}

int
sync_run_end(struct store *store, const struct actor *actor,
    const struct sync_run *run, enum reason reason)
{
	struct change *change;
	int rc = change_begin(store, actor, &change);

	if (rc < 0)
		return rc;
	rc = put_end(store, run);
	if (rc == FIELD_OK && strcmp(run->outcome, "failed") == 0)
		rc = audit_failure(change, run, reason);
	return change_end(change, rc);
}

/* The columns of SQL_SYNC_RUN_LIST, in their order. */
static void
read_run(struct query *query, struct sync_run *ret)
{
	*ret = (struct sync_run){ .started_at = db_int(query, RUN_STARTED_AT),
		.finished_at = db_int(query, RUN_FINISHED_AT),
		.full_listing = db_int(query, RUN_FULL_LISTING) != 0,
		.seen = db_int(query, RUN_SEEN_COUNT),
		.added = db_int(query, RUN_ADDED_COUNT),
		.changed = db_int(query, RUN_CHANGED_COUNT),
		.linked = db_int(query, RUN_LINKED_COUNT),
		.deactivated = db_int(query, RUN_DEACTIVATED_COUNT),
		.reactivated = db_int(query, RUN_REACTIVATED_COUNT),
		.refused = db_int(query, RUN_REFUSED_COUNT),
		.undecided = db_int(query, RUN_UNDECIDED_COUNT) };
	db_copy(query, RUN_ID, ret->id, sizeof(ret->id));
	db_copy(query, RUN_SOURCE, ret->source_name, sizeof(ret->source_name));
	db_copy(query, RUN_TRIGGER, ret->trigger, sizeof(ret->trigger));
	db_copy(query, RUN_OUTCOME, ret->outcome, sizeof(ret->outcome));
	db_copy(query, RUN_PLAN_HASH, ret->plan_hash, sizeof(ret->plan_hash));
	db_copy(query, RUN_MESSAGE, ret->message, sizeof(ret->message));
	db_copy(query, RUN_CORRELATION_ID, ret->correlation_id,
	    sizeof(ret->correlation_id));
}

int
sync_run_list(struct store *store, const char *source_id, int64_t limit,
    struct sync_run **ret_runs, size_t *ret_count)
{
	struct query *query = db_query(store, SQL_SYNC_RUN_LIST);
	struct sync_run *runs = NULL;
	size_t count = 0;
	int rc;

	db_bind_text(query, 1, source_id != NULL ? source_id : "");
	db_bind_int(query, 2, limit > 0 ? limit : -1);
	rc = db_step(query);
	while (rc == 1) {
		struct sync_run *run = array_add(&runs, &count, sizeof(*run));

		if (run == NULL) {
			rc = FIELD_ENOMEM;
			break;
		}
		read_run(query, run);
		rc = db_step(query);
	}
	db_done(query);
	if (rc < 0) {
		free(runs);
		return rc;
	}
	*ret_runs = runs;
	*ret_count = count;
	return FIELD_OK;
}

int
sync_run_lines(struct store *store, const char *run_id,
    bool (*visit)(const struct sync_run_line *line, void *context),
    void *context)
{
	struct query *query = db_query(store, SQL_SYNC_RUN_LINES);
	bool go_on = true;
	int rc;

	db_bind_text(query, 1, run_id);
	rc = db_step(query);
	while (rc == 1 && go_on) {
		struct sync_run_line line = { .action = db_text(
						  query, RUN_LINE_ACTION),
			.entity = db_text(query, RUN_LINE_ENTITY),
			.external_id = db_text(query, RUN_LINE_EXTERNAL_ID),
			.name = db_text(query, RUN_LINE_NAME),
			.reason = db_text(query, RUN_LINE_REASON) };

		go_on = visit(&line, context);
		if (go_on)
			rc = db_step(query);
	}
	db_done(query);
	return rc < 0 ? rc : FIELD_OK;
}
