/* Where a view's bytes come from: descriptors, mappings, slots. */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "snapshot/reader_internal.h"

#ifndef MADV_POPULATE_READ
#define MADV_POPULATE_READ 22 /* linux/mman.h, since 5.14 */
#endif

enum slot_state {
	SLOT_FREE,
	SLOT_FILLING, /* one thread's own, on its way in or out */
	SLOT_ACTIVE,
	SLOT_RETIRED, /* unmapped by whoever finds no users left */
};

#define CHUNK_SHIFT_MIN 16 /* 64 KiB, what the kernel maps around a fault */

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

/* Threads have stacks of their own, 64 KiB apart at the least; thread-local
 * storage would be the natural key and can end a process when memory is out. */
static uint32_t
shard_of_thread(const void *stack)
{
	uint64_t page = (uint64_t)(uintptr_t)stack >> 16;

	return (uint32_t)((page * UINT64_C(0x9e3779b97f4a7c15)) >> 61) %
	    SNAPSHOT_SHARDS;
}

/* Never 0, which stands for 'not yet'. */
static uint32_t
coarse_now_s(void)
{
	struct timespec now;

	if (clock_gettime(CLOCK_MONOTONIC_COARSE, &now) < 0)
		return 1;
	return (uint32_t)now.tv_sec + 1;
}

static const _Atomic uint32_t *
superseded_word(const uint8_t *header)
{
	return (
	    const _Atomic uint32_t *)(const void *)(header + HEADER_SUPERSEDED);
}

static bool
is_superseded(const uint8_t *header)
{
	return atomic_load_explicit(
		   superseded_word(header), memory_order_acquire) != 0;
}

/* --- pages ------------------------------------------------------------------ */

/* Bring the pages of [OFFSET, OFFSET + LEN) in, so that a bad block of the
 * disk is an error here and not a SIGBUS later.  0 or an errno. */
static int
populate(const uint8_t *base, size_t map_len, size_t offset, size_t len)
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

	if (populate(slot->base, slot->len, chunk << slot->chunk_shift,
		chunk_len) == 0) {
		atomic_fetch_or_explicit(&slot->present[chunk / 64],
		    UINT64_C(1) << (chunk % 64), memory_order_relaxed);
		errno = saved;
		return SNAPSHOT_OK;
	}
	/* A neighbour may be the unreadable one. */
	rc = populate(slot->base, slot->len, offset, len);
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
	int saved = errno, rc = populate(view->base, view->len, offset, len);

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
snapshot_bytes(struct snapshot_view *view, uint64_t offset, size_t len,
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
	else if (view->own_mapping)
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
	return SNAPSHOT_OK;
}

/* --- opening ----------------------------------------------------------------- */

/* Regular, its owner's, written by nobody else, of a length that can be. */
static bool
is_trusted(const struct stat *st, const struct snapshot_source *source)
{
	return S_ISREG(st->st_mode) && st->st_uid == source->owner &&
	    (st->st_mode & (S_IWGRP | S_IWOTH)) == 0 &&
	    st->st_size >= FORMAT_HEADER_LEN &&
	    (uint64_t)st->st_size <= FORMAT_MAX_LEN;
}

static void
view_by_pread(struct snapshot_view *view, int fd, size_t len)
{
	view->base = NULL;
	view->header = view->header_bytes;
	view->len = len;
	view->fd = fd;
	view->slot = NULL;
	view->own_mapping = false;
}

/* A view by pread(), its header read and checked. */
static enum snapshot_status
open_view(const struct snapshot_source *source, struct snapshot_view *view,
    struct stat *ret_st)
{
	enum snapshot_status status;

	view_by_pread(view, -1, 0);
	do {
		view->fd = open(source->path,
		    O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY);
	} while (view->fd < 0 && errno == EINTR);
	if (view->fd < 0)
		return fail(view, system_status(errno), errno);
	status = SNAPSHOT_DAMAGED;
	view->errnum = EINVAL;
	if (fstat(view->fd, ret_st) < 0 || !is_trusted(ret_st, source))
		goto out;
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

/* --- slots ------------------------------------------------------------------- */

/*
 * A look-up counts itself in, then looks again whether its slot is still the
 * current one; who retires a slot first makes it not the current one, then
 * looks for users.  Both orders are sequentially consistent, so one of the
 * two sees the other.  A child of fork() may inherit the count of a thread it
 * does not have: that slot is then never unmapped there, and when all slots
 * are gone look-ups go by pread().
 */
static bool
slot_enter(
    struct snapshot_cache *cache, uint32_t current, struct snapshot_view *view)
{
	struct snapshot_slot *slot = &cache->slot[current - 1];
	uint32_t shard = shard_of_thread(&slot);

