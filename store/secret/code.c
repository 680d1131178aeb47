/* Makes one-time codes and finds them.  This file does not decide what a code
 * permits.  MUST: a code is never stored as plain text (test_code). */
#include <sodium.h>
#include <string.h>

#include "base/err.h"
#include "base/id.h"
#include "base/str.h"
#include "store/secret/code.h"

#define HASH_LEN 32

static const char digits[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

static const struct {
	const char *name;
	int live;
	bool signs_in;
} kinds[] = {
#define CODE_KIND(id, name, live, signs_in) { name, live, signs_in },
	CODE_KINDS(CODE_KIND)
#undef CODE_KIND
};

const char *
code_kind_name(enum code_kind kind)
{
	return kinds[kind].name;
}

/* --- the text ------------------------------------------------------------------ */

/* Letters that are read as another character because they look like a digit. */
static char
read_digit(char c)
{
	if (c >= 'a' && c <= 'z')
		c = (char)(c - 'a' + 'A');
	if (c == 'O')
		return '0';
	return c == 'I' || c == 'L' ? '1' : c;
}

/* Copy TEXT without insignificant characters.  A text that cannot be a code
 * becomes "", which no code is. */
static void
normalise(const char *text, char ret_code[CODE_LETTERS + 1])
{
	size_t len = 0;

	for (; *text != '\0'; text++) {
		char c = read_digit(*text);

		if (c == '-' || c == ' ')
			continue;
		if (len == CODE_LETTERS || strchr(digits, c) == NULL) {
			len = 0;
			break;
		}
		ret_code[len++] = c;
	}
	ret_code[len == CODE_LETTERS ? len : 0] = '\0';
}

/* With a dash between the groups. */
static void
make_text(char code[CODE_LETTERS + 1], char text[CODE_SIZE])
{
	size_t len = 0;

	for (size_t i = 0; i < CODE_LETTERS; i++) {
		code[i] = digits[randombytes_uniform(sizeof(digits) - 1)];
		if (i > 0 && i % CODE_GROUP == 0)
			text[len++] = '-';
		text[len++] = code[i];
	}
	code[CODE_LETTERS] = '\0';
	text[len] = '\0';
}

/* The hash covers the person and the code, separated by their NULs. */
static int
hash_code(struct store *store, const char *person_id, const char *code,
    unsigned char ret_hash[HASH_LEN])
{
	const char *const parts[] = { "one-time code", person_id, code };
	struct query *query = db_query(store, SQL_USER_CODE_KEY);
	crypto_generichash_state state;
	const void *key;
	size_t key_len;
	int rc = db_step(query);

	if (rc == 1) {
		key = db_blob(query, ONLY_COLUMN, &key_len);
		(void)crypto_generichash_init(&state, key, key_len, HASH_LEN);
		for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
			(void)crypto_generichash_update(&state,
			    (const unsigned char *)parts[i],
			    strlen(parts[i]) + 1);
		(void)crypto_generichash_final(&state, ret_hash, HASH_LEN);
		sodium_memzero(&state, sizeof(state));
		rc = FIELD_OK;
	} else if (rc == 0) {
		rc = FIELD_ECORRUPT; /* the row of meta is always there */
	}
	db_done(query);
	return rc;
}

static int
hash_typed(struct store *store, const char *person_id, const char *text,
    unsigned char ret_hash[HASH_LEN])
{
	char code[CODE_LETTERS + 1];
	int rc;

	normalise(text, code);
	rc = hash_code(store, person_id, code, ret_hash);
	sodium_memzero(code, sizeof(code));
	return rc;
}

/* --- making ------------------------------------------------------------------- */

static void
bind_or_empty(struct query *query, int index, const char *text)
{
	db_bind_text(query, index, text != NULL ? text : "");
}

static int
insert(struct change *change, const struct code_new *in,
    const unsigned char hash[HASH_LEN], const char *id)
{
	struct store *store = change_store(change);
	struct query *query = db_query(store, SQL_CODE_INSERT);
	int64_t now_s = store_now_s(store);

	db_bind_text(query, 1, id);
	db_bind_text(query, 2, in->person_id);
	db_bind_text(query, 3, kinds[in->kind].name);
	db_bind_blob(query, 4, hash, HASH_LEN);
	db_bind_text(query, 5, in->delivery);
	bind_or_empty(query, 6, in->email_folded);
	db_bind_text(query, 7, change_actor(change)->id);
	db_bind_int(query, 8, now_s);
	db_bind_int(query, 9, now_s + in->valid_s);
	bind_or_empty(query, 10, in->terminal);
	bind_or_empty(query, 11, in->source_kind);
	return db_run(query);
}

/* Revoke the person's codes of KIND but for the newest KEEP. */
static int
revoke_oldest(
    struct change *change, const char *person_id, enum code_kind kind, int keep)
{
	struct store *store = change_store(change);
	struct query *query = db_query(store, SQL_CODE_REVOKE_OLDEST);

	db_bind_text(query, 1, person_id);
	db_bind_text(query, 2, kinds[kind].name);
	db_bind_int(query, 3, store_now_s(store));
	db_bind_int(query, 4, keep);
	return db_run(query);
}

int
code_make(struct change *change, const struct code_new *in,
    char ret_text[CODE_SIZE], char *ret_id)
{
	char code[CODE_LETTERS + 1], id[ID_SIZE];
	unsigned char hash[HASH_LEN];
	int rc = revoke_oldest(
	    change, in->person_id, in->kind, kinds[in->kind].live - 1);

	if (rc < 0)
		return rc;
	make_text(code, ret_text);
	rc = hash_code(change_store(change), in->person_id, code, hash);
	sodium_memzero(code, sizeof(code));
	if (rc == FIELD_OK)
		rc = insert(change, in, hash, id_make(id));
	if (rc < 0)
		sodium_memzero(ret_text, CODE_SIZE);
	else if (ret_id != NULL)
		(void)str_copy(ret_id, ID_SIZE, id);
	return rc;
}

int
code_had(struct store *store, const char *person_id, enum code_kind kind,
    bool *ret_had)
{
	struct query *query = db_query(store, SQL_CODE_HAD);
	int rc;

	db_bind_text(query, 1, person_id);
	db_bind_text(query, 2, kinds[kind].name);
	rc = db_step(query);
	db_done(query);
	if (rc < 0)
		return rc;
	*ret_had = rc == 1;
	return FIELD_OK;
}

/* --- finding and using ---------------------------------------------------------- */

static bool
kind_of_name(const char *name, enum code_kind *ret_kind)
{
	for (size_t i = 0; i < CODE_KIND_COUNT; i++)
		if (strcmp(kinds[i].name, name) == 0) {
			*ret_kind = (enum code_kind)i;
			return true;
		}
	return false;
}

static int
read_code(struct query *query, struct code *ret_code)
{
	char kind[32];

	db_copy(query, CODE_ROW_ID, ret_code->id, sizeof(ret_code->id));
	db_copy(query, CODE_ROW_KIND, kind, sizeof(kind));
	db_copy(query, CODE_ROW_EMAIL_FOLDED, ret_code->email_folded,
	    sizeof(ret_code->email_folded));
	ret_code->mailed = ret_code->email_folded[0] != '\0';
	ret_code->expires_at = db_int(query, CODE_ROW_EXPIRES_AT);
	if (!kind_of_name(kind, &ret_code->kind))
		return FIELD_ECORRUPT;
	return kinds[ret_code->kind].signs_in ? FIELD_OK : FIELD_ENOTFOUND;
}

int
code_find(struct store *store, const char *person_id, const char *text,
    const char *source_kind, struct code *ret_code)
{
	unsigned char hash[HASH_LEN];
	struct query *query;
	int rc = hash_typed(store, person_id, text, hash);

	if (rc < 0)
		return rc;
	query = db_query(store, SQL_CODE_FIND);
	db_bind_blob(query, 1, hash, sizeof(hash));
	db_bind_text(query, 2, person_id);
	db_bind_int(query, 3, store_now_s(store));
	db_bind_text(query, 4, store_config(store)->terminal_name);
	db_bind_text(query, 5, source_kind);
	rc = db_step(query);
	if (rc == 1)
		rc = read_code(query, ret_code);
	else if (rc == 0)
		rc = FIELD_ENOTFOUND;
	db_done(query);
	return rc;
}

static int
run_use(struct store *store, struct query *query, bool *ret_used)
{
	int rc;

	db_bind_int(query, 2, store_now_s(store));
	db_bind_text(query, 3, store_config(store)->terminal_name);
	rc = db_run(query);
	*ret_used = rc == FIELD_OK && db_changes(store) == 1;
	return rc;
}

int
code_use(struct change *change, const struct code *code, bool *ret_used)
{
	struct store *store = change_store(change);
	struct query *query = db_query(store, SQL_CODE_USE);

	db_bind_text(query, 1, code->id);
	db_bind_int(query, 4, store_now_s(store) + CODE_FREE_S);
	return run_use(store, query, ret_used);
}

int
code_use_for_change(struct change *change, const char *person_id,
    const char *code_id, bool *ret_used)
{
	struct store *store = change_store(change);
	struct query *query = db_query(store, SQL_CODE_USE_FOR_CHANGE);

	db_bind_text(query, 1, code_id);
	db_bind_text(query, 4, person_id);
	return run_use(store, query, ret_used);
}

/* FIELD_ENOTFOUND: it permits nothing. */
int
code_is_free(struct store *store, const char *person_id, const char *code_id,
    enum code_kind *ret_kind, int64_t *ret_until)
{
	struct query *query = db_query(store, SQL_CODE_FREE);
	int rc;

	db_bind_text(query, 1, code_id);
	db_bind_text(query, 2, person_id);
	db_bind_int(query, 3, store_now_s(store));
	rc = db_step(query);
	if (rc == 1) {
		rc = kind_of_name(db_text(query, CODE_FREE_KIND), ret_kind) ?
		    FIELD_OK :
		    FIELD_ECORRUPT;
		*ret_until = db_int(query, CODE_FREE_UNTIL);
	} else if (rc == 0) {
		rc = FIELD_ENOTFOUND;
	}
	db_done(query);
	return rc;
}

int
code_redeem(struct change *change, const char *person_id, enum code_kind kind,
    const char *email_folded, const char *text, bool *ret_right)
{
	struct store *store = change_store(change);
	unsigned char hash[HASH_LEN];
	struct query *query;
	int rc = hash_typed(store, person_id, text, hash);

	*ret_right = false;
	if (rc < 0)
		return rc;
	query = db_query(store, SQL_CODE_REDEEM);
	db_bind_blob(query, 1, hash, sizeof(hash));
	db_bind_text(query, 4, kinds[kind].name);
	db_bind_text(query, 5, email_folded);
	return run_use(store, query, ret_right);
}

/* --- revoking -------------------------------------------------------------------- */

static int
revoke(struct change *change, enum sql_id statement, const char *person_id)
{
	struct store *store = change_store(change);
	struct query *query = db_query(store, statement);

	db_bind_text(query, 1, person_id);
	db_bind_int(query, 2, store_now_s(store));
	return db_run(query);
}

int
code_revoke_all(struct change *change, const char *person_id)
{
	return revoke(change, SQL_CODE_REVOKE_ALL, person_id);
}

int
code_revoke_kind(
    struct change *change, const char *person_id, enum code_kind kind)
{
	return revoke_oldest(change, person_id, kind, 0);
}

int
code_revoke_sent(struct change *change, const char *person_id)
{
	return revoke(change, SQL_CODE_REVOKE_SENT, person_id);
}
