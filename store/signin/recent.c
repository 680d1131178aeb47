#include "base/err.h"
#include "store/signin/recent.h"

int
recent_add(struct store *store, const char *person_id,
    const struct recent *recent, char *ret_id)
{
	struct query *query = db_query(store, SQL_RECENT_ADD);

	db_bind_text(query, 1, id_make(ret_id));
	db_bind_text(query, 2, person_id);
	db_bind_text(query, 3, recent->method);
	db_bind_text(query, 4, recent->code_id);
	db_bind_int(query, 5, store_now_s(store));
	db_bind_int(query, 6, recent->waits);
	return db_run(query);
}

int
recent_find(struct store *store, const char *person_id, const char *id,
    struct recent *ret_recent)
{
	struct query *query = db_query(store, SQL_RECENT_FIND);
	int rc;

	db_bind_text(query, 1, id);
	db_bind_text(query, 2, person_id);
	db_bind_int(query, 3, store_now_s(store) - RECENT_S);
	rc = db_step(query);
	if (rc == 1) {
		db_copy(query, RECENT_METHOD, ret_recent->method,
		    sizeof(ret_recent->method));
		db_copy(query, RECENT_CODE_ID, ret_recent->code_id,
		    sizeof(ret_recent->code_id));
		ret_recent->waits = db_int(query, RECENT_WAITS) != 0;
	}
	db_done(query);
	if (rc < 0)
		return rc;
	return rc == 1 ? FIELD_OK : FIELD_ENOTFOUND;
}

int
recent_settle(struct store *store, const char *id)
{
	struct query *query = db_query(store, SQL_RECENT_SETTLE);

	db_bind_text(query, 1, id);
	return db_run(query);
}

int
recent_forget(struct store *store, const char *id)
{
	struct query *query = db_query(store, SQL_RECENT_FORGET);

	db_bind_text(query, 1, id);
	db_bind_int(query, 2, store_now_s(store) - RECENT_S);
	return db_run(query);
}
