#include <errno.h>
#include <sodium.h>
#include <string.h>
#include <unistd.h>

#include "base/err.h"
#include "base/secret.h"

int
secret_library_init(void)
{
	return sodium_init() < 0 ? FIELD_EIO : FIELD_OK;
}

static int
secret_alloc(struct secret *ret_secret, size_t capacity)
{
	char *bytes;

	*ret_secret = (struct secret)SECRET_INIT;
	bytes = sodium_malloc(capacity + 1);
	if (bytes == NULL)
		return FIELD_ENOMEM;
	memset(bytes, 0, capacity + 1);
	ret_secret->bytes = bytes; /* transferred */
	return FIELD_OK;
}

int
secret_init(struct secret *ret_secret, const void *bytes, size_t len)
{
	int rc = secret_alloc(ret_secret, len);

	if (rc < 0)
		return rc;
	if (len > 0)
		memcpy(ret_secret->bytes, bytes, len);
	ret_secret->len = len;
	return FIELD_OK;
}

/* Read up to capacity bytes; stops at end of file or, with LINE, at a newline,
 * which is discarded.  *ret_complete says whether the end was reached. */
static int
secret_fill(struct secret *secret, int fd, size_t capacity, bool line,
    bool *ret_complete)
{
	*ret_complete = false;
	while (secret->len < capacity) {
		/* byte by byte for a line: the bytes after it belong to another
		 * reader */
		size_t want = line ? 1 : capacity - secret->len;
		ssize_t got = read(fd, secret->bytes + secret->len, want);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return FIELD_EIO;
		if (got == 0) {
			*ret_complete = true;
			return line && secret->len == 0 ? FIELD_ENOTFOUND :
							  FIELD_OK;
		}
		if (line && secret->bytes[secret->len] == '\n') {
			secret->bytes[secret->len] = '\0';
			*ret_complete = true;
			return FIELD_OK;
		}
		secret->len += (size_t)got;
	}
	return FIELD_OK;
}

static int
secret_read(struct secret *ret_secret, int fd, size_t max_len, bool line)
{
	bool complete;
	int rc = secret_alloc(ret_secret, max_len + 1);

	if (rc < 0)
		return rc;
	rc = secret_fill(ret_secret, fd, max_len + 1, line, &complete);
	if (rc == FIELD_OK && line && ret_secret->len > 0 &&
	    ret_secret->bytes[ret_secret->len - 1] == '\r')
		ret_secret->bytes[--ret_secret->len] = '\0';
	if (rc == FIELD_OK &&
	    (!complete || ret_secret->len == 0 || ret_secret->len > max_len ||
		memchr(ret_secret->bytes, '\0', ret_secret->len) != NULL))
		rc = FIELD_EINVAL;
	if (rc < 0)
		secret_release(ret_secret);
	return rc;
}

int
secret_read_line(struct secret *ret_secret, int fd, size_t max_len)
{
	return secret_read(ret_secret, fd, max_len, true);
}

int
secret_read_all(struct secret *ret_secret, int fd, size_t max_len)
{
	return secret_read(ret_secret, fd, max_len, false);
}

bool
secret_equals(const struct secret *a, const struct secret *b)
{
	if (a->len != b->len)
		return false;
	return a->len == 0 || sodium_memcmp(a->bytes, b->bytes, a->len) == 0;
}

void
secret_release(struct secret *secret)
{
	if (secret->bytes != NULL)
		sodium_free(secret->bytes);
	*secret = (struct secret)SECRET_INIT;
}
