#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/i18n.h"
#include "base/str.h"
#include "store/access/actor.h"
#include "store/core/audit.h"
#include "store/core/detail.h"
#include "store/mail/outbox.h"
#include "store/secret/sealed_pair.h"
#include "store/source/source_inside.h"

void
source_tokens_release(struct source_tokens *tokens)
{
	secret_release(&tokens->access);
	secret_release(&tokens->refresh);
}

/* Bound to source and tenant: tokens of another source or company cannot be
 * substituted. */
static void
purpose_of(const struct source *source, char *buf, size_t size)
{
	(void)str_format(
	    buf, size, "source-tokens:%s:%s", source->id, source->realm);
}

static int
seal_tokens(struct store *store, const struct source *source,
    const struct source_tokens *tokens, unsigned char **ret_blob,
    size_t *ret_len)
{
	char purpose[256];

	purpose_of(source, purpose, sizeof(purpose));
	return sealed_pair_make(store_paths(store), purpose, &tokens->access,
	    &tokens->refresh, ret_blob, ret_len);
}

static void
bind_time(struct query *query, int index, int64_t at)
{
	if (at != 0)
		db_bind_int(query, index, at);
	else
		db_bind_null(query, index);
}

/* Becomes part of an address: letters, digits and '-'. */
static bool
is_realm(const char *text)
{
	size_t len = strlen(text);

	return len < sizeof(((struct source *)NULL)->realm) &&
	    strspn(text,
		"abcdefghijklmnopqrstuvwxyz"
		"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-") == len;
}

/* A title from outside, or "" if it is not printable. */
static const char *
shown_title(const char *text)
{
	bool fits = strlen(text) < sizeof(((struct source *)NULL)->realm_title);

	return fits && str_is_printable(text) ? text : "";
}

static int
run_of_source(struct store *store, enum sql_id statement, const char *source_id)
{
	struct query *query = db_query(store, statement);

	db_bind_text(query, 1, source_id);
	return db_run(query);
}

static int
count_links(struct store *store, const char *source_id, int64_t *ret_count)
{
	struct query *query = db_query(store, SQL_LINK_COUNT);
	int rc;

	db_bind_text(query, 1, source_id);
	rc = db_step(query);
	if (rc == 1)
		*ret_count = db_int(query, ONLY_COLUMN);
	db_done(query);
	return rc < 0 ? rc : FIELD_OK;
}

/* Links to a company that was connected before. */
static int
take_up_links(struct store *store, const char *source_id, const char *realm)
{
	struct query *query = db_query(store, SQL_LINK_TAKE_UP);

	db_bind_text(query, 1, source_id);
	db_bind_text(query, 2, realm);
	return db_run(query);
}

/* An id of one company identifies another person in another company. */
static int
leave_company(struct store *store, const struct source *source,
    const char *realm, bool replace, struct refusal *why)
{
	int64_t count = 0;
	int rc;

	if (strcmp(source->realm, realm) == 0)
		return FIELD_OK;
	rc = count_links(store, source->id, &count);
	if (rc < 0 || count == 0)
		return rc;
	if (!replace)
		return refuse(why, REASON_OTHER_COMPANY, source->name,
		    source->realm_title[0] != '\0' ? source->realm_title :
						     source->realm);
	rc = run_of_source(store, SQL_LINK_SET_ASIDE, source->id);
	if (rc == FIELD_OK)
		rc = take_up_links(store, source->id, realm);
	return rc == FIELD_OK ?
	    run_of_source(store, SQL_DECISION_DROP_ALL, source->id) :
	    rc;
}

int
source_connect(struct change *change, const char *source_id, const char *realm,
    const char *realm_title, const struct source_tokens *tokens, bool replace,
    struct refusal *why)
{
	struct store *store = change_store(change);
	struct detail detail = DETAIL_INIT;
	unsigned char *blob = NULL;
	struct source source;
	struct query *query;
	size_t blob_len = 0;
	int rc = source_for_change(change, source_id, &source, why);

	/* an administrator could make up the people of their own company */
	if (rc == FIELD_OK)
		rc = actor_may(change, VERB_SOURCE_IMPORT, source.org_id, false,
		    source.name, why);
	if (rc < 0)
		return rc;
	if (!is_realm(realm))
		return refuse(why, REASON_BAD_VALUE, realm, _("realm"));
	rc = leave_company(store, &source, realm, replace, why);
	if (rc < 0)
		return rc;
	detail_change(&detail, "realm", source.realm, realm);
	(void)str_copy(source.realm, sizeof(source.realm), realm);
	rc = seal_tokens(store, &source, tokens, &blob, &blob_len);
	if (rc < 0)
		goto out;
	query = db_query(store, SQL_SOURCE_LISTING_FORGET);
	db_bind_text(query, 1, source_id);
	db_bind_text(query, 2, realm);
	rc = db_run(query);
	if (rc < 0)
		goto out;
	query = db_query(store, SQL_SOURCE_CONNECT);
	db_bind_text(query, 1, source_id);
	db_bind_text(query, 2, realm);
	db_bind_text(query, 3, shown_title(realm_title));
	db_bind_blob(query, 4, blob, blob_len);
	db_bind_text(query, 5, tokens->scopes);
	bind_time(query, 6, tokens->access_expires_at);
	bind_time(query, 7, tokens->refresh_expires_at);
	db_bind_text(query, 8, change_actor(change)->id);
	db_bind_int(query, 9, store_now_s(store));
	rc = db_run(query);
	if (rc == FIELD_OK)
		rc = audit_append(change,
		    &(struct audit_entry){ .action = "source.connect",
			.subject = source_id,
			.org_id = source.org_id,
			.detail = &detail });
out:
	free(blob);
	detail_release(&detail);
	return rc;
}

