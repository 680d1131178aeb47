/* Makes one-time codes and redeems them once.  This file does not decide what a
 * code permits, and a code must never be stored as plain text. */
#include <sodium.h>
#include <string.h>

#include "base/err.h"
#include "base/id.h"
#include "store/secret/code.h"

#define HASH_LEN 32

/* Crockford's base 32: https://www.crockford.com/base32.html */
static const char digits[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

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

/* Copy TEXT without insignificant characters.  False: it cannot be a code. */
static bool
normalise(const char *text, char ret_code[CODE_LETTERS + 1])
{
	size_t len = 0;

	for (; *text != '\0'; text++) {
		char c = read_digit(*text);

		if (c == '-' || c == ' ')
			continue;
		if (len == CODE_LETTERS || strchr(digits, c) == NULL)
			return false;
		ret_code[len++] = c;
	}
	ret_code[len] = '\0';
	return len == CODE_LETTERS;
}

/* The hash covers the kind, the person and the code, separated by their
 * NULs. */
static int
hash_code(struct store *store, const char *kind, const char *person_id,
    const char *code, unsigned char ret_hash[HASH_LEN])
{
	const char *const parts[] = { "one-time code", kind, person_id, code };
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

/* --- making ------------------------------------------------------------------- */

static void
make_text(char code[CODE_LETTERS + 1], char text[CODE_SIZE])
{
	for (size_t i = 0; i < CODE_LETTERS; i++)
		code[i] = digits[randombytes_uniform(sizeof(digits) - 1)];
	code[CODE_LETTERS] = '\0';
	memcpy(text, code, CODE_LETTERS / 2);
	text[CODE_LETTERS / 2] = '-';
	memcpy(text + CODE_LETTERS / 2 + 1, code + CODE_LETTERS / 2,
	    CODE_LETTERS / 2 + 1);
}

static int
insert(struct change *change, const struct code_new *in,
    const unsigned char hash[HASH_LEN])
{
	struct store *store = change_store(change);
	struct query *query = db_query(store, SQL_CODE_INSERT);
	int64_t now_s = store_now_s(store);
	char id[ID_SIZE];

	db_bind_text(query, 1, id_make(id));
	db_bind_text(query, 2, in->person_id);
	db_bind_text(query, 3, in->kind);
	db_bind_blob(query, 4, hash, HASH_LEN);
	db_bind_text(query, 5, in->delivery);
	db_bind_text(query, 6, in->email_folded);
	db_bind_text(query, 7, change_actor(change)->id);
	db_bind_int(query, 8, now_s);
	db_bind_int(query, 9, now_s + in->valid_s);
	return db_run(query);
}

int
code_make(
    struct change *change, const struct code_new *in, char ret_text[CODE_SIZE])
{
	struct store *store = change_store(change);
	char code[CODE_LETTERS + 1];
	unsigned char hash[HASH_LEN];
	struct query *query = db_query(store, SQL_CODE_REVOKE_KIND);
	int rc;

	db_bind_text(query, 1, in->person_id);
	db_bind_text(query, 2, in->kind);
	db_bind_int(query, 3, store_now_s(store));
	rc = db_run(query);
	if (rc < 0)
		return rc;
	make_text(code, ret_text);
	rc = hash_code(store, in->kind, in->person_id, code, hash);
	sodium_memzero(code, sizeof(code));
	if (rc == FIELD_OK)
		rc = insert(change, in, hash);
	if (rc < 0)
		sodium_memzero(ret_text, CODE_SIZE);
	return rc;
}

/* --- redeeming ----------------------------------------------------------------- */

static int
count_wrong(struct store *store, const char *person_id, const char *kind)
{
	struct query *query = db_query(store, SQL_CODE_WRONG);

	db_bind_text(query, 1, person_id);
	db_bind_text(query, 2, kind);
	db_bind_int(query, 3, store_now_s(store));
	db_bind_int(query, 4, CODE_TRIES_MAX);
	return db_run(query);
}

static int
use(struct store *store, const char *email_folded,
    const unsigned char hash[HASH_LEN], bool *ret_used)
{
	struct query *query = db_query(store, SQL_CODE_USE);
	int rc;

	db_bind_blob(query, 1, hash, HASH_LEN);
	db_bind_text(query, 2, email_folded);
	db_bind_int(query, 3, store_now_s(store));
	db_bind_text(query, 4, store_config(store)->terminal_name);
	rc = db_run(query);
	*ret_used = rc == FIELD_OK && db_changes(store) == 1;
	return rc;
}

int
code_redeem(struct change *change, const char *person_id, const char *kind,
    const char *email_folded, const char *text, bool *ret_right)
{
	struct store *store = change_store(change);
	char code[CODE_LETTERS + 1];
	unsigned char hash[HASH_LEN];
	int rc = FIELD_OK;

	*ret_right = false;
	if (normalise(text, code)) {
		rc = hash_code(store, kind, person_id, code, hash);
		if (rc == FIELD_OK)
			rc = use(store, email_folded, hash, ret_right);
		sodium_memzero(code, sizeof(code));
	}
	if (rc == FIELD_OK && !*ret_right)
		rc = count_wrong(store, person_id, kind);
	return rc;
}
