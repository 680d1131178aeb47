/* Finds the address that a person's mail is sent to.  Mail must never go to a
 * pending address. */
#include <string.h>

#include "base/err.h"
#include "base/str.h"
#include "store/people/user_mail.h"

int
user_mail_address(
    struct store *store, const char *person_id, char ret_email[USER_EMAIL_SIZE])
{
	struct query *query = db_query(store, SQL_USER_MAIL_ADDRESS);
	int rc;

	ret_email[0] = '\0';
	db_bind_text(query, 1, person_id);
	rc = db_step(query);
	if (rc == 1)
		db_copy(query, ONLY_COLUMN, ret_email, USER_EMAIL_SIZE);
	db_done(query);
	if (rc < 0)
		return rc;
	return rc == 1 ? FIELD_OK : FIELD_ENOTFOUND;
}

int
user_each_pending_email(struct store *store,
    bool (*visit)(const char *login, void *context), void *context)
{
	struct query *query = db_query(store, SQL_USER_PENDING_EMAILS);
	int rc = db_step(query);

	while (rc == 1 && visit(db_text(query, ONLY_COLUMN), context))
		rc = db_step(query);
	db_done(query);
	return rc < 0 ? rc : FIELD_OK;
}

int
user_mail_identity(struct store *store, const char *person_id,
    char ret_email[USER_EMAIL_SIZE], int64_t *ret_verified_at)
{
	struct query *query = db_query(store, SQL_MAIL_IDENTITY);
	int rc;

	ret_email[0] = '\0';
	*ret_verified_at = 0;
	db_bind_text(query, 1, person_id);
	rc = db_step(query);
	if (rc == 1) {
		db_copy(query, IDENTITY_ADDRESS, ret_email, USER_EMAIL_SIZE);
		*ret_verified_at = db_int(query, IDENTITY_VERIFIED_AT);
	}
	db_done(query);
	return rc < 0 ? rc : FIELD_OK;
}
