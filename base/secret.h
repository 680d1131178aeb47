/*
 * base/secret: bytes that must not be left behind.
 * Layer: base.  Users: store, fieldauth-signin, syncd, fieldctl.
 *
 * The bytes live in libsodium's guarded, locked memory and are wiped on
 * release.  A struct secret is never printed, logged, put on a command line
 * or into an environment.  Compare with secret_equals() alone.
 */
#ifndef BASE_SECRET_H
#define BASE_SECRET_H

#include <stdbool.h>
#include <stddef.h>

/* Longest secret that a person may type: PAM_MAX_RESP_SIZE of
 * <security/_pam_types.h>; longer input is refused before any work. */
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

/* Copy LEN bytes (any value, NUL included).  On failure *ret_secret is left
 * empty.  FIELD_ENOMEM. */
int secret_init(struct secret *ret_secret, const void *bytes, size_t len);

/* Take the first line of the open descriptor FD, without its newline.
 * FIELD_EINVAL when empty, longer than MAX_LEN or holding a NUL; FIELD_EIO. */
int secret_read_line(struct secret *ret_secret, int fd, size_t max_len);

/* Take the whole of FD, at most MAX_LEN bytes.  Errors as above. */
int secret_read_all(struct secret *ret_secret, int fd, size_t max_len);

/* Constant time in the contents; lengths may show. */
bool secret_equals(const struct secret *a, const struct secret *b);

/* Wipe and free; safe on an empty or already released secret. */
void secret_release(struct secret *secret);

#endif