int
source_disconnect(
    struct change *change, const char *source_id, struct refusal *why)
{
	struct source source;
	struct query *query;
	int rc = source_for_change(change, source_id, &source, why);

	if (rc < 0)
		return rc;
	query = db_query(change_store(change), SQL_SOURCE_DISCONNECT);
	db_bind_text(query, 1, source_id);
	rc = db_run(query);
	if (rc < 0)
		return rc;
	return audit_append(change,
	    &(struct audit_entry){
		.action = "source.disconnect",
		.subject = source_id,
		.org_id = source.org_id,
	    });
}

static int
open_tokens(struct store *store, const struct source *source, const void *blob,
    size_t blob_len, struct source_tokens *ret)
{
	char purpose[256];

	purpose_of(source, purpose, sizeof(purpose));
	return sealed_pair_open(store_paths(store), purpose, blob, blob_len,
	    &ret->access, &ret->refresh);
}

int
source_load_tokens(struct store *store, const char *source_id,
    struct source_tokens *ret_tokens)
{
	struct source_tokens tokens = { .access = SECRET_INIT,
		.refresh = SECRET_INIT };
	struct query *query;
	struct source source;
	const void *blob;
	size_t blob_len;
	int rc = source_by_id(store, source_id, &source);

	if (rc < 0)
		return rc;
	query = db_query(store, SQL_SOURCE_TOKENS);
	db_bind_text(query, 1, source_id);
	rc = db_step(query);
	if (rc == 1 && !db_is_null(query, ONLY_COLUMN)) {
		blob = db_blob(query, ONLY_COLUMN, &blob_len);
		rc = open_tokens(store, &source, blob, blob_len, &tokens);
	} else if (rc >= 0) {
		rc = FIELD_ENOTFOUND;
	}
	db_done(query);
	if (rc < 0) {
		source_tokens_release(&tokens);
		return rc;
	}
	tokens.access_expires_at = source.access_expires_at;
	tokens.refresh_expires_at = source.refresh_expires_at;
	memcpy(tokens.scopes, source.scopes, sizeof(tokens.scopes));
	*ret_tokens = tokens; /* transferred */
	return FIELD_OK;
}

int
source_save_tokens(struct store *store, const char *source_id,
    const struct source_tokens *tokens)
{
	unsigned char *blob = NULL;
	struct source source;
	struct query *query;
	size_t blob_len = 0;
	int rc = source_by_id(store, source_id, &source);

	if (rc == FIELD_OK)
		rc = seal_tokens(store, &source, tokens, &blob, &blob_len);
	if (rc < 0)
		return rc;
	query = db_query(store, SQL_SOURCE_SET_TOKENS);
	db_bind_text(query, 1, source_id);
	db_bind_blob(query, 2, blob, blob_len);
	db_bind_text(query, 3, tokens->scopes);
	bind_time(query, 4, tokens->access_expires_at);
	bind_time(query, 5, tokens->refresh_expires_at);
	rc = source_run_alone(store, query);
	free(blob);
	if (rc == FIELD_OK && db_changes(store) == 0)
		return FIELD_ENOTFOUND;
	return rc;
}

static int
tell_broken(
    struct change *change, const struct source *source, const char *why_text)
{
	struct detail detail = DETAIL_INIT;
	struct outbox_new mail = { .template = MAIL_SYNC_BROKEN,
		.org_id = source->org_id };
	int rc;

	mail.fields.text[MAIL_FIELD_SOURCE] = source->name;
	mail.fields.text[MAIL_FIELD_WHY] = why_text;
	rc = outbox_queue(change, &mail);
	detail_text(&detail, "source", source->name);
	detail_text(&detail, "why", why_text);
	if (rc == FIELD_OK)
		rc = audit_append(change,
		    &(struct audit_entry){ .action = "source.broken",
			.subject = source->id,
			.org_id = source->org_id,
			.outcome = AUDIT_FAILED,
			.reason = REASON_CONNECT_AGAIN,
			.detail = &detail });
	detail_release(&detail);
	return rc;
}

int
source_mark_broken(
    struct store *store, const char *source_id, const char *why_text)
{
	struct source source;
	struct change *change;
	struct query *query;
	struct actor actor;
	char shown[200];
	int rc = source_by_id(store, source_id, &source);

	if (rc < 0)
		return rc;
	actor = actor_sync(source.name);
	rc = change_begin(store, &actor, &change);
	if (rc < 0)
		return rc;
	/* The decision depends on it: check again under the write lock. */
	rc = source_by_id(store, source_id, &source);
	if (rc < 0)
		return change_end(change, rc);
	if (!str_copy(shown, sizeof(shown), why_text) ||
	    !str_is_printable(shown))
		(void)str_copy(shown, sizeof(shown),
		    "the provider refused the connection");
	query = db_query(store, SQL_SOURCE_SET_BROKEN);
	db_bind_text(query, 1, source_id);
	db_bind_int(query, 2, store_now_s(store));
	db_bind_text(query, 3, shown);
	rc = db_run(query);
	/* Notify once, not at each attempt. */
	if (rc == FIELD_OK && source.broken_at == 0)
		rc = tell_broken(change, &source, shown);
	return change_end(change, rc);
}
