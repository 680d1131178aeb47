/*
 * snapshot/reader: look people and groups up in the snapshot.
 * Layer: snapshot; libc only.  Users: nss_fieldusers, pam_fieldauth, store
 * (is it current?), the writer (is what I wrote right?).
 *
 * It runs inside every process of the machine: no malloc, no lock, no TLS,
 * no constructor, no descriptor kept, nothing read from the environment, no
 * output; safe in threads, in signal handlers, after fork() in a process with
 * threads, and when the host has closed every descriptor.  errno is left as
 * it was.  Format and reasons: schema/SNAPSHOT.md.
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
 * Nothing in the file is believed: each offset is checked against its length,
 * and a record or the absence of one is only spoken of after the checksum of
 * what says so has been verified.  Damage is SNAPSHOT_DAMAGED, never a wrong
 * answer.
 */
#ifndef SNAPSHOT_READER_H
#define SNAPSHOT_READER_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* No caller falls back from one to another: each is another thing to do. */
enum snapshot_status {
	SNAPSHOT_OK = 0,
	SNAPSHOT_NONE,       /* it was read and has no such entry */
	SNAPSHOT_MISSING,    /* there is no file */
	SNAPSHOT_DAMAGED,    /* not ours, cut, altered, or not trusted */
	SNAPSHOT_UNREADABLE, /* the system refuses: permission, I/O */
	SNAPSHOT_AGAIN, /* out of memory or descriptors: errnum says which */
};

/*
 * Where the snapshot is: a name in a folder, of less than SNAPSHOT_PATH_SIZE
 * bytes.  It is trusted if it is a regular file of the folder's owner, and
 * neither can be written by group or others.  No uid is compared with a
 * constant: in a user namespace, root's files belong to 65534.
 */
#define SNAPSHOT_PATH_SIZE 512
struct snapshot_source {
	const char *path;
};

/* --- the views of one process ------------------------------------------- */

#define SNAPSHOT_SLOTS  4    /* mappings alive at once: current, and leaving */
#define SNAPSHOT_SHARDS 8    /* counters of a slot, each on its cache line */
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

/* Static, one for each user of the reader in a process. */
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

/* Unmap what nobody is using; the cache never maps again (dlclose). */
void snapshot_cache_close(struct snapshot_cache *cache);

#define SNAPSHOT_SCRATCH 1024 /* bytes: a person's record as read by pread() */

/* One look-up's hold on the file; on the caller's stack, used by one thread.
 * Its members are the reader's own, but for errnum. */
struct snapshot_view {
	const uint8_t *base;   /* NULL: read by pread() from fd */
	const uint8_t *header; /* checked */
	size_t len;
	int errnum; /* why, after a status other than OK and NONE */
	int fd;
	int cancel_state;
	bool own_mapping; /* base is mapped for this look-up alone */
	bool present;     /* and all of it has been brought in */
	uint32_t shard;
	struct snapshot_slot *slot; /* NULL: not in the cache */
	_Alignas(8) uint8_t header_bytes[512];
	_Alignas(8) uint8_t scratch[SNAPSHOT_SCRATCH];
};

/*
 * Hold the current snapshot.  A change published before the call is seen.
 * After SNAPSHOT_OK the caller must leave; after anything else it must not.
 * Blocks for no longer than reading one small file does.
 */
enum snapshot_status snapshot_enter(struct snapshot_cache *cache,
    const struct snapshot_source *source, struct snapshot_view *ret_view);
void snapshot_leave(struct snapshot_view *view);

/* Look at LEN bytes in memory (8-aligned) instead of a file; no leave needed.
 * For the writer's own check and for the fuzzer. */
enum snapshot_status snapshot_view_memory(
    const void *bytes, size_t len, struct snapshot_view *ret_view);

/* --- what it says -------------------------------------------------------- */

struct snapshot_info {
	char database_id[40]; /* NUL-terminated */
	uint64_t generation;
	int64_t created_at_s;     /* UTC */
	int64_t next_change_at_s; /* UTC; 0: memberships change by no clock */
	uint64_t grants;          /* as snapshot_params has it */
	uint32_t uid_min, uid_max, gid_min, gid_max;
	uint32_t uid_high, gid_high; /* highest ever given out; 0: none */
	uint32_t person_count, group_count; /* records, hidden ones included */
	bool enumerate;                     /* getpwent and getgrent list */
	bool members;                       /* groups list their members */
	bool email_sign_in; /* an e-mail address is a name (U8) */
	uint64_t filter;    /* the writer's snapshot_params.filter */
};

void snapshot_get_info(
    const struct snapshot_view *view, struct snapshot_info *ret_info);

/* All pointers lead into the view and die with it or with the next look-up
 * in it. */
struct snapshot_person {
	uint32_t uid;
	uint32_t gid;
	bool deleted; /* only its uid leads to it */
	bool hidden;  /* not listed */
	/* login NUL "x" NUL gecos NUL home NUL shell NUL */
	const char *strings;
	size_t strings_len;
	const char *login, *gecos, *home, *shell;
	size_t login_len;
	/* gids in the file's byte order: read by snapshot_gid() */
	const uint8_t *gids, *local_gids;
	uint32_t gid_count; /* fieldauth's, without the primary one */
	/* the machine's (R16): each only if snapshot/local_gid.h agrees */
	uint32_t local_gid_count;
};

uint32_t snapshot_gid(const uint8_t *gids, uint32_t index);

/* Whether every gid of the person that is fieldauth's is in the range of
 * groups.  The writer makes no others. */
bool snapshot_gids_are_allowed(
    const struct snapshot_view *view, const struct snapshot_person *person);

/*
 * NAME is a login name, or, where it has an '@' and e-mail addresses may be
 * used, an address; deleted people are SNAPSHOT_NONE.  Any length is fine.
 */
enum snapshot_status snapshot_by_name(struct snapshot_view *view,
    const char *name, struct snapshot_person *ret_person);
/* The login name alone. */
enum snapshot_status snapshot_by_login(struct snapshot_view *view,
    const char *login, struct snapshot_person *ret_person);
/* The e-mail address alone, without regard to the case of ASCII letters. */
enum snapshot_status snapshot_by_email(struct snapshot_view *view,
    const char *email, struct snapshot_person *ret_person);
/* Deleted people too. */
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

/* A person's own group answers too, by the person's login and uid. */
enum snapshot_status snapshot_group_by_name(struct snapshot_view *view,
    const char *name, struct snapshot_group *ret_group);
enum snapshot_status snapshot_group_by_gid(
    struct snapshot_view *view, uint32_t gid, struct snapshot_group *ret_group);

/*
 * Enumeration.  *cursor starts at SNAPSHOT_CURSOR_START; the entry found is
 * the first at or after it and *ret_next is where to go on.  A cursor is a
 * key, not a place: it stays good when another snapshot is published between
 * two calls.  HINT only saves time; start with 0.  SNAPSHOT_NONE at the end,
 * or when enumeration is off.
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
 * Read all of it: every bucket, every record, every entry found under each
 * of its keys.  SNAPSHOT_OK or SNAPSHOT_DAMAGED.  Linear; for publishing and
 * for doctor.
 */
enum snapshot_status snapshot_check(struct snapshot_view *view);

#endif
