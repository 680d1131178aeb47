/*
 * base/secret: bytes that must not remain in memory.
 * Layer: base.  Users: store, fieldauth-signin, syncd, fieldctl.
 *
 * The bytes are kept in libsodium's guarded, locked memory and wiped on
 * release.  A struct secret is never printed, logged, passed on a command line
 * or put into an environment.  Compare only with secret_equals().
 */
#ifndef BASE_SECRET_H
#define BASE_SECRET_H

#include <stdbool.h>
#include <stddef.h>

/* Longest secret that a person may type: PAM_MAX_RESP_SIZE of
 * <security/_pam_types.h>.  Longer input is refused before it is processed. */
#define SECRET_TYPED_MAX 512

struct secret {
	char *bytes; /* NUL-terminated after len; NULL when empty */
	size_t len;  /* bytes, without the NUL */
};

#define SECRET_INIT     \
	{               \
		NULL, 0 \
	}

/* Must be called once, before any other function here.  FIELD_EIO when
 * libsodium cannot initialise. */
int secret_library_init(void);

/* Copy LEN bytes (any value, including NUL).  On failure *ret_secret is empty.
 * FIELD_ENOMEM. */
int secret_init(struct secret *ret_secret, const void *bytes, size_t len);

/* Read the first line of the descriptor FD, without its newline.  FIELD_EINVAL
 * when it is empty, longer than MAX_LEN or contains a NUL; FIELD_ENOTFOUND at
 * the end of the input; FIELD_EIO. */
int secret_read_line(struct secret *ret_secret, int fd, size_t max_len);

/* Read all of FD, at most MAX_LEN bytes.  Errors as above. */
int secret_read_all(struct secret *ret_secret, int fd, size_t max_len);

/* Constant time in the contents, not in the length. */
bool secret_equals(const struct secret *a, const struct secret *b);

/* Wipe and free; safe on an empty or already released secret. */
void secret_release(struct secret *secret);

#endif
