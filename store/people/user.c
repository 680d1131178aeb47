/* Looks people up by id, uid, name or address.  If a name or an address is
 * ambiguous, it must never choose a person. */
#include <string.h>

#include "base/err.h"
#include "base/str.h"
#include "store/people/user.h"

/* Copy a column of text into a member of the same size. */
#define COPY(query, column, member) \
	db_copy(query, column, member, sizeof(member))

static void
fetch_identity(struct query *query, struct user *user)
{
	/* The CHECKs of the schema allow no other words. */
	enum user_status status = USER_DELETED;
	enum user_kind kind = USER_SUBWORKER;

	(void)user_kind_by_name(db_text(query, USER_KIND), &kind);
	(void)user_status_by_name(db_text(query, USER_STATUS), &status);
	user->kind = kind;
	user->status = status;
	COPY(query, USER_ID, user->id);
	COPY(query, USER_ORG_ID, user->org_id);
	COPY(query, USER_LEAD_ID, user->lead_id);
	COPY(query, USER_LOGIN, user->login);
	user->uid = (uint32_t)db_int(query, USER_UID);
	user->blocked = db_int(query, USER_BLOCKED) != 0;
	user->held = db_int(query, USER_HELD) != 0;
	user->must_change = db_int(query, USER_MUST_CHANGE) != 0;
	user->full_access = db_int(query, USER_FULL_ACCESS) != 0 &&
	    user_kind_takes_full_access(kind);
	user->purged = db_int(query, USER_PURGED) != 0;
	user->stored_secret = (enum user_secret)db_int(
	    query, USER_STORED_SECRET);
	user->secret_expires_at = db_int(query, USER_SECRET_EXPIRES_AT);
	user->invited_until = db_int(query, USER_INVITED_UNTIL);
}

void
user_fetch(struct query *query, struct user *user)
{
	fetch_identity(query, user);
	COPY(query, USER_FIRST_NAME, user->first_name);
	COPY(query, USER_LAST_NAME, user->last_name);
	COPY(query, USER_EMAIL, user->email);
	user->email_verified_at = db_int(query, USER_EMAIL_VERIFIED_AT);
	COPY(query, USER_PHONE, user->phone);
	COPY(query, USER_MOBILE, user->mobile);
	COPY(query, USER_TITLE, user->title);
	COPY(query, USER_EMPLOYEE_NUMBER, user->employee_number);
	COPY(query, USER_HOME, user->home);
	COPY(query, USER_SHELL, user->shell);
	COPY(query, USER_DESKTOP, user->desktop);
	COPY(query, USER_LANDING, user->landing);
	user->session_epoch = db_int(query, USER_SESSION_EPOCH);
	user->session_epoch_at = db_int(query, USER_SESSION_EPOCH_AT);
	user->expires_at = db_int(query, USER_EXPIRES_AT);
	user->last_sign_in_at = db_int(query, USER_LAST_SIGN_IN_AT);
	COPY(query, USER_LAST_SIGN_IN_METHOD, user->last_sign_in_method);
	user->created_at = db_int(query, USER_CREATED_AT);
	user->updated_at = db_int(query, USER_UPDATED_AT);
	user->deactivated_at = db_int(query, USER_DEACTIVATED_AT);
	user->deleted_at = db_int(query, USER_DELETED_AT);
	user->version = db_int(query, USER_VERSION);
	COPY(query, USER_MAIL_ADDRESS, user->mail_address);
	user->email_pending = db_int(query, USER_EMAIL_PENDING) != 0;
	COPY(query, USER_EMAIL_BY, user->email_by);
	user->email_at = db_int(query, USER_EMAIL_AT);
	user->shared_address_ok = db_int(query, USER_SHARED_ADDRESS_OK) != 0;
	COPY(query, USER_MOBILE_PROVIDER, user->mobile_provider);
	COPY(query, USER_STREET, user->street);
	COPY(query, USER_CITY, user->city);
	COPY(query, USER_REGION, user->region);
	COPY(query, USER_POSTCODE, user->postcode);
	COPY(query, USER_COUNTRY, user->country);
	COPY(query, USER_LANGUAGE, user->language);
}

/* The single row of a query whose parameters are bound. */
static int
fetch_one(struct query *query, struct user *ret_user)
{
	int rc = db_step(query);

	if (rc == 1) {
		user_fetch(query, ret_user);
		rc = FIELD_OK;
	} else if (rc == 0) {
		rc = FIELD_ENOTFOUND;
	}
	db_done(query);
	return rc;
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

/* Append NAME to NAMES if it fits. */
static void
add_name(char *names, size_t size, const char *name)
{
	size_t len = strlen(names);

	if (!str_format(
		names + len, size - len, "%s%s", len == 0 ? "" : ", ", name))
		names[len] = '\0';
}

/*
 * The only existing person with that address whom FITS accepts; or the only
 * deleted one, if no existing person has it.  If there are several: their
 * names, as many as fit.
 */
static int
find_by_email(struct store *store, const char *folded, user_fits *fits,
    const void *context, struct user *ret_user, char *names, size_t names_size)
{
	struct query *query = db_query(store, SQL_USER_BY_EMAIL);
	struct user user;
	size_t count = 0;
	int rc;

	db_bind_text(query, 1, folded);
	for (rc = db_step(query); rc == 1; rc = db_step(query)) {
		user_fetch(query, &user);
		if (!fits(&user, context))
			continue;
		/* Deleted people come last and only count among themselves. */
		if (count > 0 && user.status == USER_DELETED &&
		    ret_user->status != USER_DELETED)
			break;
		if (count++ == 0)
			*ret_user = user;
		add_name(names, names_size, user.login);
	}
	db_done(query);
	if (rc < 0)
		return rc;
	if (count == 0)
		return FIELD_ENOTFOUND;
	return count == 1 ? FIELD_OK : FIELD_EDENIED;
}

int
user_find_fitting(struct store *store, const char *who, user_fits *fits,
    const void *context, struct user *ret_user, struct refusal *why)
{
	char folded[USER_EMAIL_SIZE], names[200] = "";
	struct user user;
	int64_t uid;
	int rc = FIELD_ENOTFOUND;

	if (strchr(who, '@') != NULL) {
		if (email_fold(who, folded, sizeof(folded)) == FIELD_OK)
			rc = find_by_email(store, folded, fits, context, &user,
			    names, sizeof(names));
		if (rc == FIELD_EDENIED)
			return refuse(why, REASON_AMBIGUOUS, who, names);
	} else if (id_is_valid(who)) {
		rc = user_by_id(store, who, &user);
	} else if (str_parse_int(who, 0, UINT32_MAX, &uid) == FIELD_OK) {
		/* no login name begins with a digit */
		rc = user_by_uid(store, (uint32_t)uid, &user);
	} else {
		rc = user_by_login(store, who, &user);
	}
	if (rc == FIELD_OK && !fits(&user, context))
		rc = FIELD_ENOTFOUND;
	if (rc == FIELD_ENOTFOUND)
		(void)refuse(why, REASON_NO_SUCH_PERSON, who, NULL);
	if (rc == FIELD_OK)
		*ret_user = user;
	return rc;
}

static bool
fits_always(const struct user *user, const void *context)
{
	(void)user;
	(void)context;
	return true;
}

int
user_find(struct store *store, const char *who, struct user *ret_user,
    struct refusal *why)
{
	return user_find_fitting(store, who, fits_always, NULL, ret_user, why);
}
