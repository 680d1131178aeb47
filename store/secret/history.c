/* Keeps the hashes of former passwords. */
#include "base/err.h"
#include "store/secret/history.h"

int
history_keep(struct store *store, const struct user *user,
    const struct policies *policies)
{
	struct query *query = db_query(store, SQL_HISTORY_KEEP);
	int rc;

	db_bind_text(query, 1, user->id);
	db_bind_int(query, 2, store_now_s(store));
	rc = db_run(query);
	if (rc != FIELD_OK)
		return rc;
	query = db_query(store, SQL_HISTORY_TRIM);
	db_bind_text(query, 1, user->id);
	db_bind_int(query, 2, policy_number(policies, POLICY_PASSWORD_HISTORY));
	return db_run(query);
}
