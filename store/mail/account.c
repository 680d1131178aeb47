#include <stdlib.h>

#include "base/err.h"
#include "base/escape.h"
#include "store/core/audit.h"
#include "store/mail/account.h"
#include "store/secret/sealed_pair.h"

/* Bound to the provider: the tokens of one cannot be sent to another. */
static void
purpose_of(const struct mail_account *account, char *buf, size_t size)
{
	(void)str_format(buf, size, "mail-account:%s", account->token_url);
}

void
mail_account_release(struct mail_account *account)
{
	secret_release(&account->access);
	secret_release(&account->refresh);
}

static int
seal(struct store *store, const struct mail_account *account,
    unsigned char **ret_blob, size_t *ret_len)
{
	char purpose[256];

	purpose_of(account, purpose, sizeof(purpose));
	return sealed_pair_make(store_paths(store), purpose, &account->access,
	    &account->refresh, ret_blob, ret_len);
}

int
mail_account_load(struct store *store, struct mail_account *ret_account)
{
	struct mail_account account = MAIL_ACCOUNT_INIT;
	struct query *query = db_query(store, SQL_MAIL_ACCOUNT_GET);
	char purpose[256];
	const void *blob;
	size_t len;
	int rc = db_step(query);

	if (rc == 1) {
		db_copy(query, MAIL_ACCOUNT_PROVIDER, account.token_url,
		    sizeof(account.token_url));
		db_copy(query, MAIL_ACCOUNT_BROKEN_WHY, account.broken_why,
		    sizeof(account.broken_why));
		account.access_expires_at = db_int(
		    query, MAIL_ACCOUNT_EXPIRES_AT);
		purpose_of(&account, purpose, sizeof(purpose));
		blob = db_blob(query, MAIL_ACCOUNT_TOKENS, &len);
		rc = sealed_pair_open(store_paths(store), purpose, blob, len,
		    &account.access, &account.refresh);
	} else if (rc == 0) {
		rc = FIELD_ENOTFOUND;
	}
	db_done(query);
	if (rc == FIELD_OK)
		*ret_account = account; /* transferred */
	return rc;
}

int
mail_account_connect(struct change *change, const struct mail_account *account)
{
	struct store *store = change_store(change);
	unsigned char *blob = NULL;
	struct query *query;
	size_t len = 0;
	int rc = seal(store, account, &blob, &len);

	if (rc < 0)
		return rc;
	query = db_query(store, SQL_MAIL_ACCOUNT_CONNECT);
	db_bind_text(query, 1, account->token_url);
	db_bind_blob(query, 2, blob, len);
	db_bind_int(query, 3, account->access_expires_at);
	db_bind_text(query, 4, change_actor(change)->id);
	db_bind_int(query, 5, store_now_s(store));
	rc = db_run(query);
	free(blob);
	if (rc < 0)
		return rc;
	return audit_append(
	    change, &(struct audit_entry){ .action = "mail.connect" });
}

static int
run_alone(struct store *store, struct query *query)
{
	int rc = db_begin(store);

	if (rc < 0) {
		db_done(query);
		return rc;
	}
	rc = db_run(query);
	if (rc == FIELD_OK && db_changes(store) == 0)
		rc = FIELD_ENOTFOUND;
	if (rc < 0) {
		db_rollback(store);
		return rc;
	}
	return db_commit(store);
}

int
mail_account_save(struct store *store, const struct mail_account *account)
{
	unsigned char *blob = NULL;
	struct query *query;
	size_t len = 0;
	int rc = seal(store, account, &blob, &len);

	if (rc < 0)
		return rc;
	query = db_query(store, SQL_MAIL_ACCOUNT_SET_TOKENS);
	db_bind_blob(query, 1, blob, len);
	db_bind_int(query, 2, account->access_expires_at);
	rc = run_alone(store, query);
	free(blob);
	return rc;
}

int
mail_account_break(struct store *store, const char *why)
{
	struct query *query = db_query(store, SQL_MAIL_ACCOUNT_BREAK);
	char stored[400];

	(void)escape_copy(stored, sizeof(stored), why, ESCAPE_SHOWN);
	db_bind_int(query, 1, store_now_s(store));
	db_bind_text(query, 2, stored);
	return run_alone(store, query);
}
