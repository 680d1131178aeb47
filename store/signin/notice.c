/* Notices wait in the database until the person signs in. */
#include <string.h>
#include <time.h>

#include "base/err.h"
#include "base/i18n.h"
#include "base/str.h"
#include "store/mail/outbox.h"
#include "store/signin/notice.h"

#define KIND_PASSWORD "password-changed"

static int
mail_it(struct change *change, const struct signin_request *request,
    const struct user *user)
{
	struct outbox_new mail = { .template = MAIL_PASSWORD_CHANGED,
		.org_id = user->org_id,
		.person_id = user->id };

	if (user->mail_address[0] == '\0')
		return FIELD_OK;
	mail.fields.time_s[MAIL_FIELD_WHEN] = store_now_s(change_store(change));
	mail.fields.text[MAIL_FIELD_SERVICE] = request->service;
	if (request->address != NULL && request->address[0] != '\0')
		mail.fields.text[MAIL_FIELD_WHERE] = request->address;
	return outbox_queue(change, &mail);
}

int
notice_password_changed(struct change *change,
    const struct signin_request *request, const struct standing *standing)
{
	struct store *store = change_store(change);
	struct query *query;
	int rc;

	if (standing->hash[0] == '\0')
		return FIELD_OK;
	query = db_query(store, SQL_NOTICE_ADD);
	db_bind_text(query, 1, standing->user.id);
	db_bind_text(query, 2, KIND_PASSWORD);
	db_bind_text(query, 3, request->code_id);
	db_bind_int(query, 4, store_now_s(store));
	rc = db_run(query);
	return rc == FIELD_OK ? mail_it(change, request, &standing->user) : rc;
}

/* --- telling ------------------------------------------------------------------- */

/* Append the sentence of a row; false: it does not fit. */
static bool
say(struct query *query, char text[NOTICE_SIZE])
{
	const size_t len = strlen(text);
	time_t at = (time_t)db_int(query, NOTICE_AT);
	char when[64], sentence[NOTICE_SIZE];
	struct tm tm;

	if (strcmp(db_text(query, NOTICE_KIND), KIND_PASSWORD) != 0)
		return true; /* of a newer version */
	if (localtime_r(&at, &tm) == NULL ||
	    strftime(when, sizeof(when), "%Y-%m-%d %H:%M %Z", &tm) == 0 ||
	    !str_format(sentence, sizeof(sentence),
		_("Your password was changed on %s with a one-time code. If this "
		  "was not you, tell your administrator now."),
		when))
		return true;
	if (!str_format(text + len, NOTICE_SIZE - len, "%s%s",
		len > 0 ? " " : "", sentence)) {
		text[len] = '\0';
		return false;
	}
	return true;
}

int
notice_read(struct store *store, const char *person_id, const char *code_id,
    char ret_text[NOTICE_SIZE], int64_t *ret_last)
{
	struct query *query = db_query(store, SQL_NOTICES);
	int rc;

	ret_text[0] = '\0';
	*ret_last = 0;
	db_bind_text(query, 1, person_id);
	db_bind_text(query, 2, code_id);
	for (rc = db_step(query); rc == 1; rc = db_step(query)) {
		if (!say(query, ret_text))
			break;
		*ret_last = db_int(query, NOTICE_ID);
	}
	db_done(query);
	return rc < 0 ? rc : FIELD_OK;
}

int
notice_forget(struct store *store, const char *person_id, const char *code_id,
    int64_t last)
{
	struct query *query;
	int rc = db_begin(store);

	if (rc < 0)
		return rc;
	query = db_query(store, SQL_NOTICE_FORGET);
	db_bind_text(query, 1, person_id);
	db_bind_text(query, 2, code_id);
	db_bind_int(query, 3, last);
	rc = db_run(query);
	if (rc == FIELD_OK)
		rc = db_commit(store);
	if (rc < 0)
		db_rollback(store);
	return rc;
}
