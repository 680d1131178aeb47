/*
 * store/mail/outbox: queueing mail and texts.
 * Layer: store.  Users: everything that causes mail; control/mail.
 * outbox_send.h is the other end.
 *
 * A row is written in the transaction of the change that it reports, so that
 * neither exists without the other.  Its fields are sealed with the machine
 * key: codes and names at rest are useless without it.
 */
#ifndef STORE_MAIL_OUTBOX_H
#define STORE_MAIL_OUTBOX_H

#include "base/email.h"
#include "base/secret.h"
#include "store/core/change.h"
#include "store/mail/template.h"

struct outbox_new {
	enum mail_template template; /* also says where it is sent */
	const char *org_id;
	/* The recipient.  MAIL_TO_ADMINS: NULL.  MAIL_TO_ADDRESS: the person
	 * whom it concerns, or NULL. */
	const char *person_id;
	/*
	 * MAIL_TO_ADDRESS: that address.  MAIL_TO_PENDING, MAIL_TO_SENDER: the
	 * address that the code verifies.  MAIL_TO_PERSON: NULL; outbox_queue()
	 * records the one that the person has now if the mail is a secret, and
	 * such a row is not sent to any other.
	 */
	const char *address;
	bool by_text;          /* a text message instead of a mail */
	const char *sender_id; /* the person who caused it, or NULL */
	/* The id of the code that it contains; the row is not sent once that
	 * is used, revoked or expired.  NULL: it has none. */
	const char *code_id;
	/* A key that prevents a second row for the same event, for example
	 * 'locked:ID:2026-11-29'; NULL: none. */
	const char *once_key;
	struct mail_fields fields;
	int64_t not_before; /* 0: now */
};

/*
 * Queue a row.  With a once_key that was used before: nothing, FIELD_OK.
 * FIELD_EINVAL: a field that the template does not allow, or without one that
 * it requires.  FIELD_EIO or FIELD_ENOTFOUND without the machine key.
 */
int outbox_queue(struct change *change, const struct outbox_new *in);

/*
 * Add LINE (a field of type LINES) to the row of TEMPLATE to the organisation's
 * admins that waits to be sent, or queue such a row: the first is sent in
 * OUTBOX_DIGEST_WAIT_S, the next not before a day has passed.  At most
 * OUTBOX_DIGEST_LINES lines; after that, the last says that there are more.
 */
#define OUTBOX_DIGEST_WAIT_S (15 * 60)
#define OUTBOX_DIGEST_LINES  50
int outbox_digest(struct change *change, enum mail_template template,
    const char *org_id, const char *line);

/* The number of rows that wait or are being sent. */
int outbox_waiting(struct store *store, int64_t *ret_count);

#endif
