/*
 * store/mail/outbox_send: taking rows out of the outbox, and what became of
 * them.
 * Layer: store.  Users: syncd's mailer.
 *
 * Each call is a transaction.  A row is taken before it is given to the server,
 * and closed when the server has answered: after a crash in between it is sent
 * again, with the same id, from which the Message-ID is made.  Only one process
 * may send; it must hold a lock of its own.
 */
#ifndef STORE_MAIL_OUTBOX_SEND_H
#define STORE_MAIL_OUTBOX_SEND_H

#include "base/email.h"
#include "base/id.h"
#include "base/secret.h"
#include "store/core/user.h"
#include "store/db/db.h"
#include "store/mail/template.h"

#define OUTBOX_NAME_SIZE (2 * USER_TEXT_SIZE)

/* A mail or text, rendered: UTF-8, lines end with '\n'. */
struct outgoing {
	char id[ID_SIZE];
	enum mail_template template;
	bool is_secret; /* only by verified TLS, or to this machine */
	bool by_gateway; /* a text: POST it to [text] url, to PHONE */
	int64_t tries;   /* that failed */
	int64_t created_at;
	/* The envelope and the header: to, and as [mail] from and the person
	 * who caused it say.  Names and reply_to may be "". */
	char to[EMAIL_SIZE], to_name[OUTBOX_NAME_SIZE];
	char from[EMAIL_SIZE], from_name[OUTBOX_NAME_SIZE];
	char envelope_from[EMAIL_SIZE];
	char reply_to[EMAIL_SIZE];
	char phone[USER_TEXT_SIZE]; /* digits, with '+' in front if given */
	char language[USER_WORD_SIZE]; /* of the text, "en" */
	struct secret subject;         /* one line; empty in texts */
	struct secret body;
	/* A PNG image of the code, or NULL. */
	unsigned char *image;
	size_t image_len;
};

/* Wipe and free the contents; safe on a zeroed one. */
void outgoing_release(struct outgoing *outgoing);

/*
 * Take the most urgent row that is due, the oldest first, and render it.
 * Returns 1; 0: none is due; or an error.  Rows that must not be sent any more
 * are closed with the reason (outbox_drop_why()): their person was blocked or
 * deleted or has another address, their code is used or revoked or has expired.
 * Rows to the administrators become one row for each of them.  Rows that could
 * not be sent for OUTBOX_GIVE_UP_S are given up, and closed rows are deleted
 * after OUTBOX_KEEP_S.
 */
#define OUTBOX_GIVE_UP_S ((int64_t)3 * 24 * 3600)
#define OUTBOX_KEEP_S    ((int64_t)30 * 24 * 3600)
int outbox_take(struct store *store, struct outgoing *ret_outgoing);

/* The server has accepted it, in these WORDS; its fields are erased. */
int outbox_sent(struct store *store, const char *id, const char *words);

/*
 * It was not accepted.  OUTBOX_RETRY: again after a pause, which doubles from
 * one minute to four hours.  OUTBOX_REFUSED: given up.  OUTBOX_UNDONE: it was
 * not tried, and is due as before, for example since the rate is limited or
 * the server could not be reached at all.
 */
enum outbox_failure { OUTBOX_RETRY, OUTBOX_REFUSED, OUTBOX_UNDONE };
int outbox_failed(struct store *store, const char *id,
    enum outbox_failure failure, const char *words);

/* When the next row is due, possibly in the past; 0: none waits.  Rows that
 * have been taken do not count. */
int outbox_next_due(struct store *store, int64_t *ret_at);

/* Rows that a process took and did not finish are due again.  Call it once
 * after the lock was acquired. */
int outbox_recover(struct store *store);

#endif
