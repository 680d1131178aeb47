/* Counts the codes that are requested at prompts. */
#include "base/err.h"
#include "base/str.h"
#include "store/signin/budget.h"

/* One counter that a request concerns. */
struct counter {
	const char *kind;
	char source[ORIGIN_ADDRESS_SIZE];
	int64_t limit;
};

static int64_t
this_window(struct store *store)
{
	return store_now_s(store) / BUDGET_WINDOW_S * BUDGET_WINDOW_S;
}

static int
add(struct store *store, const struct counter *counter, bool *within)
{
	struct query *query = db_query(store, SQL_BUDGET_ADD);
	int rc;

	db_bind_text(query, 1, counter->kind);
	db_bind_text(query, 2, counter->source);
	db_bind_int(query, 3, this_window(store));
	rc = db_step(query);
	if (rc == 1 && db_int(query, ONLY_COLUMN) > counter->limit)
		*within = false;
	db_done(query);
	return rc < 0 ? rc : FIELD_OK;
}

static int
forget_old(struct store *store)
{
	struct query *query = db_query(store, SQL_BUDGET_FORGET);

	db_bind_int(query, 1, this_window(store));
	return db_run(query);
}

/* Those of ORIGIN; returns how many. */
static size_t
counters_of(const struct signin_request *request, struct counter counters[2])
{
	const struct origin origin = signin_origin(request);

	counters[0] = (struct counter){ .kind = origin_kind_name(origin.kind) };
	counters[1] = (struct counter){ .kind = "network",
		.limit = BUDGET_NETWORK };
	switch (origin.kind) {
	case ORIGIN_ADDRESS:
		(void)str_copy(counters[0].source, sizeof(counters[0].source),
		    origin.address);
		counters[0].limit = BUDGET_ADDRESS;
		return 2;
	case ORIGIN_CALLER:
		(void)str_format(counters[0].source, sizeof(counters[0].source),
		    "%u", request->by_uid);
		counters[0].limit = BUDGET_CALLER;
		break;
	case ORIGIN_CONSOLE:
	case ORIGIN_KIND_END:
		counters[0].limit = BUDGET_CONSOLE;
		break;
	}
	return 1;
}

int
budget_take(
    struct store *store, const struct signin_request *request, bool *ret_within)
{
	struct counter counters[2];
	size_t count = counters_of(request, counters);
	int rc = db_begin_fast(store);

	if (rc < 0)
		return rc;
	*ret_within = true;
	for (size_t i = 0; rc == FIELD_OK && i < count; i++)
		rc = add(store, &counters[i], ret_within);
	if (rc == FIELD_OK)
		rc = forget_old(store);
	if (rc == FIELD_OK)
		rc = db_commit(store);
	if (rc < 0)
		db_rollback(store);
	return rc;
}
