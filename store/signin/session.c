#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/file.h"
#include "base/str.h"
#include "store/audit.h"
#include "store/signin/process.h"
#include "store/signin/session.h"

static int
insert(struct store *store, const struct session_new *in, const char *id)
{
	struct query *query = db_query(store, SQL_SESSION_OPEN);
	char boot_id[64];

	process_boot_id(boot_id, sizeof(boot_id));
	db_bind_text(query, 1, id);
	db_bind_text(query, 2, in->person_id);
	db_bind_text(query, 3, store_config(store)->terminal_name);
	db_bind_text(query, 4, in->service);
	db_bind_text(query, 5, in->tty != NULL ? in->tty : "");
	db_bind_text(query, 6, in->address != NULL ? in->address : "");
	db_bind_text(query, 7, in->method != NULL ? in->method : "");
	db_bind_int(query, 8, in->leader);
	db_bind_int(query, 9, process_started(in->leader));
	db_bind_text(query, 10, boot_id);
	db_bind_int(query, 11, in->epoch);
	db_bind_int(query, 12, store_now_s(store));
	return db_run(query);
}

/* By key, or whatever else the host let in, there was no secret to record the
 * sign-in by. */
static int
mark_signed_in(struct store *store, const struct session_new *in)
{
	struct query *query;

	if (in->method == NULL || in->method[0] == '\0')
		return FIELD_OK;
	query = db_query(store, SQL_PERSON_SIGNED_IN);
	db_bind_text(query, 1, in->person_id);
	db_bind_int(query, 2, store_now_s(store));
	db_bind_text(query, 3, in->method);
	return db_run(query);
}

static int
audit_session(struct change *change, const char *action, const char *person_id,
    const char *org_id)
{
	struct audit_entry entry = {
		.action = action,
		.module = "sign-in",
		.subject = person_id,
		.org_id = org_id,
		.outcome = AUDIT_DONE,
	};

	return audit_append(change, &entry);
}

/* Whose session it is: FIELD_ENOTFOUND. */
static int
owner(
    struct store *store, const char *session_id, char *person_id, char *org_id)
{
	struct query *query = db_query(store, SQL_SESSION_PERSON);
	int rc;

	db_bind_text(query, 1, session_id);
	rc = db_step(query);
	if (rc == 0)
		rc = FIELD_ENOTFOUND;
	if (rc == 1) {
		(void)str_copy(person_id, ID_SIZE, db_text(query, 0));
		(void)str_copy(org_id, ID_SIZE, db_text(query, 1));
		rc = FIELD_OK;
	}
	db_done(query);
	return rc;
}

int
session_open(struct change *change, const struct session_new *in, char *ret_id)
{
	struct store *store = change_store(change);
	char id[ID_SIZE], person_id[ID_SIZE], org_id[ID_SIZE];
	int rc = insert(store, in, id_make(id));

	if (rc == FIELD_OK)
		rc = mark_signed_in(store, in);
	if (rc == FIELD_OK)
		rc = owner(store, id, person_id, org_id);
	if (rc == FIELD_OK)
		rc = audit_session(change, "session.open", person_id, org_id);
	if (rc == FIELD_OK)
		memcpy(ret_id, id, sizeof(id));
	return rc;
}

int
session_close(struct change *change, const char *session_id, const char *reason)
{
	struct store *store = change_store(change);
	char person_id[ID_SIZE], org_id[ID_SIZE];
	struct query *query = db_query(store, SQL_SESSION_CLOSE);
	int rc;

	db_bind_text(query, 1, session_id);
	db_bind_int(query, 2, store_now_s(store));
	db_bind_text(query, 3, reason);
	rc = db_run(query);
	if (rc < 0 || db_changes(store) == 0)
		return rc;
	rc = owner(store, session_id, person_id, org_id);
	if (rc < 0)
		return rc;
	return audit_session(change, "session.close", person_id, org_id);
}
