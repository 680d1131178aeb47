#include "base/err.h"
#include "store/mail/reach.h"

int
mail_leaves(struct store *store, bool *ret_leaves)
{
	const struct config *config = store_config(store);
	struct query *query = db_query(store, SQL_OUTBOX_OLDEST_CODE);
	int rc;

	rc = db_step(query);
	*ret_leaves = (config_sends_mail(config) ||
			  config_sends_text(config)) &&
	    (rc != 1 ||
		db_int(query, ONLY_COLUMN) + MAIL_REACH_WAIT_S >
		    store_now_s(store));
	db_done(query);
	return rc < 0 ? rc : FIELD_OK;
}
