#include <poll.h>
#include <stdbool.h>
#include <stddef.h>
#include <unistd.h>

#include "base/err.h"
#include "base/file.h"
#include "base/paths.h"
#include "base/str.h"
#include "pam_fieldauth/protocol.h"
#include "pam_fieldauth/signin/slot.h"

#define POOL_MAX 64
#define ROUND_MS 10

static bool slot_is_held;

unsigned
slot_pool_size(uint64_t memory_bytes)
{
	long pages = sysconf(_SC_PHYS_PAGES), page_len = sysconf(_SC_PAGESIZE);
	uint64_t count = 0;

	if (pages > 0 && page_len > 0 && memory_bytes > 0)
		count = (uint64_t)pages * (uint64_t)page_len / 4 / memory_bytes;
	if (count < 1)
		return 1;
	return count < POOL_MAX ? (unsigned)count : POOL_MAX;
}

/* The lock ends with the process: the descriptor is left open on purpose. */
static int
try_slot(const char *folder, const char *kind, unsigned number)
{
	char path[PATHS_MAX];
	int fd;

	if (!str_format(path, sizeof(path), "%s/%s.%u", folder, kind, number))
		return FIELD_EINVAL;
	return file_lock(path, 0, &fd);
}

static int
try_pool(const char *folder, unsigned count, unsigned first)
{
	int rc = FIELD_EBUSY;

	for (unsigned i = 0; i < count && rc == FIELD_EBUSY; i++)
		rc = try_slot(folder, "root", (first + i) % count);
	return rc;
}

int
slot_take(const char *run_dir, uid_t peer, uint64_t memory_bytes)
{
	int64_t deadline = protocol_deadline(SLOT_WAIT_MS);
	unsigned count = slot_pool_size(memory_bytes);
	char folder[PATHS_MAX];
	int rc;

	if (slot_is_held)
		return FIELD_OK;
	if (!str_format(folder, sizeof(folder), "%s/slots", run_dir) ||
	    file_make_folder(folder, 0700) < 0)
		return FIELD_OK;
	for (;;) {
		rc = peer == 0 ? try_pool(folder, count, (unsigned)getpid()) :
				 try_slot(folder, "uid", peer);
		if (rc != FIELD_EBUSY)
			break;
		if (protocol_deadline(0) >= deadline)
			return FIELD_EBUSY;
		(void)poll(NULL, 0, ROUND_MS);
	}
	slot_is_held = true;
	return FIELD_OK;
}
