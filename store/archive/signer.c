/* Signs archives.  The secret key is in memory only while it is used, and must
 * not leave it. */
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "store/archive/signer.h"
#include "store/secret/secret.h"

#define PURPOSE "audit-archive-key"

_Static_assert(SIGNER_PUBLIC_LEN == crypto_sign_PUBLICKEYBYTES &&
	SIGNER_SIGNATURE_LEN == crypto_sign_BYTES &&
	SIGNER_TEXT_SIZE == 2 * SIGNER_PUBLIC_LEN + 1,
    "the sizes of Ed25519");

int
signer_public(struct store *store, unsigned char ret_public[SIGNER_PUBLIC_LEN])
{
	struct query *query = db_query(store, SQL_ARCHIVE_SIGNER);
	int rc = db_step(query);

	if (rc == 1) {
		size_t len;
		const void *key = db_blob(query, ARCHIVE_SIGNER_PUBLIC, &len);

		rc = len == SIGNER_PUBLIC_LEN ? FIELD_OK : FIELD_ENOTFOUND;
		if (rc == FIELD_OK)
			memcpy(ret_public, key, SIGNER_PUBLIC_LEN);
	} else if (rc == 0) {
		rc = FIELD_ENOTFOUND;
	}
	db_done(query);
	return rc;
}

int
signer_make(struct change *change, unsigned char ret_public[SIGNER_PUBLIC_LEN])
{
	struct store *store = change_store(change);
	unsigned char seed[crypto_sign_SEEDBYTES], *sealed = NULL;
	unsigned char pair[crypto_sign_SECRETKEYBYTES];
	struct query *query;
	size_t len = 0;
	int rc = signer_public(store, ret_public);

	if (rc != FIELD_ENOTFOUND)
		return rc;
	randombytes_buf(seed, sizeof(seed));
	(void)crypto_sign_seed_keypair(ret_public, pair, seed);
	rc = secret_seal(
	    store_paths(store), PURPOSE, seed, sizeof(seed), &sealed, &len);
	sodium_memzero(seed, sizeof(seed));
	sodium_memzero(pair, sizeof(pair));
	if (rc != FIELD_OK)
		return rc;
	query = db_query(store, SQL_ARCHIVE_SIGNER_SET);
	db_bind_blob(query, 1, ret_public, SIGNER_PUBLIC_LEN);
	db_bind_blob(query, 2, sealed, len);
	rc = db_run(query);
	free(sealed);
	return rc;
}

static int
open_seed(struct store *store, struct secret *ret_seed)
{
	struct query *query = db_query(store, SQL_ARCHIVE_SIGNER);
	int rc = db_step(query);

	if (rc == 1) {
		size_t len;
		const void *sealed = db_blob(
		    query, ARCHIVE_SIGNER_SECRET, &len);

		rc = len == 0 ? FIELD_ENOTFOUND :
				secret_open(store_paths(store), PURPOSE, sealed,
				    len, ret_seed);
	} else if (rc == 0) {
		rc = FIELD_ENOTFOUND;
	}
	db_done(query);
	return rc;
}

int
signer_sign(struct store *store, const void *bytes, size_t len,
    unsigned char ret_signature[SIGNER_SIGNATURE_LEN])
{
	unsigned char pair[crypto_sign_SECRETKEYBYTES];
	unsigned char public_key[SIGNER_PUBLIC_LEN];
	struct secret seed = SECRET_INIT;
	int rc = open_seed(store, &seed);

	if (rc == FIELD_OK && seed.len != crypto_sign_SEEDBYTES)
		rc = FIELD_ECORRUPT;
	if (rc == FIELD_OK) {
		(void)crypto_sign_seed_keypair(
		    public_key, pair, (const unsigned char *)seed.bytes);
		(void)crypto_sign_detached(
		    ret_signature, NULL, bytes, len, pair);
		sodium_memzero(pair, sizeof(pair));
	}
	secret_release(&seed);
	return rc;
}

void
signer_text(const unsigned char public_key[SIGNER_PUBLIC_LEN],
    char ret_text[SIGNER_TEXT_SIZE])
{
	(void)sodium_bin2hex(
	    ret_text, SIGNER_TEXT_SIZE, public_key, SIGNER_PUBLIC_LEN);
}

int
signer_parse(const char *text, unsigned char ret_public[SIGNER_PUBLIC_LEN])
{
	size_t len = 0;

	if (strlen(text) != SIGNER_TEXT_SIZE - 1 ||
	    sodium_hex2bin(ret_public, SIGNER_PUBLIC_LEN, text, strlen(text),
		NULL, &len, NULL) != 0 ||
	    len != SIGNER_PUBLIC_LEN)
		return FIELD_EINVAL;
	return FIELD_OK;
}