	atomic_fetch_add(&slot->shard[shard].users, 1);
	if (atomic_load(&cache->current) != current) {
		atomic_fetch_sub(&slot->shard[shard].users, 1);
		return false;
	}
	view->base = slot->base;
	view->header = slot->base;
	view->len = slot->len;
	view->slot = slot;
	view->shard = shard;
	view->own_mapping = false;
	return true;
}

static bool
slot_has_users(struct snapshot_slot *slot)
{
	for (int i = 0; i < SNAPSHOT_SHARDS; i++)
		if (atomic_load(&slot->shard[i].users) != 0)
			return true;
	return false;
}

static void
slot_sweep(struct snapshot_slot *slot)
{
	uint32_t retired = SLOT_RETIRED;

	if (slot_has_users(slot) ||
	    !atomic_compare_exchange_strong(
		&slot->state, &retired, SLOT_FILLING))
		return;
	/* Nobody can have come in since: it is not the current one. */
	(void)munmap((void *)(uintptr_t)slot->base, slot->len);
	atomic_store(&slot->state, SLOT_FREE);
}

static void
slot_leave(struct snapshot_slot *slot, uint32_t shard)
{
	int saved;

	atomic_fetch_sub(&slot->shard[shard].users, 1);
	if (atomic_load(&slot->state) != SLOT_RETIRED)
		return;
	saved = errno;
	slot_sweep(slot);
	errno = saved;
}

static void
slot_retire(struct snapshot_cache *cache, uint32_t current)
{
	struct snapshot_slot *slot = &cache->slot[current - 1];

	if (!atomic_compare_exchange_strong(&cache->current, &current, 0))
		return;
	atomic_store(&slot->state, SLOT_RETIRED);
	slot_sweep(slot);
}

static struct snapshot_slot *
slot_claim(struct snapshot_cache *cache, uint32_t *ret_current)
{
	for (uint32_t i = 0; i < SNAPSHOT_SLOTS; i++) {
		uint32_t free_state = SLOT_FREE;

		slot_sweep(&cache->slot[i]);
		if (atomic_compare_exchange_strong(
			&cache->slot[i].state, &free_state, SLOT_FILLING)) {
			*ret_current = i + 1;
			return &cache->slot[i];
		}
	}
	return NULL;
}

static bool
slot_fill(struct snapshot_slot *slot, const struct snapshot_view *view,
    const struct stat *st)
{
	void *base;

	base = mmap(NULL, view->len, PROT_READ, MAP_SHARED, view->fd, 0);
	if (base == MAP_FAILED)
		return false;
	if (populate(base, view->len, 0, FORMAT_HEADER_LEN) != 0 ||
	    !snapshot_header_is_good(base, view->len)) {
		(void)munmap(base, view->len);
		return false;
	}
	slot->base = base;
	slot->len = view->len;
	slot->dev = st->st_dev;
	slot->ino = st->st_ino;
	slot->ctime_s = st->st_ctim.tv_sec;
	slot->ctime_ns = st->st_ctim.tv_nsec;
	slot->chunk_shift = CHUNK_SHIFT_MIN;
	while (view->len > (size_t)SNAPSHOT_CHUNKS << slot->chunk_shift)
		slot->chunk_shift++;
	for (int i = 0; i < SNAPSHOT_CHUNKS / 64; i++)
		atomic_store_explicit(
		    &slot->present[i], 0, memory_order_relaxed);
	atomic_store(&slot->stat_at_s, coarse_now_s());
	return true;
}

/* Map the file of VIEW into a slot and make that the current one.  Failure is
 * no loss: the view goes on by pread(). */
static void
slot_install(struct snapshot_cache *cache, const struct snapshot_view *view,
    const struct stat *st)
{
	uint32_t index, none = 0;
	struct snapshot_slot *slot = slot_claim(cache, &index);

	if (slot == NULL)
		return;
	if (!slot_fill(slot, view, st)) {
		atomic_store(&slot->state, SLOT_FREE);
		return;
	}
	atomic_store(&slot->state, SLOT_ACTIVE);
	if (atomic_compare_exchange_strong(&cache->current, &none, index))
		return;
	/* Another thread was faster; nobody has seen ours. */
	atomic_store(&slot->state, SLOT_RETIRED);
	slot_sweep(slot);
}

/* --- entering ---------------------------------------------------------------- */

/* Whether the file at the path is still the one in SLOT.  Where the path
 * cannot be looked at (a sandbox, dropped privileges) the mapping stays. */
static bool
slot_is_current_file(
    const struct snapshot_slot *slot, const struct snapshot_source *source)
{
	struct stat st;

	if (fstatat(AT_FDCWD, source->path, &st, AT_SYMLINK_NOFOLLOW) < 0)
		return errno != ENOENT && errno != ENOTDIR;
	return st.st_dev == slot->dev && st.st_ino == slot->ino &&
	    st.st_ctim.tv_sec == slot->ctime_s &&
	    st.st_ctim.tv_nsec == slot->ctime_ns;
}

/* The thread that claims this second does the stat, at most one a second. */
static bool
slot_is_fresh(struct snapshot_slot *slot, const struct snapshot_source *source)
{
	uint32_t now = coarse_now_s();
	uint32_t last = atomic_load(&slot->stat_at_s);

	if (is_superseded(slot->base))
		return false;
	if (last == now ||
	    !atomic_compare_exchange_strong(&slot->stat_at_s, &last, now))
		return true;
	return slot_is_current_file(slot, source);
}

/* True when VIEW holds the cached mapping. */
static bool
enter_cached(struct snapshot_cache *cache, const struct snapshot_source *source,
    struct snapshot_view *view)
{
	uint32_t current = atomic_load(&cache->current);

