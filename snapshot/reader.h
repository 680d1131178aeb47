/*
 * snapshot/reader: looks up people and groups in the snapshot.
 * Layer: snapshot; libc only.  Users: nss_fieldusers, pam_fieldauth, store (to
 * check that it is current), the writer (to check its output).
 *
 * The reader runs inside every process of the machine: no malloc, no locks, no
 * TLS, no constructors, no descriptors kept open, no environment, no output.
 * It is safe in threads, in signal handlers, after fork() in a process with
 * threads, and when the host has closed every descriptor.  errno is preserved.
 * Format and rationale: schema/SNAPSHOT.md.
 *
 *	static struct snapshot_cache cache = SNAPSHOT_CACHE_INIT;
 *	struct snapshot_view view;
 *	struct snapshot_person person;
 *	enum snapshot_status status = snapshot_enter(&cache, &source, &view);
 *	if (status == SNAPSHOT_OK) {
 *		status = snapshot_by_login(&view, name, &person);
 *		... use person's strings ...
 *		snapshot_leave(&view);
 *	}
 *
 * The file is not trusted: each offset is checked against the file's length,
 * and the presence or absence of a record is reported only after the checksum
 * of the data that shows it has been verified.  The result of damage is
 * SNAPSHOT_DAMAGED, never a wrong answer.
 */
#ifndef SNAPSHOT_READER_H
#define SNAPSHOT_READER_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* Each status requires a different action; callers do not treat one as
 * another. */
enum snapshot_status {
	SNAPSHOT_OK = 0,
	SNAPSHOT_NONE,    /* the snapshot was read and has no such entry */
	SNAPSHOT_MISSING, /* the file does not exist */
	/* not a snapshot, truncated, altered, or not trusted */
	SNAPSHOT_DAMAGED,
	SNAPSHOT_UNREADABLE, /* refused by the system: permission, I/O */
	SNAPSHOT_AGAIN, /* out of memory or descriptors: errnum says which */
};

/*
 * The location of the snapshot: a name in a folder, shorter than
 * SNAPSHOT_PATH_SIZE bytes.  It is trusted if it is a regular file that belongs
 * to the folder's owner, and neither can be written by group or others.  No uid
 * is compared with a constant: in a user namespace, root's files belong to
 * 65534.
 */
#define SNAPSHOT_PATH_SIZE 512
struct snapshot_source {
	const char *path;
};

/* --- the views of one process ------------------------------------------- */

/* maximum number of mappings: the current one, and retiring ones */
#define SNAPSHOT_SLOTS 4
/* counters of a slot, each in its own cache line */
#define SNAPSHOT_SHARDS 8
#define SNAPSHOT_CHUNKS 4096 /* bits: which parts of a mapping are in memory */

struct snapshot_slot {
	_Atomic uint32_t state;
	uint32_t chunk_shift;
	const uint8_t *base;
	size_t len;
	dev_t dev;
	ino_t ino;
	int64_t ctime_s, ctime_ns;
	_Atomic uint32_t stat_at_s;
	_Atomic uint64_t present[SNAPSHOT_CHUNKS / 64];
	struct {
		_Alignas(64) _Atomic uint32_t users;
	} shard[SNAPSHOT_SHARDS];
};

/* Static; one per user of the reader in a process. */
struct snapshot_cache {
	_Atomic uint32_t current; /* index + 1 of the slot in use; 0: none */
	_Atomic uint32_t uses; /* the first look-up of a process does not map */
	_Atomic uint32_t closed;
	struct snapshot_slot slot[SNAPSHOT_SLOTS];
};

#define SNAPSHOT_CACHE_INIT \
	{                   \
		0           \
	}

/* Unmap what is not in use; the cache never maps again (dlclose). */
void snapshot_cache_close(struct snapshot_cache *cache);

/* bytes: a person's record when read by pread() */
#define SNAPSHOT_SCRATCH 1024

/* One look-up's reference to the file; on the caller's stack, used by one
 * thread.  Its members are private to the reader, except for errnum. */
struct snapshot_view {
	const uint8_t *base;   /* NULL: read by pread() from fd */
	const uint8_t *header; /* checked */
	size_t len;
	int errnum; /* the reason, after a status other than OK and NONE */
	int fd;
	int cancel_state;
	bool own_mapping; /* base is mapped for this look-up alone */
	bool present;     /* and all of it has been loaded into memory */
	uint32_t shard;
	struct snapshot_slot *slot; /* NULL: not in the cache */
	_Alignas(8) uint8_t header_bytes[512];
	_Alignas(8) uint8_t scratch[SNAPSHOT_SCRATCH];
};

/*
 * Acquire the current snapshot.  A change published before the call is visible.
 * After SNAPSHOT_OK the caller must call snapshot_leave(); after any other
 * status it must not.  Blocks no longer than reading one small file takes.
 */
enum snapshot_status snapshot_enter(struct snapshot_cache *cache,
    const struct snapshot_source *source, struct snapshot_view *ret_view);
