/*
 * An expiry date that has passed already refuses sign-ins; this ends the codes
 * that were valid and the sessions that were open then, once per date.
 */
#include <stdlib.h>

#include "base/array.h"
#include "base/err.h"
#include "base/str.h"
#include "store/secret/code.h"
#include "store/verb/user.h"
#include "store/verb/user_verb.h"

static int
mark_ended(struct store *store, const char *person_id, int64_t expires_at)
{
	struct query *query = db_query(store, SQL_EXPIRY_ENDED);

	db_bind_text(query, 1, person_id);
	db_bind_int(query, 2, expires_at);
	return db_run(query);
}

int
user_verb_expire(struct user_verb *verb, int64_t expires_at, bool *ret_ended)
{
	int rc;

	*ret_ended = false;
	if (expires_at == 0 || expires_at > store_now_s(verb->store))
		return FIELD_OK;
	rc = mark_ended(verb->store, verb->user.id, expires_at);
	if (rc == FIELD_OK)
		rc = code_revoke_all(verb->change, verb->user.id);
	if (rc == FIELD_OK &&
	    policy_has(&verb->policies, POLICY_END_SESSIONS_ON, "expire"))
		rc = user_verb_end_sessions(verb);
	*ret_ended = rc == FIELD_OK;
	return rc;
}

/* People whose expiry has passed and has not been processed yet. */
static int
list_due(struct store *store, const char *person_id, char (**ret_ids)[ID_SIZE],
    size_t *ret_count)
{
	struct query *query = db_query(store, SQL_EXPIRY_DUE);
	char(*ids)[ID_SIZE] = NULL;
	size_t count = 0;
	int found;

	db_bind_int(query, 1, store_now_s(store));
	db_bind_text(query, 2, person_id);
	for (found = db_step(query); found == 1; found = db_step(query)) {
		char *id = array_add(&ids, &count, sizeof(*ids));

		if (id == NULL) {
			found = FIELD_ENOMEM;
			break;
		}
		db_copy(query, ONLY_COLUMN, id, ID_SIZE);
	}
	db_done(query);
	if (found < 0) {
		free(ids);
		return found;
	}
	*ret_ids = ids;
	*ret_count = count;
	return FIELD_OK;
}

static int
expire(struct change *change, const char *person_id, bool *ret_ended)
{
	struct user_verb verb;
	struct refusal why;
	int rc = user_verb_load(&verb, change, "user.expire", person_id, &why);

	if (rc == FIELD_OK)
		rc = user_verb_expire(&verb, verb.user.expires_at, ret_ended);
	if (rc == FIELD_OK && *ret_ended)
		rc = user_verb_audit(&verb, NULL);
	return rc;
}

int
user_expiry_is_due(struct store *store, const char *person_id, bool *ret_due)
{
	struct query *query = db_query(store, SQL_EXPIRY_DUE);
	int found;

	db_bind_int(query, 1, store_now_s(store));
	db_bind_text(query, 2, person_id);
	found = db_step(query);
	db_done(query);
	*ret_due = found == 1;
	return found < 0 ? found : FIELD_OK;
}

int
user_end_expired(
    struct change *change, const char *person_id, size_t *ret_count)
{
	char(*ids)[ID_SIZE];
	size_t due, count = 0;
	int rc = list_due(change_store(change), person_id, &ids, &due);

	if (rc < 0)
		return rc;
	for (size_t i = 0; rc == FIELD_OK && i < due; i++) {
		bool ended = false;

		rc = expire(change, ids[i], &ended);
		count += ended ? 1 : 0;
	}
	free(ids);
	*ret_count = count;
	return rc;
}
