/* What depends on a person who is about to be deleted. */
#include <string.h>

#include "base/err.h"
#include "store/session/session_spool.h"
#include "store/session/user_ties.h"

struct spooled {
	const char *person_id;
	int64_t count;
};

static bool
count_spooled(const struct session_record *session, void *context)
{
	struct spooled *spooled = context;

	if (session->closed_at == 0 &&
	    strcmp(session->person_id, spooled->person_id) == 0)
		spooled->count++;
	return true;
}

int
user_count_ties(
    struct store *store, const char *person_id, struct user_ties *ret_ties)
{
	struct query *query = db_query(store, SQL_USER_TIES);
	struct spooled spooled = { person_id, 0 };
	int rc;

	db_bind_text(query, 1, person_id);
	db_bind_int(query, 2, store_now_s(store));
	rc = db_step(query);
	if (rc == 1) {
		ret_ties->open_sessions = db_int(query, TIES_OPEN_SESSIONS);
		ret_ties->crew = db_int(query, TIES_CREW);
		ret_ties->delegations = db_int(query, TIES_DELEGATIONS);
		ret_ties->approval_groups = db_int(query, TIES_APPROVAL_GROUPS);
	}
	db_done(query);
	if (rc != 1)
		return rc < 0 ? rc : FIELD_ECORRUPT;
	/* those that could not be written to the database are open, too */
	rc = session_spool_list(
	    store_paths(store)->run_dir, count_spooled, &spooled);
	ret_ties->open_sessions += spooled.count;
	return rc == FIELD_ENOMEM ? rc : FIELD_OK;
}
