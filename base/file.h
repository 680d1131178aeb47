/*
 * base/file: descriptors and files; each operation completes or has no effect.
 * Layer: base.  Users: snapshot writer, store, programs.
 */
#ifndef BASE_FILE_H
#define BASE_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* Map errno: FIELD_ENOTFOUND (ENOENT, ENOTDIR), FIELD_EFULL (ENOSPC, EDQUOT,
 * EROFS), FIELD_ENOMEM (ENOMEM, EMFILE, ENFILE), else FIELD_EIO. */
int file_error(void);

/* Whether PATH exists: FIELD_OK or FIELD_ENOTFOUND.  FIELD_ENOMEM or FIELD_EIO:
 * unknown, which must not be treated as "does not exist". */
int file_exists(const char *path);

/*
 * Read exactly LEN bytes; interrupted calls are resumed.  *ret_len is the
 * number of bytes read.  End of file before LEN is a success with a smaller
 * *ret_len.  FIELD_EIO.
 */
int file_read_full(int fd, void *buf, size_t len, size_t *ret_len);

/* Write all of BUF.  FIELD_EFULL (ENOSPC, EDQUOT, EROFS), FIELD_EIO. */
int file_write_full(int fd, const void *buf, size_t len);

/*
 * Read the regular file PATH, of at most MAX_LEN bytes, into memory that the
 * caller frees, NUL-terminated after *ret_len bytes.  A symbolic link in the
 * last component is not followed.  FIELD_ENOTFOUND, FIELD_EINVAL (not a regular
 * file, or longer than MAX_LEN), FIELD_EIO, FIELD_ENOMEM.
 */
int file_read(
    const char *path, size_t max_len, char **ret_bytes, size_t *ret_len);

/*
 * Replace PATH by LEN bytes with MODE, durably: temporary file beside it,
 * fsync, rename, fsync of the folder.  At any time PATH holds either the old or
 * the new contents.  FIELD_EFULL, FIELD_EIO; the temporary file is then
 * removed.
 */
int file_replace(const char *path, const void *bytes, size_t len, mode_t mode);

/* fsync() the folder that holds PATH.  FIELD_EIO. */
int file_sync_folder(const char *path);

/* mkdir -p with MODE for the last component and 0755 for its parents,
 * regardless of the umask; existing folders are unchanged.  FIELD_EIO,
 * FIELD_EFULL. */
int file_make_folder(const char *path, mode_t mode);

/* Whether PATH is the file that FD has open.  A lock on a file that was removed
 * or replaced in the meantime protects nothing. */
bool file_is_at(int fd, const char *path);

/*
 * Take an exclusive flock() on PATH (created with mode 0600), waiting at most
 * TIMEOUT_MS (0: do not wait).  The locked file is the one at PATH when the
 * lock is granted.  The lock ends when the caller closes *ret_fd or exits.
 * FIELD_EBUSY, FIELD_EFULL, FIELD_EIO.
 */
int file_lock(const char *path, int timeout_ms, int *ret_fd);

/* Whether the file system of PATH is read-only or has less than SPARE_LEN bytes
 * free for root (fstatvfs). */
bool file_is_full(const char *path, unsigned long long spare_len);

#endif
