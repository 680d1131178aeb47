/* Compares a new password with the current and the former ones.  A hash that
 * cannot be compared must never count as a different password. */
#include <sodium.h>
#include <string.h>

#include "base/err.h"
#include "base/str.h"
#include "store/secret/reuse.h"

/* The largest value of password_history, and the current password. */
#define HASHES_MAX 25

struct hashes {
	char at[HASHES_MAX][SECRET_HASH_SIZE];
	size_t count;
	bool has_current, is_temporary; /* the first one */
};

static int64_t
limit_of(const struct policies *policies)
{
	return policy_number(policies, POLICY_PASSWORD_HISTORY);
}

/* A policy that was lowered applies at once: rows beyond it are not read. */
static int
load(struct store *store, const struct reuse_question *question,
    struct hashes *hashes)
{
	struct query *query = db_query(store, SQL_HISTORY_LIST);
	int rc;

	db_bind_text(query, 1, question->user->id);
	db_bind_int(query, 2, limit_of(question->policies));
	db_bind_int(query, 3, question->not_current);
	for (;;) {
		rc = db_step(query);
		if (rc != 1)
			break;
		if (hashes->count == HASHES_MAX ||
		    !str_copy(hashes->at[hashes->count], SECRET_HASH_SIZE,
			db_text(query, HISTORY_LIST_HASH))) {
			rc = FIELD_ECORRUPT;
			break;
		}
		if (db_int(query, HISTORY_LIST_IS_CURRENT)) {
			hashes->has_current = true;
			hashes->is_temporary = db_int(
			    query, HISTORY_LIST_IS_TEMPORARY);
		}
		hashes->count++;
	}
	db_done(query);
	return rc;
}

/* For the most expensive of them: they are computed one after the other. */
static int
make_room(const struct reuse_question *question, const struct hashes *hashes)
{
	struct secret_cost cost;
	uint64_t most = 0;
	int rc = FIELD_OK;

	for (size_t i = 0; i < hashes->count && rc == FIELD_OK; i++) {
		rc = secret_cost_of_hash(hashes->at[i], &cost);
		if (rc == FIELD_OK && cost.memory_bytes > most)
			most = cost.memory_bytes;
	}
	if (rc == FIELD_OK && most > 0 && question->make_room != NULL)
		rc = question->make_room(most, question->context);
	return rc;
}

static int
compare(const struct reuse_question *question, const struct hashes *hashes,
    bool *ret_kept, struct refusal *why)
{
	for (size_t i = 0; i < hashes->count; i++) {
		const bool is_current = i == 0 && hashes->has_current;
		int rc = secret_verify(hashes->at[i], question->password);

		if (rc == FIELD_EDENIED)
			continue;
		if (rc != FIELD_OK)
			return rc;
		*ret_kept = is_current && question->may_keep &&
		    !hashes->is_temporary;
		if (*ret_kept)
			return FIELD_OK;
		return refuse(why,
		    is_current ? REASON_PASSWORD_SAME : REASON_PASSWORD_REUSED,
		    NULL, NULL);
	}
	return FIELD_OK;
}

int
reuse_check(struct store *store, const struct reuse_question *question,
    bool *ret_kept, struct refusal *why)
{
	struct hashes hashes;
	int rc;

	*ret_kept = false;
	memset(&hashes, 0, sizeof(hashes));
	if (limit_of(question->policies) == 0)
		return FIELD_OK;
	rc = load(store, question, &hashes);
	if (rc == FIELD_OK)
		rc = make_room(question, &hashes);
	if (rc == FIELD_OK)
		rc = compare(question, &hashes, ret_kept, why);
	sodium_memzero(&hashes, sizeof(hashes));
	return rc;
}

int
reuse_check_given(struct store *store, const struct user *user,
    const struct secret *password, bool *ret_kept,
    char ret_hash[SECRET_HASH_SIZE], struct refusal *why)
{
	struct policies policies;
	const struct reuse_question question = {
		.user = user,
		.policies = &policies,
		.password = password,
		.may_keep = true,
	};
	int rc = policies_load(store, user->org_id, &policies);

	if (rc == FIELD_OK)
		rc = reuse_check(store, &question, ret_kept, why);
	return rc == FIELD_OK ? secret_hash(password, &policies, ret_hash) : rc;
}
