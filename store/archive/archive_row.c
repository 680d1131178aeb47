/* Writes the lines of an archive.  The details of a row must not be in the file
 * but sealed with a key that a purge can delete. */
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "store/archive/archive_file.h"
#include "store/core/audit_private.h"
#include "store/core/detail.h"

_Static_assert(
    ARCHIVE_KEY_LEN == crypto_secretbox_KEYBYTES, "the size of a key");

int
archive_owner(const struct audit_link *link, struct strbuf *ret_owner)
{
	const char
	    *subject = link->texts[AUDIT_WALK_SUBJECT - AUDIT_WALK_ACTOR];

	if (subject[0] != '\0')
		strbuf_puts(ret_owner, subject);
	else
		strbuf_printf(ret_owner, "%s %s %s", link->texts[0],
		    link->texts[AUDIT_WALK_BEHIND - AUDIT_WALK_ACTOR],
		    link->texts[AUDIT_WALK_VIA - AUDIT_WALK_ACTOR]);
	return ret_owner->failed ? FIELD_ENOMEM : FIELD_OK;
}

int
archive_key_get(struct store *store, int64_t first, const char *owner,
    unsigned char ret_key[ARCHIVE_KEY_LEN])
{
	struct query *query = db_query(store, SQL_ARCHIVE_KEY_GET);
	int rc;

	db_bind_int(query, 1, first);
	db_bind_text(query, 2, owner);
	rc = db_step(query);
	if (rc == 1) {
		size_t len;
		const void *key = db_blob(query, ONLY_COLUMN, &len);

		rc = len == ARCHIVE_KEY_LEN ? FIELD_OK : FIELD_ECORRUPT;
		if (rc == FIELD_OK)
			memcpy(ret_key, key, ARCHIVE_KEY_LEN);
	} else if (rc == 0) {
		rc = FIELD_ENOTFOUND;
	}
	db_done(query);
	return rc;
}

static int
key_for(struct store *store, int64_t first, const struct audit_link *link,
    unsigned char key[ARCHIVE_KEY_LEN])
{
	struct strbuf owner = STRBUF_INIT;
	int rc = archive_owner(link, &owner);

	if (rc == FIELD_OK)
		rc = archive_key_get(store, first, owner.bytes, key);
	if (rc == FIELD_ENOTFOUND) {
		struct query *query = db_query(store, SQL_ARCHIVE_KEY_SET);

		randombytes_buf(key, ARCHIVE_KEY_LEN);
		db_bind_int(query, 1, first);
		db_bind_text(query, 2, owner.bytes);
		db_bind_blob(query, 3, key, ARCHIVE_KEY_LEN);
		rc = db_run(query);
	}
	strbuf_release(&owner);
	return rc;
}

static void
put_hex(struct detail *line, const char *name, const void *bytes, size_t len)
{
	char *hex = malloc(2 * len + 1);

	if (hex == NULL) {
		line->text.failed = true;
		return;
	}
	detail_text(line, name, sodium_bin2hex(hex, 2 * len + 1, bytes, len));
	free(hex);
}

/* The salt and the body, with the nonce in front. */
static int
put_sealed(struct detail *line, const struct audit_link *link,
    const unsigned char key[ARCHIVE_KEY_LEN])
{
	const size_t body_len = strlen(link->detail);
	const size_t plain_len = AUDIT_SALT_LEN + body_len;
	const size_t len = crypto_secretbox_NONCEBYTES +
	    crypto_secretbox_MACBYTES + plain_len;
	unsigned char *sealed = malloc(len), *plain;

	if (sealed == NULL)
		return FIELD_ENOMEM;
	/* in place: the ciphertext may overlap the plain text */
	plain = sealed + crypto_secretbox_NONCEBYTES;
	randombytes_buf(sealed, crypto_secretbox_NONCEBYTES);
	memcpy(plain, link->salt, AUDIT_SALT_LEN);
	memcpy(plain + AUDIT_SALT_LEN, link->detail, body_len);
	(void)crypto_secretbox_easy(plain, plain, plain_len, sealed, key);
	put_hex(line, "sealed", sealed, len);
	free(sealed);
	return FIELD_OK;
}

static int
put_line(struct strbuf *text, struct detail *line)
{
	const char *object = detail_finish(line);

	if (object != NULL)
		strbuf_puts(text, object);
	strbuf_puts(text, "\n");
	return object == NULL || text->failed ? FIELD_ENOMEM : FIELD_OK;
}

int
archive_put_head(struct strbuf *text, const struct audit_point *previous)
{
	struct detail line = DETAIL_INIT;
	int rc;

	detail_int(&line, "fieldauth_audit_archive", 1);
	detail_int(&line, "first", previous->seq + 1);
	put_hex(&line, "previous", previous->hash, AUDIT_HASH_LEN);
	rc = put_line(text, &line);
	detail_release(&line);
	return rc;
}

int
archive_put_row(struct store *store, struct strbuf *text, int64_t first,
    const struct audit_link *link)
{
	static const char *const names[AUDIT_TEXTS] = { "actor", "action",
		"module", "subject", "org_id", "terminal", "service", "outcome",
		"reason", "behind", "via", "impersonator", "entered_from",
		"method" };
	unsigned char key[ARCHIVE_KEY_LEN];
	struct detail line = DETAIL_INIT;
	int rc = FIELD_OK;

	detail_int(&line, "seq", link->seq);
	detail_int(&line, "at", link->at);
	for (size_t i = 0; i < AUDIT_TEXTS; i++)
		detail_text(&line, names[i], link->texts[i]);
	detail_int(&line, "form", link->form);
	put_hex(&line, "detail_hash", link->detail_hash, AUDIT_HASH_LEN);
	put_hex(&line, "hash", link->hash, AUDIT_HASH_LEN);
	if (link->salt != NULL) {
		rc = key_for(store, first, link, key);
		if (rc == FIELD_OK)
			rc = put_sealed(&line, link, key);
		sodium_memzero(key, sizeof(key));
	}
	if (rc == FIELD_OK)
		rc = put_line(text, &line);
	detail_release(&line);
	return rc;
}
