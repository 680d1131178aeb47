/* The mappings of one process: which threads use them, and when they are
 * unmapped. */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "snapshot/reader_internal.h"

enum slot_state {
	SLOT_FREE,
	SLOT_FILLING, /* owned by one thread, which maps or unmaps it */
	SLOT_ACTIVE,
	SLOT_RETIRED, /* unmapped by the thread that finds no users left */
};

/* 64 KiB, the amount that the kernel maps around a fault */
#define CHUNK_SHIFT_MIN 16

/* Threads have separate stacks, at least 64 KiB apart.  Thread-local storage
 * would be the natural key, but can abort a process that is out of memory. */
static uint32_t
shard_of_thread(const void *stack)
{
	uint64_t page = (uint64_t)(uintptr_t)stack >> 16;

	return (uint32_t)((page * UINT64_C(0x9e3779b97f4a7c15)) >> 61) %
	    SNAPSHOT_SHARDS;
}

/* Never 0, which means 'not yet'. */
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

/* --- slots ------------------------------------------------------------------- */

static bool
slot_has_users(struct snapshot_slot *slot)
{
	for (int i = 0; i < SNAPSHOT_SHARDS; i++)
		if (atomic_load(&slot->shard[i].users) != 0)
			return true;
	return false;
}

/*
 * Unmap a retired slot without users.  Users are counted again once this thread
 * owns the slot: between the first count and that, it may have been freed,
 * filled, entered and retired again.  While it is owned no thread can enter it,
 * because it is not the current one.
 */
static void
slot_sweep(struct snapshot_slot *slot)
{
	uint32_t retired = SLOT_RETIRED;

	while (!slot_has_users(slot) &&
	    atomic_compare_exchange_strong(
		&slot->state, &retired, SLOT_FILLING)) {
		if (!slot_has_users(slot)) {
			(void)munmap((void *)(uintptr_t)slot->base, slot->len);
			atomic_store(&slot->state, SLOT_FREE);
			return;
		}
		/* A thread that left in between did not see it retired: check
		 * again. */
		atomic_store(&slot->state, SLOT_RETIRED);
	}
}

static __attribute__((noinline)) void
slot_sweep_quietly(struct snapshot_slot *slot)
{
	int saved = errno;

	slot_sweep(slot);
	errno = saved;
}

static inline void
slot_leave(struct snapshot_slot *slot, uint32_t shard)
{
	atomic_fetch_sub(&slot->shard[shard].users, 1);
	if (atomic_load(&slot->state) == SLOT_RETIRED)
		slot_sweep_quietly(slot);
}

/*
 * A look-up increments the slot's counter, then checks again that the slot is
 * current; a thread that retires a slot first makes it not current, then checks
 * the counters.  Both orders are sequentially consistent, so one of the two
 * sees the other.  A child of fork() may inherit the count of a thread that it
 * does not have: that slot is then never unmapped there, and when all slots are
 * used up, look-ups use pread().
 */
static inline bool
slot_enter(
    struct snapshot_cache *cache, uint32_t current, struct snapshot_view *view)
{
	struct snapshot_slot *slot = &cache->slot[current - 1];
	uint32_t shard = shard_of_thread(&slot);

	atomic_fetch_add(&slot->shard[shard].users, 1);
	if (atomic_load(&cache->current) != current) {
		/* Our count may have kept the other thread from unmapping
		 * it. */
		slot_leave(slot, shard);
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
	if (snapshot_populate(base, view->len, 0, FORMAT_HEADER_LEN) != 0 ||
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

/* Map the file of VIEW into a slot and make that slot current.  Failure is
 * harmless: the view continues by pread(). */
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
	/* Another thread was faster; our slot has not been visible. */
	atomic_store(&slot->state, SLOT_RETIRED);
	slot_sweep(slot);
}

/* --- entering ---------------------------------------------------------------- */

/* Whether the file at the path is still the one in SLOT.  If the path cannot be
 * checked (a sandbox, dropped privileges), the mapping is kept. */
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

/* The thread that claims this second calls stat(), at most once a second. */
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
		status = snapshot_open_view(source, view, &st);
		if (status != SNAPSHOT_OK)
			return status;
		if (!is_superseded(view->header))
			break;
		/* Replaced since it was opened; or a restored copy that has the
		 * mark: valid, but must not be cached. */
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
		snapshot_view_by_pread(view, fd, len);
	}
	return SNAPSHOT_OK;
}

/* A separate function, so that the usual path of a look-up does not need a
 * stack frame of this size. */
static __attribute__((noinline)) enum snapshot_status
enter_anew(struct snapshot_cache *cache, const struct snapshot_source *source,
    struct snapshot_view *view)
{
	enum snapshot_status status;
	int saved = errno, state;

	/* open() and pread() are cancellation points; a thread cancelled in
	 * them would leak its descriptor. */
	(void)pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &state);
	status = enter_slow(cache, source, view);
	if (status == SNAPSHOT_OK && view->slot == NULL)
		view->cancel_state = state; /* until snapshot_leave() */
	else
		(void)pthread_setcancelstate(state, NULL);
	errno = saved;
	return status;
}

enum snapshot_status
snapshot_enter(struct snapshot_cache *cache,
    const struct snapshot_source *source, struct snapshot_view *ret_view)
{
	uint32_t current = atomic_load(&cache->current);

	ret_view->errnum = 0;
	ret_view->fd = -1;
	if (current != 0 && slot_enter(cache, current, ret_view)) {
		if (!is_superseded(ret_view->header) &&
		    atomic_load_explicit(&ret_view->slot->stat_at_s,
			memory_order_relaxed) == coarse_now_s())
			return SNAPSHOT_OK;
		slot_leave(ret_view->slot, ret_view->shard);
	}
	return enter_anew(cache, source, ret_view);
}

static __attribute__((noinline)) void
leave_uncached(struct snapshot_view *view)
{
	int saved = errno;

	if (view->own_mapping)
		(void)munmap((void *)(uintptr_t)view->base, view->len);
	if (view->fd >= 0) {
		(void)close(view->fd);
		(void)pthread_setcancelstate(view->cancel_state, NULL);
	}
	errno = saved;
}

void
snapshot_leave(struct snapshot_view *view)
{
	if (view->slot != NULL)
		slot_leave(view->slot, view->shard);
	else
		leave_uncached(view);
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
	for (uint32_t i = 0; i < SNAPSHOT_SLOTS; i++)
		slot_sweep(&cache->slot[i]);
	errno = saved;
}