	while (current != 0) {
		if (slot_enter(cache, current, view)) {
			if (slot_is_fresh(view->slot, source))
				return true;
			slot_leave(view->slot, view->shard);
			slot_retire(cache, current);
		}
		current = atomic_load(&cache->current);
	}
	return false;
}

static enum snapshot_status
enter_slow(struct snapshot_cache *cache, const struct snapshot_source *source,
    struct snapshot_view *view)
{
	enum snapshot_status status;
	bool again = true;
	struct stat st;
	size_t len;
	int fd;

	for (;;) {
		if (enter_cached(cache, source, view))
			return SNAPSHOT_OK;
		status = open_view(source, view, &st);
		if (status != SNAPSHOT_OK)
			return status;
		if (!is_superseded(view->header))
			break;
		/* Replaced since it was opened; or a restored copy that bears
		 * the mark: right, but never to be kept. */
		if (!again)
			return SNAPSHOT_OK;
		again = false;
		(void)close(view->fd);
	}
	if (atomic_exchange(&cache->uses, 1) == 0 ||
	    atomic_load(&cache->closed) != 0)
		return SNAPSHOT_OK;
	slot_install(cache, view, &st);
	fd = view->fd;
	len = view->len;
	if (enter_cached(cache, source, view)) {
		(void)close(fd);
		view->fd = -1;
	} else {
		view_by_pread(view, fd, len);
	}
	return SNAPSHOT_OK;
}

enum snapshot_status
snapshot_enter(struct snapshot_cache *cache,
    const struct snapshot_source *source, struct snapshot_view *ret_view)
{
	uint32_t current = atomic_load(&cache->current);
	enum snapshot_status status;
	int saved, state;

	ret_view->errnum = 0;
	ret_view->fd = -1;
	if (current != 0 && slot_enter(cache, current, ret_view)) {
		if (!is_superseded(ret_view->header) &&
		    atomic_load_explicit(&ret_view->slot->stat_at_s,
			memory_order_relaxed) == coarse_now_s())
			return SNAPSHOT_OK;
		slot_leave(ret_view->slot, ret_view->shard);
	}
	/* open() and pread() are cancellation points; a thread that ended in
	 * them would leave its descriptor behind. */
	saved = errno;
	(void)pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &state);
	status = enter_slow(cache, source, ret_view);
	if (status == SNAPSHOT_OK && ret_view->slot == NULL)
		ret_view->cancel_state = state; /* until snapshot_leave() */
	else
		(void)pthread_setcancelstate(state, NULL);
	errno = saved;
	return status;
}

void
snapshot_leave(struct snapshot_view *view)
{
	int saved;

	if (view->slot != NULL) {
		slot_leave(view->slot, view->shard);
		return;
	}
	saved = errno;
	if (view->own_mapping)
		(void)munmap((void *)(uintptr_t)view->base, view->len);
	if (view->fd >= 0) {
		(void)close(view->fd);
		(void)pthread_setcancelstate(view->cancel_state, NULL);
	}
	errno = saved;
}

void
snapshot_cache_close(struct snapshot_cache *cache)
{
	uint32_t current;
	int saved = errno;

	atomic_store(&cache->closed, 1);
	current = atomic_load(&cache->current);
	if (current != 0)
		slot_retire(cache, current);
	errno = saved;
}
