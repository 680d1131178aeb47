/*
 * store/publish/compile_private: shared by the files compile*.c.
 * Layer: store.  Users: compile*.c only.
 */
#ifndef STORE_PUBLISH_COMPILE_PRIVATE_H
#define STORE_PUBLISH_COMPILE_PRIVATE_H

#include "base/id.h"
#include "snapshot/writer.h"
#include "store/people/access.h"
#include "store/people/permission.h"
#include "store/publish/compile.h"

/* A growing array of numbers. */
struct id_vector {
	uint32_t *at;
	size_t count;
};
int id_vector_add(struct id_vector *vector, uint32_t id);

/* The elements of an array in the order of insertion, found by id. */
struct id_index {
	struct id_slot {
		uint32_t hash;
		uint32_t number; /* index + 1; 0: empty */
	} * slots;
	uint32_t mask, count;
};
int id_index_add(struct id_index *index, const char *id);

struct compiled_group {
	char kind[12];
	char owner[PERMISSION_MAX]; /* an id, a codename, or "" */
	uint32_t gid;
};

struct compiled_role {
	char id[ID_SIZE];
	bool assignable;
	bool power; /* not granted to subworkers (R10) */
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

/* A permission that is a group, or that a rule about groups uses. */
struct compiled_permission {
	char codename[PERMISSION_MAX];
	uint32_t gid; /* 0: not exposed */
};

struct compiled_org {
	char id[ID_SIZE];
};

struct compiled_cap {
	char org_id[ID_SIZE];
	enum user_kind kind;
	struct access_set permissions;
};

/* A role or approval group delegated now (R12). */
struct compiled_loan {
	char to_id[ID_SIZE];
	char role_id[ID_SIZE];  /* or "" */
	char group_id[ID_SIZE]; /* or "" */
};

/* A growing store of strings, identified by their offset; at most 4 GiB. */
struct text_vector {
	char *at;
	size_t len, capacity;
};

enum compiled_text { /* the first columns of SQL_COMPILE_PEOPLE */
	TEXT_ID,
	TEXT_ORG_ID,
	TEXT_LEAD_ID, /* stored with the ids, since they are read together */
	TEXT_LOGIN,
	TEXT_FIRST_NAME,
	TEXT_LAST_NAME,
	TEXT_EMAIL,
	TEXT_HOME,
	TEXT_SHELL,
	TEXT_COUNT,
};

/* A slice of an id_vector. */
struct id_range {
	uint32_t begin, count;
};

/* A person, and their data from the other tables. */
struct compiled_row {
	uint32_t text[TEXT_COUNT]; /* compile_text() */
	uint32_t uid;
	enum user_kind kind;
	enum user_status status;
	bool purged, full_access;
	bool shown;             /* their organisation is admitted here (X4) */
	const char *role_shell; /* the primary role's; NULL: none */
	struct id_range gids, local_gids;
};

/* Permissions are sorted by codename, loans by receiver; people are in storage
 * order, the others in any order. */
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
	struct compiled_org *orgs; /* organisations whose people are shown */
	size_t group_count, role_count, place_count;
	size_t permission_count, cap_count, loan_count, org_count;
	uint64_t filter;
	struct compiled_row *rows;
	size_t row_count;
	struct text_vector texts;
	struct id_index by_owner, by_role, by_place; /* groups, roles, places */
	/* the ceiling of subworkers */
	struct access_set above;
	size_t map_view, scheduling_view;  /* indices of permissions */
	struct id_vector gids, local_gids; /* of all people */
};

/* Convert a stored number to an id; 0, which is never published, for invalid
 * ones: truncated to 32 bits it could be another person's. */
uint32_t compile_id(int64_t value);

void compile_tell(const struct compile *in, const struct publish_gap *gap);
void compile_leave_out(
    const struct compile *in, const char *name, const char *why);

/* The number of a local group that a role grants; or why it is not granted,
 * NULL if it is. */
int compile_grant(const struct config *config, const char *name,
    uint32_t *ret_gid, const char **ret_why);

/* Whether the machine has NAME or ID from another source (Q2). */
int compile_is_local(const char *name, uint32_t id, bool *ret_is_local);

/* Load everything but people, adding the groups to the writer. */
int compile_load(struct compile *in);

/* 0, NULL, or ACCESS_MAX, which is in no set: no ceiling. */
uint32_t compile_group(
    const struct compile *in, const char *kind, const char *owner);
struct compiled_role *compile_role(const struct compile *in, const char *id);
const struct compiled_place *compile_place(
    const struct compile *in, const char *id);
size_t compile_permission(const struct compile *in, const char *codename);

/* Load people. */
int compile_rows_load(struct compile *in);

static inline const char *
compile_text(const struct compile *in, const struct compiled_row *row,
    enum compiled_text which)
{
	return in->texts.at + row->text[which];
}

/* Find the groups of each of them. */
int compile_gather(struct compile *in);

/* Add each of them to the writer. */
int compile_rows_add(struct compile *in);

#endif
