#include "base/err.h"
#include "base/id.h"
#include "base/str.h"
#include "store/core/policy.h"
#include "store/signin/age.h"

int
age_worth_saying(struct store *store, const char *person_id, int64_t *ret_age_s)
{
	struct query *query = db_query(store, SQL_AGE_OF_DATA);
	struct policies policies;
	char org_id[ID_SIZE];
	int64_t age_s = 0;
	int rc;

	db_bind_text(query, 1, person_id);
	rc = db_step(query);
	if (rc == 1) {
		db_copy(query, AGE_ORG_ID, org_id, sizeof(org_id));
		if (!db_is_null(query, AGE_DATA_AT))
			age_s = store_now_s(store) - db_int(query, AGE_DATA_AT);
	}
	db_done(query);
	if (rc <= 0)
		return rc == 0 ? FIELD_ENOTFOUND : rc;
	rc = policies_load(store, org_id, &policies);
	if (rc < 0)
		return rc;
	*ret_age_s = age_s >= policy_number(&policies, POLICY_DATA_AGE_NOTICE) ?
	    age_s :
	    0;
	return FIELD_OK;
}
