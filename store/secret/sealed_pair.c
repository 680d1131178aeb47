#include <sodium.h>
#include <string.h>

#include "base/err.h"
#include "store/secret/sealed_pair.h"
#include "store/secret/secret.h"

/* The first, a NUL, the second: neither contains a NUL. */
int
sealed_pair_make(const struct paths *paths, const char *purpose,
    const struct secret *first, const struct secret *second,
    unsigned char **ret_blob, size_t *ret_len)
{
	size_t len = first->len + 1 + second->len;
	char *plain;
	int rc;

	if (first->len > SEALED_TOKEN_MAX || second->len > SEALED_TOKEN_MAX ||
	    (first->len > 0 && memchr(first->bytes, '\0', first->len) != NULL))
		return FIELD_EINVAL;
	plain = sodium_malloc(len);
	if (plain == NULL)
		return FIELD_ENOMEM;
	if (first->len > 0)
		memcpy(plain, first->bytes, first->len);
	plain[first->len] = '\0';
	if (second->len > 0)
		memcpy(plain + first->len + 1, second->bytes, second->len);
	rc = secret_seal(paths, purpose, plain, len, ret_blob, ret_len);
	sodium_free(plain); /* wipes */
	return rc;
}

int
sealed_pair_open(const struct paths *paths, const char *purpose,
    const void *blob, size_t len, struct secret *ret_first,
    struct secret *ret_second)
{
	struct secret plain = SECRET_INIT, first = SECRET_INIT;
	struct secret second = SECRET_INIT;
	const char *end;
	size_t first_len;
	int rc = secret_open(paths, purpose, blob, len, &plain);

	if (rc < 0)
		return rc;
	end = memchr(plain.bytes, '\0', plain.len);
	if (end == NULL) {
		secret_release(&plain);
		return FIELD_ECORRUPT;
	}
	first_len = (size_t)(end - plain.bytes);
	if (first_len > 0)
		rc = secret_init(&first, plain.bytes, first_len);
	if (rc == FIELD_OK && plain.len > first_len + 1)
		rc = secret_init(&second, end + 1, plain.len - first_len - 1);
	secret_release(&plain);
	if (rc < 0) {
		secret_release(&first);
		return rc;
	}
	*ret_first = first;   /* transferred */
	*ret_second = second; /* transferred */
	return FIELD_OK;
}
