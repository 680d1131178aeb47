/*
 * tests/support/outbox: what was queued.
 */
#ifndef TESTS_OUTBOX_H
#define TESTS_OUTBOX_H

#include "store/mail/outbox.h"
#include "tests/support/company.h"

struct queued {
	char id[ID_SIZE];
	char address[EMAIL_SIZE]; /* as stored */
	struct mail_fields fields;
	struct secret bytes; /* that the fields lie in */
};

/* The newest row of the kind; fails the test if there is none. */
void queued_newest(struct company *company, enum mail_template template,
    struct queued *ret_queued);
void queued_release(struct queued *queued);

/* The number of rows of the kind. */
int64_t queued_count(struct company *company, enum mail_template template);

#endif