void snapshot_leave(struct snapshot_view *view);

/* Use LEN bytes in memory (8-aligned) instead of a file; snapshot_leave() is
 * not needed.  For the writer's own check and for the fuzzer. */
enum snapshot_status snapshot_view_memory(
    const void *bytes, size_t len, struct snapshot_view *ret_view);

/* --- contents ------------------------------------------------------------- */

struct snapshot_info {
	char database_id[40]; /* NUL-terminated */
	uint64_t generation;
	int64_t created_at_s; /* UTC */
	/* UTC; 0: memberships do not change with time */
	int64_t next_change_at_s;
	uint64_t grants; /* as snapshot_params has it */
	uint32_t uid_min, uid_max, gid_min, gid_max;
	uint32_t uid_high, gid_high; /* highest number ever assigned; 0: none */
	uint32_t person_count, group_count; /* records, including hidden ones */
	bool enumerate;                     /* getpwent and getgrent list */
	bool members;                       /* groups list their members */
	bool email_sign_in; /* an e-mail address is a name (U8) */
	uint64_t filter;    /* the writer's snapshot_params.filter */
};

void snapshot_get_info(
    const struct snapshot_view *view, struct snapshot_info *ret_info);

/* All pointers point into the view and are invalid after it is released, or
 * after the next look-up in it. */
struct snapshot_person {
	uint32_t uid;
	uint32_t gid;
	bool deleted; /* can only be found by uid */
	bool hidden;  /* not listed */
	/* login NUL "x" NUL gecos NUL home NUL shell NUL */
	const char *strings;
	size_t strings_len;
	const char *login, *gecos, *home, *shell;
	size_t login_len;
	/* gids in the file's byte order: read by snapshot_gid() */
	const uint8_t *gids, *local_gids;
	uint32_t gid_count; /* fieldauth's, except for the primary one */
	/* the machine's (R16); each is valid only if snapshot/local_gid.h
	 * allows it */
	uint32_t local_gid_count;
};

uint32_t snapshot_gid(const uint8_t *gids, uint32_t index);

/* Whether every fieldauth gid of the person is in the range of groups.  The
 * writer ensures this. */
bool snapshot_gids_are_allowed(
    const struct snapshot_view *view, const struct snapshot_person *person);

/*
 * NAME is a login name or, if it has an '@' and e-mail addresses are allowed,
 * an address.  Deleted people are SNAPSHOT_NONE.  NAME can have any length.
 */
enum snapshot_status snapshot_by_name(struct snapshot_view *view,
    const char *name, struct snapshot_person *ret_person);
/* Login names only. */
enum snapshot_status snapshot_by_login(struct snapshot_view *view,
    const char *login, struct snapshot_person *ret_person);
/* E-mail addresses only, ignoring the case of ASCII letters. */
enum snapshot_status snapshot_by_email(struct snapshot_view *view,
    const char *email, struct snapshot_person *ret_person);
/* Includes deleted people. */
enum snapshot_status snapshot_by_uid(struct snapshot_view *view, uint32_t uid,
    struct snapshot_person *ret_person);

struct snapshot_group {
	uint32_t gid;
	/* name NUL "x" NUL, then each member's login NUL */
	const char *strings;
	size_t strings_len;
	const char *name;
	size_t name_len;
	uint32_t member_count;
	const uint8_t *member_offsets; /* into strings: snapshot_member() */
};

/* Offset of member INDEX's login in the group's strings; always within. */
uint32_t snapshot_member(const struct snapshot_group *group, uint32_t index);

/* A person's own group is also found, by the person's login and uid. */
enum snapshot_status snapshot_group_by_name(struct snapshot_view *view,
    const char *name, struct snapshot_group *ret_group);
enum snapshot_status snapshot_group_by_gid(
    struct snapshot_view *view, uint32_t gid, struct snapshot_group *ret_group);

/*
 * Enumeration.  *cursor starts at SNAPSHOT_CURSOR_START; the entry found is the
 * first at or after it, and *ret_next is the cursor for the next call.  A
 * cursor is a key, not a position: it stays valid when another snapshot is
 * published between two calls.  HINT only saves time; start with 0.
 * SNAPSHOT_NONE at the end, or when enumeration is disabled.
 */
#define SNAPSHOT_CURSOR_START 0
#define SNAPSHOT_CURSOR_END   UINT64_MAX

enum snapshot_status snapshot_next_person(struct snapshot_view *view,
    uint64_t cursor, uint32_t *hint, uint64_t *ret_next,
    struct snapshot_person *ret_person);
enum snapshot_status snapshot_next_group(struct snapshot_view *view,
    uint64_t cursor, uint32_t *hint, uint64_t *ret_next,
    struct snapshot_group *ret_group);

/*
 * Check the whole snapshot: every bucket, every record, every entry under each
 * of its keys.  SNAPSHOT_OK or SNAPSHOT_DAMAGED.  Linear; for publishing and
 * for doctor.
 */
enum snapshot_status snapshot_check(struct snapshot_view *view);

#endif
