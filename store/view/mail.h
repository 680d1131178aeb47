/*
 * store/view/mail: the outbox, and what a mail would look like, as far as the
 * viewer may see them (L10).
 * Layer: store.  Users: control/mail.
 *
 * Needs settings.view; mail of another organisation is treated as missing.  No
 * view shows a code, a password or any other field of a row.
 */
#ifndef STORE_VIEW_MAIL_H
#define STORE_VIEW_MAIL_H

#include "store/access/viewer.h"
#include "store/mail/render.h"
#include "store/mail/sender.h"

enum mail_state {
	MAIL_WAITING,
	MAIL_SENDING,
	MAIL_SENT,
	MAIL_GIVEN_UP, /* it was refused, or tried for three days */
	MAIL_DROPPED,  /* by an administrator, or since it must not be sent */
};
#define MAIL_STATE_COUNT 5

/* "waiting", "given-up". */
extern const char *const mail_state_words[MAIL_STATE_COUNT + 1];

struct mail_row {
	int64_t number; /* in the order of the outbox, for paging */
	char id[ID_SIZE];
	char template[32];
	bool by_text, is_secret;
	enum mail_state state;
	char org[64];
	char login[USER_LOGIN_SIZE]; /* "": the administrators, or an address */
	bool to_admins;              /* not yet one for each */
	char address[USER_EMAIL_SIZE];
	char sender_login[USER_LOGIN_SIZE];
	char dropped_by[ID_SIZE + 60]; /* login name, "root", "rule", or "" */
	int64_t created_at, next_at, closed_at; /* 0: no */
	int64_t tries;
	char words[500]; /* the server's, or the reason */
};

/* The newest first, before the row with the number BEFORE (0: from the newest),
 * at most LIMIT; STATE -1: all.  VISIT returns false to stop.  FIELD_EDENIED
 * with *why. */
int view_mail_each(const struct viewer *viewer, int state, int64_t before,
    int64_t limit, bool (*visit)(const struct mail_row *row, void *context),
    void *context, struct refusal *why);

/* The row whose id starts with ID, at least 4 characters.  FIELD_EDENIED with
 * *why: not permitted; no such mail, or several. */
int view_mail_find(const struct viewer *viewer, const char *id,
    struct mail_row *ret_row, struct refusal *why);

/* A mail of the kind to USER, with placeholders for the fields of its cause.
 * FIELD_EDENIED with *why.  Release *ret_text. */
int view_mail_preview(const struct viewer *viewer, enum mail_template id,
    bool by_text, const struct user *user, struct mail_text *ret_text,
    struct mail_sender *ret_sender, struct refusal *why);

#endif
