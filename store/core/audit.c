/* Appends rows to the audit log and extends its hash chain.  A row must never
 * contain a secret, and a row that was written is never changed. */
#include <sodium.h>
#include <string.h>

#include "base/err.h"
#include "base/str.h"
#include "store/core/action.h"
#include "store/core/audit.h"
#include "store/core/audit_private.h"
#include "store/core/detail.h"

static const char *
outcome_name(enum audit_outcome outcome)
{
	switch (outcome) {
	case AUDIT_DONE:
		return "done";
	case AUDIT_REFUSED:
		return "refused";
	case AUDIT_FAILED:
		return "failed";
	}
	return "failed";
}

/* --- the chain -------------------------------------------------------------- */

static void
hash_number(crypto_generichash_state *state, uint64_t value)
{
	unsigned char bytes[8];

	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = (unsigned char)(value >> 8 * i);
	(void)crypto_generichash_update(state, bytes, sizeof(bytes));
}

/* Length first, so that "a", "bc" and "ab", "c" hash differently. */
static void
hash_text(crypto_generichash_state *state, const char *text)
{
	size_t len = strlen(text);

	hash_number(state, len);
	(void)crypto_generichash_update(
	    state, (const unsigned char *)text, len);
}

void
audit_hash_row(const unsigned char previous[AUDIT_HASH_LEN],
    const struct audit_link *link, unsigned char ret_hash[AUDIT_HASH_LEN])
{
	crypto_generichash_state state;
	size_t count = AUDIT_TEXTS;

	(void)crypto_generichash_init(&state, NULL, 0, AUDIT_HASH_LEN);
	(void)crypto_generichash_update(&state, previous, AUDIT_HASH_LEN);
	hash_number(&state, (uint64_t)link->seq);
	hash_number(&state, (uint64_t)link->at);
	if (link->form == 1)
		count = AUDIT_TEXTS_FORM_1;
	else
		hash_number(&state, (uint64_t)link->form);
	for (size_t i = 0; i < count; i++)
		hash_text(&state, link->texts[i]);
	(void)crypto_generichash_update(
	    &state, link->detail_hash, AUDIT_HASH_LEN);
	(void)crypto_generichash_final(&state, ret_hash, AUDIT_HASH_LEN);
}

void
audit_hash_detail(
    const void *salt, const char *body, unsigned char ret_hash[AUDIT_HASH_LEN])
{
	(void)crypto_generichash(ret_hash, AUDIT_HASH_LEN,
	    (const unsigned char *)body, strlen(body), salt, AUDIT_SALT_LEN);
}

#define LOGIN_SIZE (INVOKER_NAME_SIZE + sizeof(AUDIT_LOCAL))

/* --- appending ---------------------------------------------------------------- */

static int
insert_row(struct store *store, const struct audit_link *link)
{
	struct query *query = db_query(store, SQL_AUDIT_INSERT);

	db_bind_int(query, 1, link->seq);
	db_bind_int(query, 2, link->at);
	for (int i = 0; i < AUDIT_TEXTS; i++)
		db_bind_text(query, 3 + i, link->texts[i]);
	db_bind_int(query, 3 + AUDIT_TEXTS, link->form);
	db_bind_blob(query, 4 + AUDIT_TEXTS, link->detail_hash, AUDIT_HASH_LEN);
	db_bind_blob(query, 5 + AUDIT_TEXTS, link->hash, AUDIT_HASH_LEN);
	return db_run(query);
}

static int
insert_detail(struct store *store, const struct audit_link *link)
{
	struct query *query = db_query(store, SQL_AUDIT_DETAIL_INSERT);

	db_bind_int(query, 1, link->seq);
	db_bind_blob(query, 2, link->salt, AUDIT_SALT_LEN);
	db_bind_text(query, 3, link->detail);
	return db_run(query);
}

int
audit_insert(struct store *store, const struct audit_link *link)
{
	int rc = insert_row(store, link);

	return rc == FIELD_OK && link->salt != NULL ?
	    insert_detail(store, link) :
	    rc;
}

/* The location of the actor, then the details of the verb, as one JSON
 * object. */
static int
compose_body(
    const struct actor *actor, struct detail *of_verb, struct strbuf *body)
{
	struct detail detail = DETAIL_INIT;
	const char *told = of_verb != NULL ? detail_finish(of_verb) : "{}";
	const char *where;

	if (told == NULL)
		return FIELD_ENOMEM;
	if (actor->tty[0] != '\0')
		detail_text(&detail, "tty", actor->tty);
	if (actor->address[0] != '\0')
		detail_text(&detail, "address", actor->address);
	if (actor->caller[0] != '\0')
		detail_text(&detail, "claimed_by", actor->caller);
	where = detail_finish(&detail);
	if (where == NULL) {
		detail_release(&detail);
		return FIELD_ENOMEM;
	}
	strbuf_append(body, where, strlen(where) - 1);
	if (strcmp(where, "{}") != 0 && strcmp(told, "{}") != 0)
		strbuf_puts(body, ",");
	strbuf_puts(body, told + 1);
	detail_release(&detail);
	return body->failed ? FIELD_ENOMEM : FIELD_OK;
}

static int
append_body(struct store *store, struct audit_link *link, const char *body)
{
	unsigned char hash[AUDIT_HASH_LEN], detail_hash[AUDIT_HASH_LEN];
	unsigned char salt[AUDIT_SALT_LEN];
	struct audit_point last;
	int rc = audit_head(store, &last);

	if (rc < 0)
		return rc;
	randombytes_buf(salt, sizeof(salt));
	audit_hash_detail(salt, body, detail_hash);
	link->seq = last.seq + 1;
	link->detail_hash = detail_hash;
	link->salt = salt;
	link->detail = body;
	audit_hash_row(last.hash, link, hash);
	link->hash = hash;
	return audit_insert(store, link);
}

