/*
 * store/session/scope: which processes are a person's, and which are not.
 * Layer: store.  Users: sweep.
 *
 * A uid is one person's alone, so all that runs under it is theirs.  Beside
 * that there are root's processes of their sessions (sshd, su, sudo and what
 * it runs) and processes under their subordinate uids.
 *
 * MUSTs, held by tests/unit/session/test_sweep.c and tests/system/ending.bats:
 *  1. Nothing under another uid is theirs, but for root's processes of their
 *     own sessions.
 *  2. Of two sessions, one inside the other, the inner one decides.
 *  3. A process of their uid is theirs wherever it runs, unless a service of
 *     the system or a container that root started runs under that uid; those
 *     are spared, and reported.
 */
#ifndef STORE_SESSION_SCOPE_H
#define STORE_SESSION_SCOPE_H

#include "store/session/process.h"

/* The process that opened a session, and whose session it is. */
struct scope_leader {
	pid_t pid;
	int64_t started;
	uid_t uid;
};

struct scope_person {
	const char *login;
	uid_t uid;
};

enum scope_kind {
	SCOPE_OTHER,       /* not theirs */
	SCOPE_PERSON,      /* under their uid */
	SCOPE_SUBORDINATE, /* under a subordinate uid, in a namespace of theirs */
	SCOPE_ROOT,        /* root's, below a process that opened a session */
	SCOPE_LOGIN,  /* root's, by audit's login uid or the user's slice */
	SCOPE_SPARED, /* under their uid, but a service of the system */
};

struct scope_range {
	size_t person;
	uid_t first;
	uint32_t count;
};

struct scope {
	const struct scope_person *people;
	size_t person_count;
	const struct scope_leader *leaders; /* of every open session */
	size_t leader_count;
	struct scope_range *ranges; /* subuid(5) */
	size_t range_count;
	/* Root's processes seen as theirs: they stay so when their parents
	 * have ended. */
	struct scope_leader *followers;
	size_t follower_count;
	char root_cgroup[PROCESS_CGROUP_SIZE];
	bool has_slices; /* the service manager is systemd(1) */
	/* The last answer of unit_is_foreign(). */
	char unit[PROCESS_CGROUP_SIZE];
	bool unit_is_foreign;
};

/* PEOPLE and LEADERS are kept by reference.  FIELD_ENOMEM. */
int scope_init(struct scope *scope, const struct scope_person *people,
    size_t person_count, const struct scope_leader *leaders,
    size_t leader_count);
void scope_release(struct scope *scope);

/* TABLE has been read anew: what was remembered of units is forgotten. */
void scope_renew(struct scope *scope);

/* Whose PROCESS of TABLE is; *ret_person is an index into people unless the
 * answer is SCOPE_OTHER. */
enum scope_kind scope_of(struct scope *scope, const struct process_table *table,
    const struct process *process, size_t *ret_person);

/* Remember a root process of PERSON.  FIELD_ENOMEM. */
int scope_follow(
    struct scope *scope, const struct process *process, size_t person);

#endif
