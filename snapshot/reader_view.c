/* The sources of a view's bytes: descriptors, mappings, slots. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "snapshot/reader_internal.h"

#ifndef MADV_POPULATE_READ
#define MADV_POPULATE_READ 22 /* linux/mman.h, since 5.14 */
#endif

/* --- small things ---------------------------------------------------------- */

static enum snapshot_status
system_status(int errnum)
{
	switch (errnum) {
	case ENOENT:
	case ENOTDIR:
		return SNAPSHOT_MISSING;
	case ELOOP: /* a symbolic link, refused by O_NOFOLLOW */
	case ENXIO: /* a socket in its place */
		return SNAPSHOT_DAMAGED;
	case EMFILE:
	case ENFILE:
	case ENOMEM:
	case EAGAIN:
		return SNAPSHOT_AGAIN;
	default:
		return SNAPSHOT_UNREADABLE;
	}
}

static enum snapshot_status
fail(struct snapshot_view *view, enum snapshot_status status, int errnum)
{
	view->errnum = errnum;
	return status;
}

/* --- pages ------------------------------------------------------------------ */

int
snapshot_populate(
    const uint8_t *base, size_t map_len, size_t offset, size_t len)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	size_t begin = offset & ~(page - 1);
	size_t end = offset + len;
	int rc;

	if (end > map_len)
		end = map_len;
	do {
		rc = madvise((void *)(uintptr_t)(base + begin), end - begin,
		    MADV_POPULATE_READ);
	} while (rc < 0 && errno == EINTR);
	return rc < 0 ? errno : 0;
}

static enum snapshot_status
populate_chunk(
    struct snapshot_view *view, size_t chunk, size_t offset, size_t len)
{
	struct snapshot_slot *slot = view->slot;
	size_t chunk_len = (size_t)1 << slot->chunk_shift;
	int saved = errno, rc;

	if (snapshot_populate(slot->base, slot->len, chunk << slot->chunk_shift,
		chunk_len) == 0) {
		atomic_fetch_or_explicit(&slot->present[chunk / 64],
		    UINT64_C(1) << (chunk % 64), memory_order_relaxed);
		errno = saved;
		return SNAPSHOT_OK;
	}
	/* The unreadable page may be a neighbour. */
	rc = snapshot_populate(slot->base, slot->len, offset, len);
	errno = saved;
	return rc == 0 ? SNAPSHOT_OK : fail(view, SNAPSHOT_UNREADABLE, EIO);
}

static enum snapshot_status
ensure_present(struct snapshot_view *view, size_t offset, size_t len)
{
	struct snapshot_slot *slot = view->slot;
	size_t first = offset >> slot->chunk_shift;
	size_t last = (offset + len - 1) >> slot->chunk_shift;
	enum snapshot_status status = SNAPSHOT_OK;

	for (size_t c = first; c <= last && status == SNAPSHOT_OK; c++) {
		uint64_t bits = atomic_load_explicit(
		    &slot->present[c / 64], memory_order_relaxed);
		size_t begin = c << slot->chunk_shift;
		size_t end = begin + ((size_t)1 << slot->chunk_shift);

		if ((bits >> (c % 64) & 1) != 0)
			continue;
		begin = offset > begin ? offset : begin;
		end = offset + len < end ? offset + len : end;
		status = populate_chunk(view, c, begin, end - begin);
	}
	return status;
}

static enum snapshot_status
populate_own(struct snapshot_view *view, size_t offset, size_t len)
{
	int saved = errno,
	    rc = snapshot_populate(view->base, view->len, offset, len);

	errno = saved;
	return rc == 0 ? SNAPSHOT_OK : fail(view, SNAPSHOT_UNREADABLE, EIO);
}

static enum snapshot_status
read_at(
    struct snapshot_view *view, uint64_t offset, size_t len, uint8_t *buffer)
{
	size_t done = 0;
	int saved = errno, errnum;

	while (done < len) {
		ssize_t n = pread(view->fd, buffer + done, len - done,
		    (off_t)(offset + done));

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0) {
			errnum = n < 0 ? errno : EINVAL;
			errno = saved;
			return n < 0 ? fail(view, SNAPSHOT_UNREADABLE, errnum) :
				       fail(view, SNAPSHOT_DAMAGED, errnum);
		}
		done += (size_t)n;
	}
	errno = saved;
	return SNAPSHOT_OK;
}

enum snapshot_status
snapshot_bytes_slow(struct snapshot_view *view, uint64_t offset, size_t len,
    uint8_t *scratch, const uint8_t **ret_bytes)
{
	enum snapshot_status status = SNAPSHOT_OK;

	if (len == 0 || offset > view->len || len > view->len - offset)
		return fail(view, SNAPSHOT_DAMAGED, EINVAL);
	if (view->base == NULL) {
		status = read_at(view, offset, len, scratch);
		*ret_bytes = scratch;
		return status;
	}
	if (view->slot != NULL)
		status = ensure_present(view, offset, len);
	else if (view->own_mapping && !view->present)
		status = populate_own(view, offset, len);
	*ret_bytes = view->base + offset;
	return status;
}

