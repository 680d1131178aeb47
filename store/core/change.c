/* One transaction of one actor.  A change that has a consequence must not be
 * committed by change_end(), which does not carry it out. */
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/clock.h"
#include "base/err.h"
#include "base/str.h"
#include "store/core/change.h"
#include "store/core/events.h"
#include "store/core/told.h"

struct change {
	struct store *store;
	struct actor actor;
	bool shows; /* the generation has been raised */
	bool ends;  /* sessions must be ended */
	bool logs;  /* the log has a new row */
	struct told told;
};

void
told_release(struct told *told)
{
	free(told->ids);
	memset(told, 0, sizeof(*told));
}

struct told
change_take_told(struct change *change)
{
	const struct told told = change->told;

	memset(&change->told, 0, sizeof(change->told)); /* transferred */
	return told;
}

int
change_tell_person(struct change *change, const char *person_id)
{
	struct told *told = &change->told;
	char *id;

	for (size_t i = 0; i < told->count; i++)
		if (strcmp(told->ids[i], person_id) == 0)
			return FIELD_OK;
	id = array_add(&told->ids, &told->count, sizeof(*told->ids));
	if (id == NULL)
		return FIELD_ENOMEM;
	(void)str_copy(id, ID_SIZE, person_id);
	return FIELD_OK;
}

static struct actor
make_actor(enum actor_kind kind, const char *id, const char *service)
{
	struct actor actor = { .kind = kind };

	(void)str_copy(actor.id, sizeof(actor.id), id);
	(void)str_copy(actor.service, sizeof(actor.service), service);
	return actor;
}

struct actor
actor_root(const char *service)
{
	return make_actor(ACTOR_ROOT, "root", service);
}

struct actor
actor_sync(const char *source_name)
{
	struct actor actor = make_actor(ACTOR_SYNC, "sync:", "syncd");

	(void)str_format(actor.id, sizeof(actor.id), "sync:%s", source_name);
	return actor;
}

struct actor
actor_person(const char *person_id, const char *service)
{
	return make_actor(ACTOR_PERSON, person_id, service);
}

static int
begin_with(int (*begin)(struct store *store), struct store *store,
    const struct actor *actor, struct change **ret_change)
{
	struct change *change = calloc(1, sizeof(*change));
	int rc;

	if (change == NULL)
		return FIELD_ENOMEM;
	rc = begin(store);
	if (rc < 0) {
		free(change);
		return rc;
	}
	change->store = store;
	change->actor = *actor;
	*ret_change = change; /* transferred */
	return FIELD_OK;
}

int
change_begin(
    struct store *store, const struct actor *actor, struct change **ret_change)
{
	return begin_with(db_begin, store, actor, ret_change);
}

int
change_begin_fast(
    struct store *store, const struct actor *actor, struct change **ret_change)
{
	return begin_with(db_begin_fast, store, actor, ret_change);
}

int
change_commit(struct change *change, struct change_done *ret_done)
{
	const struct change_done done = { .store = change->store,
		.actor = change->actor,
		.shows = change->shows,
		.ends = change->ends };
	const bool logs = change->logs;
	int rc = db_commit(change->store);

	told_release(&change->told);
	free(change);
	if (rc != FIELD_OK)
		return rc;
	if (logs)
		events_touch(store_paths(done.store));
	*ret_done = done;
	return FIELD_OK;
}

void
change_abort(struct change *change)
{
	if (change == NULL)
		return;
	db_rollback(change->store);
	told_release(&change->told);
	free(change);
}

int
change_end(struct change *change, int rc)
{
	struct change_done done;

	/* such a change needs after_end(); a forgotten call must not pass */
	if (rc == FIELD_OK && (change->shows || change->ends))
		rc = FIELD_EINVAL;
	if (rc < 0) {
		change_abort(change);
		return rc;
	}
	return change_commit(change, &done);
}

struct store *
change_store(const struct change *change)
{
	return change->store;
}

const struct actor *
change_actor(const struct change *change)
{
	return &change->actor;
}

void
change_logs(struct change *change)
{
	change->logs = true;
}

int
change_end_person(struct change *change, const char *person_id)
{
	struct query *query = db_query(change->store, SQL_PERSON_RAISE_EPOCH);
	int rc;

	db_bind_text(query, 1, person_id);
	db_bind_int(query, 2, clock_real_ms());
	rc = db_run(query);
	if (rc < 0)
		return rc;
	query = db_query(change->store, SQL_ENDING_ASK);
	db_bind_text(query, 1, person_id);
	db_bind_int(query, 2, store_now_s(change->store));
	rc = db_run(query);
	change->ends = change->ends || rc == FIELD_OK;
	return rc;
}

int
change_touch_snapshot(struct change *change)
{
	int rc;

	if (change->shows)
		return FIELD_OK;
	rc = db_run(db_query(change->store, SQL_GENERATION_RAISE));
	change->shows = rc == FIELD_OK;
	return rc;
}
