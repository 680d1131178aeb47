/*
 * pam_fieldauth/signin/judge: the database used for decisions.
 * Layer: fieldauth-signin.  Users: serve.
 *
 * A full or read-only disk does not prevent sign-ins.  SQLite cannot even read
 * a database in WAL mode there, so it is copied into memory, to a folder of
 * root's below /run, and used there.  Changes to the copy are lost; is_copy
 * tells the caller.
 */
#ifndef PAM_FIELDAUTH_SIGNIN_JUDGE_H
#define PAM_FIELDAUTH_SIGNIN_JUDGE_H

#include <stdbool.h>

#include "store/db/db.h"

struct judge {
	/* db_file and private_dir may be those of the copy */
	struct paths paths;
	struct config config;
	enum config_reading reading;
	struct store *store;
	bool is_copy;
	char folder[PATHS_MAX]; /* of the copy; "" without */
};

/* Free space below which a disk counts as full: enough for the writes of a
 * sign-in, the -shm file and growth by a checkpoint, with a margin. */
#define JUDGE_SPARE (2ULL << 20)

/*
 * Read the part of the configuration that a sign-in needs, and open the
 * database.  Errors of store_open(); FIELD_EINVAL: that part is invalid,
 * *ret_problem says where, and there are no saved settings.
 */
int judge_open(struct judge *judge, struct config_problem *ret_problem);
/* Replace an outdated copy by a new one.  Has no effect without a copy.  After
 * an error no store is open. */
int judge_renew(struct judge *judge);
void judge_close(struct judge *judge);

#endif
