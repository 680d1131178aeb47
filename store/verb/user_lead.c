/*
 * Leads and their crews.  A crew exists from the first person who gets its
 * lead: the group crew-LEAD is then created, and stays.
 */
#include <string.h>

#include "base/err.h"
#include "base/str.h"
#include "store/people/user.h"
#include "store/verb/group.h"
#include "store/verb/user_lead.h"

/* Whether the verb's person is LEAD_ID or above. */
static int
is_above(struct user_verb *verb, const char *lead_id, bool *ret_above)
{
	struct query *query = db_query(verb->store, SQL_USER_LEADS_OF);
	int rc;

	*ret_above = false;
	db_bind_text(query, 1, lead_id);
	for (rc = db_step(query); rc == 1; rc = db_step(query))
		if (strcmp(db_text(query, ONLY_COLUMN), verb->user.id) == 0)
			*ret_above = true;
	db_done(query);
	return rc;
}

int
user_lead_check(
    struct user_verb *verb, const char *lead_id, struct refusal *why)
{
	struct user lead;
	bool above;
	int rc;

	if (lead_id[0] == '\0')
		return FIELD_OK;
	rc = user_by_id(verb->store, lead_id, &lead);
	if (rc == FIELD_ENOTFOUND)
		(void)refuse(why, REASON_NO_SUCH_PERSON, lead_id, NULL);
	if (rc == FIELD_OK)
		rc = is_above(verb, lead_id, &above);
	if (rc != FIELD_OK)
		return rc;
	if (strcmp(lead.org_id, verb->user.org_id) != 0)
		return refuse(why, REASON_OTHER_ORG, lead.login, NULL);
	if (lead.status == USER_DELETED)
		return refuse(why, REASON_IS_DELETED, lead.login, NULL);
	if (above || lead.kind == USER_SUBWORKER)
		return refuse(
		    why, REASON_LEAD_UNFIT, lead.login, verb->user.login);
	return FIELD_OK;
}

int
user_lead_follow(
    struct user_verb *verb, const char *lead_id, struct refusal *why)
{
	struct query *query;
	struct user lead;
	int rc;

	if (lead_id[0] == '\0')
		return FIELD_OK;
	query = db_query(verb->store, SQL_GROUP_OF_CREW);
	db_bind_text(query, 1, lead_id);
	rc = db_step(query);
	db_done(query);
	if (rc != 0)
		return rc == 1 ? FIELD_OK : rc;
	rc = user_by_id(verb->store, lead_id, &lead);
	return rc == FIELD_OK ?
	    group_make(verb->change, "crew", lead.id, lead.login, why) :
	    rc;
}

int
user_lead_set(struct user_verb *verb, const char *lead_id, struct refusal *why)
{
	struct query *query;
	int rc = user_lead_check(verb, lead_id, why);

	if (rc != FIELD_OK)
		return rc;
	query = db_query(verb->store, SQL_USER_SET_LEAD);
	db_bind_text(query, 1, verb->user.id);
	db_bind_int(query, 2, store_now_s(verb->store));
	db_bind_text(query, 3, lead_id);
	rc = db_run(query);
	if (rc == FIELD_OK)
		(void)str_copy(
		    verb->user.lead_id, sizeof(verb->user.lead_id), lead_id);
	return rc == FIELD_OK ? user_lead_follow(verb, lead_id, why) : rc;
}
