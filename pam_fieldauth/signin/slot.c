/*
 * Limits concurrent work.  Every lock here ends with the process: the
 * descriptors are deliberately left open.
 */
#include <fcntl.h>
#include <poll.h>
#include <sodium.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

#include "base/err.h"
#include "base/file.h"
#include "base/invoker.h"
#include "base/lane.h"
#include "base/str.h"
#include "base/stream.h"
#include "pam_fieldauth/signin/slot.h"

#define POOL_MAX 64
#define ROUND_MS 10

/* Many people may sign in from one address. */
#define HOST_LANES 4

/* proc(5): (uid_t)-1, a process not started from a login. */
#define NO_LOGIN_UID UINT32_MAX

static bool slot_is_held;

/* --- the requester
 * ---------------------------------------------------------------- */

static uint32_t
login_uid(pid_t pid)
{
	uid_t uid;

	return invoker_login_uid(pid, &uid) ? (uint32_t)uid : NO_LOGIN_UID;
}

/* Names and addresses are not used as file names: they share 256 queues.  The
 * salt is unique to this machine, so that a caller cannot aim at a queue. */
static struct slot_caller
in_bucket(enum slot_kind kind, const char *text)
{
	struct slot_caller caller = { .kind = kind };
	unsigned char hash[crypto_generichash_BYTES_MIN] = { 0 };
	char salt[crypto_generichash_KEYBYTES] = "";
	size_t len;
	int fd = open("/proc/sys/kernel/random/boot_id", O_RDONLY | O_CLOEXEC);

	if (fd >= 0) {
		(void)file_read_full(fd, salt, sizeof(salt), &len);
		(void)close(fd);
	}
	(void)crypto_generichash(hash, sizeof(hash),
	    (const unsigned char *)text, strlen(text),
	    (const unsigned char *)salt, sizeof(salt));
	caller.number = hash[0];
	return caller;
}

struct slot_caller
slot_caller(uid_t peer, pid_t pid, const struct protocol_request *request)
{
	const bool is_daemon = request->caller == 0 &&
	    request->invoker[0] == '\0';
	struct slot_caller caller = { SLOT_PERSON, peer, peer != 0 };
	uint32_t login;

	if (peer != 0)
		return caller;
	/* before the login uid, which may be that of the person who restarted
	 * the daemon */
	if (is_daemon && request->address[0] != '\0')
		return in_bucket(SLOT_HOST, request->address);
	login = login_uid(pid);
	caller.number = login != NO_LOGIN_UID ? login : request->caller;
	if (caller.number != 0)
		return caller;
	if (login == NO_LOGIN_UID && request->invoker[0] != '\0' &&
	    strcmp(request->invoker, "root") != 0)
		return in_bucket(SLOT_NAME, request->invoker);
	caller.kind = SLOT_ROOT;
	return caller;
}

/* --- the stages ------------------------------------------------------------------- */

/* The queues of all unprivileged callers, at least one. */
static int
enter_shared(const char *run_dir)
{
	long processors = sysconf(_SC_NPROCESSORS_ONLN);
	unsigned count = processors >= 4 ? (unsigned)processors / 2 : 1;
	char name[64];
	int fd; /* kept */

	if (!str_format(name, sizeof(name), "unprivileged.%u",
		(unsigned)getpid() % count))
		return FIELD_EINVAL;
	return lane_enter(run_dir, name, SLOT_WAIT_MS, &fd);
}

int
slot_enter(const char *run_dir, const struct slot_caller *caller)
{
	static const char *const kinds[] = {
		[SLOT_PERSON] = "uid",
		[SLOT_NAME] = "name",
		[SLOT_HOST] = "host",
	};
	unsigned lane = 0;
	char name[64];
	int rc, fd; /* kept */

	if (caller->kind == SLOT_ROOT)
		return FIELD_OK;
	if (caller->kind == SLOT_HOST)
		lane = (unsigned)getpid() % HOST_LANES;
	if (!str_format(name, sizeof(name), "%s.%u.%u", kinds[caller->kind],
		caller->number, lane))
		return FIELD_EINVAL;
	rc = lane_enter(run_dir, name, SLOT_WAIT_MS, &fd);
	return rc == FIELD_OK && caller->is_unprivileged ?
	    enter_shared(run_dir) :
	    rc;
}

/* Slots of the pool, each for MEMORY_BYTES. */
static unsigned
pool_size(uint64_t memory_bytes)
{
	long pages = sysconf(_SC_PHYS_PAGES), page_len = sysconf(_SC_PAGESIZE);
	uint64_t count = 0;

	if (pages > 0 && page_len > 0 && memory_bytes > 0)
		count = (uint64_t)pages * (uint64_t)page_len / 4 / memory_bytes;
	if (count < 1)
		return 1;
	return count < POOL_MAX ? (unsigned)count : POOL_MAX;
}

static int
try_slot(const char *folder, unsigned number)
{
	char path[LANE_PATH_SIZE];
	int fd;

	if (!str_format(path, sizeof(path), "%s/all.%u", folder, number))
		return FIELD_EINVAL;
	return file_lock(path, 0, &fd);
}

static int
try_pool(const char *folder, unsigned count, unsigned first)
{
	int rc = FIELD_EBUSY;

	for (unsigned i = 0; i < count && rc == FIELD_EBUSY; i++)
		rc = try_slot(folder, (first + i) % count);
	return rc;
}

int
slot_take(const char *run_dir, uint64_t memory_bytes)
{
	int64_t deadline = stream_deadline(SLOT_WAIT_MS);
	unsigned count = pool_size(memory_bytes);
	char folder[LANE_PATH_SIZE];

	if (slot_is_held)
		return FIELD_OK;
	if (lane_folder(run_dir, folder) != FIELD_OK)
		return FIELD_OK;
	while (try_pool(folder, count, (unsigned)getpid()) == FIELD_EBUSY) {
		if (stream_deadline(0) >= deadline)
			return FIELD_EBUSY;
		(void)poll(NULL, 0, ROUND_MS);
	}
	slot_is_held = true;
	return FIELD_OK;
}
