#include "base/err.h"
#include "syncd/fetch/quickbooks/capture.h"
#include "syncd/fetch/quickbooks/company.h"
#include "syncd/fetch/quickbooks/error.h"
#include "syncd/fetch/quickbooks/query.h"
#include "syncd/fetch/quickbooks/quickbooks.h"

#define CDC_REACH_S (INT64_C(29) * 86400)

int
quickbooks_pull(struct pull *pull)
{
	int64_t now_s = call_now_s(pull->api->call);
	int64_t since_s = quickbooks_oldest_since_s(pull);
	bool served = false;
	int rc = FIELD_OK;

	pull->api->judge = quickbooks_judge;
	pull->api->call->is_throttled = quickbooks_is_throttled;
	/* our clock only selects the method, not the range of the query */
	if (since_s > 0 && now_s - since_s < CDC_REACH_S)
		rc = quickbooks_pull_captured(pull, since_s, &served);
	for (size_t i = 0; rc == FIELD_OK && !served && i < QUICKBOOKS_KINDS;
	     i++)
		if (pull->request->entities[quickbooks_kinds[i].entity])
			rc = quickbooks_list_by_query(pull, i,
			    pull_since_s(pull, quickbooks_kinds[i].entity));
	return rc < 0 ? rc : pull_finish(pull);
}
