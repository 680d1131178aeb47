/*
 * store/compile_private: what the files compile*.c share.
 * Layer: store.  Users: compile.c, compile_load.c, compile_person.c alone.
 */
#ifndef STORE_COMPILE_PRIVATE_H
#define STORE_COMPILE_PRIVATE_H

#include "base/id.h"
#include "snapshot/writer.h"
#include "store/access.h"
#include "store/compile.h"
#include "store/permission.h"

/* A growing array of numbers. */
struct id_vector {
	uint32_t *at;
	size_t count, capacity;
};
int id_vector_add(struct id_vector *vector, uint32_t id);

struct compiled_group {
	char kind[12];
	char owner[PERMISSION_MAX]; /* an id, a codename, or "" */
	uint32_t gid;
};

struct compiled_role {
	char id[ID_SIZE];
	bool assignable;
	char shell[USER_TEXT_SIZE];
	uint32_t gid; /* 0: none */
	struct access_set permissions;
	struct id_vector local_gids;
};

struct compiled_place {
	char id[ID_SIZE], org_id[ID_SIZE];
	char kind[5];
	uint32_t gid;
};

/* A permission that is a group, or that a rule of groups asks for. */
struct compiled_permission {
	char codename[PERMISSION_MAX];
	uint32_t gid; /* 0: not exposed */
};

struct compiled_cap {
	char org_id[ID_SIZE];
	enum user_kind kind;
	struct access_set permissions;
};

/* A role or approval group lent at this moment (R12). */
struct compiled_loan {
	char to_id[ID_SIZE];
	char role_id[ID_SIZE];  /* or "" */
	char group_id[ID_SIZE]; /* or "" */
};

/* Each array is sorted: groups by kind and owner, permissions by codename,
 * loans by receiver, the others by id. */
struct compile {
	struct store *store;
	const struct config *config;
	const struct compile_report *report;
	struct snapshot_writer *writer;
	int64_t next_change_at_s;
	struct compiled_group *groups;
	struct compiled_role *roles;
	struct compiled_place *places;
	struct compiled_permission *permissions;
	struct compiled_cap *caps;
	struct compiled_loan *loans;
	size_t group_count, role_count, place_count;
	size_t permission_count, cap_count, loan_count;
	struct access_set above;           /* subworkers' ceiling */
	size_t map_view, scheduling_view;  /* indices of permissions */
	struct id_vector gids, local_gids; /* of the person in hand */
};

/* A stored number as an id; 0, which is never published, for what is none:
 * cut to 32 bits it could be somebody else's. */
uint32_t compile_id(int64_t value);

void compile_leave_out(
    const struct compile *in, const char *name, const char *why);

/* Whether the machine has NAME or ID from another source (Q2). */
int compile_is_local(const char *name, uint32_t id, bool *ret_is_local);

/* Load all but people, adding the groups to the writer. */
int compile_load(struct compile *in);

/* 0, NULL, or ACCESS_MAX, which is in no set: none. */
uint32_t compile_group(
    const struct compile *in, const char *kind, const char *owner);
const struct compiled_role *compile_role(
    const struct compile *in, const char *id);
const struct compiled_place *compile_place(
    const struct compile *in, const char *id);
size_t compile_permission(const struct compile *in, const char *codename);

/* Add every person to the writer. */
int compile_people(struct compile *in);

#endif
