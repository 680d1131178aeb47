/* Reads the audit log and verifies its chain.  It never changes a row. */
#include <sodium.h>
#include <string.h>

#include "base/err.h"
#include "store/core/audit.h"
#include "store/core/audit_private.h"

static void
bind_filter(struct query *query, const struct audit_filter *filter)
{
	db_bind_text(query, 1, filter->person_id);
	db_bind_int(query, 2, filter->since);
	db_bind_int(query, 3, filter->until);
	db_bind_text(query, 4, filter->action);
	db_bind_text(query, 5, filter->module);
	db_bind_text(query, 6, filter->text);
	db_bind_int(query, 7, filter->limit > 0 ? filter->limit : -1);
	db_bind_int(query, 8, filter->before);
	db_bind_text(query, 9, filter->org_id);
	db_bind_text(query, 10, filter->own_id);
	if (filter->oldest_first)
		db_bind_int(query, 11, filter->after);
}

static struct audit_row
fetch_row(struct query *query)
{
	return (struct audit_row){
		.seq = db_int(query, AUDIT_LIST_SEQ),
		.at = db_int(query, AUDIT_LIST_AT),
		.actor = db_text(query, AUDIT_LIST_ACTOR),
		.actor_login = db_text(query, AUDIT_LIST_ACTOR_LOGIN),
		.action = db_text(query, AUDIT_LIST_ACTION),
		.module = db_text(query, AUDIT_LIST_MODULE),
		.subject = db_text(query, AUDIT_LIST_SUBJECT),
		.subject_login = db_text(query, AUDIT_LIST_SUBJECT_LOGIN),
		.terminal = db_text(query, AUDIT_LIST_TERMINAL),
		.service = db_text(query, AUDIT_LIST_SERVICE),
		.outcome = db_text(query, AUDIT_LIST_OUTCOME),
		.reason = db_text(query, AUDIT_LIST_REASON),
		.detail = db_text(query, AUDIT_LIST_DETAIL),
		.behind = db_text(query, AUDIT_LIST_BEHIND),
		.behind_login = db_text(query, AUDIT_LIST_BEHIND_LOGIN),
		.via = db_text(query, AUDIT_LIST_VIA),
		.via_login = db_text(query, AUDIT_LIST_VIA_LOGIN),
	};
}

int
audit_list(struct store *store, const struct audit_filter *filter,
    bool (*visit)(const struct audit_row *row, void *context), void *context)
{
	struct query *query = db_query(
	    store, filter->oldest_first ? SQL_AUDIT_AFTER : SQL_AUDIT_LIST);
	int rc;

	bind_filter(query, filter);
	for (rc = db_step(query); rc == 1; rc = db_step(query)) {
		struct audit_row row = fetch_row(query);

		if (!visit(&row, context)) {
			rc = FIELD_OK;
			break;
		}
	}
	db_done(query);
	return rc;
}

int
audit_last(struct store *store, int64_t *ret_seq)
{
	struct query *query = db_query(store, SQL_AUDIT_END);
	int rc = db_step(query);

	*ret_seq = rc == 1 ? db_int(query, AUDIT_END_SEQ) : 0;
	db_done(query);
	return rc < 0 ? rc : FIELD_OK;
}

/* --- the chain -------------------------------------------------------------- */

/* The texts that a row's form does not cover must be empty: otherwise they
 * could be forged. */
static bool
is_of_form(const struct audit_link *link)
{
	if (link->form == AUDIT_FORM)
		return true;
	if (link->form != 1)
		return false;
	for (size_t i = AUDIT_TEXTS_FORM_1; i < AUDIT_TEXTS; i++)
		if (link->texts[i][0] != '\0')
			return false;
	return true;
}

_Static_assert((int)AUDIT_WALK_FORM == (int)AUDIT_WALK_ACTOR + AUDIT_TEXTS,
    "the texts of a row stand beside one another");

int
audit_read_link(struct query *query, struct audit_link *ret_link)
{
	size_t detail_len, hash_len, salt_len;

	*ret_link = (struct audit_link){ .seq = db_int(query, AUDIT_WALK_SEQ),
		.at = db_int(query, AUDIT_WALK_AT),
		.form = db_int(query, AUDIT_WALK_FORM),
		.detail_hash = db_blob(
		    query, AUDIT_WALK_DETAIL_HASH, &detail_len),
		.hash = db_blob(query, AUDIT_WALK_HASH, &hash_len),
		.detail = db_text(query, AUDIT_WALK_DETAIL) };
	for (int i = 0; i < AUDIT_TEXTS; i++)
		ret_link->texts[i] = db_text(query, AUDIT_WALK_ACTOR + i);
	if (detail_len != AUDIT_HASH_LEN || hash_len != AUDIT_HASH_LEN)
		return FIELD_ECORRUPT;
	if (db_is_null(query, AUDIT_WALK_SALT)) /* purged */
		return FIELD_OK;
	ret_link->salt = db_blob(query, AUDIT_WALK_SALT, &salt_len);
	return salt_len == AUDIT_SALT_LEN ? FIELD_OK : FIELD_ECORRUPT;
}

/* Check that LINK continues the chain after *POINT, which becomes LINK. */
static bool
continues(const struct audit_link *link, struct audit_point *point)
{
	unsigned char expected[AUDIT_HASH_LEN];

	if (link->seq != point->seq + 1 || !is_of_form(link))
		return false;
	audit_hash_row(point->hash, link, expected);
	if (sodium_memcmp(expected, link->hash, AUDIT_HASH_LEN) != 0)
		return false;
	if (link->salt != NULL) {
		unsigned char detail[AUDIT_HASH_LEN];

		audit_hash_detail(link->salt, link->detail, detail);
		if (sodium_memcmp(detail, link->detail_hash, AUDIT_HASH_LEN) !=
		    0)
			return false;
	}
	point->seq = link->seq;
	memcpy(point->hash, expected, AUDIT_HASH_LEN);
	return true;
}

int
audit_verify_after(
    struct store *store, struct audit_point *point, int64_t *ret_bad_seq)
{
	struct query *query = db_query(store, SQL_AUDIT_WALK);
	int rc;

	db_bind_int(query, 1, point->seq);
	db_bind_int(query, 2, INT64_MAX);
	for (rc = db_step(query); rc == 1; rc = db_step(query)) {
		struct audit_link link;

		rc = audit_read_link(query, &link);
		if (rc == FIELD_OK && !continues(&link, point))
			rc = FIELD_ECORRUPT;
		if (rc != FIELD_OK)
			break;
	}
	/* if rows are missing, the first of them is the bad one */
	if (rc == FIELD_ECORRUPT)
		*ret_bad_seq = point->seq + 1;
	db_done(query);
	return rc;
}

int
audit_verify(struct store *store, int64_t *ret_bad_seq)
{
	struct audit_point point;
	int rc = audit_archived(store, &point);

	return rc == FIELD_OK ? audit_verify_after(store, &point, ret_bad_seq) :
				rc;
}
