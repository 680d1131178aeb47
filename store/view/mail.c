/* Reads the outbox.  MUST: never opens the fields of a row, which may hold codes
 * and passwords; tested by test_mail. */
#include <string.h>

#include "base/err.h"
#include "base/str.h"
#include "store/people/org.h"
#include "store/view/mail.h"

#define ID_PREFIX_MIN 4
#define HOUR_S        INT64_C(3600)

const char *const mail_state_words[MAIL_STATE_COUNT + 1] = {
	[MAIL_WAITING] = "waiting",
	[MAIL_SENDING] = "sending",
	[MAIL_SENT] = "sent",
	[MAIL_GIVEN_UP] = "given-up",
	[MAIL_DROPPED] = "dropped",
};

static int
ask(const struct viewer *viewer, struct refusal *why)
{
	return rules_sight(&viewer->actor, VERB_MAIL_VIEW) < SIGHT_ORG ?
	    refuse(why, REASON_NOT_PERMITTED, "mail.view", NULL) :
	    FIELD_OK;
}

/* ?1: the organisation whose rows are visible, or NULL. */
static void
bind_org(struct query *query, const struct viewer *viewer)
{
	if (rules_sight(&viewer->actor, VERB_MAIL_VIEW) == SIGHT_ALL)
		db_bind_null(query, 1);
	else
		db_bind_text(query, 1, viewer->actor.org_id);
}

static void
fetch(struct query *query, struct mail_row *row)
{
	enum mail_template id;

	*row = (struct mail_row){ .number = db_int(query, MAIL_ROW_NUMBER) };
	db_copy(query, MAIL_ROW_ID, row->id, sizeof(row->id));
	db_copy(query, MAIL_ROW_TEMPLATE, row->template, sizeof(row->template));
	row->by_text = db_int(query, MAIL_ROW_BY_TEXT) != 0;
	row->is_secret = mail_template_by_name(row->template, &id) ==
		FIELD_OK &&
	    mail_template_is_secret(id);
	row->state = (enum mail_state)db_int(query, MAIL_ROW_STATE);
	db_copy(query, MAIL_ROW_ORG, row->org, sizeof(row->org));
	db_copy(query, MAIL_ROW_LOGIN, row->login, sizeof(row->login));
	row->to_admins = db_int(query, MAIL_ROW_TO_ADMINS) != 0;
	db_copy(query, MAIL_ROW_ADDRESS, row->address, sizeof(row->address));
	db_copy(query, MAIL_ROW_SENDER, row->sender_login,
	    sizeof(row->sender_login));
	db_copy(query, MAIL_ROW_DROPPED_BY, row->dropped_by,
	    sizeof(row->dropped_by));
	row->created_at = db_int(query, MAIL_ROW_CREATED_AT);
	row->next_at = db_int(query, MAIL_ROW_NEXT_AT);
	row->closed_at = db_int(query, MAIL_ROW_CLOSED_AT);
	row->tries = db_int(query, MAIL_ROW_TRIES);
	db_copy(query, MAIL_ROW_WORDS, row->words, sizeof(row->words));
}

int
view_mail_each(const struct viewer *viewer, int state, int64_t before,
    int64_t limit, bool (*visit)(const struct mail_row *row, void *context),
    void *context, struct refusal *why)
{
	struct mail_row row;
	struct query *query;
	int rc = ask(viewer, why);

	if (rc != FIELD_OK)
		return rc;
	query = db_query(viewer->store, SQL_MAIL_LIST);
	bind_org(query, viewer);
	db_bind_int(query, 2, state);
	db_bind_int(query, 3, before);
	db_bind_int(query, 4, limit);
	for (rc = db_step(query); rc == 1; rc = db_step(query)) {
		fetch(query, &row);
		if (!visit(&row, context))
			break;
	}
	db_done(query);
	return rc < 0 ? rc : FIELD_OK;
}

int
view_mail_find(const struct viewer *viewer, const char *id,
    struct mail_row *ret_row, struct refusal *why)
{
	struct query *query;
	int rc = ask(viewer, why);
	bool several = false;

	if (rc != FIELD_OK)
		return rc;
	if (strlen(id) < ID_PREFIX_MIN || strlen(id) >= ID_SIZE)
		return refuse(why, REASON_NO_SUCH_MAIL, id, NULL);
	query = db_query(viewer->store, SQL_MAIL_FIND);
	bind_org(query, viewer);
	db_bind_text(query, 2, id);
	rc = db_step(query);
	if (rc == 1) {
		fetch(query, ret_row);
		several = db_step(query) == 1;
	}
	db_done(query);
	if (rc < 0)
		return rc;
	if (rc == 0)
		return refuse(why, REASON_NO_SUCH_MAIL, id, NULL);
	return several ? refuse(why, REASON_SEVERAL_MAILS, id, NULL) : FIELD_OK;
}

/* --- previews ----------------------------------------------------------------- */

/* What stands for the fields of a cause. */
static struct mail_fields
placeholders(int64_t now_s)
{
	return (struct mail_fields){
		.text = {
			[MAIL_FIELD_CODE] = "XXXX-XXXX-XXXX",
			[MAIL_FIELD_PASSWORD] = "xxxx-xxxx-xxxx-xxxx",
			[MAIL_FIELD_BY] = "(by)",
			[MAIL_FIELD_WHERE] = "(where)",
			[MAIL_FIELD_SERVICE] = "(service)",
			[MAIL_FIELD_OLD] = "(old)",
			[MAIL_FIELD_NEW] = "(new)",
			[MAIL_FIELD_LOGINS] = "(logins)",
			[MAIL_FIELD_LOCKS] = "(locks)",
			[MAIL_FIELD_SOURCE] = "(source)",
			[MAIL_FIELD_WHY] = "(why)",
			[MAIL_FIELD_PLAN] = "(plan)",
		},
		.time_s = {
			[MAIL_FIELD_EXPIRES] = now_s + HOUR_S,
			[MAIL_FIELD_WHEN] = now_s,
			[MAIL_FIELD_UNTIL] = now_s + HOUR_S,
			[MAIL_FIELD_SINCE] = now_s - HOUR_S,
		},
	};
}

int
view_mail_preview(const struct viewer *viewer, enum mail_template id,
    bool by_text, const struct user *user, struct mail_text *ret_text,
    struct mail_sender *ret_sender, struct refusal *why)
{
	const struct mail_fields fields = placeholders(
	    store_now_s(viewer->store));
	const struct mail_reader reader = {
		.user = user,
		.address = user->mail_address,
		.org_id = user->org_id,
	};
	int rc = ask(viewer, why);

	*ret_sender = (struct mail_sender){ .from = "" };
	if (rc != FIELD_OK)
		return rc;
	if (by_text && !mail_template_info(id)->by_text)
		return refuse(why, REASON_NOT_FOR_TEXTS,
		    mail_template_info(id)->name, NULL);
	if (store_config(viewer->store)->mail_from[0] != '\0' && !by_text)
		rc = mail_sender_of(
		    viewer->store, user->org_id, "", ret_sender);
	if (rc == FIELD_OK)
		rc = mail_render(
		    viewer->store, id, by_text, &reader, &fields, ret_text);
	return rc;
}
