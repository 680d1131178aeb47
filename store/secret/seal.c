/* Encrypts secrets at rest with the machine key.  Plain text and the key must
 * never leave memory, and are wiped after use. */
#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/err.h"
#include "base/file.h"
#include "store/secret/secret.h"

/*
 * The format of a blob: one byte of format, the nonce, ciphertext and tag.  The
 * nonce is random: with XChaCha20's 192 bits a repetition is impossible in
 * practice (draft-irtf-cfrg-xchacha-03 section 2.1).
 */
#define BLOB_FORMAT   1
#define NONCE_LEN     crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
#define TAG_LEN       crypto_aead_xchacha20poly1305_ietf_ABYTES
#define KEY_LEN       crypto_aead_xchacha20poly1305_ietf_KEYBYTES
#define BLOB_OVERHEAD (1 + NONCE_LEN + TAG_LEN)

int
secret_make_key(const struct paths *paths)
{
	unsigned char key[KEY_LEN];
	int rc;

	randombytes_buf(key, sizeof(key));
	rc = file_replace(paths->key_file, key, sizeof(key), 0600);
	sodium_memzero(key, sizeof(key));
	return rc;
}

static int
key_check(int fd)
{
	struct stat st;

	if (fstat(fd, &st) < 0)
		return FIELD_EIO;
	if (!S_ISREG(st.st_mode) || st.st_uid != geteuid() ||
	    (st.st_mode & 077) != 0 || st.st_size != KEY_LEN)
		return FIELD_EINVAL;
	return FIELD_OK;
}

static int
key_load(const struct paths *paths, unsigned char key[KEY_LEN])
{
	size_t len = 0;
	int fd, rc;

	fd = open(paths->key_file,
	    O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY);
	if (fd < 0)
		return errno == ENOENT ? FIELD_ENOTFOUND :
		    errno == ELOOP     ? FIELD_EINVAL :
					 FIELD_EIO;
	rc = key_check(fd);
	if (rc == FIELD_OK)
		rc = file_read_full(fd, key, KEY_LEN, &len);
	if (rc == FIELD_OK && len != KEY_LEN)
		rc = FIELD_EINVAL;
	(void)close(fd);
	return rc;
}

int
secret_seal(const struct paths *paths, const char *purpose, const void *bytes,
    size_t len, unsigned char **ret_blob, size_t *ret_blob_len)
{
	unsigned char key[KEY_LEN], *blob = NULL;
	int rc = key_load(paths, key);

	if (rc < 0)
		goto out;
	blob = malloc(len + BLOB_OVERHEAD);
	if (blob == NULL) {
		rc = FIELD_ENOMEM;
		goto out;
	}
	blob[0] = BLOB_FORMAT;
	randombytes_buf(blob + 1, NONCE_LEN);
	(void)crypto_aead_xchacha20poly1305_ietf_encrypt(blob + 1 + NONCE_LEN,
	    NULL, bytes, len, (const unsigned char *)purpose, strlen(purpose),
	    NULL, blob + 1, key);
	*ret_blob = blob; /* transferred */
	*ret_blob_len = len + BLOB_OVERHEAD;
out:
	sodium_memzero(key, sizeof(key));
	return rc;
}

int
secret_open(const struct paths *paths, const char *purpose, const void *blob,
    size_t blob_len, struct secret *ret_secret)
{
	const unsigned char *in = blob;
	unsigned char key[KEY_LEN], *plain = NULL;
	size_t len;
	int rc;

	if (blob_len < BLOB_OVERHEAD || in[0] != BLOB_FORMAT)
		return FIELD_ECORRUPT;
	len = blob_len - BLOB_OVERHEAD;
	rc = key_load(paths, key);
	if (rc < 0)
		goto out;
	plain = sodium_malloc(len + 1);
	if (plain == NULL) {
		rc = FIELD_ENOMEM;
		goto out;
	}
	if (crypto_aead_xchacha20poly1305_ietf_decrypt(plain, NULL, NULL,
		in + 1 + NONCE_LEN, blob_len - 1 - NONCE_LEN,
		(const unsigned char *)purpose, strlen(purpose), in + 1,
		key) != 0)
		rc = FIELD_ECORRUPT;
	else
		rc = secret_init(ret_secret, plain, len);
out:
	if (plain != NULL)
		sodium_free(plain);
	sodium_memzero(key, sizeof(key));
	return rc;
}
