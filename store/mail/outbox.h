/*
 * store/mail/outbox: mail and texts that wait to be sent.
 * Layer: store.  Users: the verbs (queue), syncd's mailer.
 *
 * A row is written in the transaction of the change that it reports, so that
 * neither exists without the other.  Its fields are sealed with the machine
 * key: codes and names at rest are useless without it.
 */
#ifndef STORE_MAIL_OUTBOX_H
#define STORE_MAIL_OUTBOX_H

#include "base/email.h"
#include "store/core/change.h"

struct outbox_new {
	const char *template; /* name of the template, 'sync-guarded' */
	const char *org_id;
	/* the recipient; NULL: the organisation's admins */
	const char *person_id;
	/* NULL: the person's mail address when it is sent.  Otherwise only this
	 * address, for example a former one that is notified of the change. */
	const char *address;
	const char *channel;   /* 'mail' or 'text'; NULL: mail */
	const char *sender_id; /* a person, or NULL */
	const char *fields;    /* a JSON object for the template */
	int64_t not_before;    /* 0: now */
};

/* FIELD_EIO or FIELD_ENOTFOUND without the machine key. */
int outbox_queue(struct change *change, const struct outbox_new *in);

/*
 * Where the row of a person is to be sent now: its own address, or the result
 * of user_mail_address(); "" if there is none.  A mailer uses only this
 * function; for a row to the organisation's admins, user_mail_address() of each
 * (then FIELD_EINVAL here).  FIELD_ENOTFOUND: no such row.
 */
int outbox_recipient(
    struct store *store, const char *outbox_id, char ret_email[EMAIL_SIZE]);

/* The number of rows that are neither sent nor given up. */
int outbox_waiting(struct store *store, int64_t *ret_count);

/* The purpose with which outbox.fields is sealed, for secret_open(): bound to
 * the row, so that the fields cannot be moved to another row. */
#define OUTBOX_PURPOSE_SIZE 64
const char *outbox_purpose(
    const char *outbox_id, char buf[OUTBOX_PURPOSE_SIZE]);

#endif
