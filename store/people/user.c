#include <string.h>

#include "base/err.h"
#include "base/str.h"
#include "store/people/user.h"

/* One column after another, in the order of USER_COLUMNS. */
struct cursor {
	struct query *query;
	int column;
};

static void
next_text(struct cursor *cursor, char *buf, size_t size)
{
	(void)str_copy(buf, size, db_text(cursor->query, cursor->column++));
}

static int64_t
next_int(struct cursor *cursor)
{
	return db_int(cursor->query, cursor->column++);
}

static bool
next_flag(struct cursor *cursor)
{
	return next_int(cursor) != 0;
}

#define NEXT_TEXT(cursor, field) next_text(cursor, field, sizeof(field))

static void
fetch_identity(struct cursor *cursor, struct user *user)
{
	/* The schema's CHECKs leave no other word. */
	enum user_status status = USER_DELETED;
	enum user_kind kind = USER_SUBWORKER;

	NEXT_TEXT(cursor, user->id);
	NEXT_TEXT(cursor, user->org_id);
	NEXT_TEXT(cursor, user->lead_id);
	NEXT_TEXT(cursor, user->login);
	user->uid = (uint32_t)next_int(cursor);
	(void)user_kind_by_name(
	    db_text(cursor->query, cursor->column++), &kind);
	(void)user_status_by_name(
	    db_text(cursor->query, cursor->column++), &status);
	user->kind = kind;
	user->status = status;
	user->blocked = next_flag(cursor);
	user->held = next_flag(cursor);
	user->must_change = next_flag(cursor);
	user->full_access = next_flag(cursor) &&
	    user_kind_takes_full_access(kind);
	user->purged = next_flag(cursor);
}

void
user_fetch(struct query *query, struct user *user)
{
	struct cursor cursor = { query, 0 };

	fetch_identity(&cursor, user);
	NEXT_TEXT(&cursor, user->first_name);
	NEXT_TEXT(&cursor, user->last_name);
	NEXT_TEXT(&cursor, user->email);
	user->email_verified_at = next_int(&cursor);
	NEXT_TEXT(&cursor, user->phone);
	NEXT_TEXT(&cursor, user->mobile);
	NEXT_TEXT(&cursor, user->title);
	NEXT_TEXT(&cursor, user->employee_number);
	NEXT_TEXT(&cursor, user->home);
	NEXT_TEXT(&cursor, user->shell);
	NEXT_TEXT(&cursor, user->desktop);
	NEXT_TEXT(&cursor, user->landing);
	user->session_epoch = next_int(&cursor);
	user->expires_at = next_int(&cursor);
	user->last_sign_in_at = next_int(&cursor);
	NEXT_TEXT(&cursor, user->last_sign_in_method);
	user->created_at = next_int(&cursor);
	user->updated_at = next_int(&cursor);
	user->deactivated_at = next_int(&cursor);
	user->deleted_at = next_int(&cursor);
	user->version = next_int(&cursor);
	NEXT_TEXT(&cursor, user->mail_address);
	user->email_pending = next_flag(&cursor);
	NEXT_TEXT(&cursor, user->email_by);
	user->email_at = next_int(&cursor);
	NEXT_TEXT(&cursor, user->mobile_provider);
	NEXT_TEXT(&cursor, user->street);
	NEXT_TEXT(&cursor, user->city);
	NEXT_TEXT(&cursor, user->region);
	NEXT_TEXT(&cursor, user->postcode);
	NEXT_TEXT(&cursor, user->country);
	NEXT_TEXT(&cursor, user->language);
}

/* The one row of a query whose parameters are bound. */
static int
fetch_one(struct query *query, struct user *ret_user)
{
	int err = db_step(query);

	if (err == 1) {
		user_fetch(query, ret_user);
		err = FIELD_OK;
	} else if (err == 0) {
		err = FIELD_ENOTFOUND;
	}
	db_done(query);
	return err;
}

int
user_by_id(struct store *store, const char *id, struct user *ret_user)
{
	struct query *query = db_query(store, SQL_USER_BY_ID);

	db_bind_text(query, 1, id);
	return fetch_one(query, ret_user);
}

int
user_by_login(struct store *store, const char *login, struct user *ret_user)
{
	struct query *query = db_query(store, SQL_USER_BY_LOGIN);

	db_bind_text(query, 1, login);
	return fetch_one(query, ret_user);
}

int
user_by_uid(struct store *store, uint32_t uid, struct user *ret_user)
{
	struct query *query = db_query(store, SQL_USER_BY_UID);

	db_bind_int(query, 1, uid);
	return fetch_one(query, ret_user);
}

/* NAME after what NAMES holds, if it fits. */
static void
add_name(char *names, size_t size, const char *name)
{
	size_t len = strlen(names);

	if (!str_format(
		names + len, size - len, "%s%s", len == 0 ? "" : ", ", name))
		names[len] = '\0';
}

/*
 * Of the people with that address, the only one who is there; if nobody is,
 * the only deleted one.  Several: their names, as many as fit.
 */
static int
find_by_email(struct store *store, const char *folded, struct user *ret_user,
    char *names, size_t names_size)
{
	struct query *query = db_query(store, SQL_USER_BY_EMAIL);
	struct user user;
	size_t count = 0;
	int err;

	db_bind_text(query, 1, folded);
	for (err = db_step(query); err == 1; err = db_step(query)) {
		user_fetch(query, &user);
		/* Deleted ones come last and count only among themselves. */
		if (count > 0 && user.status == USER_DELETED &&
		    ret_user->status != USER_DELETED)
			break;
		if (count++ == 0)
			*ret_user = user;
		add_name(names, names_size, user.login);
	}
	db_done(query);
	if (err < 0)
		return err;
	if (count == 0)
		return FIELD_ENOTFOUND;
	return count == 1 ? FIELD_OK : FIELD_EDENIED;
}

int
user_find(struct store *store, const char *who, struct user *ret_user,
    struct refusal *why)
{
	char folded[USER_EMAIL_SIZE], names[200] = "";
	struct user user;
	int err = FIELD_ENOTFOUND;

	if (strchr(who, '@') != NULL) {
		if (email_fold(who, folded, sizeof(folded)) == FIELD_OK)
			err = find_by_email(
			    store, folded, &user, names, sizeof(names));
		if (err == FIELD_EDENIED)
			return refuse(why, REASON_AMBIGUOUS, who, names);
	} else if (id_is_valid(who)) {
		err = user_by_id(store, who, &user);
	} else {
		err = user_by_login(store, who, &user);
	}
	if (err == FIELD_ENOTFOUND)
		(void)refuse(why, REASON_NO_SUCH_PERSON, who, NULL);
	if (err == FIELD_OK)
		*ret_user = user;
	return err;
}
