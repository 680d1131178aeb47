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

#include "base/id.h"
#include "base/secret.h"
#include "store/mail/phone.h"
#include "store/mail/sender.h"
#include "store/mail/template.h"

/* A mail or text, rendered: UTF-8, lines end with '\n'. */
struct outgoing {
	char id[ID_SIZE];
	enum mail_template template;
	bool is_secret; /* only by verified TLS, or to this machine */
	/* A request to [text] url instead of a mail: REQUEST_URL and BODY are
	 * filled in; there is none of what follows PHONE. */
	bool by_request;
	int64_t tries; /* that failed */
	int64_t created_at;
	char language[16]; /* of the text, "en" */
	struct secret body;
	struct secret request_url;
	char phone[PHONE_SIZE];

	struct secret subject; /* one line; empty in texts */
	char to[EMAIL_SIZE], to_name[MAIL_NAME_SIZE];
	struct mail_sender sender;
	/* A PNG image of the code, or NULL. */
	unsigned char *image;
	size_t image_len;
};

/* Wipe and free the contents; safe on a zeroed one. */
void outgoing_release(struct outgoing *outgoing);

/*
 * Take the most urgent row that is due, the oldest first, and render it.
 * Returns 1; 0: none is due; or an error.  Release *ret_outgoing.
 *
 * Rows that must not be sent any more are closed with the reason: their person
 * was blocked or deleted or has another address, their code was used, replaced
 * or has expired.  A row to the administrators becomes one for each.  Without a
 * mail server, only texts by request are taken, and mail that has waited for
 * OUTBOX_GIVE_UP_S is given up.  Closed rows are deleted after OUTBOX_KEEP_S.
 */
#define OUTBOX_GIVE_UP_S ((int64_t)3 * 24 * 3600)
#define OUTBOX_KEEP_S    ((int64_t)30 * 24 * 3600)
int outbox_take(struct store *store, struct outgoing *ret_outgoing);

/* The server has accepted it, in these WORDS; its fields are erased. */
int outbox_sent(struct store *store, const char *id, const char *words);

/*
 * It was not accepted.  OUTBOX_RETRY: again after a pause, which doubles from
 * one minute to four hours, for OUTBOX_TRIES_MAX tries, which are three days;
 * then it is given up.  OUTBOX_REFUSED: given up at once.  OUTBOX_UNDONE: it was
 * not tried, and is due as before.  FIELD_OK also if an administrator has
 * dropped the row in the meantime.
 */
#define OUTBOX_TRIES_MAX 25
enum outbox_failure { OUTBOX_RETRY, OUTBOX_REFUSED, OUTBOX_UNDONE };
int outbox_failed(struct store *store, const char *id,
    enum outbox_failure failure, const char *words);

/* When outbox_take() has something to do, possibly in the past; 0: nothing
 * waits.  Rows that have been taken do not count. */
int outbox_next_due(struct store *store, int64_t *ret_at);

/* Rows that a process took and did not finish are due again.  Call it once
 * after the lock was acquired. */
int outbox_recover(struct store *store);

#endif
