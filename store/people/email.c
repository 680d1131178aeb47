/*
 * Addresses that are in use or were used before.  The address of a purged
 * person must only be stored as a keyed hash.
 */
#include <sodium.h>
#include <string.h>

#include "base/email.h"
#include "base/err.h"
#include "base/str.h"
#include "store/people/email.h"

int
user_spent_hash(struct store *store, const char *folded,
    unsigned char ret_hash[USER_SPENT_SIZE])
{
	static const char purpose[] = "spent e-mail";
	struct query *query = db_query(store, SQL_USER_CODE_KEY);
	crypto_generichash_state state;
	const void *key;
	size_t key_len;
	int rc = db_step(query);

	if (rc == 1) {
		key = db_blob(query, ONLY_COLUMN, &key_len);
		crypto_generichash_init(&state, key, key_len, USER_SPENT_SIZE);
		/* The NUL separates the purpose from the address. */
		crypto_generichash_update(
		    &state, (const unsigned char *)purpose, sizeof(purpose));
		crypto_generichash_update(
		    &state, (const unsigned char *)folded, strlen(folded));
		crypto_generichash_final(&state, ret_hash, USER_SPENT_SIZE);
		rc = FIELD_OK;
	} else if (rc == 0) {
		rc = FIELD_ECORRUPT; /* the row of meta is always there */
	}
	db_done(query);
	sodium_memzero(&state, sizeof(state));
	return rc;
}

static int
is_spent(struct store *store, const char *org_id, const char *folded,
    bool *ret_spent)
{
	unsigned char hash[USER_SPENT_SIZE];
	struct query *query;
	int rc = user_spent_hash(store, folded, hash);

	if (rc != FIELD_OK)
		return rc;
	query = db_query(store, SQL_USER_EMAIL_IS_SPENT);
	db_bind_text(query, 1, org_id);
	db_bind_blob(query, 2, hash, sizeof(hash));
	rc = db_step(query);
	db_done(query);
	if (rc < 0)
		return rc;
	*ret_spent = rc == 1;
	return FIELD_OK;
}

/* Whether others, live or deleted, have the address. */
static int
find_others(struct store *store, const char *org_id, const char *person_id,
    const char *folded, bool *ret_live, bool *ret_deleted)
{
	struct query *query = db_query(store, SQL_USER_EMAIL_OTHER);
	bool live = false, deleted = false;
	int rc;

	db_bind_text(query, 1, folded);
	db_bind_text(query, 2, org_id);
	db_bind_text(query, 3, person_id);
	rc = db_step(query);
	if (rc == 1) {
		live = db_int(query, EMAIL_OTHER_LIVE) != 0;
		deleted = db_int(query, EMAIL_OTHER_DELETED) != 0;
	}
	db_done(query);
	if (rc < 0)
		return rc;
	*ret_live = live;
	*ret_deleted = deleted;
	return FIELD_OK;
}

static int
check_address(struct store *store, const struct policies *policies,
    const char *org_id, const char *person_id, const char *folded,
    struct refusal *why)
{
	bool live, deleted, spent = false;
	int rc = find_others(store, org_id, person_id, folded, &live, &deleted);

	if (rc != FIELD_OK)
		return rc;
	if (live && policy_is(policies, POLICY_EMAIL_UNIQUE, "yes"))
		return refuse(why, REASON_EMAIL_TAKEN, folded, NULL);
	if (!policy_is(policies, POLICY_REUSE_DELETED_EMAIL, "no"))
		return FIELD_OK;
	if (!deleted)
		rc = is_spent(store, org_id, folded, &spent);
	if (rc != FIELD_OK)
		return rc;
	if (deleted || spent)
		return refuse(why, REASON_EMAIL_SPENT, folded, NULL);
	return FIELD_OK;
}

int
user_take_email(struct store *store, const struct policies *policies,
    const char *org_id, const char *person_id, const char *text, char *email,
    char *folded, struct refusal *why)
{
	char given[USER_EMAIL_SIZE + 64];
	char *trimmed;
	int rc;

	email[0] = folded[0] = '\0';
	if (text == NULL || text[strspn(text, " \t\r\n")] == '\0')
		return FIELD_OK;
	if (!str_copy(given, sizeof(given), text))
		return refuse(why, REASON_BAD_EMAIL, text, NULL);
	trimmed = str_trim(given);
	rc = email_fold(trimmed, folded, USER_EMAIL_SIZE);
	if (rc == FIELD_ENOMEM)
		return rc;
	if (rc < 0 || !str_copy(email, USER_EMAIL_SIZE, trimmed))
		return refuse(why, REASON_BAD_EMAIL, text, NULL);
	return policies == NULL ?
	    FIELD_OK :
	    check_address(store, policies, org_id, person_id, folded, why);
}
