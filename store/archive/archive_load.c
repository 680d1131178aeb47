/* Loads the rows of a file into a database in memory, where the statements of
 * the audit log list and verify them: there is no second implementation. */
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "store/archive/archive_file.h"
#include "store/core/audit_private.h"

#define SEALED_OVERHEAD \
	(crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES)

static bool
parse_hash(const char *hex, unsigned char hash[AUDIT_HASH_LEN])
{
	size_t len = 0;

	return sodium_hex2bin(hash, AUDIT_HASH_LEN, hex, strlen(hex), NULL,
		   &len, NULL) == 0 &&
	    len == AUDIT_HASH_LEN;
}

/* The salt and the body, NUL-terminated, if KEYS has the key; otherwise NULL. */
static int
open_detail(struct store *keys, int64_t first, const struct audit_link *link,
    const char *hex, unsigned char **ret_plain)
{
	const size_t hex_len = strlen(hex);
	unsigned char key[ARCHIVE_KEY_LEN], *sealed, *plain;
	struct strbuf owner = STRBUF_INIT;
	size_t len = 0;
	int rc = archive_owner(link, &owner);

	*ret_plain = NULL;
	if (rc == FIELD_OK)
		rc = archive_key_get(keys, first, owner.bytes, key);
	strbuf_release(&owner);
	if (rc != FIELD_OK) /* purged */
		return rc == FIELD_ENOTFOUND ? FIELD_OK : rc;
	sealed = malloc(hex_len / 2 + 1);
	if (sealed == NULL)
		return FIELD_ENOMEM;
	/* in place, but not over the nonce, which is still read */
	plain = sealed + crypto_secretbox_NONCEBYTES;
	if (sodium_hex2bin(
		sealed, hex_len / 2, hex, hex_len, NULL, &len, NULL) != 0 ||
	    len < SEALED_OVERHEAD + AUDIT_SALT_LEN ||
	    crypto_secretbox_open_easy(plain, plain,
		len - crypto_secretbox_NONCEBYTES, sealed, key) != 0) {
		free(sealed);
		sealed = NULL;
	} else {
		memmove(sealed, plain, len - SEALED_OVERHEAD);
		sealed[len - SEALED_OVERHEAD] = '\0';
	}
	sodium_memzero(key, sizeof(key));
	*ret_plain = sealed; /* transferred */
	return sealed != NULL ? FIELD_OK : FIELD_ECORRUPT;
}

static int
insert_line(
    struct query *query, int64_t first, struct store *into, struct store *keys)
{
	unsigned char hash[AUDIT_HASH_LEN], detail_hash[AUDIT_HASH_LEN];
	unsigned char *plain = NULL;
	struct audit_link link = { .seq = db_int(query, ARCHIVE_LINE_SEQ),
		.at = db_int(query, ARCHIVE_LINE_AT),
		.form = db_int(query, ARCHIVE_LINE_FORM),
		.hash = hash,
		.detail_hash = detail_hash };
	int rc = FIELD_OK;

	for (int i = 0; i < AUDIT_TEXTS; i++)
		link.texts[i] = db_text(query, ARCHIVE_LINE_ACTOR + i);
	if (!parse_hash(db_text(query, ARCHIVE_LINE_HASH), hash) ||
	    !parse_hash(db_text(query, ARCHIVE_LINE_DETAIL_HASH), detail_hash))
		return FIELD_ECORRUPT;
	if (keys != NULL && !db_is_null(query, ARCHIVE_LINE_SEALED))
		rc = open_detail(keys, first, &link,
		    db_text(query, ARCHIVE_LINE_SEALED), &plain);
	if (plain != NULL) {
		link.salt = plain;
		link.detail = (const char *)plain + AUDIT_SALT_LEN;
	}
	if (rc == FIELD_OK)
		rc = audit_insert(into, &link);
	free(plain);
	/* the table refuses it: a number twice, or an unknown outcome */
	return rc == FIELD_EEXIST || rc == FIELD_EINVAL ? FIELD_ECORRUPT : rc;
}

static int
load_line(
    const char *line, int64_t first, struct store *into, struct store *keys)
{
	struct query *query = db_query(into, SQL_ARCHIVE_LINE);
	int rc;

	db_bind_text(query, 1, line);
	rc = db_step(query);
	if (rc == 1)
		rc = insert_line(query, first, into, keys);
	else if (rc == 0)
		rc = FIELD_ECORRUPT;
	db_done(query);
	return rc;
}

static int
load_lines(
    const struct archive_file *file, struct store *into, struct store *keys)
{
	const int64_t first = file->previous.seq + 1;
	struct strbuf line = STRBUF_INIT;
	int rc = FIELD_OK;

	for (const char *start = file->text, *end;
	     rc == FIELD_OK && *start != '\0'; start = end + 1) {
		end = strchr(start, '\n');
		if (end == NULL) {
			rc = FIELD_ECORRUPT;
			break;
		}
		line.len = 0;
		strbuf_append(&line, start, (size_t)(end - start));
		rc = line.failed ? FIELD_ENOMEM :
				   load_line(line.bytes, first, into, keys);
	}
	strbuf_release(&line);
	return rc;
}

static int
add_person(struct store *into, const char *id, const char *login, int64_t uid)
{
	struct query *query = db_query(into, SQL_ARCHIVE_PERSON_ADD);

	db_bind_text(query, 1, id);
	db_bind_text(query, 2, login);
	db_bind_int(query, 3, uid);
	return db_run(query);
}

static int
load_people(struct store *into, struct store *from)
{
	struct query *people;
	int rc = db_run(db_query(into, SQL_ARCHIVE_PERSON_ORG));

	if (rc != FIELD_OK)
		return rc;
	people = db_query(from, SQL_ARCHIVE_PERSON);
	for (rc = db_step(people); rc == 1; rc = db_step(people)) {
		rc = add_person(into, db_text(people, ARCHIVE_PERSON_ID),
		    db_text(people, ARCHIVE_PERSON_LOGIN),
		    db_int(people, ARCHIVE_PERSON_UID));
		if (rc != FIELD_OK)
			break;
	}
	db_done(people);
	return rc;
}

int
archive_file_load(
    const struct archive_file *file, struct store *into, struct store *keys)
{
	int rc = db_begin(into);

	if (rc != FIELD_OK)
		return rc;
	rc = keys != NULL ? load_people(into, keys) : FIELD_OK;
	if (rc == FIELD_OK)
		rc = load_lines(file, into, keys);
	if (rc == FIELD_OK)
		return db_commit(into);
	db_rollback(into);
	return rc;
}
