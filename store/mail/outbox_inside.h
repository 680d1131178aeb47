/*
 * store/mail/outbox_inside: what the files of the outbox share.
 * Layer: store.  Users: the outbox's own files.
 *
 * Fields are stored as pairs of name and value, each ended by a NUL; sealed with
 * a purpose that is bound to the row, so that they cannot be moved to another.
 */
#ifndef STORE_MAIL_OUTBOX_INSIDE_H
#define STORE_MAIL_OUTBOX_INSIDE_H

#include "base/secret.h"
#include "store/db/db.h"
#include "store/mail/template.h"
#include "store/people/user.h"

/* A row that is due. */
struct outbox_row {
	char id[ID_SIZE];
	enum mail_template template;
	bool is_known; /* false: a newer program queued it */
	char person_id[ID_SIZE], org_id[ID_SIZE], sender_id[ID_SIZE];
	char address[USER_EMAIL_SIZE];
	bool by_text;
	int64_t tries, created_at;
	bool has_code, code_is_valid;
};

/* Bind FIELDS, sealed for the row ID, as parameter INDEX. */
int outbox_bind_fields(struct query *query, int index, const char *id,
    const struct mail_fields *fields, struct store *store);

/*
 * The fields of a row.  The texts of *ret_fields lie in *ret_bytes, which must
 * be released.  FIELD_ENOTFOUND: no such row, or no machine key;
 * FIELD_ECORRUPT: it was sealed with another key; its fields are erased.
 */
int outbox_fields(struct store *store, const char *outbox_id,
    struct mail_fields *ret_fields, struct secret *ret_bytes);

/* Close a row by one of the statements OUTBOX_SENT and OUTBOX_GIVE_UP. */
int outbox_close(struct store *store, enum sql_id id, const char *outbox_id,
    const char *words);
/* Close a row that is not to be sent; BY is a person's id, "root", or
 * OUTBOX_BY_RULE. */
#define OUTBOX_BY_RULE "rule"
int outbox_drop(struct store *store, const char *outbox_id, const char *why,
    const char *by);

/*
 * Where the row goes: RET_TO is an address, or with BY_TEXT a number.  *ret_why
 * is an English phrase, which is stored, if it must not be sent, else NULL.
 * *ret_user is the person, zeroed if there is none.  The fields are those of the
 * row.
 */
int outbox_check(struct store *store, const struct outbox_row *row,
    const struct mail_fields *fields, struct user *ret_user,
    char ret_to[USER_EMAIL_SIZE], const char **ret_why);

/* Make a row to the administrators one row for each super admin who has an
 * address.  *ret_count is their number; with 0, nothing was changed. */
int outbox_to_admins(struct store *store, const struct outbox_row *row,
    const struct mail_fields *fields, size_t *ret_count);

#endif
