#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/str.h"
#include "store/core/audit.h"
#include "store/people/user.h"
#include "store/secret/code.h"
#include "store/session/process.h"
#include "store/session/session.h"

static int
insert(struct store *store, const struct session_record *session)
{
	struct query *query = db_query(store, SQL_SESSION_OPEN);

	db_bind_text(query, 1, session->id);
	db_bind_text(query, 2, session->person_id);
	db_bind_text(query, 3, store_config(store)->terminal_name);
	db_bind_text(query, 4, session->service);
	db_bind_text(query, 5, session->tty);
	db_bind_text(query, 6, session->address);
	db_bind_text(query, 7, session->method);
	db_bind_int(query, 8, session->leader);
	db_bind_int(query, 9, session->started);
	db_bind_text(query, 10, session->boot_id);
	db_bind_int(query, 11, session->epoch);
	db_bind_int(query, 12, session->opened_at);
	db_bind_text(query, 13, session->logind_id);
	return db_run(query);
}

/* If the host admitted the person by key or otherwise, no secret was used by
 * which the method could be recorded. */
static int
mark_signed_in(struct store *store, const struct session_record *session)
{
	struct query *query;

	if (session->method[0] == '\0')
		return FIELD_OK;
	query = db_query(store, SQL_PERSON_SIGNED_IN);
	db_bind_text(query, 1, session->person_id);
	db_bind_int(query, 2, session->opened_at);
	db_bind_text(query, 3, session->method);
	return db_run(query);
}

static int
audit_session(struct change *change, const char *action, const char *person_id,
    const char *org_id)
{
	struct audit_entry entry = {
		.action = action,
		.subject = person_id,
		.org_id = org_id,
	};

	return audit_append(change, &entry);
}

/* The person of the session: FIELD_ENOTFOUND. */
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
		db_copy(query, SESSION_PERSON_PERSON_ID, person_id, ID_SIZE);
		db_copy(query, SESSION_PERSON_ORG_ID, org_id, ID_SIZE);
		rc = FIELD_OK;
	}
	db_done(query);
	return rc;
}

int
session_take(struct change *change, const struct session_record *session)
{
	struct store *store = change_store(change);
	char person_id[ID_SIZE], org_id[ID_SIZE];
	struct user user;
	int rc;

	rc = owner(store, session->id, person_id, org_id);
	if (rc != FIELD_ENOTFOUND)
		return rc; /* already recorded */
	rc = user_by_id(store, session->person_id, &user);
	if (rc == FIELD_OK)
		rc = insert(store, session);
	if (rc == FIELD_OK)
		rc = mark_signed_in(store, session);
	if (rc == FIELD_OK)
		rc = audit_session(
		    change, "session.open", user.id, user.org_id);
	return rc;
}

static void
take_text(char *buf, size_t size, const char *text)
{
	(void)snprintf(buf, size, "%s", text != NULL ? text : "");
}

void
session_describe(const struct session_new *in, int64_t now_s,
    struct session_record *ret_session)
{
	struct session_record *session = ret_session;

	memset(session, 0, sizeof(*session));
	(void)id_make(session->id);
	take_text(
	    session->person_id, sizeof(session->person_id), in->person_id);
	take_text(session->service, sizeof(session->service), in->service);
	take_text(session->tty, sizeof(session->tty), in->tty);
	take_text(session->address, sizeof(session->address), in->address);
	take_text(session->method, sizeof(session->method), in->method);
	clock_boot_id(session->boot_id);
	session->leader = in->leader;
	session->started = process_started(in->leader);
	logind_id(in->leader, in->uid, session->logind_id);
	session->uid = in->uid;
	session->epoch = in->epoch;
	session->opened_at = now_s;
}

bool
session_is_alive(const struct session_record *session)
{
	char boot_id[CLOCK_BOOT_SIZE];

	clock_boot_id(boot_id);
	return session->closed_at == 0 && session->started != 0 &&
	    strcmp(session->boot_id, boot_id) == 0 &&
	    process_started((pid_t)session->leader) == session->started;
}

/* Ending the person's old sessions would also end the new one. */
static int
check_not_ending(struct store *store, const char *person_id)
{
	struct query *query = db_query(store, SQL_ENDING_LIST);
	int rc;

	db_bind_text(query, 1, person_id);
	rc = db_step(query);
	db_done(query);
	return rc == 1 ? FIELD_ECONFLICT : rc;
}

/* A code that permits nothing any more is ignored. */
static int
permit_change(struct store *store, const struct session_new *in,
    const struct session_record *session)
{
	struct query *query;
	enum code_kind kind;
	int64_t until;
	int rc;

	if (in->change_code_id == NULL || in->change_code_id[0] == '\0')
		return FIELD_OK;
	rc = code_is_free(
	    store, in->person_id, in->change_code_id, &kind, &until);
	if (rc != FIELD_OK)
		return rc == FIELD_ENOTFOUND ? FIELD_OK : rc;
	query = db_query(store, SQL_SESSION_FREE_CHANGE);
	db_bind_text(query, 1, session->id);
	db_bind_text(query, 2, in->change_code_id);
	db_bind_int(query, 3, session->opened_at + CODE_FREE_S);
	return db_run(query);
}

int
session_open(struct change *change, const struct session_new *in, char *ret_id)
{
	struct store *store = change_store(change);
	struct session_record session;
	int rc = check_not_ending(store, in->person_id);

	session_describe(in, store_now_s(store), &session);
	if (rc == FIELD_OK)
		rc = session_take(change, &session);
	if (rc == FIELD_OK)
		rc = permit_change(store, in, &session);
	if (rc == FIELD_OK)
		memcpy(ret_id, session.id, ID_SIZE);
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