/* A person's id, 'local:NAME' for a local user, or "". */
static int
name_login(struct store *store, const struct invoker_login *login, char *buf)
{
	struct query *query;
	int rc;

	buf[0] = '\0';
	if (!login->known)
		return FIELD_OK;
	query = db_query(store, SQL_AUDIT_PERSON_OF_UID);
	db_bind_int(query, 1, login->uid);
	rc = db_step(query);
	if (rc == 1)
		db_copy(query, ONLY_COLUMN, buf, LOGIN_SIZE);
	else
		(void)str_format(
		    buf, LOGIN_SIZE, "%s%s", AUDIT_LOCAL, login->name);
	db_done(query);
	return rc < 0 ? rc : FIELD_OK;
}

static int
append(struct store *store, const struct actor *actor,
    const struct audit_entry *entry)
{
	struct strbuf body = STRBUF_INIT;
	char behind[LOGIN_SIZE], via[LOGIN_SIZE];
	struct audit_link link = {
		.at = store_now_s(store),
		.form = AUDIT_FORM,
		.texts = {
		    actor->id,
		    entry->action,
		    action_module(entry->action),
		    entry->subject != NULL ? entry->subject : "",
		    entry->org_id != NULL ? entry->org_id : "",
		    store_config(store)->terminal_name,
		    actor->service,
		    outcome_name(entry->outcome),
		    entry->outcome == AUDIT_DONE ? ""
		                                 : reason_code(entry->reason),
		    behind,
		    via,
		    "", /* impersonator, entered_from, method */
		    "",
		    "",
		},
	};
	int rc = compose_body(actor, entry->detail, &body);

	if (rc == FIELD_OK)
		rc = name_login(store, &actor->invoker.login, behind);
	if (rc == FIELD_OK)
		rc = name_login(store, &actor->invoker.via, via);
	if (rc == FIELD_OK)
		rc = append_body(store, &link, body.bytes);
	strbuf_release(&body);
	if (entry->detail != NULL)
		detail_release(entry->detail);
	return rc;
}

int
audit_append(struct change *change, const struct audit_entry *entry)
{
	int rc = append(change_store(change), change_actor(change), entry);

	if (rc == FIELD_OK)
		change_logs(change);
	return rc;
}

/* --- refusals ------------------------------------------------------------------ */

static int
org_of_person(struct store *store, const char *id, char ret_org_id[ID_SIZE])
{
	struct query *query = db_query(store, SQL_AUDIT_ORG_OF);
	int rc;

	ret_org_id[0] = '\0';
	db_bind_text(query, 1, id);
	rc = db_step(query);
	if (rc == 1)
		db_copy(query, ONLY_COLUMN, ret_org_id, ID_SIZE);
	db_done(query);
	return rc < 0 ? rc : FIELD_OK;
}

/* The organisation of the person concerned; otherwise that of the actor. */
static int
org_of_refusal(
    struct change *change, const char *subject, char ret_org_id[ID_SIZE])
{
	int rc = org_of_person(
	    change_store(change), subject != NULL ? subject : "", ret_org_id);

	return rc == FIELD_OK && ret_org_id[0] == '\0' ?
	    org_of_person(
		change_store(change), change_actor(change)->id, ret_org_id) :
	    rc;
}

static int
append_refusal(struct change *change, const char *action, const char *subject,
    const struct refusal *why)
{
	struct detail detail = DETAIL_INIT;
	char org_id[ID_SIZE];
	struct audit_entry entry = {
		.action = action,
		.org_id = org_id,
		.outcome = AUDIT_REFUSED,
		.reason = why->reason,
		.detail = &detail,
	};
	int rc;

	/* text that is not an id may be anything that was typed */
	if (subject != NULL && id_is_valid(subject))
		entry.subject = subject;
	else if (subject != NULL && subject[0] != '\0')
		detail_text(&detail, "asked", subject);
	if (why->text[0][0] != '\0')
		detail_text(&detail, "about", why->text[0]);
	rc = org_of_refusal(change, entry.subject, org_id);
	if (rc == FIELD_OK)
		rc = audit_append(change, &entry);
	detail_release(&detail);
	return rc;
}

int
audit_refused(struct store *store, const struct actor *actor,
    const char *action, const char *subject, const struct refusal *why)
{
	struct change *change;
	int rc = change_begin(store, actor, &change);

	if (rc < 0)
		return rc;
	return change_end(change, append_refusal(change, action, subject, why));
}

int
audit_refused_lately(
    struct store *store, const struct actor *actor, int64_t *ret_count)
{
	const int64_t now_s = store_now_s(store);
	struct query *query;
	int rc;

	*ret_count = 0;
	if (actor->kind != ACTOR_PERSON)
		return FIELD_OK;
	query = db_query(store, SQL_AUDIT_REFUSED_LATELY);
	db_bind_text(query, 1, actor->id);
	db_bind_int(query, 2, now_s - 60);
	db_bind_int(query, 3, now_s);
	db_bind_int(query, 4, AUDIT_REFUSALS_MAX + 1);
	rc = db_step(query);
	if (rc == 1)
		*ret_count = db_int(query, ONLY_COLUMN);
	db_done(query);
	return rc < 0 ? rc : FIELD_OK;
}
