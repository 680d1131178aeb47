/*
 * pam_fieldauth/signin/judge: the database to judge by.
 * Layer: fieldauth-signin.  Users: serve.
 *
 * A full or read-only disk keeps nobody out: SQLite cannot even read a
 * database in WAL mode there, so it is copied into memory, into a folder of
 * root's under /run, and judged there.  What is written to the copy is lost;
 * the caller knows by is_copy.
 */
#ifndef PAM_FIELDAUTH_SIGNIN_JUDGE_H
#define PAM_FIELDAUTH_SIGNIN_JUDGE_H

#include <stdbool.h>

#include "store/db/db.h"

struct judge {
	struct paths paths; /* db_file and private_dir may be the copy's */
	struct config config;
	enum config_reading reading;
	struct store *store;
	bool is_copy;
	char folder[PATHS_MAX]; /* of the copy; "" without */
};

/* Room below which a disk counts as full: what a sign-in writes, its -shm
 * and a checkpoint's growth, with a margin. */
#define JUDGE_SPARE (2ULL << 20)

/*
 * Read what a sign-in needs of the configuration, open the database.
 * store_open()'s errors; FIELD_EINVAL: that part is bad, *ret_problem says
 * where, and no good reading has been kept.
 */
int judge_open(struct judge *judge, struct config_problem *ret_problem);
/* A copy is of the past: make it anew.  Without a copy there is nothing to do.
 * On an error no store is open. */
int judge_renew(struct judge *judge);
void judge_close(struct judge *judge);

#endif
