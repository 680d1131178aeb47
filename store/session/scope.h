/*
 * store/session/scope: which processes belong to a person.
 * Layer: store.  Users: sweep.
 *
 * A uid belongs to one person only, so all processes under it are theirs.  In
 * addition there are root processes of their sessions (sshd, su, sudo and what
 * it runs) and processes under their subordinate uids.
 *
 * MUSTs, tested by tests/unit/session/test_sweep.c and
 * tests/system/ending.bats:
 *  1. No process under another uid is theirs, except for root processes of
 *     their own sessions.
 *  2. Of two nested sessions, the inner one decides.
 *  3. A process with their uid is theirs wherever it runs, unless a system
 *     service, or a container started by root, runs under that uid; those are
 *     spared and reported.
 */
#ifndef STORE_SESSION_SCOPE_H
#define STORE_SESSION_SCOPE_H

#include "store/session/process.h"

/* The process that opened a session, and the person of the session. */
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
	SCOPE_OTHER,       /* belongs to another */
	SCOPE_PERSON,      /* has their uid */
	SCOPE_SUBORDINATE, /* has a subordinate uid, in a namespace of theirs */
	/* root process, descends from one that opened a session */
	SCOPE_ROOT,
	/* root process, by audit's login uid or the user's slice */
	SCOPE_LOGIN,
	SCOPE_SPARED, /* has their uid, but is a system service */
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
	/* Root processes that were attributed to them: this stays so when their
	 * parents have exited. */
	struct scope_leader *followers;
	size_t follower_count;
	char root_cgroup[PROCESS_CGROUP_SIZE];
	bool has_slices; /* the service manager is systemd(1) */
	/* The last result of unit_is_foreign(). */
	char unit[PROCESS_CGROUP_SIZE];
	bool unit_is_foreign;
};

/* PEOPLE and LEADERS are borrowed.  FIELD_ENOMEM. */
int scope_init(struct scope *scope, const struct scope_person *people,
    size_t person_count, const struct scope_leader *leaders,
    size_t leader_count);
void scope_release(struct scope *scope);

/* TABLE has been refreshed: cached results about units are discarded. */
void scope_renew(struct scope *scope);

/* Classify PROCESS of TABLE; *ret_person is an index into people unless the
 * result is SCOPE_OTHER. */
enum scope_kind scope_of(struct scope *scope, const struct process_table *table,
    const struct process *process, size_t *ret_person);

/* Record a root process as PERSON's.  FIELD_ENOMEM. */
int scope_follow(
    struct scope *scope, const struct process *process, size_t person);

#endif
