/*
 * Valid and unused login names, and the next uids.  A name or number that was
 * used once must never be assigned again.
 */
#include <inttypes.h>
#include <string.h>

#include "base/err.h"
#include "base/i18n.h"
#include "base/str.h"
#include "store/people/local.h"
#include "store/people/local_word.h"
#include "store/people/user_id.h"

/* The syntax of login names, a subset of useradd(8)'s. */
static bool
is_login(const char *text)
{
	size_t len = strlen(text);

	if (len == 0 || len >= USER_LOGIN_SIZE)
		return false;
	if (text[0] != '_' && (text[0] < 'a' || text[0] > 'z'))
		return false;
	return strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789_-") == len;
}

/* By a live or deleted person, or a group; or formerly by another person than
 * the one with UID. */
static int
is_taken(struct store *store, const char *name, uint32_t uid, bool *ret_taken)
{
	struct query *query = db_query(store, SQL_USER_LOGIN_TAKEN);
	int found;

	db_bind_text(query, 1, name);
	db_bind_int(query, 2, uid);
	found = db_step(query);
	db_done(query);
	if (found < 0)
		return found;
	*ret_taken = found == 1;
	return FIELD_OK;
}

int
user_check_new_login(
    struct store *store, const char *login, uint32_t uid, struct refusal *why)
{
	bool local, taken;
	int rc;

	if (!is_login(login))
		return refuse(why, REASON_BAD_LOGIN, login, NULL);
	rc = local_has_name(login, &local);
	if (rc != FIELD_OK)
		return rc;
	if (local)
		return refuse(why, REASON_LOCAL_NAME, login, NULL);
	if (local_name_is_reserved(login))
		return refuse(why, REASON_RESERVED_LOGIN, login, NULL);
	rc = is_taken(store, login, uid, &taken);
	if (rc != FIELD_OK)
		return rc;
	if (taken)
		return refuse(why, REASON_TAKEN, login, NULL);
	return FIELD_OK;
}

int
user_check_login(struct store *store, const char *login, struct refusal *why)
{
	return user_check_new_login(store, login, 0, why);
}

static int
read_counter(struct store *store, enum sql_id id, int64_t *ret_next)
{
	struct query *query = db_query(store, id);
	int rc = db_step(query);

	if (rc == 1)
		*ret_next = db_int(query, ONLY_COLUMN);
	db_done(query);
	if (rc == 0)
		return FIELD_ECORRUPT; /* the row of meta is always there */
	return rc == 1 ? FIELD_OK : rc;
}

/* The first number from NEXT on that the machine does not use, or MAX + 1. */
static int
skip_local(int64_t next, uint32_t max, int64_t *ret_id)
{
	for (; next <= max; next++) {
		bool local;
		int rc = local_has_id((uint32_t)next, &local);

		if (rc != FIELD_OK)
			return rc;
		if (!local)
			break;
	}
	*ret_id = next;
	return FIELD_OK;
}

static int
take_id(struct store *store, enum sql_id next_id, enum sql_id take_id,
    uint32_t min, uint32_t max, uint32_t *ret_id, const char *what,
    struct refusal *why)
{
	/* fieldauth.conf may have been edited since the terminal was set up. */
	const char *problem = config_id_range_problem(min, max);
	struct query *query;
	char range[32];
	int64_t id;
	int rc;

	if (problem != NULL) {
		(void)str_format(
		    range, sizeof(range), "%" PRIu32 "-%" PRIu32, min, max);
		return refuse(why, REASON_BAD_ID_RANGE, range, problem);
	}
	rc = read_counter(store, next_id, &id);
	if (rc == FIELD_OK)
		rc = skip_local(id < min ? min : id, max, &id);
	if (rc != FIELD_OK)
		return rc;
	if (id > max)
		return refuse(why, REASON_NO_IDS_LEFT, what, NULL);
	query = db_query(store, take_id);
	db_bind_int(query, 1, id + 1);
	rc = db_run(query);
	if (rc == FIELD_OK)
		*ret_id = (uint32_t)id;
	return rc;
}

int
user_take_uid(struct store *store, uint32_t *ret_uid, struct refusal *why)
{
	const struct config *config = store_config(store);

	return take_id(store, SQL_USER_NEXT_UID, SQL_USER_TAKE_UID,
	    config->uid_min, config->uid_max, ret_uid, _("people"), why);
}

int
user_take_gid(struct store *store, uint32_t *ret_gid, struct refusal *why)
{
	const struct config *config = store_config(store);

	return take_id(store, SQL_GROUP_NEXT_GID, SQL_GROUP_TAKE_GID,
	    config->gid_min, config->gid_max, ret_gid, _("groups"), why);
}
