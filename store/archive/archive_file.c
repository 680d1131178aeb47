/* Reads and writes files of archived rows.  MUST: no byte of a file is
 * interpreted before its signature is verified; tested by test_archive. */
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <zstd.h>

#include "base/err.h"
#include "base/file.h"
#include "store/archive/archive_file.h"

#define TRAILER_MAGIC 0x184D2A5EU /* RFC 8878 section 3.1.2 */
#define TRAILER_LEN   (8 + SIGNER_PUBLIC_LEN + SIGNER_SIGNATURE_LEN)
#define FILE_LEN_MAX  ((size_t)256 << 20) /* far above what archive.c writes */
#define VERSION       1

static void
put_number(unsigned char *bytes, uint32_t value)
{
	for (size_t i = 0; i < 4; i++)
		bytes[i] = (unsigned char)(value >> 8 * i);
}

static void
put_trailer_head(unsigned char bytes[8])
{
	put_number(bytes, TRAILER_MAGIC);
	put_number(bytes + 4, SIGNER_PUBLIC_LEN + SIGNER_SIGNATURE_LEN);
}

static void
digest_of(const void *bytes, size_t len, unsigned char digest[AUDIT_HASH_LEN])
{
	(void)crypto_generichash(digest, AUDIT_HASH_LEN, bytes, len, NULL, 0);
}

/* --- writing ------------------------------------------------------------------ */

int
archive_file_write(struct store *store, const char *path,
    const struct strbuf *text,
    const unsigned char public_key[SIGNER_PUBLIC_LEN],
    unsigned char ret_digest[AUDIT_HASH_LEN])
{
	const size_t bound = ZSTD_compressBound(text->len);
	unsigned char *bytes = malloc(bound + TRAILER_LEN), *trailer;
	size_t len;
	int rc;

	if (bytes == NULL)
		return FIELD_ENOMEM;
	len = ZSTD_compress(
	    bytes, bound, text->bytes, text->len, ZSTD_CLEVEL_DEFAULT);
	if (ZSTD_isError(len)) {
		free(bytes);
		return FIELD_ENOMEM;
	}
	trailer = bytes + len;
	put_trailer_head(trailer);
	memcpy(trailer + 8, public_key, SIGNER_PUBLIC_LEN);
	rc = signer_sign(store, bytes, len, trailer + 8 + SIGNER_PUBLIC_LEN);
	len += TRAILER_LEN;
	digest_of(bytes, len, ret_digest);
	if (rc == FIELD_OK)
		rc = file_replace(path, bytes, len, 0600);
	free(bytes);
	return rc;
}

/* --- reading ------------------------------------------------------------------ */

static int
check_signature(const unsigned char *bytes, size_t len,
    const unsigned char public_key[SIGNER_PUBLIC_LEN])
{
	unsigned char head[8];
	const unsigned char *trailer;

	if (len <= TRAILER_LEN)
		return FIELD_EINVAL;
	trailer = bytes + len - TRAILER_LEN;
	put_trailer_head(head);
	if (memcmp(trailer, head, sizeof(head)) != 0)
		return FIELD_EINVAL;
	if (memcmp(trailer + 8, public_key, SIGNER_PUBLIC_LEN) != 0)
		return FIELD_EAUTH;
	return crypto_sign_verify_detached(trailer + 8 + SIGNER_PUBLIC_LEN,
		   bytes, len - TRAILER_LEN, public_key) == 0 ?
	    FIELD_OK :
	    FIELD_EAUTH;
}

static int
decompress(const void *bytes, size_t len, char **ret_text)
{
	const unsigned long long size = ZSTD_getFrameContentSize(bytes, len);
	char *text;

	/* includes both values for unknown sizes */
	if (size > FILE_LEN_MAX)
		return FIELD_EINVAL;
	text = malloc(size + 1);
	if (text == NULL)
		return FIELD_ENOMEM;
	if (ZSTD_decompress(text, size, bytes, len) != size) {
		free(text);
		return FIELD_EINVAL;
	}
	text[size] = '\0';
	*ret_text = text; /* transferred */
	return FIELD_OK;
}

static int
read_head(struct store *store, const char *line, struct audit_point *previous)
{
	struct query *query = db_query(store, SQL_ARCHIVE_HEAD);
	size_t len = 0;
	int rc;

	db_bind_text(query, 1, line);
	rc = db_step(query);
	if (rc == 1) {
		const char *hash = db_text(query, ARCHIVE_HEAD_PREVIOUS);
		const int64_t version = db_int(query, ARCHIVE_HEAD_VERSION);

		previous->seq = db_int(query, ARCHIVE_HEAD_FIRST) - 1;
		if (version > VERSION)
			rc = FIELD_EVERSION;
		else if (version < 1 || previous->seq < 0 ||
		    sodium_hex2bin(previous->hash, AUDIT_HASH_LEN, hash,
			strlen(hash), NULL, &len, NULL) != 0 ||
		    len != AUDIT_HASH_LEN)
			rc = FIELD_EINVAL;
		else
			rc = FIELD_OK;
	} else if (rc == 0) {
		rc = FIELD_EINVAL;
	}
	db_done(query);
	return rc;
}

/* Separate the first line from the rows. */
static int
interpret(struct store *store, char *text, struct archive_file *file)
{
	char *end = strchr(text, '\n');
	int rc;

	if (end == NULL)
		return FIELD_EINVAL;
	*end = '\0';
	rc = read_head(store, text, &file->previous);
	if (rc == FIELD_OK)
		memmove(text, end + 1, strlen(end + 1) + 1);
	return rc;
}

int
archive_file_read(struct store *store, const char *path,
    const unsigned char public_key[SIGNER_PUBLIC_LEN],
    struct archive_file *ret_file)
{
	struct archive_file file = { .text = NULL };
	char *bytes = NULL;
	size_t len = 0;
	int rc = file_read(path, FILE_LEN_MAX, &bytes, &len);

	if (rc == FIELD_OK)
		rc = check_signature((unsigned char *)bytes, len, public_key);
	if (rc == FIELD_OK)
		rc = decompress(bytes, len - TRAILER_LEN, &file.text);
	if (rc == FIELD_OK)
		rc = interpret(store, file.text, &file);
	if (rc == FIELD_OK) {
		digest_of(bytes, len, file.digest);
		*ret_file = file;
		file.text = NULL; /* transferred */
	}
	free(bytes);
	archive_file_release(&file);
	return rc;
}

void
archive_file_release(struct archive_file *file)
{
	free(file->text);
	file->text = NULL;
}