enum snapshot_status
snapshot_map_own(struct snapshot_view *view)
{
	int saved = errno, errnum;
	void *base;

	base = mmap(NULL, view->len, PROT_READ, MAP_SHARED, view->fd, 0);
	errnum = errno;
	errno = saved;
	if (base == MAP_FAILED)
		return fail(view, system_status(errnum), errnum);
	view->base = base;
	view->own_mapping = true;
	view->present = false;
	return SNAPSHOT_OK;
}

/* --- opening ----------------------------------------------------------------- */

/*
 * MUST: a file is trusted only if the owner of its folder is the only user who
 * can write or replace it, in every user namespace (test_snapshot_trust).
 */
static bool
is_trusted(const struct stat *st, const struct stat *folder)
{
	const mode_t by_others = S_IWGRP | S_IWOTH;

	return S_ISREG(st->st_mode) && st->st_uid == folder->st_uid &&
	    ((st->st_mode | folder->st_mode) & by_others) == 0 &&
	    st->st_size >= FORMAT_HEADER_LEN &&
	    (uint64_t)st->st_size <= FORMAT_MAX_LEN;
}

static int
open_at(int folder_fd, const char *name, int flags)
{
	int fd;

	do {
		fd = openat(folder_fd, name, flags | O_CLOEXEC | O_NOFOLLOW);
	} while (fd < 0 && errno == EINTR);
	return fd;
}

/* Open the folder of PATH, regardless of its permissions to read; *ret_name is
 * the rest. */
static int
open_folder(const char *path, const char **ret_name)
{
	const char *slash = strrchr(path, '/');
	size_t len = slash != NULL ? (size_t)(slash - path) : 0;
	char folder[SNAPSHOT_PATH_SIZE];

	if (slash == NULL || len >= sizeof(folder)) {
		errno = ENAMETOOLONG;
		return -1;
	}
	memcpy(folder, path, len);
	folder[len] = '\0';
	*ret_name = slash + 1;
	return open_at(AT_FDCWD, len > 0 ? folder : "/", O_PATH | O_DIRECTORY);
}

/* Open the file of SOURCE, with the metadata of the file and its folder; -1 and
 * errno. */
static int
open_source(const struct snapshot_source *source, struct stat *ret_st,
    struct stat *ret_folder)
{
	const char *name;
	int folder_fd = open_folder(source->path, &name), fd = -1, errnum;

	if (folder_fd < 0)
		return -1;
	if (fstat(folder_fd, ret_folder) == 0)
		fd = open_at(folder_fd, name, O_RDONLY | O_NONBLOCK | O_NOCTTY);
	if (fd >= 0 && fstat(fd, ret_st) < 0) {
		errnum = errno;
		(void)close(fd);
		errno = errnum;
		fd = -1;
	}
	errnum = errno;
	(void)close(folder_fd);
	errno = errnum;
	return fd;
}

void
snapshot_view_by_pread(struct snapshot_view *view, int fd, size_t len)
{
	view->base = NULL;
	view->header = view->header_bytes;
	view->len = len;
	view->fd = fd;
	view->slot = NULL;
	view->own_mapping = false;
}

enum snapshot_status
snapshot_open_view(const struct snapshot_source *source,
    struct snapshot_view *view, struct stat *ret_st)
{
	enum snapshot_status status;
	struct stat folder;

	snapshot_view_by_pread(view, -1, 0);
	view->fd = open_source(source, ret_st, &folder);
	if (view->fd < 0)
		return fail(view, system_status(errno), errno);
	if (!is_trusted(ret_st, &folder)) {
		status = fail(view, SNAPSHOT_DAMAGED, EINVAL);
		goto out;
	}
	view->len = (size_t)ret_st->st_size;
	status = read_at(view, 0, FORMAT_HEADER_LEN, view->header_bytes);
	if (status != SNAPSHOT_OK)
		goto out;
	if (!snapshot_header_is_good(view->header_bytes, view->len))
		status = fail(view, SNAPSHOT_DAMAGED, EINVAL);
out:
	if (status != SNAPSHOT_OK)
		(void)close(view->fd);
	return status;
}

enum snapshot_status
snapshot_view_memory(
    const void *bytes, size_t len, struct snapshot_view *ret_view)
{
	ret_view->base = bytes;
	ret_view->header = bytes;
	ret_view->len = len;
	ret_view->fd = -1;
	ret_view->slot = NULL;
	ret_view->own_mapping = false;
	ret_view->errnum = EINVAL;
	if (len < FORMAT_HEADER_LEN || len > FORMAT_MAX_LEN)
		return SNAPSHOT_DAMAGED;
	return snapshot_header_is_good(bytes, len) ? SNAPSHOT_OK :
						     SNAPSHOT_DAMAGED;
}
